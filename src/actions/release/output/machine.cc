#include "actions/release/output/machine.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "facts/lifecycle/node_releases.h"
#include "formats/versions/npm.h"

namespace ward::release {
namespace {

std::string upper(std::string_view word) {
    std::string out(word);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
    return out;
}

void add_once(std::vector<std::string>& list, std::string text) {
    if (!text.empty() && std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

bool is_node(const Project& project) {
    return project.vendor == "nodejs" && project.product == "node";
}

}  // namespace

std::vector<Vulnerability> vulnerabilities_of(const Release& release) {
    std::vector<Vulnerability> out;
    for (const Report& report : release.reports) {
        if (report.cves.empty()) out.push_back({report, {}});
        for (const std::string& cve : report.cves) out.push_back({report, cve});
    }
    return out;
}

Result<std::vector<Vulnerability>> complete_vulnerabilities(const Release& release) {
    std::vector<Vulnerability> out = vulnerabilities_of(release);
    for (const Vulnerability& one : out) {
        const Report& report = one.report;
        const std::string_view lack = one.cve.empty()         ? "CVE id ('cves')"
                                      : report.title.empty()  ? "title ('title')"
                                      : report.ranges.empty() ? "range ('ranges')"
                                                              : "";
        if (!lack.empty()) return fail(ErrorCode::usage, fmt::format("a report of the record has no {}", lack));
    }
    return out;
}

std::vector<Interval> told_intervals(const OutputInput& input, const Report& report) {
    return intervals_of(input.release, report, input.project.eol);
}

std::vector<Interval> joined(std::span<const Interval> intervals) {
    std::vector<Interval> out;
    for (const Interval& interval : intervals) {
        if (!out.empty() && out.back().below == interval.from) out.back().below = interval.below;
        else out.push_back({.from = interval.from, .below = interval.below, .line = {}});
    }
    return out;
}

Result<std::vector<Rating>> ratings_of(const Report& report) {
    std::vector<Rating> out;
    for (const std::string& vector : report.cvss) {
        const std::string base = cvss::base_vector(vector);
        const auto score = cvss::score(base);
        if (!score) return fail(ErrorCode::usage, "a report of the record has a CVSS vector that is none ('cvss')");
        if (score->version == cvss::Version::v2) continue;
        out.push_back({score->version, base, score->value, upper(name_of(severity_of_score(score->value)))});
    }
    return out;
}

const std::string& text_of(const Report& report) {
    return report.summary.empty() ? report.title : report.summary;
}

std::vector<Credit> thanked(const Report& report) {
    std::vector<Credit> out;
    for (const Credit& credit : report.credits)
        if (credit.consent && !credit.shown().empty()) out.push_back(credit);
    return out;
}

std::string announcement_of(const OutputInput& input) {
    const std::string& announced = input.release.places.announcement;
    return announced.empty() ? filled(input.project.post_url, {{"slug", input.release.slug}}) : announced;
}

std::vector<std::string> fixes_of(const OutputInput& input, const Report& report) {
    const std::string repository = "https://github.com/" + input.project.repository + "/";
    std::vector<std::string> out;
    for (const Range& range : report.ranges) {
        for (const std::string& commit : range.commits) add_once(out, fmt::format("{}commit/{}", repository, commit));
        if (range.pull.starts_with(repository)) add_once(out, range.pull);
    }
    return out;
}

std::vector<std::string> fixed_versions(const Report& report) {
    std::vector<std::string> out;
    for (const Range& range : report.ranges) add_once(out, range.fixed);
    std::ranges::sort(out, {}, version_key);
    return out;
}

std::string update_text(const Report& report) {
    const std::vector<std::string> fixed = fixed_versions(report);
    if (fixed.empty()) return "No version has the fix yet.";
    std::string out = "Update to ";
    for (size_t i = 0; i < fixed.size(); ++i) (out += i == 0 ? "" : i + 1 == fixed.size() ? " or " : ", ") += fixed[i];
    return out + '.';
}

Result<std::vector<std::string>> released_versions(const OutputInput& input) {
    std::vector<std::string> out(input.versions.begin(), input.versions.end());
    if (out.empty() && is_node(input.project)) {
        WARD_TRY(const lifecycle::ReleaseIndex index, lifecycle::node_releases());
        for (const lifecycle::Release& release : index.all()) out.push_back(release.version);
    }
    for (const Line& line : input.release.lines)
        for (const std::string& version : {line.base_version, line.fixed_version}) out.push_back(version);
    for (const Report& report : input.release.reports)
        for (const Range& range : report.ranges)
            for (const std::string& version : {range.introduced, range.fixed}) out.push_back(version);
    std::map<std::string, std::string> by_key;
    for (std::string& version : out)
        if (const std::string key = version_key(version); !key.empty()) by_key.emplace(key, std::move(version));
    out.clear();
    for (auto& [key, version] : by_key) out.push_back(std::move(version));
    return out;
}

std::string version_key(std::string_view version) {
    return versions::npm::key_of(version).value_or(std::string());
}

bool has_fix(const Report& report, std::string_view version) {
    const std::string key = version_key(version);
    return std::ranges::any_of(report.ranges, [&](const Range& range) {
        return !range.fixed.empty() && line_of_version(version) == range.line && key >= version_key(range.fixed);
    });
}

std::string purl_of(const Project& project, std::string_view version) {
    return fmt::format("{}@{}", project.purl, version);
}

std::string cpe_of(const Project& project, std::string_view version) {
    return fmt::format("{}:{}:*:*:*:*:*:*:*", project.cpe, version);
}

}  // namespace ward::release
