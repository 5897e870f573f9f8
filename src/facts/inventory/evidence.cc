#include "facts/inventory/evidence.h"

#include <algorithm>

#include "base/text.h"

namespace ward::inventory {

Evidence evidence_at(std::string_view path, std::string_view text, size_t offset) {
    offset = std::min(offset, text.size());
    const auto line = std::ranges::count(text.substr(0, offset), '\n') + 1;
    const size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    const size_t start = before == std::string_view::npos ? 0 : before + 1;
    // A minified file is one line of megabytes: start at the version itself where the line is long before it.
    const size_t from = offset - start > max_evidence_bytes / 2 ? offset : start;
    std::string_view shown = text.substr(from, std::min(text.find('\n', offset), from + 2 * max_evidence_bytes) - from);
    std::string kept = valid_utf8(trim(shown));
    if (kept.size() > max_evidence_bytes) {
        size_t end = max_evidence_bytes;
        while (end > 0 && (static_cast<unsigned char>(kept[end]) & 0xC0) == 0x80) --end;
        kept.resize(end);
    }
    return {std::string(path), line, std::move(kept)};
}

Evidence evidence_of_line(std::string_view path, std::string_view line, int64_t number) {
    Evidence evidence = evidence_at(path, line.substr(0, line.find('\n')), 0);
    evidence.line = number;
    return evidence;
}

}  // namespace ward::inventory
