#include "actions/track/matter.h"

#include <algorithm>
#include <set>

#include "formats/digest.h"
#include "formats/purl.h"

namespace ward::track {
namespace {

constexpr size_t key_digits = 16;

std::string name_of_package(const std::string& package) {
    const auto purl = Purl::parse(package);
    if (!purl) return package;
    // An npm scope is part of the name that people use; an owner on a forge is not.
    return purl->type == "npm" && !purl->name_space.empty() ? purl->name_space + "/" + purl->name : purl->name;
}

std::string version_of(const std::string& purl) {
    const auto parsed = Purl::parse(purl);
    return parsed ? parsed->version : std::string();
}

bool is_tracked(const Finding& finding) {
    return finding.rule == "vulnerability" || finding.rule == "malicious-package" || finding.rule == "untrusted-script";
}

// Sets of findings that belong together: of one package, and joined by shared ids, over any number of steps.
std::vector<std::vector<const Finding*>> gather(const Report& report) {
    std::map<std::string, std::vector<const Finding*>> by_package;
    for (const Finding& finding : report.findings)
        if (is_tracked(finding)) by_package[package_of(finding.purl)].push_back(&finding);
    std::vector<std::vector<const Finding*>> groups;
    for (const auto& [package, findings] : by_package) {
        std::vector<std::pair<std::set<std::string>, std::vector<const Finding*>>> sets;
        for (const Finding* finding : findings) {
            const std::vector<std::string> own = ids_of(*finding);
            std::pair<std::set<std::string>, std::vector<const Finding*>> joined{{own.begin(), own.end()}, {finding}};
            std::erase_if(sets, [&](auto& other) {
                if (std::ranges::none_of(own, [&](const std::string& id) { return other.first.contains(id); }))
                    return false;
                joined.first.merge(other.first);
                joined.second.insert(joined.second.begin(), other.second.begin(), other.second.end());
                return true;
            });
            sets.push_back(std::move(joined));
        }
        for (auto& [ids, members] : sets) groups.push_back(std::move(members));
    }
    return groups;
}

void add_fixed(Matter& matter, const Finding& finding) {
    for (const std::string& version : finding.fixed)
        if (std::ranges::find(matter.fixed, version) == matter.fixed.end()) matter.fixed.push_back(version);
}

void add_places(std::vector<Spot>& spots, const Finding& finding, const std::string& version) {
    if (finding.evidence.empty()) spots.push_back({version, ""});
    for (const Evidence& evidence : finding.evidence)
        spots.push_back(
            {version, evidence.line > 0 ? evidence.path + ":" + std::to_string(evidence.line) : evidence.path});
}

// A report of many branches says for each of them which version it has and what was decided there.
void add(Matter& matter, const Finding& finding, const BranchesOf& branches) {
    bool open = false;
    const auto take = [&](Status status, const std::optional<Verdict>& assessment) {
        if (status == Status::open) return open = true;
        if (assessment) matter.assessed.push_back(*assessment);
        return false;
    };
    if (finding.refs.empty() && take(finding.status, finding.assessment))
        for (const std::string& branch : branches(finding))
            add_places(matter.open_on[branch], finding, version_of(finding.purl));
    for (const OnRef& on : finding.refs)
        if (take(on.status, on.assessment)) add_places(matter.open_on[on.ref], finding, version_of(on.purl));
    if (!open) return;
    add_fixed(matter, finding);
    const Scope scope = finding.scope.value_or(Scope::unknown);
    matter.scope = more_needed(matter.scope.value_or(scope), scope);
}

Matter matter_of(const std::vector<const Finding*>& findings, const BranchesOf& branches) {
    // The worst one leads, of equals the first by id, so that the order of the report does not matter.
    const Finding& lead = **std::ranges::min_element(findings, [](const Finding* a, const Finding* b) {
        return std::tuple(-weight(a->severity), a->id, a->purl) < std::tuple(-weight(b->severity), b->id, b->purl);
    });
    Matter matter;
    matter.package = package_of(lead.purl);
    matter.name = name_of_package(matter.package);
    matter.id = lead.id;
    matter.rule = lead.rule;
    matter.severity = lead.severity;
    matter.score = lead.score;
    matter.vector = lead.vector;
    matter.title = lead.title;
    std::set<std::string> ids;
    for (const Finding* finding : findings) {
        for (std::string& id : ids_of(*finding)) ids.insert(std::move(id));
        add(matter, *finding, branches);
    }
    matter.ids = {ids.begin(), ids.end()};
    for (auto& [branch, spots] : matter.open_on) {
        std::ranges::sort(spots);
        spots.erase(std::ranges::unique(spots).begin(), spots.end());
    }
    return matter;
}

}  // namespace

std::string package_of(const std::string& purl) {
    const auto parsed = Purl::parse(purl);
    return parsed ? parsed->package().to_string() : purl;
}

std::string Matter::key() const {
    return sha256_hex("track\n" + package + "\n" + (ids.empty() ? id : ids.front())).substr(0, key_digits);
}

std::vector<Matter> matters_of(const Report& report, const BranchesOf& branches) {
    std::vector<Matter> matters;
    for (const auto& findings : gather(report)) matters.push_back(matter_of(findings, branches));
    std::ranges::sort(matters, [](const Matter& a, const Matter& b) {
        return std::tie(a.package, a.id, a.ids) < std::tie(b.package, b.id, b.ids);
    });
    return matters;
}

}  // namespace ward::track
