#include "actions/release/output/mail.h"

#include <fmt/core.h>

namespace ward::release {

std::string mail_subject(const Release& release, const Project& project) {
    return fmt::format("{} security updates for all active release lines, {}", project.name,
                       month_and_year(*release.lift_at, release.timezone));
}

std::string mail_draft(std::string_view to, std::string_view subject, std::string_view body) {
    return fmt::format("To: {}\nSubject: {}\n\n{}", to, subject, body);
}

std::string post_link(const Release& release, const Project& project) {
    return filled(project.post_url, {{"slug", release.slug}});
}

}  // namespace ward::release
