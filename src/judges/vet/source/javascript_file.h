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
    bool by_import = false;  // else by require
    uint32_t line = 0;
};

struct JavascriptReading {
    FileMarks marks;
    std::vector<AskedModule> requests;
    // Empty where the whole file could be read as JavaScript.
    std::string problem;
    uint32_t problem_line = 0;
};

// Limits: requests kept, bytes of texts looked at by patterns (decoded ones included).
inline constexpr size_t max_asked_modules = 50'000;
inline constexpr size_t max_pattern_bytes = size_t{96} << 20;

// `scratch` is reused from file to file. `path` decides the syntax, and whether long lines are to be expected.
JavascriptReading read_javascript(std::string_view source, std::string_view path, javascript::TokenList& scratch);

}  // namespace ward::vet
