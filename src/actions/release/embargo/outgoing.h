// What a push sends: commits that its tips reach and the remote has not, with what each of them brings. (Private to
// this folder.)
#pragma once

#include <set>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "actions/release/embargo/changes.h"
#include "actions/release/embargo/clean_cache.h"
#include "actions/release/embargo/leak.h"
#include "actions/release/embargo/matcher.h"
#include "io/gitobjects/repository.h"

namespace ward::release {

constexpr size_t max_outgoing_commits = 2'000'000;
constexpr size_t max_tags_of_tags = 16;

struct Submodule {
    std::string path;
    gitobjects::ObjectId commit;

    auto operator<=>(const Submodule&) const = default;
};

struct OutgoingReport {
    LeakReport found;
    size_t commits = 0;
    std::set<Submodule> submodules;  // that outgoing commits name
};

// `has` are ids that the remote has, with all behind them; those that are not here are passed over, so that more is
// looked at. An object that cannot be read is a problem.
OutgoingReport check_outgoing(const gitobjects::Repository& repository, std::span<const gitobjects::ObjectId> tips,
                              std::span<const gitobjects::ObjectId> has, const TaintMatcher& matcher,
                              const std::string& cache_folder);

}  // namespace ward::release
