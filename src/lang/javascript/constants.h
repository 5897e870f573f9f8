// The texts that a file's constants stand for: literals with their escapes resolved, and expressions of constants that
// JavaScript would turn into a text, whatever detour they take: pieces put together, character codes, base64, hex,
// percent escapes, arrays that are joined or reversed, names that are assigned once, tables of texts with a function
// that looks them up. Nothing is run: what is not understood is left as it is, and its literals are given one by one.
//
// A folded text is the one that Node.js would compute, with these reservations. Names that are assigned once are taken
// to have that value wherever they are seen. Global functions (atob, String, Buffer) are taken for Node's own unless
// the file declares another of that name. Changes that eval, `with`, getters or changed prototypes would make are not
// seen. A lone surrogate becomes U+FFFD. Time is linear in the text and in what is made of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "lang/javascript/token_list.h"

namespace ward::javascript {

// Limits. What is over one of them is not folded; its literals are still given.
inline constexpr size_t max_constant_bytes = size_t{16} << 20;  // of one text
inline constexpr size_t max_folded_bytes = size_t{128} << 20;   // of all that one file makes
inline constexpr unsigned max_folding_depth = 48;               // of brackets and calls in an expression
inline constexpr size_t max_constant_names = 100'000;

// The detours that a text took.
using Detours = uint16_t;
namespace detour {
inline constexpr Detours pieces = 1;            // 'a' + 'b', concat, join
inline constexpr Detours needless_escapes = 2;  // printable characters written as \x or \u
inline constexpr Detours character_codes = 4;   // String.fromCharCode(104, 105), bytes
inline constexpr Detours base64 = 8;
inline constexpr Detours hex = 16;
inline constexpr Detours percent = 32;  // decodeURIComponent, unescape
inline constexpr Detours reversed = 64;
inline constexpr Detours cut = 128;    // split, slice, replace and the like
inline constexpr Detours name = 256;   // by a name
inline constexpr Detours table = 512;  // out of an array of texts
// That nobody takes for the sake of readability.
inline constexpr Detours decoding = needless_escapes | character_codes | base64 | hex | percent | reversed;
}  // namespace detour

struct Constant {
    std::string_view text;  // valid during the call
    uint32_t first = 0;     // tokens it is written with, both included
    uint32_t last = 0;
    uint32_t line = 0;
    Detours detours = 0;
    // Parts are not constant: each is one `hole` in the text. The constant parts are given by themselves too.
    bool has_holes = false;
};

inline constexpr char hole = '\x1a';

// In the order of the text. Keys of objects and specifiers of imports are constants too.
void each_constant(const TokenList& tokens, const std::function<void(const Constant&)>& visit);

}  // namespace ward::javascript
