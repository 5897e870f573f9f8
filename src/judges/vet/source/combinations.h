// Which marks, together in one file, are which signal, and how much they weigh there.
#pragma once

#include <span>
#include <string_view>

#include "judges/vet/source/marks.h"

namespace ward::vet {

struct Combination {
    std::string_view signal;
    std::string_view what;  // the sighting's sentence
    double weight = 0;
    unsigned any_count = 0;  // of `any`
    unsigned least = 0;      // of `any` that have to be there (0: the list does not matter)
    // All of these; unused places hold count_of_them.
    std::array<Mark, 4> all = {Mark::count_of_them, Mark::count_of_them, Mark::count_of_them, Mark::count_of_them};
    std::array<Mark, 10> any = {};
    bool install_only = false;  // only in what an install script runs
    bool beside_drop = false;   // and a host that collects data

    bool holds(const FileMarks& marks, bool by_install) const;
    bool concerns(Mark mark) const;
};

// The heavier of one signal come first.
std::span<const Combination> combinations();

}  // namespace ward::vet
