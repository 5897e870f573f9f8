#include "actions/release/replay/line_versions.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "actions/release/output/machine.h"
#include "actions/release/record/release.h"

namespace ward::release {

std::string told_text(const ToldVersions& told) {
    const auto affected = [](const auto& one) { return one.second; };
    if (std::ranges::none_of(told, affected)) return "none";
    if (std::ranges::all_of(told, affected)) return "all";
    std::string out;
    for (size_t i = 0; i < told.size(); ++i) {
        if (!told[i].second) continue;
        size_t last = i;
        while (last + 1 < told.size() && told[last + 1].second) ++last;
        out += fmt::format("{}{}", out.empty() ? "" : ", ", told[i].first);
        if (last > i) out += "-" + told[last].first;
        i = last;
    }
    return out;
}

Result<std::vector<LineVersions>> line_versions(const Claim& claim, std::span<const Interval> ours,
                                                std::span<const std::string> versions) {
    std::vector<std::string> sorted(versions.begin(), versions.end());
    std::ranges::sort(sorted,
                      [](const std::string& a, const std::string& b) { return version_key(a) < version_key(b); });
    std::map<std::string, LineVersions, decltype(&line_before)> lines(&line_before);
    for (const std::string& version : sorted) {
        const std::string line = line_of_version(version);
        if (line.empty()) continue;
        WARD_TRY(const Standing standing, claim.of(version));
        LineVersions& of = lines[line];
        of.line = line;
        of.published.emplace_back(version, standing == Standing::affected);
        of.ours.emplace_back(version, is_affected(ours, version));
    }
    std::vector<LineVersions> out;
    out.reserve(lines.size());
    for (auto& [line, told] : lines) out.push_back(std::move(told));
    return out;
}

}  // namespace ward::release
