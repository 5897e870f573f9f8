// The mail when the releases are out.
#include <fmt/core.h>

#include "actions/release/output/mail.h"
#include "base/text.h"

namespace ward::release {
namespace {

Result<std::vector<OutputFile>> make_mail_post(const OutputInput& input) {
    const Release release = in_order(input.release);
    WARD_TRY_VOID(needs_date_and_lines(release));
    WARD_TRY_VOID(needs_fixed_versions(release));
    const std::vector<std::string> versions = fixed_versions(release);
    const std::string body = fmt::format("Security releases of {} are out: {}.\nWhat they fix is told at {}\n",
                                         input.project.name, listed(versions), post_link(release, input.project));
    return std::vector<OutputFile>{
        {"mail-post.txt", mail_draft(input.project.mailing_list, mail_subject(release, input.project), body)}};
}

}  // namespace

WARD_RELEASE_OUTPUT(mail_post) = {.name = "mail-post",
                                  .summary = "the mail to the project's list when the releases are out",
                                  .phase = Phase::published,
                                  .make = make_mail_post};

}  // namespace ward::release
