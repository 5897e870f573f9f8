// A JSON array of strings, as Go's encoding/json takes one: invalid UTF-8 and lone surrogates become U+FFFD.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ward::dockerfile {

constexpr size_t max_json_depth = 10'000;  // encoding/json's own

struct JsonWords {
    enum class Kind {
        none,   // not a JSON array
        mixed,  // an array, and not of strings only
        strings,
    };
    Kind kind = Kind::none;
    std::vector<std::string> words = {};
};

// The text must be the array and nothing else (white space in front of it is allowed, Unicode's too; behind it JSON's).
JsonWords read_json_words(std::string_view text);

}  // namespace ward::dockerfile
