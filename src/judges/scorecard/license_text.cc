// See license_text.h. Texts are compared in lower case with runs of white space and of marks before a line ("//", "*",
// "#") as one blank, because people wrap and quote them as they like.
#include "judges/scorecard/license_text.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace ward::scorecard {
namespace {

// The own license stands at the beginning; what follows are those of vendored code.
constexpr size_t most_bytes = 64u << 10;

struct LicenseMark {
    std::string_view spdx;
    std::string_view phrase;  // normalised
    std::string_view also = {};
    std::string_view but_not = {};
};

constexpr std::string_view redistribution = "redistribution and use in source and binary forms";
constexpr std::string_view endorsement = "used to endorse or promote products";

constexpr std::array<LicenseMark, 12> marks{{
    {.spdx = "MIT",
     .phrase = "permission is hereby granted, free of charge, to any person obtaining a copy",
     .also = "the above copyright notice and this permission notice"},
    {.spdx = "Apache-2.0",
     .phrase = "apache license version 2.0, january 2004",
     .also = "terms and conditions for use, reproduction, and distribution"},
    {.spdx = "BSD-3-Clause", .phrase = redistribution, .also = endorsement, .but_not = "all advertising materials"},
    {.spdx = "BSD-2-Clause", .phrase = redistribution, .also = "as is", .but_not = endorsement},
    {.spdx = "ISC", .phrase = "permission to use, copy, modify, and/or distribute this software for any purpose"},
    {.spdx = "ISC", .phrase = "permission to use, copy, modify, and distribute this software for any purpose"},
    {.spdx = "MPL-2.0", .phrase = "mozilla public license version 2.0", .also = "1.1. \"contributor\""},
    {.spdx = "AGPL-3.0", .phrase = "gnu affero general public license version 3, 19 november 2007"},
    {.spdx = "LGPL-3.0", .phrase = "gnu lesser general public license version 3, 29 june 2007"},
    {.spdx = "LGPL-2.1", .phrase = "gnu lesser general public license version 2.1, february 1999"},
    {.spdx = "GPL-3.0", .phrase = "gnu general public license version 3, 29 june 2007"},
    {.spdx = "GPL-2.0", .phrase = "gnu general public license version 2, june 1991"},
}};

bool is_filler(char c) {
    return is_space(c) || c == '*' || c == '#' || c == '/' || c == '>' || c == ';' || c == '_' || c == '`';
}

std::string normalised(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, most_bytes)) {
        if (!is_filler(c)) {
            out += to_lower(c);
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    return replace_all(replace_all(out, "\xe2\x80\x9c", "\""), "\xe2\x80\x9d", "\"");
}

}  // namespace

std::string_view license_of_text(std::string_view text) {
    const std::string plain = normalised(text);
    // "and/or" has lost its stroke, in the phrase as in the text.
    size_t first = std::string::npos;
    std::string_view out;
    for (const LicenseMark& mark : marks) {
        const size_t at = plain.find(normalised(mark.phrase));
        if (at >= first) continue;
        // Its other words stand near: what comes further down belongs to another license of the same file.
        constexpr size_t reach = 4096;
        const std::string_view near = std::string_view(plain).substr(at, reach);
        if (!near.contains(mark.also) || (!mark.but_not.empty() && near.contains(mark.but_not))) continue;
        first = at;
        out = mark.spdx;
    }
    return out;
}

}  // namespace ward::scorecard
