// From texts to numbers where the texts stand elsewhere, in an array that the numbers are places of: one array of
// numbers, and no node for each text (private to this folder).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace ward::policy {

class TextIndex {
  public:
    // For at most `count` texts, numbered below 2^32 - 1.
    explicit TextIndex(size_t count) : slots_(std::bit_ceil(2 * count + 2)) {}

    // The number of an equal text that was added before; else nothing, and `number` is added. `text_of` gives the text
    // of a number.
    template <typename TextOf>
    std::optional<size_t> add(std::string_view text, size_t number, const TextOf& text_of) {
        Slot& slot = slots_[place_of(text, text_of)];
        if (slot.next != 0) return slot.next - 1;
        slot = {hash_of(text), static_cast<uint32_t>(number) + 1};
        return std::nullopt;
    }
    template <typename TextOf>
    std::optional<size_t> find(std::string_view text, const TextOf& text_of) const {
        const Slot& slot = slots_[place_of(text, text_of)];
        return slot.next == 0 ? std::nullopt : std::optional<size_t>(slot.next - 1);
    }

  private:
    struct Slot {
        uint32_t hash = 0;
        uint32_t next = 0;  // the number and one; 0: free
    };

    static uint32_t hash_of(std::string_view text) {
        const size_t hash = std::hash<std::string_view>{}(text);
        return static_cast<uint32_t>(hash ^ (hash >> 32));
    }
    // Where it is, or would be: half of the slots stay free.
    template <typename TextOf>
    size_t place_of(std::string_view text, const TextOf& text_of) const {
        const uint32_t hash = hash_of(text);
        size_t place = hash & (slots_.size() - 1);
        while (slots_[place].next != 0 && (slots_[place].hash != hash || text_of(slots_[place].next - 1) != text))
            place = (place + 1) & (slots_.size() - 1);
        return place;
    }

    std::vector<Slot> slots_;
};

}  // namespace ward::policy
