// What a tree was when it was verified: where nothing of that moved, the answer is what it was.
#pragma once

#include <string>

#include "base/survey.h"
#include "judges/policy/verify.h"

namespace ward::policy {

// Every entry of the tree that is not left out.
Survey tree_of(const Root& root, const VerifyWants& wants);
// SHA-256 (32 bytes) over all that an answer hangs on: what was asked, and what the file system says of each path. A
// link's target is its identity's: it cannot be written anew. Empty where VerifyWants::about is, or something of the
// tree could not be seen.
std::string fingerprint_of(const Survey& tree, const std::string& folder, Semantics semantics,
                           const VerifyWants& wants);

}  // namespace ward::policy
