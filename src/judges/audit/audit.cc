// Asks the index about every identity and every claimed version of every component, then gathers the hits into
// findings.
//
// Grouping: alias sets are transitive over the whole database (computed when the index was built), so two records of
// one set are one finding even where neither names the other. The severity is the worst of the set's known ones: a
// distributor often has the vector that the first publisher left out.
#include "judges/audit/audit.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include <fmt/core.h>

#include "base/parallel.h"
#include "base/text.h"
#include "facts/inventory/version_text.h"
#include "formats/cpe.h"
#include "formats/versions/versions.h"
#include "judges/audit/blockers.h"
#include "judges/audit/git_ranges.h"
#include "judges/audit/installed.h"
#include "judges/audit/paths.h"
#include "judges/audit/platforms.h"
#include "model/report.h"

namespace ward::audit {
namespace {

constexpr size_t max_references = 20;

struct ComponentHit {
    size_t component;
    advisory::Hit hit;
    Identity identity;
    std::string version;
    Evidence evidence;
};

// "OSV-2024-1" belongs to no list; CVE ids are what people search for.
int preference(std::string_view id) {
    constexpr std::array<std::string_view, 6> order{"CVE-", "GHSA-", "MAL-", "RUSTSEC-", "PYSEC-", "GO-"};
    for (size_t i = 0; i < order.size(); ++i)
        if (id.starts_with(order[i])) return static_cast<int>(i);
    return static_cast<int>(order.size());
}

std::string spell(std::string_view spelling, std::string_view version) {
    std::string out = replace_all(spelling, "{version}", version);
    out = replace_all(out, "{version_}", replace_all(version, ".", "_"));
    return replace_all(out, "{version-}", replace_all(version, ".", "-"));
}

// Products that the component's CPE names are of, as identities. The software it is for counts: a record for "node.js"
// speaks of no other port, and one that names none speaks of all.
std::vector<Identity> products_of(const Component& component) {
    std::vector<Identity> products;
    for (const std::string& name : component.cpe) {
        const auto cpe = Cpe::parse(name);
        if (!cpe) continue;
        Identity product{"CPE:" + cpe->target_sw, cpe->package(), {}};
        if (std::ranges::find(products, product) == products.end()) products.push_back(std::move(product));
    }
    return products;
}

std::vector<ComponentHit> hits_of(size_t number, const Component& component, const Installed& installed,
                                  const advisory::Index& index) {
    std::vector<ComponentHit> hits;
    std::set<std::pair<advisory::RecordNumber, std::string>> seen;
    const auto ask = [&](const Identity& identity, const std::string& version, const Evidence& evidence) {
        // A commit has no place in any order of versions: "3fa9..." is not 3.
        if (version == component.commit && identity.ecosystem != "GIT" && identity.ecosystem != "GitHub Actions")
            return;
        std::vector<std::string> spellings;
        spellings.reserve(2 * identity.spellings.size());
        // Upstream tagged openssl-3.0.13, never openssl-3.0.13+quic.
        const std::string_view upstream = inventory::without_fork(version);
        for (const std::string& spelling : identity.spellings) {
            spellings.push_back(spell(spelling, version));
            if (upstream != version) spellings.push_back(spell(spelling, upstream));
        }
        for (advisory::Hit& hit : index.query({identity.ecosystem, identity.name, version, spellings})) {
            const Truth holds = installed.holds(hit.conditions);
            if (holds == Truth::no) continue;
            if (holds == Truth::yes) hit.conditions.clear();
            if (seen.emplace(hit.record, version).second)
                hits.push_back({number, std::move(hit), identity, version, evidence});
        }
    };
    const std::vector<Identity> products = products_of(component);
    for (const auto& [version, evidence] : claims_of(component)) {
        for (const Identity& identity : component.identities) ask(identity, version, evidence);
        for (const Identity& product : products) ask(product, version, evidence);
    }
    return hits;
}

// What the commit graph says, of records that the version did not already match.
Result<void> add_git_hits(size_t number, const Component& component, const advisory::Index& index, GitQuestion& git,
                          std::vector<ComponentHit>& hits) {
    const std::string& commit = component.path.empty() ? git.commit : component.commit;
    WARD_TRY(std::vector<GitHit> more, git_hits(component, commit, index, *git.clones, git.notes));
    for (GitHit& one : more) {
        const bool known =
            std::ranges::any_of(hits, [&](const ComponentHit& hit) { return hit.hit.record == one.hit.record; });
        if (known) continue;
        const Evidence evidence =
            component.evidence.empty() ? Evidence{component.path, 0, "commit " + one.commit} : component.evidence[0];
        hits.push_back({number, std::move(one.hit), std::move(one.identity), std::move(one.commit), evidence});
    }
    return {};
}

void set_severity(Finding& finding, const std::vector<std::string_view>& ids, const advisory::Index& index) {
    bool known = false;
    for (const std::string_view id : ids) {
        const auto number = index.find(id);
        if (!number) continue;
        const advisory::Record record = index.record(*number);
        if (record.withdrawn || record.severity == Severity::unknown) continue;
        const bool worse =
            !known || weight(record.severity) > weight(finding.severity) ||
            (record.severity == finding.severity && record.score.value_or(-1) > finding.score.value_or(-1));
        if (!worse) continue;
        known = true;
        finding.severity = record.severity;
        finding.score = record.score;
        finding.vector = record.vector;
    }
    if (!known && finding.rule == "malicious-package") finding.severity = Severity::critical;
}

Result<void> add_texts(Finding& finding, const std::vector<advisory::RecordNumber>& records,
                       const advisory::Index& index) {
    // The record people know best tells the story.
    std::vector<advisory::RecordNumber> ordered = records;
    std::ranges::sort(ordered, {}, [&](advisory::RecordNumber number) {
        const std::string_view id = index.record(number).id;
        return std::pair(id.starts_with("GHSA-") ? -1 : preference(id), id);
    });
    for (const advisory::RecordNumber number : ordered) {
        WARD_TRY(const std::string title, index.title(number));
        if (finding.title.empty()) finding.title = title;
        WARD_TRY(const std::vector<std::string> references, index.references(number));
        for (const std::string& url : references)
            if (finding.references.size() < max_references &&
                std::ranges::find(finding.references, url) == finding.references.end())
                finding.references.push_back(url);
    }
    return {};
}

// Nearest first, in the order of the component's own ecosystem where it has one.
void sort_fixed(std::vector<std::string>& fixed, std::string_view ecosystem) {
    const versions::Ordering* ordering = versions::ordering_for(ecosystem);
    std::ranges::sort(fixed, {}, [&](const std::string& version) {
        return std::pair(ordering != nullptr ? ordering->key(version).value_or("") : std::string(), version);
    });
    fixed.erase(std::ranges::unique(fixed).begin(), fixed.end());
}

// What one record of a set calls fixed, another may still call affected: no version is advice that is itself affected.
bool is_affected(std::span<const ComponentHit* const> hits, std::string_view version, const advisory::Index& index) {
    const std::string_view set = index.record(hits[0]->hit.record).set.front();
    bool affected = false;
    std::set<const Identity*> asked;
    for (const ComponentHit* hit : hits) {
        const Identity& identity = hit->identity;
        const bool again = std::ranges::any_of(asked, [&](const Identity* one) { return *one == identity; });
        if (again || !asked.insert(&identity).second) continue;
        index.visit({identity.ecosystem, identity.name, version, {}},
                    [&](advisory::RecordNumber number) { affected |= index.record(number).set.front() == set; });
    }
    return affected;
}

// "CPE:*" is a product that is for no software in particular.
std::string_view ecosystem_of(const ComponentHit& hit) {
    std::string_view ecosystem = hit.identity.ecosystem;
    if (ecosystem.ends_with(":*")) ecosystem.remove_suffix(2);
    return ecosystem;
}

std::string range_of(const ComponentHit& hit) {
    const auto& conditions = hit.hit.conditions;
    return conditions.empty() ? hit.hit.range : fmt::format("{}, only with {}", hit.hit.range, words_of(conditions));
}

Result<Finding> finding_of(std::span<const ComponentHit* const> hits, std::span<const Component> components,
                           const advisory::Index& index, const Paths& paths, const Blockers& blockers) {
    Finding finding;
    finding.judge = "audit";
    const Component& first = components[hits[0]->component];
    finding.component = first.id;
    finding.purl = first.purl;
    const std::vector<std::string_view> set = index.record(hits[0]->hit.record).set;
    finding.id = *std::ranges::min_element(set, {}, [](std::string_view id) { return std::pair(preference(id), id); });
    for (const std::string_view id : set)
        if (id != finding.id) finding.aliases.emplace_back(id);

    std::vector<advisory::RecordNumber> records;
    std::set<size_t> places;
    std::set<std::string_view> versions;  // of matches beyond the listed places
    bool malicious = false;
    bool conditional = true;
    for (const ComponentHit* hit : hits) {
        const advisory::Record record = index.record(hit->hit.record);
        conditional = conditional && !hit->hit.conditions.empty();
        if (std::ranges::find(records, hit->hit.record) == records.end()) records.push_back(hit->hit.record);
        malicious = malicious || record.malicious;
        finding.fixed.insert(finding.fixed.end(), hit->hit.fixed.begin(), hit->hit.fixed.end());
        // Every version that matched is told, if not every place.
        if (places.size() < max_places || versions.insert(hit->version).second)
            finding.matches.push_back({std::string(record.id), std::string(ecosystem_of(*hit)), hit->identity.name,
                                       hit->version, range_of(*hit), hit->evidence.path, hit->evidence.line});
        if (!places.insert(hit->component).second) continue;
        const Scope scope = components[hit->component].scope;
        finding.scope = more_needed(finding.scope.value_or(scope), scope);
        if (finding.paths.size() == max_places) {
            ++finding.more_places;
            continue;
        }
        finding.paths.push_back(paths.to(components[hit->component]));
        finding.evidence.push_back(hit->evidence);
    }
    for (const advisory::RecordNumber number : records) finding.records.emplace_back(index.record(number).id);
    std::ranges::sort(finding.records);
    sort_fixed(finding.fixed, hits[0]->identity.ecosystem);
    std::erase_if(finding.fixed, [&](const std::string& version) { return is_affected(hits, version, index); });
    for (const size_t place : places) blockers.add(components[place], finding.fixed, finding.blocked_by);
    finding.rule = malicious ? "malicious-package" : "vulnerability";
    set_severity(finding, set, index);
    WARD_TRY_VOID(add_texts(finding, records, index));
    if (conditional) finding.title += fmt::format(" [only with {}]", words_of(hits[0]->hit.conditions));
    finding.key = key_of(finding);
    return finding;
}

// Takes the hits out whose records are about other platforms; gives the number of those records.
Result<size_t> keep_platform(std::vector<std::vector<ComponentHit>>& found, std::string_view platform,
                             const advisory::Index& index) {
    std::map<advisory::RecordNumber, bool> concerned;
    for (const auto& hits : found)
        for (const ComponentHit& hit : hits) {
            if (concerned.contains(hit.hit.record)) continue;
            WARD_TRY(const std::string json, index.original(hit.hit.record));
            concerned[hit.hit.record] = concerns(platforms_of(json), platform);
        }
    for (auto& hits : found) std::erase_if(hits, [&](const ComponentHit& hit) { return !concerned[hit.hit.record]; });
    return static_cast<size_t>(std::ranges::count_if(concerned, [](const auto& one) { return !one.second; }));
}

}  // namespace

Result<std::vector<Finding>> audit(std::span<const Component> components, const advisory::Index& index,
                                   const Question& question, LeftOut* left_out) {
    std::vector<std::vector<ComponentHit>> found(components.size());
    const Installed installed(components);
    parallel_for(components.size(), [&](size_t i) { found[i] = hits_of(i, components[i], installed, index); });
    if (question.git != nullptr && question.git->clones != nullptr)
        for (size_t i = 0; i < components.size(); ++i)
            WARD_TRY_VOID(add_git_hits(i, components[i], index, *question.git, found[i]));
    if (!question.platform.empty()) {
        WARD_TRY(const size_t others, keep_platform(found, question.platform, index));
        if (left_out != nullptr) left_out->of_other_platforms = others;
    }

    // Alias set (by its smallest id) and purl; the map's order makes the result independent of scheduling.
    std::map<std::pair<std::string_view, std::string_view>, std::vector<const ComponentHit*>> groups;
    for (const auto& hits : found)
        for (const ComponentHit& hit : hits)
            groups[{index.record(hit.hit.record).set.front(), components[hit.component].purl}].push_back(&hit);
    // What ships is the first place, and gives the finding its key: a fixture that comes or goes changes neither.
    for (auto& [key, hits] : groups)
        std::ranges::stable_sort(hits, std::greater(),
                                 [&](const ComponentHit* hit) { return need(components[hit->component].scope); });

    const Paths paths(components);
    const Blockers blockers(components);
    std::vector<Finding> findings;
    for (const auto& [key, hits] : groups) {
        WARD_TRY(Finding finding, finding_of(hits, components, index, paths, blockers));
        findings.push_back(std::move(finding));
    }
    sort_findings(findings);
    return findings;
}

std::vector<Finding> contradictions(std::span<const Component> components) {
    const Paths paths(components);
    std::vector<Finding> findings;
    for (const Component& component : components) {
        if (component.contradictions.empty()) continue;
        Finding finding;
        finding.judge = "inventory";
        finding.rule = "contradiction";
        finding.id = "version-contradiction";
        finding.severity = Severity::none;
        finding.title = component.name + " claims several versions: " + component.version;
        for (const Claim& claim : component.contradictions) finding.title += ", " + claim.version;
        finding.component = component.id;
        finding.purl = component.purl;
        finding.paths = {paths.to(component)};
        if (!component.evidence.empty()) finding.evidence.push_back(component.evidence[0]);
        for (const Claim& claim : component.contradictions) finding.evidence.push_back(claim.evidence);
        finding.key = key_of(finding);
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace ward::audit
