// Approvals as files of the group's private repository: approvals/PLANHASH/APPROVER.json, and the signature over that
// file's bytes beside it as APPROVER.json.sig. Mode 0600.
#pragma once

#include <string>
#include <vector>

#include "actions/release/approve/approval.h"

namespace ward::release {

constexpr size_t max_approval_files = 1'000;  // of one plan

// Where the statement is, from the repository's root.
std::string approval_path(const Approval& approval);
// The folders are made as needed. An earlier one by the same person for the same plan is replaced.
Result<void> write_approval(const std::string& repository, const Approval& approval, const std::string& signature);
// All that are there for this plan, sorted by file. A statement without signature is given with an empty one, so that
// it is refused and told.
Result<std::vector<SignedApproval>> read_approvals(const std::string& repository, const std::string& plan);

}  // namespace ward::release
