#include "actions/release/replay/line_versions.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

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

std::vector<ToldLines> differing_lines(const std::vector<LineVersions>& lines,
                                       const std::function<ReasonedRuling(const LineVersions&)>& judge) {
    std::vector<ToldLines> out;
    for (const LineVersions& line : lines) {
        if (line.is_same()) continue;
        ToldLines told{.lines = line.line + ".x",
                       .ours = told_text(line.ours),
                       .published = told_text(line.published),
                       .judgement = judge(line)};
        const auto same = std::ranges::find_if(out, [&](const ToldLines& one) {
            return told.judgement.ruling == Ruling::policy && one.judgement.ruling == Ruling::policy &&
                   one.ours == told.ours && one.published == told.published &&
                   one.judgement.reason == told.judgement.reason;
        });
        if (same == out.end()) out.push_back(std::move(told));
        else (same->lines += ' ') += told.lines;
    }
    return out;
}

std::vector<std::string> with_fixes(const Report& report, std::span<const std::string> versions) {
    std::vector<std::string> out(versions.begin(), versions.end());
    for (std::string& fixed : fixed_versions(report))
        if (std::ranges::find(versions, fixed) == versions.end()) out.push_back(std::move(fixed));
    return out;
}

Result<std::vector<LineVersions>> line_versions(const Claim& claim, std::span<const Interval> ours,
                                                std::span<const std::string> versions) {
    // A key is made once: there are hundreds of versions, and a comparison for each report.
    std::vector<std::pair<std::string, const std::string*>> sorted;
    sorted.reserve(versions.size());
    for (const std::string& version : versions) sorted.emplace_back(version_key(version), &version);
    std::ranges::sort(sorted, {}, [](const auto& one) -> const std::string& { return one.first; });
    std::map<std::string, LineVersions, decltype(&line_before)> lines(&line_before);
    for (const auto& [key, version] : sorted) {
        const std::string line = line_of_version(*version);
        if (line.empty()) continue;
        WARD_TRY(const Standing standing, claim.of(*version));
        LineVersions& of = lines[line];
        of.line = line;
        of.published.emplace_back(*version, standing == Standing::affected);
        of.ours.emplace_back(*version, is_affected(ours, *version));
    }
    std::vector<LineVersions> out;
    out.reserve(lines.size());
    for (auto& [line, told] : lines) out.push_back(std::move(told));
    return out;
}

}  // namespace ward::release
