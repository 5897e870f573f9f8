// OpenVEX 0.2.0: one statement per finding about an advisory, with the subject as product and the component as
// subcomponent. What nobody has assessed is under_investigation: ward finds versions, it does not judge exploits.
//
// The specification wants a reason in different fields: justification and impact statement with not_affected, an
// action statement with affected, and none of them with fixed and under_investigation, where it is a note.
#include "formats/openvex.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
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

// The subject's own package URL, where it has one.
std::string product_of(const Report& report) {
    for (const Component& component : report.components)
        if (component.path.empty() && component.parent.empty() && component.purl.starts_with("pkg:"))
            return iri_text(component.purl);
    return {};
}

// Never left out: a statement about a component without a package URL still has to name it.
std::string component_iri(const Finding& finding) {
    return finding.purl.starts_with("pkg:") ? iri_text(finding.purl)
                                            : "urn:ward:component:" + iri_text(finding.component);
}

// One person who assessed everything is the author; several cannot be one, and each is named in the notes.
std::string author_of(const Report& report) {
    std::set<std::string_view> authors;
    for (const Finding& finding : report.findings)
        if (is_advisory(finding) && finding.assessment && !finding.assessment->author.empty())
            authors.insert(finding.assessment->author);
    return authors.size() == 1 ? std::string(*authors.begin()) : subject_text(report);
}

std::string write(const Report& report, const Style& style) {
    openvex::Document document;
    document.author = style.publisher.empty() ? author_of(report) : style.publisher;
    document.timestamp = format_instant(parse_instant(report.started).value_or(0));
    document.tooling = report.ward_version.empty() ? "ward" : "ward " + report.ward_version;
    const std::string product = product_of(report);
    for (const Finding& finding : report.findings) {
        if (!is_advisory(finding)) continue;
        openvex::Statement statement;
        statement.vulnerability = finding.id;
        statement.vulnerability_id = link_of_id(finding.id);
        statement.description = finding.title;
        statement.aliases = ids_of(finding);
        std::erase(statement.aliases, finding.id);
        const std::string component = component_iri(finding);
        if (product.empty() || component == product) statement.products = {{{component, {}}, {}}};
        else statement.products = {{{product, {}}, {{component, {}}}}};
        assess(statement, finding);
        document.statements.push_back(std::move(statement));
    }
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
    .write = write,
};

}  // namespace ward::report
