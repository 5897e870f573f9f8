// Words that popular names are made of (private to this folder).
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "facts/names/name_list.h"

namespace ward::vet {

// Parted by `-`, `_`, `.`, `/`; without the mark of a scope.
std::vector<std::string_view> words_of(std::string_view name);
// Words of at least three letters in at least five of the first `count` names.
std::unordered_set<std::string> vocabulary_of(const names::NameList& list, size_t count);

}  // namespace ward::vet
