// What no single field shows: entries beside each other, beside the list of published versions, and texts beside what
// they stand for. Every rule has its words in `ward explain`.
#pragma once

#include <vector>

#include "actions/release/vulndb/problem.h"
#include "facts/lifecycle/releases.h"

namespace ward::release::vulndb {

// Fixes of one entry whose releases are further apart than this are told: they ship together.
constexpr int64_t most_days_apart = 14;

// Of one entry: ids, words and scores.
std::vector<Problem> word_problems(const Entry& entry);
// Of one entry of core: its ranges beside what was released.
std::vector<Problem> release_problems(const Entry& entry, const lifecycle::ReleaseIndex& releases);
// Of one entry of npm or deps: its ranges alone.
std::vector<Problem> range_problems(const Entry& entry);
// Ids that more than one entry is about; in npm, about the same package.
std::vector<Problem> duplicate_problems(const Database& database);

}  // namespace ward::release::vulndb
