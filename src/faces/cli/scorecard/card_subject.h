// What `ward scorecard` looks at: a folder, a commit or a repository on a forge, what the forge told, and the
// advisories.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "faces/cli/branches.h"
#include "faces/cli/command.h"
#include "facts/inventory/tar_source.h"
#include "io/net/http.h"
#include "judges/scorecard/card.h"

namespace ward::cli {

// Everything that Facts needs while it lives.
struct CardSubject {
    std::string path;
    std::string repository;  // "github.com/nodejs/node" or "file://PATH"
    std::string commit;      // "unknown"
    std::vector<Skipped> skipped;
    std::string advisories;  // snapshot id; empty: none were asked

    std::unique_ptr<net::Http> http;  // where a forge is asked
    std::unique_ptr<Root> root;
    std::unique_ptr<Branches> branches;
    std::unique_ptr<inventory::GitSource> files;
    std::unique_ptr<inventory::TarSource> packed;
    std::unique_ptr<inventory::Tree> tree;
    std::unique_ptr<forge::ForgeFacts> forge;
    std::unique_ptr<scorecard::Facts> facts;
};

// What of it is needed.
struct CardNeeds {
    bool vulnerabilities = false;  // the advisory database is asked
    bool collects = true;          // --collect, and a URL, mean facts of the forge
    bool one_of_many = false;      // what is true of all of them was said
};

// `path` may be a URL.
Result<CardSubject> card_subject(const Invocation& invocation, const std::string& path, const CardNeeds& needs);

}  // namespace ward::cli
