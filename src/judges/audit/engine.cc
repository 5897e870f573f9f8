#include "judges/audit/engine.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/cpe.h"
#include "judges/audit/installed.h"
#include "judges/audit/paths.h"

namespace ward::audit {
namespace {

constexpr std::string_view engine_product = "google:v8";
constexpr std::string_view browser_product = "google:chrome";
constexpr uint32_t first_major = 4;  // 4.1 was of Chrome 41

bool is_engine(const Component& component) {
    return std::ranges::any_of(component.cpe, [](const std::string& name) {
        const auto cpe = Cpe::parse(name);
        return cpe && cpe->package() == engine_product;
    });
}

// "... in V8 in Google Chrome prior to ...": the browser's other parts are not here.
bool speaks_of_the_engine(std::string_view title) {
    for (size_t at = title.find("V8"); at != std::string_view::npos; at = title.find("V8", at + 1)) {
        const bool begins = at == 0 || !is_alnum(title[at - 1]);
        const bool ends = at + 2 == title.size() || !is_alnum(title[at + 2]);
        if (begins && ends) return true;
    }
    return false;
}

struct EngineHit {
    advisory::RecordNumber record = 0;
    std::string range;
};

Result<std::vector<EngineHit>> hits_of(std::string_view milestone, const advisory::Index& index) {
    std::vector<EngineHit> hits;
    std::set<std::string_view> seen;  // a CVE's own record and NVD's are one
    for (advisory::Hit& hit : index.query({"CPE:*", browser_product, milestone, {}})) {
        WARD_TRY(const std::string title, index.title(hit.record));
        if (speaks_of_the_engine(title) && seen.insert(index.record(hit.record).set.front()).second)
            hits.push_back({hit.record, std::move(hit.range)});
    }
    return hits;
}

// Another version that the same V8 claims may be concerned by the same advisories.
void gather(Finding& finding, const std::vector<std::string_view>& set) {
    std::vector<std::string> ids(set.begin(), set.end());
    std::ranges::stable_partition(ids, [](const std::string& id) { return id.starts_with("CVE-"); });
    if (std::ranges::find(finding.gathers, ids) == finding.gathers.end()) finding.gathers.push_back(std::move(ids));
}

void rate(Finding& finding, std::span<const EngineHit> hits, const advisory::Index& index) {
    finding.severity = Severity::none;
    for (const EngineHit& hit : hits) {
        const advisory::Record record = index.record(hit.record);
        if (weight(record.severity) <= weight(finding.severity)) continue;
        finding.severity = record.severity;
        finding.score = record.score;
        finding.vector = record.vector;
    }
}

}  // namespace

std::optional<std::string> chrome_milestone(std::string_view v8_version) {
    const auto parts = split(v8_version, '.');
    if (parts.size() < 2) return std::nullopt;
    const auto major = to_number<uint32_t>(parts[0]);
    const auto minor = to_number<uint32_t>(parts[1]);
    if (!major || !minor || *minor > 9 || *major < first_major || *major > 1'000 ||
        (*major == first_major && *minor == 0))
        return std::nullopt;
    return fmt::format("{}", *major * 10 + *minor);
}

Result<std::vector<Finding>> engine_findings(std::span<const Component> components, const advisory::Index& index) {
    std::vector<Finding> findings;
    const Paths paths(components);
    for (const Component& component : components) {
        if (!is_engine(component)) continue;
        Finding finding;
        size_t records = 0;
        for (const auto& [version, evidence] : claims_of(component)) {
            const auto milestone = chrome_milestone(version);
            if (!milestone) continue;
            WARD_TRY(const std::vector<EngineHit> hits, hits_of(*milestone, index));
            if (hits.empty()) continue;
            records = std::max(records, hits.size());
            rate(finding, hits, index);
            finding.evidence.push_back(evidence);
            for (const EngineHit& hit : hits) gather(finding, index.record(hit.record).set);
            for (const EngineHit& hit : hits)
                if (finding.matches.size() < max_places)
                    finding.matches.push_back({std::string(index.record(hit.record).id), "CPE",
                                               std::string(browser_product), version,
                                               fmt::format("Chrome {}; this is of Chrome {}", hit.range, *milestone),
                                               evidence.path, evidence.line});
            finding.title = fmt::format(
                "{} advisories of V8 in Chrome {} or later releases need a script that the attacker wrote: decide "
                "whether the threat model has any",
                hits.size(), *milestone);
        }
        if (records == 0) continue;
        finding.judge = "audit";
        finding.rule = "untrusted-script";
        finding.id = "v8-untrusted-script";
        finding.component = component.id;
        finding.purl = component.purl;
        finding.paths = {paths.to(component)};
        finding.references = {"https://v8.dev/docs/version-numbers"};
        finding.key = key_of(finding);
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace ward::audit
