// OpenVEX 0.2.0: one statement per finding about an advisory (of a report on branches, one for each decision, about the
// versions there), with the subject as product and the component as subcomponent. What nobody has assessed is
// under_investigation: ward finds versions, it does not judge exploits.
//
// The specification wants a reason in different fields: justification and impact statement with not_affected, an
// action statement with affected, and none of them with fixed and under_investigation, where it is a note.
#include "formats/openvex.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "faces/report/branch_cases.h"
#include "faces/report/groups.h"
#include "faces/report/report.h"
#include "faces/report/words.h"

namespace ward::report {
namespace {

void assess(openvex::Statement& statement, const Finding& finding) {
    if (finding.status == Status::fixed_by_backport) {
        statement.status = name_of(VexStatus::fixed);
        statement.status_notes = "fixed by a backport";
        return;
    }
    const Verdict verdict = finding.assessment.value_or(Verdict{});
    statement.status = name_of(verdict.status);
    switch (verdict.status) {
        case VexStatus::not_affected:
            if (is_vex_justification(verdict.justification)) statement.justification = verdict.justification;
            statement.impact_statement = verdict.reason;
            if (statement.justification.empty() && statement.impact_statement.empty())
                statement.impact_statement = "assessed as not affected, without a reason";
            statement.status_notes = provenance_text(verdict, {});
            break;
        case VexStatus::affected:
            statement.action_statement = verdict.reason.empty() ? remedy_text(finding) : verdict.reason;
            statement.status_notes = provenance_text(verdict, {});
            break;
        case VexStatus::fixed:
        case VexStatus::under_investigation: statement.status_notes = provenance_text(verdict, verdict.reason); break;
    }
}

// The subject's own package URL, on a branch where there are branches; empty where it has none.
std::string product_of(const Report& report, std::string_view ref) {
    const Component* subject = subject_on(report, ref);
    return subject != nullptr && subject->purl.starts_with("pkg:") ? iri_text(subject->purl) : std::string();
}

// Never left out: a statement about a component without a package URL still has to name it.
std::string component_iri(const Finding& finding) {
    return finding.purl.starts_with("pkg:") ? iri_text(finding.purl)
                                            : "urn:ward:component:" + iri_text(finding.component);
}

// One person who assessed everything is the author; several cannot be one, and each is named in the notes.
std::string author_of(const Report& report) {
    std::set<std::string_view> authors;
    const auto add = [&](const std::optional<Verdict>& verdict) {
        if (verdict && !verdict->author.empty()) authors.insert(verdict->author);
    };
    for (const Finding& finding : report.findings) {
        if (!is_advisory(finding)) continue;
        add(finding.assessment);
        for (const OnRef& on : finding.refs) add(on.assessment);
    }
    return authors.size() == 1 ? std::string(*authors.begin()) : subject_text(report);
}

// Where several branches are one product in one version, and differ in what was decided, only the most worrying word
// may stand: another one would close what is open.
using Decided = std::map<std::pair<std::string, std::string>, VexStatus>;  // by product and component

void add_product(openvex::Statement& statement, const std::string& product, const std::string& component) {
    if (product.empty() || component == product) {
        statement.products.push_back({{component, {}}, {}});
        return;
    }
    const auto same =
        std::ranges::find_if(statement.products, [&](const openvex::Product& one) { return one.item.id == product; });
    if (same == statement.products.end()) statement.products.push_back({{product, {}}, {{component, {}}}});
    else same->subcomponents.push_back({component, {}});
}

// One statement for each decision about a finding.
std::vector<openvex::Statement> statements_of(const Report& report, const Finding& finding) {
    const std::vector<BranchCase> cases = cases_of(finding);
    const auto each = [&](auto&& visit) {
        for (const BranchCase& one : cases) {
            if (one.refs.empty()) visit(one, std::string_view());
            for (const std::string& ref : one.refs) visit(one, std::string_view(ref));
        }
    };
    Decided decided;
    each([&](const BranchCase& one, std::string_view ref) {
        const VexStatus status = vex_status_of(one.finding);
        VexStatus& kept =
            decided.try_emplace({product_of(report, ref), component_iri(one.finding)}, status).first->second;
        if (concern(status) > concern(kept)) kept = status;
    });
    std::vector<openvex::Statement> statements;
    each([&](const BranchCase& one, std::string_view ref) {
        const std::string product = product_of(report, ref);
        const std::string component = component_iri(one.finding);
        const auto place = decided.find({product, component});
        // Stated already, or a lesser word.
        if (place == decided.end() || place->second != vex_status_of(one.finding)) return;
        decided.erase(place);
        openvex::Statement statement;
        statement.vulnerability = finding.id;
        statement.vulnerability_id = link_of_id(finding.id);
        statement.description = finding.title;
        statement.aliases = ids_of(finding);
        std::erase(statement.aliases, finding.id);
        assess(statement, one.finding);
        if (!ref.empty())
            statement.status_notes += (statement.status_notes.empty() ? "" : "; ") + on_refs_text(report, finding);
        const auto same = std::ranges::find_if(statements, [&](openvex::Statement other) {
            other.products.clear();
            return other == statement;
        });
        add_product(same == statements.end() ? statement : *same, product, component);
        if (same == statements.end()) statements.push_back(std::move(statement));
    });
    return statements;
}

std::string write_openvex(const Report& report, const Style& style) {
    openvex::Document document;
    document.author = style.publisher.empty() ? author_of(report) : style.publisher;
    document.timestamp = format_instant(parse_instant(report.started).value_or(0));
    document.tooling = report.ward_version.empty() ? "ward" : "ward " + report.ward_version;
    for (const Finding& finding : report.findings)
        if (is_advisory(finding))
            for (openvex::Statement& statement : statements_of(report, finding))
                document.statements.push_back(std::move(statement));
    // The id is a digest of what readers will see, which is JSON and so UTF-8.
    document.author = valid_utf8(document.author);
    for (openvex::Statement& statement : document.statements) {
        statement.vulnerability = valid_utf8(statement.vulnerability);
        for (std::string& alias : statement.aliases) alias = valid_utf8(alias);
    }
    document.id = openvex::canonical_id(document);
    return openvex::to_json(document);
}

}  // namespace

WARD_REPORT(openvex) = {
    .name = "openvex",
    .media_type = "application/vnd.openvex+json",
    .extension = ".openvex.json",
    .summary = "OpenVEX 0.2.0: one statement per advisory, with what was decided about it",
    .write = write_openvex,
};

}  // namespace ward::report
