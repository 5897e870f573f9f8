// Sorting hundreds of thousands of numbers by the texts they stand for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ward::advisory {

// Sorts `items` by text_of(item), which must differ from item to item. Comparing the first 16 bytes as one number
// settles nearly all pairs without going to the text.
template <typename TextOf>
void sort_by_text(std::vector<uint32_t>& items, TextOf text_of) {
    struct Handle {
        uint64_t first;
        uint64_t second;
        uint32_t item;
    };
    auto eight_bytes = [](std::string_view text, size_t from) {
        uint64_t value = 0;
        for (size_t i = from; i < from + 8; ++i)
            value = value << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0u);
        return value;
    };
    std::vector<Handle> handles;
    handles.reserve(items.size());
    for (const uint32_t item : items) {
        const std::string_view text = text_of(item);
        handles.push_back({eight_bytes(text, 0), eight_bytes(text, 8), item});
    }
    std::ranges::sort(handles, [&](const Handle& a, const Handle& b) {
        if (a.first != b.first) return a.first < b.first;
        if (a.second != b.second) return a.second < b.second;
        return text_of(a.item) < text_of(b.item);
    });
    for (size_t i = 0; i < items.size(); ++i) items[i] = handles[i].item;
}

}  // namespace ward::advisory
