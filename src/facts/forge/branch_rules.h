// GitHub's rulesets: which branches one is about, and what several of them, and a classic rule, come to together.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/forge/forge_facts.h"

namespace ward::forge {

struct Ruleset {
    bool is_active = false;                 // enforced, and about branches
    std::vector<std::string> include = {};  // "~ALL", "~DEFAULT_BRANCH", "refs/heads/release/**"
    std::vector<std::string> exclude = {};
    BranchProtection rules = {};
};

bool applies(const Ruleset& set, std::string_view branch, std::string_view default_branch);
// The most restrictive of each counts; but one that somebody may pass by is not enforced for administrators, whatever
// the others say (as the peer has it: settings of all are looked at together).
void add_rules(BranchProtection& base, const BranchProtection& more);

}  // namespace ward::forge
