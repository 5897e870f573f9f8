#include "actions/release/embargo/tracking_tips.h"

#include <map>
#include <optional>

#include "actions/release/embargo/git_asker.h"
#include "actions/release/embargo/private_objects.h"
#include "base/text.h"
#include "io/gitobjects/repository.h"

namespace ward::release {
namespace {

constexpr std::string_view remote_refs = "refs/remotes/";

// Of all places that a remote is fetched from and pushed to; nothing where there is none.
std::optional<Audience> audience_of(const GitAsker& git, const std::string& remote,
                                    const std::vector<std::string>& environment, const AudienceRules& rules) {
    const auto fetched = git.answer_if({"remote", "get-url", "--all", "--", remote});
    const auto pushed = push_targets(git.folder(), remote, environment, rules);
    if (!fetched || fetched->empty() || !pushed || pushed->targets.empty()) return std::nullopt;
    bool is_private = false;
    for (const std::string_view url : split(*fetched, '\n'))
        is_private |= push_target(std::string(url), git.folder(), rules).audience == Audience::closed;
    for (const PushTarget& target : pushed->targets) is_private |= target.audience == Audience::closed;
    return is_private ? Audience::closed : Audience::open;
}

Result<TrackingTips> tips_of(const gitobjects::Repository& repository, const std::string& folder,
                             const std::vector<std::string>& environment, const AudienceRules& rules) {
    WARD_TRY(const GitAsker git, GitAsker::in(folder, environment));
    TrackingTips out;
    std::map<std::string, std::optional<Audience>, std::less<>> known;
    for (const gitobjects::Ref& ref : repository.refs()) {
        if (!ref.name.starts_with(remote_refs)) continue;
        const std::string_view below = std::string_view(ref.name).substr(remote_refs.size());
        const std::string remote(below.substr(0, below.find('/')));
        auto at = known.find(remote);
        if (at == known.end()) {
            at = known.emplace(remote, audience_of(git, remote, environment, rules)).first;
            if (!at->second) out.unknown.push_back(remote);
        }
        if (at->second) (*at->second == Audience::closed ? out.closed : out.open).push_back(ref.id);
    }
    return out;
}

}  // namespace

Result<TrackingTips> tracking_tips(const std::string& folder, const std::vector<std::string>& environment,
                                   const AudienceRules& rules) {
    WARD_TRY(const gitobjects::Repository repository, gitobjects::Repository::open(folder));
    return tips_of(repository, folder, environment, rules);
}

Result<TrackingTips> add_objects_of_clone(const std::string& folder, const std::vector<std::string>& environment,
                                          const AudienceRules& rules, TaintSet& set) {
    WARD_TRY(const gitobjects::Repository repository, gitobjects::Repository::open(folder));
    WARD_TRY(TrackingTips tips, tips_of(repository, folder, environment, rules));
    if (!tips.closed.empty()) WARD_TRY_VOID(add_private_objects(repository, tips.closed, tips.open, set));
    return tips;
}

}  // namespace ward::release
