#include "faces/cli/release/group_setup.h"

#include <unistd.h>

#include <climits>
#include <filesystem>

#include <fmt/core.h>

#include "actions/release/embargo/git_asker.h"
#include "actions/release/embargo/release_taint.h"
#include "actions/release/embargo/tracking_tips.h"
#include "actions/release/record/secret.h"
#include "base/text.h"

namespace ward::cli {

Result<std::string> whole_path(const std::string& path) {
    std::error_code error;
    const std::filesystem::path found = std::filesystem::canonical(path, error);
    if (error) return fail(ErrorCode::not_found, "is not there", display(path));
    return found.string();
}

Result<release::Group> open_group(const Invocation& invocation) {
    WARD_TRY(const std::string folder, whole_path(invocation.value("records", ".")));
    const std::string remote = invocation.value("records-remote", "origin");
    WARD_TRY(release::Group group, release::Group::open(folder, {.name = remote}));
    if (invocation.has("records-remote")) return group;
    // A repository that has no such remote keeps its commits.
    WARD_TRY(const bool is_there, group.git().has_remote(remote));
    if (!is_there) return release::Group::open(folder, {.name = {}});
    return group;
}

Result<std::string> release_meant(const Invocation& invocation, const release::Group& group) {
    if (invocation.has("release")) return invocation.value("release");
    return group.current();
}

Result<release::AudienceRules> audience_rules(const release::Group& group) {
    return release::AudienceRules::of(group.project().private_remotes, group.folder());
}

Result<std::vector<HeldRelease>> held_releases(const release::Group& group, const std::string& clone, const Log& log) {
    WARD_TRY(const release::AudienceRules rules, audience_rules(group));
    WARD_TRY(const std::vector<release::Release> all, group.all());
    const std::vector<std::string> environment = release::environment_of_process();
    const release::Told told = release::told_by(all, now());
    std::vector<HeldRelease> out;
    for (const release::Release& record : release::secret_releases(all, now())) {
        release::TaintSet set = release::taint_of(record, group.project(),
                                                  {.cves = told.cves, .handles = told.handles, .texts = told.texts});
        if (!clone.empty()) {
            WARD_TRY(const auto tips, release::add_objects_of_clone(clone, environment, rules, set));
            for (const std::string& remote : tips.unknown)
                log.warn(
                    fmt::format("{}: git knows no place of this remote; what is at its refs is neither private nor "
                                "public",
                                display(remote)));
        }
        WARD_TRY(release::TaintMatcher matcher, release::TaintMatcher::of(set));
        out.push_back({record.id, record.lift_at, std::move(matcher)});
    }
    return out;
}

Result<Instant> instant_meant(const Invocation& invocation, bool reads) {
    if (!invocation.has("at")) return now();
    if (!reads) return fail(ErrorCode::usage, "is looked at and not carried out: with --dry-run alone", "--at");
    const std::string text = invocation.value("at");
    auto at = parse_instant(text);
    if (!at) at = parse_instant(text + "T00:00:00Z");
    if (!at) return fail(ErrorCode::usage, fmt::format("'{}' is no instant and no day", display(text)), "--at");
    return *at;
}

Result<release::CarryOptions> carry_options(const Invocation& invocation, const release::Group& group) {
    release::CarryOptions out;
    out.actor.name = invocation.value("steward");
    if (out.actor.name.empty()) {
        WARD_TRY(out.actor.name, group.git().author());
    }
    char host[HOST_NAME_MAX + 1] = {};
    if (::gethostname(host, HOST_NAME_MAX) != 0) return fail_errno("ask for the name of this machine", "gethostname");
    out.actor.host = host;
    WARD_TRY(out.now, instant_meant(invocation, invocation.has("dry-run")));
    return out;
}

int release_status_of(const Error& error) {
    constexpr int changed_status = 13;
    constexpr int locked_status = 14;
    if (release::is_locked(error)) return locked_status;
    return error.code == ErrorCode::conflict ? changed_status : exit_status_of(error.code);
}

}  // namespace ward::cli
