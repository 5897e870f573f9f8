// Finds where JSON values begin and end, without reading them: cuts arrays and streams of records into records.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ward::advisory {

struct JsonSlice {
    size_t offset = 0;
    size_t bytes = 0;
    uint64_t line = 1;  // 1-based, of its first byte
};

struct JsonSlices {
    std::vector<JsonSlice> values;
    std::optional<uint64_t> broken_line;  // where the text stops being a list of values; those before are good
};

// Past-the-end position of the object or array that starts at `begin`; nothing where it never ends.
std::optional<size_t> json_value_end(std::string_view text, size_t begin);

// The objects of an array ("[{...}, {...}]"), or objects one behind the other with white space between them.
JsonSlices split_json(std::string_view text);

}  // namespace ward::advisory
