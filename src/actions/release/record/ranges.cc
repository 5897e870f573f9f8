#include "actions/release/record/ranges.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/text.h"
#include "formats/versions/npm.h"

namespace ward::release {
namespace {

constexpr std::array<std::string_view, 3> policies{"each-line", "from-zero", "none"};

std::string version_key(std::string_view version) {
    return versions::npm::key_of(version).value_or(std::string());
}

// A version that leads to `version`, without its prerelease: 22.0.0 of 22.0.0-rc.1.
std::string_view core_of(std::string_view version) {
    return version.substr(0, version.find_first_of("-+"));
}

Interval interval_of(const Range& range) {
    return {.from = range.introduced.empty() ? first_version_of(range.line) : range.introduced,
            .below = range.fixed.empty() ? first_version_behind(range.line) : range.fixed,
            .line = range.line};
}

}  // namespace

std::string_view name_of(EolPolicy policy) {
    return policies[static_cast<size_t>(policy)];
}

std::optional<EolPolicy> eol_policy_named(std::string_view name) {
    const auto found = std::ranges::find(policies, name);
    if (found == policies.end()) return std::nullopt;
    return static_cast<EolPolicy>(found - policies.begin());
}

std::string first_version_of(std::string_view line) {
    return std::string(line) + (line.contains('.') ? ".0" : ".0.0");
}

std::string first_version_behind(std::string_view line) {
    const size_t dot = line.find('.');
    const std::string_view last = dot == std::string_view::npos ? line : line.substr(dot + 1);
    const int64_t next = to_number<int64_t>(last).value_or(0) + 1;
    if (dot == std::string_view::npos) return first_version_of(std::to_string(next));
    return first_version_of(std::string(line.substr(0, dot + 1)) + std::to_string(next));
}

std::vector<Interval> intervals_of(const Release& release, const Report& report, EolPolicy policy) {
    std::vector<Interval> out;
    std::set<std::string_view> told;
    for (const Range& range : report.ranges) {
        out.push_back(interval_of(range));
        told.insert(range.line);
    }
    const auto by_version = [](const Interval& interval) { return version_key(interval.from); };
    std::ranges::stable_sort(out, {}, by_version);
    if (policy == EolPolicy::each_line) {
        for (const std::string& line : release.eol_lines)
            if (!told.contains(line)) out.push_back({first_version_of(line), first_version_behind(line), line, true});
        std::ranges::stable_sort(out, {}, by_version);
    } else if (policy == EolPolicy::from_zero && !out.empty()) {
        const std::string oldest = first_version_of(out.front().line);
        out.insert(out.begin(), Interval{"0", oldest, {}, true});
    }
    return out;
}

bool is_affected(std::span<const Interval> intervals, std::string_view version) {
    const std::string key = version_key(core_of(version));
    if (key.empty()) return false;
    return std::ranges::any_of(intervals, [&](const Interval& interval) {
        const std::string from = interval.from == "0" ? std::string() : version_key(interval.from);
        return key >= from && (interval.below.empty() || key < version_key(interval.below));
    });
}

}  // namespace ward::release
