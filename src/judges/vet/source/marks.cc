#include "judges/vet/source/marks.h"

#include <algorithm>

#include "base/text.h"

namespace ward::vet {

std::string shown(std::string_view text, size_t offset) {
    constexpr size_t before = 40;
    offset = std::min(offset, text.size());
    size_t first = offset > before && text.size() > max_shown_bytes ? offset - before : 0;
    // Not in the middle of a character.
    while (first > 0 && (static_cast<unsigned char>(text[first]) & 0xc0) == 0x80) --first;
    std::string_view part = text.substr(first, max_shown_bytes);
    while (first + part.size() < text.size() && !part.empty() &&
           (static_cast<unsigned char>(text[first + part.size()]) & 0xc0) == 0x80)
        part.remove_suffix(1);
    bool is_cut = first + part.size() < text.size();
    std::string kept = valid_utf8(part);
    // What is no UTF-8 takes three bytes for one.
    if (kept.size() > max_shown_bytes) {
        size_t end = max_shown_bytes;
        while (end > 0 && (static_cast<unsigned char>(kept[end]) & 0xc0) == 0x80) --end;
        kept.resize(end);
        is_cut = true;
    }
    return (first > 0 ? "…" : "") + kept + (is_cut ? "…" : "");
}

void FileMarks::add(Mark mark, uint32_t line, std::string_view text, size_t offset) {
    const auto index = static_cast<size_t>(mark);
    seen_.set(index);
    if (counts_[index]++ < max_places) places_.push_back({mark, line, shown(text, offset)});
}

const Marked* FileMarks::first(Mark mark) const {
    const auto found = std::ranges::find(places_, mark, &Marked::mark);
    return found == places_.end() ? nullptr : &*found;
}

}  // namespace ward::vet
