#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/post.h"
#include "base/text.h"

namespace ward::release {

Release in_order(Release release) {
    put_in_order(release);
    return release;
}

Result<void> needs_date_and_lines(const Release& release) {
    if (!release.lift_at) return fail(ErrorCode::usage, "the record has no date of the release ('lift_at')");
    if (!offset_of(release.timezone))
        return fail(ErrorCode::usage, "the record's 'timezone' is neither UTC nor an offset such as +09:00");
    if (release.lines.empty()) return fail(ErrorCode::usage, "the record has no 'lines'");
    return {};
}

Result<void> needs_of_reports(const Release& release, std::string_view key,
                              const std::function<bool(const Report&)>& has) {
    const auto without = static_cast<size_t>(std::ranges::count_if(release.reports, std::not_fn(has)));
    if (without == 0) return {};
    const size_t all = release.reports.size();
    return fail(ErrorCode::usage,
                fmt::format("{} of {} report{} of the record without '{}'", without, all, all == 1 ? "" : "s", key));
}

Result<void> needs_published_reports(const Release& release) {
    WARD_TRY_VOID(needs_of_reports(release, "cves", [](const Report& report) { return !report.cves.empty(); }));
    WARD_TRY_VOID(needs_of_reports(release, "severity",
                                   [](const Report& report) { return report.severity != Severity::unknown; }));
    WARD_TRY_VOID(needs_of_reports(release, "title", [](const Report& report) { return !report.title.empty(); }));
    return needs_of_reports(release, "ranges", [](const Report& report) { return !report.ranges.empty(); });
}

Result<void> needs_fixed_versions(const Release& release) {
    for (const Line& line : release.lines)
        if (line.fixed_version.empty())
            return fail(ErrorCode::usage, fmt::format("line {} of the record has no 'fixed_version'", line.name));
    return {};
}

std::string line_word(std::string_view line) {
    return std::string(line) + ".x";
}

std::string upper_rating(Severity severity) {
    std::string text(name_of(severity));
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

std::string capital_rating(Severity severity) {
    return upper_rating(severity).substr(0, 1) + std::string(name_of(severity)).substr(1);
}

std::vector<std::string> fixed_versions(const Release& release) {
    std::vector<std::string> versions;
    versions.reserve(release.lines.size());
    for (const Line& line : release.lines) versions.push_back(line.fixed_version);
    return versions;
}

std::string lines_newest_first(const Release& release) {
    std::vector<std::string> words;
    words.reserve(release.lines.size());
    for (const Line& line : release.lines) words.push_back(line_word(line.name));
    std::ranges::reverse(words);
    return join(words, ", ");
}

std::optional<Severity> worst_of_line(const Release& release, std::string_view line) {
    std::optional<Severity> worst;
    for (const Report& report : release.reports) {
        if (std::ranges::find(report.ranges, line, &Range::line) == report.ranges.end()) continue;
        if (!worst || weight(report.severity) > weight(*worst)) worst = report.severity;
    }
    return worst;
}

std::vector<std::string> credited(const Report& report, CreditKind kind) {
    std::vector<std::string> names;
    for (const Credit& credit : report.credits)
        if (credit.kind == kind && credit.consent && std::ranges::find(names, credit.shown()) == names.end())
            names.push_back(credit.shown());
    return names;
}

std::string slug_of(Instant date, std::string_view timezone, std::span<const std::string> taken) {
    const std::string month = replace_all(to_lower(month_and_year(date, timezone)), " ", "-") + "-security-releases";
    std::string slug = month;
    for (size_t count = 2; std::ranges::find(taken, slug) != taken.end(); ++count)
        slug = fmt::format("{}-{}", month, count);
    return slug;
}

}  // namespace ward::release
