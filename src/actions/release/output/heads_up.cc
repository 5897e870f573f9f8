#include "actions/release/output/heads_up.h"

#include <fmt/core.h>

namespace ward::release {

IssueText heads_up_issue(const HeadsUp& heads_up, const Project& project, const Release& release) {
    const std::string date = slashed_date(*release.lift_at, release.timezone);
    return {
        .title = fmt::format("[NEXT-SECURITY-RELEASE] Heads up on upcoming {} security release {}", project.name, date),
        .body = fmt::format("As per the security release workflow, this is a heads up to {} that a security release "
                            "of {} is planned for {}.\n",
                            heads_up.team, project.name, date)};
}

std::string heads_up_closing(const Project& project, const Release& release) {
    return fmt::format("Security release is out: {}\n", filled(project.post_url, {{"slug", release.slug}}));
}

std::string heads_up_moved(const Release& release) {
    return fmt::format("The security release is now planned for {}.\n",
                       slashed_date(*release.lift_at, release.timezone));
}

}  // namespace ward::release
