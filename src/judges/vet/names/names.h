// A name beside the popular names of its registry: the signals T01 to T22.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judges/vet/signal.h"

namespace ward::vet {

// A likeness of two names.
struct Likeness {
    std::string signal;  // "T01"
    std::string target;  // the popular name
    std::string reason;  // "`is` written `si`"
    // Downloads a month of both where both are known, else 0: how much more the target is used.
    uint64_t target_downloads = 0;
    uint64_t name_downloads = 0;
};

}  // namespace ward::vet
