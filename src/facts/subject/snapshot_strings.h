// The strings of V8's startup snapshot in a node binary: values that were made at run time and keys that were looked
// up, each kind in runs of strings beside one another.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ward::subject {

constexpr size_t string_header_bytes = 8;
constexpr size_t max_string_bytes = 64;
constexpr size_t max_anchors = 64;  // places from where something is tried

struct SnapshotString {
    size_t header = 0;  // offset
    std::string_view text;
    bool is_hashed = false;
    size_t end() const { return header + string_header_bytes + text.size(); }
};

// Could it be a version? `text` is not empty.
bool is_value(std::string_view text);
// Where `part` stands, from `from` on; npos where it does not.
size_t text_offset(std::string_view bytes, std::string_view part, size_t from);

// Every place of a key, by its length and text, as far as there are not too many.
std::vector<SnapshotString> places_of(std::string_view bytes, std::string_view key);
// The values: the run with V8's version in it and node's own.
std::vector<SnapshotString> find_values(std::string_view bytes, std::string_view node_version);
// The keys that stand beside one another because nothing before them in the snapshot needed them: from the first to the
// last known one, in order.
std::vector<std::string_view> find_keys(std::string_view bytes);

}  // namespace ward::subject
