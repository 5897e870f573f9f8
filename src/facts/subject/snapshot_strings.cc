// How V8's snapshot holds a string of one byte a character: a field for its hash (3: not computed yet, which is so for
// values made at run time; keys are looked up and have one, whose two lowest bits are 2), its length, both of four
// bytes, its characters, filled up to the word's size; then the marks of the next object. Measured on node 18 to 26 for
// Linux and Windows, x86-64 and arm64.
#include "facts/subject/snapshot_strings.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "facts/subject/executable.h"
#include "facts/subject/node_keys.h"

namespace ward::subject {
namespace {

constexpr size_t max_gap_bytes = 24;  // between the end of a string and the header of the next
constexpr size_t max_run = 128;       // strings
constexpr size_t min_values = 10;     // that make a run of values

bool is_key(std::string_view text) {
    return text[0] >= 'a' && text[0] <= 'z' &&
           std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; });
}

// The string whose header stands here, if there is one.
std::optional<SnapshotString> string_at(std::string_view bytes, size_t header) {
    const auto hash = number_at(bytes, header, 4);
    const auto size = number_at(bytes, header + 4, 4);
    if (!hash || !size || *size < 2 || *size > max_string_bytes) return std::nullopt;
    if (bytes.size() - header - string_header_bytes < *size) return std::nullopt;
    const bool is_hashed = (*hash & 3) == 2;
    if (!is_hashed && *hash != 3) return std::nullopt;
    return SnapshotString{header, bytes.substr(header + string_header_bytes, *size), is_hashed};
}

using Accepts = bool (*)(const SnapshotString&);

bool accepts_value(const SnapshotString& text) {
    return !text.is_hashed && is_value(text.text);
}
bool accepts_key(const SnapshotString& text) {
    return text.is_hashed && is_key(text.text);
}

std::optional<SnapshotString> next(std::string_view bytes, const SnapshotString& here, Accepts accepts) {
    for (size_t gap = 0; gap <= max_gap_bytes; ++gap)
        if (const auto text = string_at(bytes, here.end() + gap); text && accepts(*text)) return text;
    return std::nullopt;
}

std::optional<SnapshotString> previous(std::string_view bytes, const SnapshotString& here, Accepts accepts) {
    const size_t most = string_header_bytes + max_string_bytes + max_gap_bytes;
    for (size_t back = string_header_bytes + 2; back <= most && back <= here.header; ++back) {
        const auto text = string_at(bytes, here.header - back);
        if (text && accepts(*text) && text->end() <= here.header && here.header - text->end() <= max_gap_bytes)
            return text;
    }
    return std::nullopt;
}

// All strings beside `anchor`, in order.
std::vector<SnapshotString> run_around(std::string_view bytes, const SnapshotString& anchor, Accepts accepts) {
    std::vector<SnapshotString> run{anchor};
    while (run.size() < max_run) {
        const auto before = previous(bytes, run.front(), accepts);
        if (!before) break;
        run.insert(run.begin(), *before);
    }
    while (run.size() < max_run) {
        const auto after = next(bytes, run.back(), accepts);
        if (!after) break;
        run.push_back(*after);
    }
    return run;
}

// Every value with `part` in it, as far as there are not too many.
std::vector<SnapshotString> values_with(std::string_view bytes, std::string_view part) {
    std::vector<SnapshotString> all;
    size_t tries = 0;
    for (size_t at = text_offset(bytes, part, 0); at != std::string_view::npos && tries < max_anchors;
         at = text_offset(bytes, part, at + part.size()), ++tries) {
        for (size_t back = 0; back + part.size() <= max_string_bytes && at >= back + string_header_bytes; ++back) {
            const auto text = string_at(bytes, at - back - string_header_bytes);
            if (!text || !accepts_value(*text) || text->text.size() < back + part.size()) continue;
            all.push_back(*text);
            break;
        }
    }
    return all;
}

}  // namespace

bool is_value(std::string_view text) {
    return is_digit(text[0]) && std::ranges::all_of(text, [](char c) {
               return is_alnum(c) || c == '.' || c == '-' || c == '+' || c == '_';
           });
}

size_t text_offset(std::string_view bytes, std::string_view part, size_t from) {
    if (from >= bytes.size()) return std::string_view::npos;
    const void* found = ::memmem(bytes.data() + from, bytes.size() - from, part.data(), part.size());
    return found == nullptr ? std::string_view::npos
                            : static_cast<size_t>(static_cast<const char*>(found) - bytes.data());
}

std::vector<SnapshotString> places_of(std::string_view bytes, std::string_view key) {
    std::string part;
    for (size_t i = 0; i < 4; ++i) part += static_cast<char>(key.size() >> (8 * i) & 0xff);
    part += key;
    std::vector<SnapshotString> all;
    for (size_t at = text_offset(bytes, part, 0); at != std::string_view::npos && all.size() < max_anchors;
         at = text_offset(bytes, part, at + part.size())) {
        if (at < 4) continue;
        const auto text = string_at(bytes, at - 4);
        if (text && accepts_key(*text)) all.push_back(*text);
    }
    return all;
}

std::vector<SnapshotString> find_values(std::string_view bytes, std::string_view node_version) {
    std::vector<SnapshotString> best;
    for (const SnapshotString& anchor : values_with(bytes, "-node.")) {
        std::vector<SnapshotString> run = run_around(bytes, anchor, accepts_value);
        if (run.size() < min_values || run.size() <= best.size()) continue;
        if (std::ranges::find(run, node_version, &SnapshotString::text) == run.end()) continue;
        best = std::move(run);
    }
    return best;
}

std::vector<std::string_view> find_keys(std::string_view bytes) {
    std::vector<std::string_view> best;
    for (const SnapshotString& anchor : places_of(bytes, "uvwasi")) {
        std::vector<SnapshotString> run = run_around(bytes, anchor, accepts_key);
        const auto middle = std::ranges::find(run, anchor.header, &SnapshotString::header);
        auto first = middle;
        while (first != run.begin() && (first - 1)->text < first->text) --first;
        auto last = middle + 1;
        while (last != run.end() && (last - 1)->text < last->text) ++last;
        while (first != middle && node_key(first->text) == nullptr) ++first;
        while (last - 1 != middle && node_key((last - 1)->text) == nullptr) --last;
        std::vector<std::string_view> keys;
        for (auto text = first; text != last; ++text) keys.push_back(text->text);
        if (keys.size() > best.size()) best = std::move(keys);
    }
    return best;
}

}  // namespace ward::subject
