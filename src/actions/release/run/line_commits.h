// The commits that a release line's release brings, and what they fix.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/release/record/release.h"
#include "io/gitobjects/history.h"

namespace ward::release {

constexpr size_t max_line_commits = 50'000;

struct LineCommit {
    gitobjects::ObjectId id;
    std::string author;   // name
    std::string message;  // subject, body and trailers
};

// Those behind `tip` that are not behind `base`; the newest first. `limit` over max_line_commits.
Result<std::vector<LineCommit>> commits_between(const gitobjects::Repository& repository,
                                                const gitobjects::ObjectId& base, const gitobjects::ObjectId& tip);

// A trailer of the message: `CVE-ID: …` with an id of the report, or `PR-URL: …` with its pull request for the line.
bool fixes(const LineCommit& commit, const Report& report, std::string_view line);
// Values of a trailer's key, in the message's order.
std::vector<std::string> trailers(std::string_view message, std::string_view key);
// The message with these lines ("Key: value") as trailers, without those that it has.
std::string with_trailers(std::string_view message, const std::vector<std::string>& lines);

}  // namespace ward::release
