// A past release, generated again from its record and compared with what was published: the post, the entries of the
// vulnerability database, the CVE records. Each difference has a ruling, by what was published itself (it contradicts
// itself), by the list of published versions, or because the other places agree.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "actions/release/record/project.h"
#include "actions/release/record/release.h"
#include "actions/release/replay/difference.h"
#include "actions/release/vulndb/problem.h"
#include "facts/lifecycle/releases.h"

namespace ward::release {

struct PublishedText {
    std::string name;  // of the file
    std::string text;
};

struct ReplayInput {
    const Release& release;
    const Project& project;
    const lifecycle::ReleaseIndex& released;
    std::optional<PublishedText> post = {};
    bool expects_post = false;  // that there is none is a difference
    const vulndb::Database* entries = nullptr;
    std::vector<vulndb::Problem> entry_problems = {};  // of the whole database
    // The CVE record of an id, nothing where it has none; empty where records are not compared.
    std::function<Result<std::optional<PublishedText>>(const std::string& cve)> record = {};
};

struct Compared {
    size_t of = 0;  // that there should be
    size_t there = 0;
};

struct Replay {
    std::vector<Difference> differences = {};  // in order
    Compared posts = {};
    Compared entries = {};
    Compared records = {};
    size_t headings = 0;                   // of reports, in the published post
    size_t equal_headings = 0;             // of these, byte for byte
    std::vector<std::string> unread = {};  // what could not be compared, and why
};

// `usage` where the record cannot be made into a post (it has no date, no lines): it says what it lacks.
Result<Replay> replay(const ReplayInput& input);

}  // namespace ward::release
