// Whether a list of stewards is to be believed: it is the one that the user's configuration names by its digest, or a
// root key of the configuration signed it, or it comes from such a list by steps each of which the stewards of the list
// before have signed, as many of them as a change of the list needs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "actions/release/approve/stewards.h"

namespace ward::release {

constexpr int64_t max_steward_lists = 1'000;  // of a chain
constexpr size_t max_list_signatures = 50;    // of one list

struct StewardTrust {
    std::string digest = {};                  // SHA-256 of a list that is believed: the first use
    std::vector<std::string> root_keys = {};  // lines of SSH or minisign
    int64_t least_serial = 0;                 // of the newest list that was seen: an older one is refused
};

struct StewardFile {
    std::string name;
    std::string toml;
    std::vector<std::string> signatures = {};
};

// `chain` is the lists in their order, the last one the current; the first ones may be missing where a later one is
// believed for itself. `damaged` errors say which list is not believed, and why.
Result<Stewards> trusted_stewards(std::span<const StewardFile> chain, const StewardTrust& trust, Instant now);

// The files of a folder: `stewards.toml` with `stewards.toml.sig` and `stewards.toml.NAME.sig`; the lists before it as
// `stewards/SERIAL.toml` with the like.
Result<std::vector<StewardFile>> read_steward_files(const std::string& folder);

}  // namespace ward::release
