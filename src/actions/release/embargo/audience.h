// Who sees what is pushed to a remote: the group, or everybody. Decided from the URLs that git would really push to
// (several pushurl, url.*.insteadOf and pushInsteadOf, included files, settings of the worktree and of the command
// line), which git itself is asked for.
//
// Not seen: what ssh's own configuration makes of a host's name, proxies, what a server does with what it gets
// (mirrors, visibility of a repository that was private).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::release {

enum class Audience { closed, open };
std::string_view name_of(Audience audience);  // "private", "public"

// The group's private repositories. Whatever is not listed is public.
class AudienceRules {
  public:
    // URLs in any spelling, "host/owner/repository", or "host/owner/*" for all below. Of a repository of this machine
    // its path. `usage` with the entry's number for one that names no repository, or every one of a host. Relative
    // paths are relative to `folder`.
    static Result<AudienceRules> of(std::span<const std::string> private_remotes, const std::string& folder);

    // Of an identity of remote_identity(); an empty one is public.
    Audience of_identity(std::string_view identity) const;
    bool empty() const { return exact_.empty() && below_.empty(); }

  private:
    std::vector<std::string> exact_;
    std::vector<std::string> below_;  // with the final '/'
};

struct PushTarget {
    std::string url;       // as git would use it; may hold a password: not for messages
    std::string identity;  // empty where unknown
    Audience audience = Audience::open;

    // For people: the identity, or what can be told of an unknown one.
    std::string shown() const;
};
// A URL that was rewritten already, as a pre-push hook gets it.
PushTarget push_target(const std::string& url, const std::string& folder, const AudienceRules& rules);

struct PushTargets {
    std::string remote;               // name or URL, as asked for
    std::vector<PushTarget> targets;  // git pushes to each of them
    // What else decided, for messages: "GIT_CONFIG_PARAMETERS of the environment changes what git reads".
    std::vector<std::string> notes;

    // Public if one of them is.
    Audience audience() const;
};

// Where `git push REMOTE` goes in the repository at `folder` (absolute), REMOTE being a name or a URL. Empty: where
// `git push` goes on the branch that is checked out (branch.*.pushRemote, remote.pushDefault, branch.*.remote, the only
// remote, origin). `environment` is the push's. Errors: `not_found` without git or a repository, `io` where git fails;
// the caller takes the remote for public then.
Result<PushTargets> push_targets(const std::string& folder, const std::string& remote,
                                 const std::vector<std::string>& environment, const AudienceRules& rules);

// Does a push from `folder` push submodules too (push.recurseSubmodules, submodule.recurse)?
bool pushes_submodules(const std::string& folder, const std::vector<std::string>& environment);

}  // namespace ward::release
