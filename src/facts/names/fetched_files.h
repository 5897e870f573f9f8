// Where `ward db update names` leaves lists of names.
#pragma once

#include <string>

#include "facts/names/package_name.h"

namespace ward::names {

struct FetchedFiles {
    std::string popular;  // the most used names, in order: a list of lines
    std::string all;      // all names: a register (name_register.h)
};
// `folder` is ward's data folder.
inline FetchedFiles fetched_files(const std::string& folder, Ecosystem ecosystem) {
    const std::string stem = folder + "/names/" + std::string(name_of(ecosystem));
    return {stem + "-popular.tsv", stem + "-all.tsv"};
}

}  // namespace ward::names
