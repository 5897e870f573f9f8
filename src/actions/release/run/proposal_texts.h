// Texts of the commit that makes a line's release, in the form of Node.js's changelogs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/release/record/project.h"
#include "actions/release/record/release.h"
#include "actions/release/run/line_commits.h"

namespace ward::release {

struct ProposalInput {
    const Release& release;
    const Project& project;
    const Line& line;
    std::string notable;                   // the output `changelog` of the line
    std::vector<LineCommit> commits = {};  // what the release brings, the newest first
    std::string date;                      // "2026-06-16"
};

// "2026-06-16, Version 22.23.0 'Jod' (LTS)"; the words behind the version are those of the changelog's last release.
std::string proposal_title(const ProposalInput& input, std::string_view changelog);
std::string proposal_message(const ProposalInput& input, std::string_view changelog);
// The changelog with the release on top; nothing where it has not the form (its list of versions, and a section for
// each).
std::optional<std::string> with_section(const ProposalInput& input, std::string_view changelog);

}  // namespace ward::release
