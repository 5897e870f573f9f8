// Raw facts of single checks, from which a card's raw form and further probes are made: what the peer calls raw
// results. Each is made in the file of its check; those that other files have already (pinning/collect.h, changesets.h)
// are not here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judges/scorecard/check.h"
#include "judges/scorecard/policy_text.h"
#include "judges/scorecard/workflows.h"

namespace ward::scorecard {

// ---- checks/license.cc ----
struct FoundLicense {
    std::string path;
    std::string spdx;
    std::string name;
    bool is_of_forge = false;
    bool is_approved = false;
};
std::optional<FoundLicense> found_license(const Facts& facts);

// ---- checks/security_policy.cc ----
struct FoundPolicy {
    std::string path;
    size_t bytes = 1;
    std::vector<PolicyHit> hits = {};
};
std::optional<FoundPolicy> found_policy(const Facts& facts);

// ---- checks/binary_artifacts.cc: those too that a workflow verifies ----
std::vector<std::string> binary_files(const Facts& facts);

// ---- checks/token_permissions.cc: undeclared ones and those that may write ----
struct TokenPermission {
    std::string path;
    uint32_t line = 1;
    std::string_view place;  // "topLevel", "jobLevel"
    std::string_view level;  // "write", "undeclared"
    std::optional<std::string> scope = {};
    std::optional<std::string> value = {};
    std::string snippet = {};
};
std::vector<TokenPermission> token_permissions(const Facts& facts);

// Jobs that are known to need a permission to write, which is not held against them. `file` has been parsed.
struct KnownWrite {
    const workflow::Job* job = nullptr;
    std::string_view scope;
};
std::vector<KnownWrite> known_writes(const WorkflowFile& file);

// ---- checks/vulnerabilities.cc: one id for each ----
std::vector<std::string> vulnerability_ids(const Facts& facts);

// ---- checks/branch_protection.cc: those that the check judges ----
std::vector<const forge::Branch*> judged_branches(const Facts& facts);
std::vector<std::string> code_owners_files(const Facts& facts);

}  // namespace ward::scorecard
