#include "faces/cli/release/group_setup.h"

#include <filesystem>
#include <map>

#include "actions/release/embargo/git_asker.h"
#include "actions/release/embargo/private_objects.h"
#include "actions/release/embargo/release_taint.h"
#include "base/text.h"
#include "io/gitobjects/repository.h"

namespace ward::cli {
namespace {

constexpr std::string_view remote_refs = "refs/remotes/";

// Commits that remotes of the group have and public ones have not.
Result<void> add_commits(release::TaintSet& set, const std::string& repository, const release::AudienceRules& rules) {
    const auto opened = gitobjects::Repository::open(repository);
    if (!opened) return opened.error().code == ErrorCode::not_found ? Result<void>() : std::unexpected(opened.error());
    std::map<std::string, bool, std::less<>> is_private;
    std::vector<gitobjects::ObjectId> private_tips;
    std::vector<gitobjects::ObjectId> public_tips;
    for (const gitobjects::Ref& ref : opened->refs()) {
        if (!ref.name.starts_with(remote_refs)) continue;
        const std::string remote =
            ref.name.substr(remote_refs.size(), ref.name.find('/', remote_refs.size()) - remote_refs.size());
        if (!is_private.contains(remote)) {
            const auto targets = release::push_targets(repository, remote, release::environment_of_process(), rules);
            is_private[remote] = targets && targets->audience() == release::Audience::closed;
        }
        (is_private[remote] ? private_tips : public_tips).push_back(ref.id);
    }
    if (private_tips.empty()) return {};
    return release::add_private_objects(*opened, private_tips, public_tips, set);
}

}  // namespace

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

Result<std::vector<HeldRelease>> held_releases(const release::Group& group, const std::string& repository) {
    WARD_TRY(const release::AudienceRules rules, audience_rules(group));
    WARD_TRY(const std::vector<std::string> ids, group.ids());
    std::vector<HeldRelease> out;
    for (const std::string& id : ids) {
        WARD_TRY(const release::Release record, group.release(id));
        if (!record.is_embargoed(now())) continue;
        release::TaintSet set = release::taint_of(record, group.project(), {});
        if (!repository.empty()) WARD_TRY_VOID(add_commits(set, repository, rules));
        WARD_TRY(release::TaintMatcher matcher, release::TaintMatcher::of(set));
        out.push_back({id, record.lift_at, std::move(matcher)});
    }
    return out;
}

}  // namespace ward::cli
