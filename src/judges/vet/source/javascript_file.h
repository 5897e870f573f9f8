// One JavaScript or TypeScript file, read by its tokens and its constant texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judges/vet/source/marks.h"
#include "lang/javascript/token_list.h"

namespace ward::vet {

struct AskedModule {
    std::string specifier;
    bool by_import = false;     // else by require
    bool is_mentioned = false;  // its path stands in a text; parts that are computed are holes
    uint32_t line = 0;
};

struct JavascriptReading {
    FileMarks marks;
    std::vector<AskedModule> requests;
    // Empty where the whole file could be read as JavaScript.
    std::string problem;
    uint32_t problem_line = 0;
};

// Limits: requests kept, bytes of texts looked at by patterns (decoded ones included), texts of code within the code
// (eval('…'), `node -e`, what base64 hides), their bytes, and how deep they may stand in each other.
inline constexpr size_t max_asked_modules = 50'000;
inline constexpr size_t max_pattern_bytes = size_t{96} << 20;
inline constexpr size_t max_inner_codes = 200;
inline constexpr size_t max_inner_bytes = size_t{4} << 20;
inline constexpr unsigned max_inner_depth = 3;

// `scratch` is reused from file to file. `path` decides the syntax, and whether long lines are to be expected.
JavascriptReading read_javascript(std::string_view source, std::string_view path, javascript::TokenList& scratch,
                                  unsigned depth = 0);

}  // namespace ward::vet
