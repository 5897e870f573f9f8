// Which finding an assessment speaks of: the id may be any of the finding's alias set; component, versions and path
// narrow it. Nothing is hidden silently: what closes a finding stays in the report, and an entry that is expired or
// speaks of nothing is a note.
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "formats/cpe.h"
#include "formats/purl.h"
#include "formats/versions/vers.h"
#include "formats/versions/versions.h"
#include "review/entries.h"
#include "review/gathered.h"
#include "review/review.h"

namespace ward::review {
namespace {

// The same product by a CPE name, and the same version where the wanted name has one.
bool same_product(std::string_view wanted, const Component& component) {
    const auto a = Cpe::parse(wanted);
    return a && std::ranges::any_of(component.cpe, [&](const std::string& name) {
               const auto b = Cpe::parse(name);
               if (!b || a->package() != b->package()) return false;
               const std::string version = a->version_text();
               return version.empty() || version == b->version_text() || version == component.version;
           });
}

// `wanted` is a purl or a CPE name; `component` may be null.
bool is_called(std::string_view wanted, std::string_view purl, const Component* component) {
    if (wanted.starts_with("cpe:")) return component != nullptr && same_product(wanted, *component);
    return same_package(wanted, purl);
}

bool is_about(const Assessment& assessment, const Finding& finding, const Report& report) {
    const Component* component = find_component(report, finding.component);
    if (!assessment.component.empty() && !is_called(assessment.component, finding.purl, component)) return false;
    if (assessment.product.empty()) return true;
    const bool is_subject =
        !report.components.empty() && is_called(assessment.product, report.components[0].purl, &report.components[0]);
    return is_subject || (assessment.component.empty() && is_called(assessment.product, finding.purl, component));
}

// The versions that made the finding: a component may claim several, and one that was not assessed stays open.
std::vector<std::string_view> versions_behind(const Finding& finding, const Component& component) {
    std::vector<std::string_view> versions;
    versions.reserve(finding.matches.size());
    for (const Match& match : finding.matches) versions.emplace_back(match.version);
    if (versions.empty()) versions.emplace_back(component.version);
    return versions;
}

// Of an assessment whose id is one of the finding's: does the rest of it fit too?
bool speaks_of(const Assessment& assessment, const Finding& finding, Report& report) {
    if (!is_about(assessment, finding, report)) return false;
    // Every place must be covered: a finding in a second place is not what was assessed.
    if (!assessment.path.empty() && !std::ranges::all_of(finding.evidence, [&](const Evidence& place) {
            return glob_match(assessment.path, place.path);
        }))
        return false;
    if (assessment.versions.empty()) return true;
    const Component* component = find_component(report, finding.component);
    if (component == nullptr) return false;
    const versions::Ordering* ordering = versions::ordering_for(component->ecosystem.value_or("Upstream"));
    for (const std::string_view version : versions_behind(finding, *component)) {
        const bool is_vers = versions::is_vers(assessment.versions);
        if (ordering == nullptr && !is_vers) {
            if (version != assessment.versions) return false;
            continue;
        }
        const auto inside = is_vers ? versions::vers_contains(assessment.versions, version, ordering)
                                    : versions::satisfies(*ordering, version, assessment.versions);
        if (!inside)
            report.notes.push_back(
                {"assessment-unreadable", assessment.id + ": " + inside.error().message(), where(assessment.origin)});
        if (!inside || !*inside) return false;
    }
    return true;
}

// Positions of the findings that have an id, under each of their ids.
std::unordered_map<std::string, std::vector<size_t>> findings_by_id(const Report& report) {
    std::unordered_map<std::string, std::vector<size_t>> by_id;
    for (size_t i = 0; i < report.findings.size(); ++i)
        for (std::string& id : ids_of(report.findings[i])) by_id[std::move(id)].push_back(i);
    return by_id;
}

}  // namespace

void apply_decisions(Report& report, const Decisions& decisions, Instant now) {
    const auto by_id = findings_by_id(report);
    GatheredDecisions gathered(report);
    for (const Assessment& assessment : decisions.assessments) {
        const bool expired = has_expired(assessment.expires, now);
        bool used = false;
        const auto with_id = by_id.find(assessment.id);
        for (const size_t at : with_id == by_id.end() ? std::vector<size_t>() : with_id->second) {
            Finding& finding = report.findings[at];
            if (!speaks_of(assessment, finding, report)) continue;
            used = true;
            if (expired || finding.status != Status::open) continue;
            finding.assessment =
                Verdict{assessment.status,  assessment.justification, assessment.reason, assessment.author,
                        assessment.expires, assessment.origin,        std::nullopt};
            if (assessment.status == VexStatus::not_affected || assessment.status == VexStatus::fixed)
                finding.status = Status::assessed;
        }
        for (const GatheredDecisions::Place& place : gathered.named(assessment.id)) {
            if (!speaks_of(assessment, report.findings[place.finding], report)) continue;
            used = true;
            if (!expired) gathered.decide(place, assessment);
        }
        // VEX documents speak of many products and versions; that most do not match here says nothing.
        if (!used && !assessment.expires.empty())
            report.notes.push_back(
                {"assessment-unused", assessment.id + " matches no finding", where(assessment.origin)});
        else if (expired)
            report.notes.push_back(
                {"assessment-expired", assessment.id + " expired on " + assessment.expires, where(assessment.origin)});
    }
    gathered.settle(report);
    for (const Expected& expected : decisions.expected) {
        const bool expired = has_expired(expected.expires, now);
        bool used = false;
        for (Skipped& part : report.skipped) {
            if (part.kind != SkipKind::unexplained || !glob_match(expected.path, part.path)) continue;
            used = true;
            if (!expired) part.expected = true;
        }
        if (!used)
            report.notes.push_back(
                {"expected-unused", expected.path + " matches no unexplained part", where(expected.origin)});
        else if (expired)
            report.notes.push_back(
                {"expected-expired", expected.path + " expired on " + expected.expires, where(expected.origin)});
    }
    report.notes.insert(report.notes.end(), decisions.notes.begin(), decisions.notes.end());
    sort_findings(report.findings);
}

}  // namespace ward::review
