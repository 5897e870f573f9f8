// Words as a build splits and expands them: quotes, escapes, $name and ${name…} by the small shell of buildkit 0.26.3.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::dockerfile {

constexpr size_t max_substitution_depth = 100;   // ${a:-${b:-…}}
constexpr size_t max_expanded_bytes = 1u << 20;  // of all values that are put in

struct WordOptions {
    char escape = '\\';
    bool keep_quotes = false;
    bool keep_escapes = false;
    bool keep_unset = false;  // $name of an unset variable stays; otherwise it is nothing
    // The value of a variable; unset without one.
    std::function<std::optional<std::string>(std::string_view)> lookup = {};
};

struct ShellWords {
    std::string whole = {};  // as one
    std::vector<std::string> words = {};
};

// Fails where a quote or a brace is not closed, a substitution is not known (`${a#b}`, `${a%b}` and `${a/b/c}` of a set
// variable are not known here), `${a?why}` refuses, or (ErrorCode::limit) substitutions are too deep or too long.
Result<ShellWords> split_words(std::string_view text, const WordOptions& options);

}  // namespace ward::dockerfile
