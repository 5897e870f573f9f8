// Look-ups in a listing: the entry of a path, and the files of a base name. Built for every branch that is looked at,
// so that it is two flat tables instead of a node a path.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/root.h"

namespace ward::inventory {

// Positions by text, with open addressing. The texts are the owner's.
class TextTable {
  public:
    // Room for `count` texts.
    void reserve(size_t count);
    // The place of `text` as `text_of(position)` tells it: its position, or the empty place where it would stand.
    template <typename TextOf>
    uint32_t& place_of(std::string_view text, TextOf&& text_of) {
        for (size_t at = hash(text);; ++at) {
            uint32_t& slot = slots_[at & (slots_.size() - 1)];
            if (slot == nowhere || text_of(slot) == text) return slot;
        }
    }
    template <typename TextOf>
    std::optional<uint32_t> find(std::string_view text, TextOf&& text_of) const {
        if (slots_.empty()) return std::nullopt;
        for (size_t at = hash(text);; ++at) {
            const uint32_t slot = slots_[at & (slots_.size() - 1)];
            if (slot == nowhere) return std::nullopt;
            if (text_of(slot) == text) return slot;
        }
    }
    static constexpr uint32_t nowhere = std::numeric_limits<uint32_t>::max();

  private:
    static size_t hash(std::string_view text) { return std::hash<std::string_view>()(text); }

    std::vector<uint32_t> slots_;  // a power of two, at most half full
};

class PathIndex {
  public:
    // The entries must outlive it, unchanged. Of two with one path the first counts.
    explicit PathIndex(std::span<const Entry> entries);

    // Position of the entry.
    std::optional<uint32_t> find(std::string_view path) const;
    // Paths of regular files with this base name, in the order of the listing.
    std::span<const std::string_view> files_named(std::string_view base_name) const;

  private:
    struct Name {
        std::string_view text;
        uint32_t first = 0;  // in files_
        uint32_t count = 0;
    };

    std::span<const Entry> entries_;
    TextTable by_path_;
    TextTable by_name_;
    std::vector<Name> names_;
    std::vector<std::string_view> files_;  // grouped by name
};

}  // namespace ward::inventory
