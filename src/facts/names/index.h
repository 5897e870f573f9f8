// Finds, among some tens of thousands of names, those that a name is like, in a few microseconds: each target is filed
// under hashes of its forms (forms.h) and of itself with each character left out; a name is looked up under its own.
// Two names that are one edit apart share such a deletion. Hashes are a sorted array with a directory of their first
// bits and a bitmap in front, which turns most look-ups away.
//
// What is found is a superset: who asks compares the two names themselves.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/names/name_list.h"
#include "facts/names/two_edits.h"

namespace ward::names {

struct IndexOptions {
    size_t targets = 50'000;   // the first names of the list; the rest is not filed
    size_t two_edits = 5'000;  // of them, those that are looked for two edits away too
};

class LikenessIndex {
  public:
    // The shortest target that is looked for by edits: of shorter ones nearly every name is one edit away.
    static constexpr size_t least_edited_bytes = 5;

    LikenessIndex() = default;
    // `list` may go away afterwards.
    LikenessIndex(const NameList& list, const IndexOptions& options);

    // The hashes under which `name` is looked up: the same for every index. `keys` is emptied first.
    static void keys_of(std::string_view name, std::vector<uint64_t>& keys);

    // Places in the list of what `name` may be like, in rising order, each once; `name` itself is among them where it
    // is listed. `out` is emptied first. Of scoped names only the joined form is asked for. Safe on several threads.
    void find(std::string_view name, std::vector<uint32_t>& out) const;
    // The same for a name whose keys are known.
    void find(std::string_view name, std::span<const uint64_t> keys, std::vector<uint32_t>& out) const;

    size_t targets() const { return targets_; }
    size_t entries() const { return entries_.size(); }
    size_t bytes() const;

  private:
    void finish();
    void look_up(uint64_t hash, std::vector<uint32_t>& out) const;

    size_t targets_ = 0;
    std::vector<uint64_t> entries_;    // upper half: of the hash; lower half: a place. Sorted
    std::vector<uint32_t> directory_;  // [first bits]: where their entries begin; one more at the end
    int directory_bits_ = 0;
    std::vector<uint64_t> bitmap_;  // by the hash's lower bits
    TwoEdits two_edits_;
};

}  // namespace ward::names
