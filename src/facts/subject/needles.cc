#include "facts/subject/needles.h"

#include <cstring>

namespace ward::subject {
namespace {

constexpr size_t head_bytes = 4;
constexpr size_t slots = 1024;

uint16_t pair_at(const char* at) {
    uint16_t pair = 0;
    std::memcpy(&pair, at, sizeof pair);
    return pair;
}

size_t slot_of(const char* at) {
    uint32_t head = 0;
    std::memcpy(&head, at, sizeof head);
    return head * 2654435761U >> 22;
}

}  // namespace

Needles::Needles(std::span<const std::string_view> texts) : texts_(texts.begin(), texts.end()), by_head_(slots) {
    for (size_t i = 0; i < texts_.size(); ++i) {
        // Every text has at least head_bytes.
        pairs_.set(pair_at(texts_[i].data() + 2));      // NOLINT(bugprone-suspicious-stringview-data-usage)
        by_head_[slot_of(texts_[i].data())].push_back(  // NOLINT(bugprone-suspicious-stringview-data-usage)
            static_cast<uint16_t>(i));
    }
}

void Needles::find(std::string_view bytes, const std::function<void(size_t text, size_t offset)>& found) const {
    if (bytes.size() < head_bytes) return;
    const char* const data = bytes.data();
    const size_t last = bytes.size() - head_bytes;
    for (size_t at = 0; at <= last; ++at) {
        if (!pairs_[pair_at(data + at + 2)]) continue;
        for (const uint16_t i : by_head_[slot_of(data + at)])
            if (bytes.substr(at).starts_with(texts_[i])) found(i, at);
    }
}

}  // namespace ward::subject
