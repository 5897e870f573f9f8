// Which place of a list a name has: a table of hashes (open addressing) over a list that somebody else keeps.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "facts/names/name_list.h"

namespace ward::names {

class NameTable {
  public:
    NameTable() = default;
    // Of the first `count` names of `list`, which must outlive the table and not change.
    NameTable(const NameList& list, size_t count);
    explicit NameTable(const NameList& list) : NameTable(list, list.size()) {}

    std::optional<uint32_t> find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name).has_value(); }
    size_t bytes() const { return slots_.capacity() * sizeof(uint64_t); }

  private:
    const NameList* list_ = nullptr;
    std::vector<uint64_t> slots_;  // upper half: the hash; lower half: the place and one, 0 for none
};

}  // namespace ward::names
