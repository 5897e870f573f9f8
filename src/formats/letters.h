// A name without what people spell in several ways: "Node.js", "node-js" and "NodeJS" are "nodejs".
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

namespace ward {

// Its ASCII letters and digits, in lower case.
inline std::string letters_of(std::string_view name) {
    std::string out;
    for (const char c : name)
        if (is_alnum(c)) out += to_lower(c);
    return out;
}

}  // namespace ward
