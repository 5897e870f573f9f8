// What is the same for all releases of a group: `ward.release.toml` in the group's private repository. Names, places,
// audiences and policies; no secret stands in it. Form: docs/formats/release.md.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/record/ranges.h"
#include "base/result.h"

namespace ward::release {

constexpr size_t max_project_bytes = 1u << 20;
constexpr size_t max_recipients = 200;

// A repository that gets a heads-up issue.
struct HeadsUp {
    std::string name;        // "build", a key of Places::issues
    std::string repository;  // "nodejs/build"
    std::string team;        // "@nodejs/build", who is addressed
};

struct Project {
    std::string name = "Node.js";
    std::string vendor = "nodejs";                                   // of CPE and CVE records
    std::string product = "node";                                    // likewise
    std::string purl = "pkg:generic/nodejs/node";                    // without version
    std::string cpe = "cpe:2.3:a:nodejs:node.js";                    // its first five parts
    std::string repository = "nodejs/node";                          // public
    std::string private_repository = "nodejs-private/node-private";  // empty: there is none
    std::string record_repository = "nodejs-private/security-release";
    std::string tag = "v{version}";
    std::string author = "The Node.js Project";  // of posts
    std::string site = "https://nodejs.org";
    // Paths below the checkouts of other repositories that outputs are written to; {slug}, {id} and {number} stand for
    // the release's.
    std::string post_path = "apps/site/pages/en/blog/vulnerability/{slug}.md";
    std::string post_url = "https://nodejs.org/en/blog/vulnerability/{slug}";
    std::string banner_path = "apps/site/site.json";
    std::string download_url = "https://nodejs.org/en/blog/release/v{version}";
    std::string contact = "https://nodejs.org/en/security/";
    std::string policy_url = "https://nodejs.org/en/security/";
    std::string mailing_list = "nodejs-sec@googlegroups.com";
    std::vector<HeadsUp> heads_up = {};
    EolPolicy eol = EolPolicy::each_line;

    // CVE records and CSAF documents.
    std::string assigner_org_id = {};  // UUID of the CNA
    std::string assigner_short_name = {};
    std::string hackerone_program = {};  // "nodejs"
    std::string publisher_namespace = "https://nodejs.org";

    // Fingerprints of OpenPGP keys. Where there are some, what is embargoed is encrypted for them in this repository.
    std::vector<std::string> encrypt_to = {};

    // Remotes whose audience is private; every other one is public.
    std::vector<std::string> private_remotes = {};

    // Where fixes and proposals are worked on: the private repository, and the public one of a project without it.
    const std::string& working_repository() const {
        return private_repository.empty() ? repository : private_repository;
    }
};

// `{key}` of a pattern as these say; another word in braces stays as it is.
std::string filled(std::string_view pattern, const std::map<std::string, std::string>& values);

// `parse` errors name file, line and key. An unknown key is one.
Result<Project> project_from_toml(std::string_view toml, std::string_view name);

}  // namespace ward::release
