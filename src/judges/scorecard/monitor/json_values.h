// Cuts a text into the JSON values it holds, without reading them: one value, an array's elements, a value a line, or
// values one after the other. Each is read for itself then, so that one that is broken spoils no other, and that only
// one at a time is in memory as a tree.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ward::scorecard::monitor {

struct JsonValue {
    std::string_view text;
    int line = 1;  // where it starts
    // Balanced: what looks like the end of an object is its end. Not so: cut off, or not an object at all.
    bool is_whole = true;
};

// At most `max_values`, and then one more, so that a caller sees that there are more.
std::vector<JsonValue> json_values(std::string_view text, size_t max_values);

}  // namespace ward::scorecard::monitor
