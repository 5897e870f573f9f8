// The mail to the public list for security of free software. Its rules want the matter in the mail and not behind a
// link, and nothing of what is not public yet.
#include <fmt/core.h>

#include "actions/release/output/mail.h"
#include "actions/release/output/report_section.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view list_address = "oss-security@lists.openwall.com";

std::string text_of(const Report& report) {
    std::vector<std::string> affected;
    std::vector<std::string> fixed;
    for (const std::string& line : lines_of(report)) affected.push_back(line_word(line));
    for (const Range& range : report.ranges)
        if (!range.fixed.empty()) fixed.push_back(range.fixed);
    std::string out = fmt::format("{}: {} ({})\n", join(report.cves, ", "), report.title, name_of(report.severity));
    out += fmt::format("  Concerned: {}, {}\n", who_is_concerned(report), join(affected, ", "));
    if (!fixed.empty()) out += fmt::format("  Fixed in: {}\n", join(fixed, ", "));
    if (const auto reporters = credited(report, CreditKind::reporter); !reporters.empty())
        out += fmt::format("  Reported by: {}\n", listed(reporters));
    return fmt::format("{}\n{}\n\n", out, trim(report.summary));
}

Result<std::vector<OutputFile>> make_mail_forward(const OutputInput& input) {
    const Release release = in_order(input.release);
    WARD_TRY_VOID(needs_date_and_lines(release));
    WARD_TRY_VOID(needs_published_reports(release));
    WARD_TRY_VOID(needs_of_reports(release, "summary", has_summary));
    WARD_TRY_VOID(needs_fixed_versions(release));
    const std::vector<std::string> versions = fixed_versions(release);
    std::string body = fmt::format("Security releases of {} are out: {}.\n\n", input.project.name, listed(versions));
    for (const Report& report : release.reports) body += text_of(report);
    body += fmt::format("The project's own text: {}\n", post_link(release, input.project));
    return std::vector<OutputFile>{
        {"mail-forward.txt", mail_draft(list_address, mail_subject(release, input.project), body)}};
}

}  // namespace

WARD_RELEASE_OUTPUT(mail_forward) = {
    .name = "mail-forward",
    .summary = "the mail to oss-security when the releases are out, complete in itself",
    .phase = Phase::published,
    .make = make_mail_forward};

}  // namespace ward::release
