// The way of a value to where it is seen, as lines of files (private to report.cc).
#pragma once

#include <map>
#include <vector>

#include "judges/vet/flow/analysis.h"

namespace ward::vet {

class Ways {
  public:
    explicit Ways(const Analysis& analysis) : analysis_(analysis) {}

    Evidence place(uint32_t file, uint32_t offset);
    // Adds the way from where the value comes to the sink, a line a step. False where it is a far way.
    bool add(std::vector<Evidence>& out, SlotIndex slot, Fact fact, uint32_t file, uint32_t offset);

  private:
    // The fact of `from` that `fact` was made of: itself, or what it was turned from.
    Fact origin_in(SlotIndex from, Fact fact) const;

    const Analysis& analysis_;
    std::map<uint32_t, std::vector<uint32_t>> lines_;  // by file: where its lines start
};

}  // namespace ward::vet
