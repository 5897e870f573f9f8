// The outside of a release as command line, environment and configuration name it. Nothing is asked before it is
// needed, and a service without credentials is not there.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "actions/release/run/doors.h"
#include "actions/release/run/group.h"
#include "actions/release/run/peer_config.h"
#include "faces/cli/command.h"
#include "facts/lifecycle/releases.h"
#include "io/net/courtesy.h"
#include "io/net/cve_services.h"
#include "io/net/github_advisories.h"
#include "io/net/hackerone.h"
#include "io/net/pulls.h"

namespace ward::cli {

// --releases, or ward's dated copy of Node.js's.
Result<lifecycle::ReleaseIndex> released_index(const Invocation& invocation);
using Checkouts = std::map<std::string, release::Checkout, std::less<>>;
// --checkout NAME=DIR: site, vulnerabilities, project.
Result<Checkouts> checkouts_of(const Invocation& invocation);

class ReleaseOutside {
  public:
    // In the group's folder the configuration of @node-core/utils is looked for beside the user's own. Both outlive it.
    static Result<std::unique_ptr<ReleaseOutside>> open(const Invocation& invocation, const release::Group& group);

    ReleaseOutside(const ReleaseOutside&) = delete;
    ReleaseOutside& operator=(const ReleaseOutside&) = delete;
    ~ReleaseOutside() = default;

    release::Doors& doors() { return doors_; }

  private:
    ReleaseOutside() = default;
    Result<void> open_git(const Invocation& invocation, const release::Group& group);
    Result<void> open_services(const Invocation& invocation, const release::PeerConfig& peer);
    Result<net::GithubOptions> github_options(const std::string& repository) const;
    template <typename Door, typename Make>
    Result<Door*> kept(std::map<std::string, std::unique_ptr<Door>>& doors, const std::string& repository, Make make);

    release::Doors doors_;
    std::unique_ptr<net::Http> http_;
    std::unique_ptr<net::HackerOne> hackerone_;
    std::unique_ptr<net::CveServices> cve_;
    std::map<std::string, std::unique_ptr<net::Forge>> forges_;
    std::map<std::string, std::unique_ptr<net::Pulls>> pulls_;
    std::map<std::string, std::unique_ptr<net::GithubAdvisories>> advisories_;
    std::optional<lifecycle::ReleaseIndex> released_;
    release::AudienceRules rules_;
    std::string forge_api_;
    std::string github_token_;
};

}  // namespace ward::cli
