// Names that somebody could register to be taken for a given one: the techniques, the other way round.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/names/popular.h"

namespace ward::vet {

struct Mutant {
    std::string name;
    std::string signal;  // "T01"
};

// Every name that one technique makes of `name` and its registry would take, each once (with the technique that comes
// first by id), sorted by signal and name, without `name` itself. `scopes` of T11 are made for scoped names.
std::vector<Mutant> mutants_of(std::string_view name, names::Ecosystem ecosystem);

}  // namespace ward::vet
