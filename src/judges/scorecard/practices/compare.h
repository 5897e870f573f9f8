// Beside what a project has published: each criterion with both answers.
#pragma once

#include "judges/scorecard/practices/assess.h"

namespace ward::scorecard::practices {

struct Compared {
    const Answered* seen = nullptr;
    const PublishedAnswer* published = nullptr;  // null: the file has none
    Verdict verdict = Verdict::neither;
};

// Rows in the sheet's order; none where nothing was published.
std::vector<Compared> compare(const Sheet& sheet);
Agreement agreement_of(std::span<const Compared> rows);

}  // namespace ward::scorecard::practices
