// What `ward scorecard` looks at: a folder or a commit, what the forge told, and the advisories.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "faces/cli/branches.h"
#include "faces/cli/command.h"
#include "judges/scorecard/card.h"

namespace ward::cli {

// Everything that Facts needs while it lives.
struct CardSubject {
    std::string path;
    std::string repository;  // "github.com/nodejs/node" or "file://PATH"
    std::string commit;      // "unknown"
    std::vector<Skipped> skipped;
    std::string advisories;  // snapshot id; empty: none were asked

    std::unique_ptr<Root> root;
    std::unique_ptr<Branches> branches;
    std::unique_ptr<inventory::GitSource> files;
    std::unique_ptr<inventory::Tree> tree;
    std::unique_ptr<forge::ForgeFacts> forge;
    std::unique_ptr<scorecard::Facts> facts;
};

// `vulnerabilities`: is the advisory database to be asked?
Result<CardSubject> card_subject(const Invocation& invocation, const std::string& path, bool vulnerabilities);

}  // namespace ward::cli
