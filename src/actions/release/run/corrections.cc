#include "actions/release/run/corrections.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "actions/release/output/claims.h"
#include "actions/release/output/machine.h"
#include "formats/escape.h"

namespace ward::release {
namespace {

// Released versions of a line in their order, and whether each is affected.
using Told = std::vector<std::pair<std::string, bool>>;

// "20.0.0-20.18.0, 20.18.2": runs of affected versions.
std::string told_text(const Told& told) {
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

}  // namespace

Result<std::vector<Correction>> corrections_of(const Release& release, const Report& report, const std::string& cve,
                                               std::string_view published, const Project& project,
                                               std::span<const std::string> versions) {
    WARD_TRY(const std::vector<Claim> claims, cve5_claims(published, project.purl));
    const auto claim = std::ranges::find(claims, cve, &Claim::cve);
    if (claim == claims.end()) return fail(ErrorCode::parse, "the record is of another id", cve);
    const std::vector<Interval> intervals = intervals_of(release, report, project.eol);
    std::vector<std::string> sorted(versions.begin(), versions.end());
    std::ranges::sort(sorted,
                      [](const std::string& a, const std::string& b) { return version_key(a) < version_key(b); });
    std::map<std::string, std::pair<Told, Told>, decltype(&line_before)> lines(&line_before);
    for (const std::string& version : sorted) {
        const std::string line = line_of_version(version);
        if (line.empty()) continue;
        WARD_TRY(const Standing standing, claim->of(version));
        auto& [theirs, ours] = lines[line];
        theirs.emplace_back(version, standing == Standing::affected);
        ours.emplace_back(version, is_affected(intervals, version));
    }
    std::vector<Correction> out;
    for (const auto& [line, told] : lines) {
        if (told.first == told.second) continue;
        out.push_back({.cve = cve,
                       .line = line,
                       .published = told_text(told.first),
                       .correct = told_text(told.second),
                       .end_of_life = release.line(line) == nullptr});
    }
    return out;
}

std::string to_csv(std::span<const Correction> corrections) {
    std::string out = "cve,line,published,correct,support\n";
    for (const Correction& one : corrections)
        out += fmt::format("{},{},{},{},{}\n", escape_csv(one.cve), escape_csv(one.line), escape_csv(one.published),
                           escape_csv(one.correct), one.end_of_life ? "ended" : "supported");
    return out;
}

}  // namespace ward::release
