// What `ward vet watch` remembers between runs: how far it came in a feed, and which versions it has judged.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/result.h"

namespace ward::cli {

constexpr size_t max_watch_state_bytes = 64u << 20;
constexpr size_t max_judged_versions = 200'000;  // the oldest are forgotten first

class WatchState {
  public:
    // A file that is not there is an empty state; `damaged` for one that is none.
    static Result<WatchState> read(const std::string& path);
    // All at once or not at all.
    Result<void> write(const std::string& path) const;

    std::string position;  // opaque; empty: none yet

    bool has_judged(const std::string& version) const { return known_.contains(version); }
    void add_judged(const std::string& version);

  private:
    std::deque<std::string> judged_;  // NAME@VERSION, oldest first
    std::unordered_set<std::string> known_;
};

}  // namespace ward::cli
