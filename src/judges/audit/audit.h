// The audit: which advisories affect the components of a subject. Pure: components and an index in, findings out.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "facts/advisory/advisory.h"
#include "model/finding.h"
#include "model/report.h"

namespace ward::audit {

class GitClones;

// GIT ranges, of components whose commit is known and whose clone is among `clones`.
struct GitQuestion {
    GitClones* clones = nullptr;
    std::string commit = {};       // the subject's own
    std::vector<Note> notes = {};  // filled with what could not be asked
};

// What the caller wants to know.
struct Question {
    std::string platform = {};   // one of platform_names (platforms.h): records of others are left out
    GitQuestion* git = nullptr;  // null where no clone is asked
};

// How many matches were left out, for people to see.
struct LeftOut {
    size_t of_other_platforms = 0;  // records
};

// One finding per alias set and purl, with a row of `paths` and `evidence` for each place. A record matches a component
// only through an equal identity; every version the component claims (contradictions too) is asked. Components must be
// numbered. Deterministic, whatever the number of threads. Fails only when the index turns out to be damaged.
Result<std::vector<Finding>> audit(std::span<const Component> components, const advisory::Index& index,
                                   const Question& question = {}, LeftOut* left_out = nullptr);

// Contradictory versions as findings of severity `none`: they inform and never gate.
std::vector<Finding> contradictions(std::span<const Component> components);

}  // namespace ward::audit
