// The outside of a release: services, forges, checkouts. What is not configured is null, and a step that needs it says
// so. Planning uses the reading half; effects the other.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/record/project.h"
#include "actions/update/run/git_work.h"
#include "base/result.h"
#include "base/root.h"
#include "io/net/forge.h"
#include "io/net/pulls.h"

namespace ward::net {
class HackerOne;
class CveServices;
class GithubAdvisories;
}  // namespace ward::net

namespace ward::release {

// A work tree of another repository that outputs are written to: the site, the advisories, the project itself.
struct Checkout {
    std::string name;    // "site", "vulnerabilities", "project"
    std::string folder;  // absolute
    Root root;
    update::GitWork git;
};

struct Doors {
    net::HackerOne* hackerone = nullptr;
    net::CveServices* cve = nullptr;
    // Of "OWNER/NAME"; errors of `auth` and `usage` where it cannot be asked.
    std::function<Result<net::Forge*>(const std::string& repository)> forge = {};
    std::function<Result<net::Pulls*>(const std::string& repository)> pulls = {};
    std::function<Result<net::GithubAdvisories*>(const std::string& repository)> advisories = {};
    std::map<std::string, Checkout, std::less<>> checkouts = {};
    update::GitCredentials credentials = {};
    // CVE ids that this run reserved, by report: one id is not given to two.
    std::map<std::string, std::string> reserved = {};
    // A push to this remote of that checkout, judged by the embargo (embargo/push_guard.h): an error of `conflict` says
    // why it is refused. Never null where a checkout is.
    std::function<Result<void>(const Checkout& checkout, const std::string& remote, const std::string& commit,
                               const std::string& branch)>
        guard = {};

    Result<const Checkout*> checkout(std::string_view name) const;
    // `auth` errors say what is to be configured.
    Result<net::HackerOne*> needed_hackerone() const;
    Result<net::CveServices*> needed_cve() const;
};

}  // namespace ward::release
