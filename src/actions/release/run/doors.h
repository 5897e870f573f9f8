// The outside of a release: services, forges, checkouts. What is not configured is null, and a step that needs it says
// so. Planning uses the reading half; effects the other.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/embargo/audience.h"
#include "actions/update/run/git_work.h"
#include "base/result.h"
#include "base/root.h"
#include "io/net/forge.h"

namespace ward::lifecycle {
class ReleaseIndex;
}
namespace ward::net {
class CveServices;
class GithubAdvisories;
class HackerOne;
class Http;
class Pulls;
}  // namespace ward::net

namespace ward::release {

// A work tree of another repository that outputs are written to: the site, the advisories, the project itself.
struct Checkout {
    std::string name;    // "site", "vulnerabilities", "project"
    std::string folder;  // absolute
    Root root;

    // SHA-256 of a file's bytes, or "absent".
    Result<std::string> digest_of(const std::string& path) const;
};
constexpr size_t max_checkout_file = 64u << 20;

struct Doors {
    net::HackerOne* hackerone = nullptr;
    net::CveServices* cve = nullptr;
    // Of "OWNER/NAME"; errors of `auth` and `usage` where it cannot be asked.
    std::function<Result<net::Forge*>(const std::string& repository)> forge = {};
    std::function<Result<net::Pulls*>(const std::string& repository)> pulls = {};
    std::function<Result<net::GithubAdvisories*>(const std::string& repository)> advisories = {};
    // What everybody can read: posts, published records.
    net::Http* http = nullptr;
    std::string cve_api = "https://cveawg.mitre.org/api";  // where everybody can read published records
    // What was released by now.
    const lifecycle::ReleaseIndex* released = nullptr;
    std::map<std::string, Checkout, std::less<>> checkouts = {};
    // For remotes over https, by the prefix of their URLs; and whose remotes are private.
    update::GitCredentials git_credentials = {};
    const AudienceRules* audience = nullptr;
    // Judges a push of these commits before it is made: the releases that are embargoed now. Empty: nothing is pushed.
    std::function<Result<std::vector<std::string>>(const std::string& folder, const std::string& remote,
                                                   const std::string& commit, const std::string& ref)>
        push_refusals = {};
    // CVE ids that this run found or made, by report: one id is not given to two.
    std::map<std::string, std::string> reserved = {};
    // CVE ids that stand somewhere already, and what has them (taken_cves.h): they are no other report's.
    std::map<std::string, std::string> taken = {};
    // May effects of this plan have been sent by an earlier run? Where not, what is new in the world is somebody
    // else's.
    bool is_resumed = true;

    Result<const Checkout*> checkout(std::string_view name) const;
    // `auth` errors say what is to be configured.
    Result<net::HackerOne*> needed_hackerone() const;
    Result<net::CveServices*> needed_cve() const;
};

}  // namespace ward::release
