// The rows of Knowledge (private to this folder).
#pragma once

#include <span>
#include <string_view>

#include "judges/vet/flow/knowledge.h"

namespace ward::vet {

struct KnownName {
    std::string_view path;
    Role role = Role::none;
    std::string_view gives = {};
};

std::span<const KnownName> known_names();

}  // namespace ward::vet
