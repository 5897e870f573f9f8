// The answers of one project, and how they are put together.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judges/scorecard/practices/answer.h"
#include "judges/scorecard/practices/criteria.h"
#include "judges/scorecard/practices/project.h"
#include "judges/scorecard/practices/published.h"

namespace ward::scorecard::practices {

struct Answered {
    const Criterion* criterion = nullptr;
    Answer answer = {};
};

struct Sheet {
    std::string repository = {};  // its address; empty: nobody knows it
    std::string commit = {};      // "unknown"
    Instant as_of = 0;
    std::vector<Level> levels = {};   // that were asked for
    std::vector<Answered> rows = {};  // in the order of the criteria
    std::optional<Published> published = {};
    std::vector<Problem> unread = {};
};

// Answers each criterion of these levels once; of levels that contain one another (baseline) a criterion stands once.
std::vector<Answered> assess(const Project& project, std::span<const Level> levels);

// Unknown first, then unmet, met and not applicable; equal ones keep their order.
std::vector<const Answered*> by_status(std::span<const Answered> rows);

// Of one level: how many rows have each status, by its number.
std::array<size_t, 4> counts(std::span<const Answered> rows, Level level);

// A demand (MUST) that is not met, of any level that was asked for.
bool has_unmet_demand(std::span<const Answered> rows);

// Where the first evidence with a place can be looked at; empty without a repository on a forge, or without a place.
std::string url_of(const Evidence& evidence, std::string_view repository, std::string_view commit);
std::string url_of(const Answer& answer, std::string_view repository, std::string_view commit);

}  // namespace ward::scorecard::practices
