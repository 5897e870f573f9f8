// The mail that goes with the announcement.
#include <fmt/core.h>

#include "actions/release/output/mail.h"

namespace ward::release {
namespace {

Result<std::vector<OutputFile>> make_mail_pre(const OutputInput& input) {
    const Release release = in_order(input.release);
    WARD_TRY_VOID(needs_date_and_lines(release));
    const std::string body = fmt::format(
        "Security releases of {} are planned for {}, or shortly after that day: {}.\nWhat is known before is told at "
        "{}\n",
        input.project.name, long_date(*release.lift_at, release.timezone), lines_newest_first(release),
        post_link(release, input.project));
    return std::vector<OutputFile>{
        {"mail-pre.txt", mail_draft(input.project.mailing_list, mail_subject(release, input.project), body)}};
}

}  // namespace

WARD_RELEASE_OUTPUT(mail_pre) = {.name = "mail-pre",
                                 .summary = "the mail to the project's list that announces the release",
                                 .phase = Phase::announcement,
                                 .make = make_mail_pre};

}  // namespace ward::release
