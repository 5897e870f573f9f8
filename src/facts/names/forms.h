// Forms of a name: what is left of it when one kind of difference is not looked at. Names of equal forms are alike in
// that one way. All forms are lower-case; the functions are pure and linear in the name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ward::names {

// Without `-`, `_`, `.`, and the marks of a scope: "cross-env" and "crossenv", "@types/node" and "types_node".
std::string squashed(std::string_view name);

// Its words, parted by `-`, `_` and `.`, sorted and joined by dashes; empty where there is only one.
std::string sorted_words(std::string_view name);

// As it looks in print: 0 is o, 1 and i are l, rn is m; other scripts as the ASCII that they look like.
std::string skeleton(std::string_view name);

// Runs of one character written once: "expresss" and "express" are "expres".
std::string collapsed(std::string_view name);

// As it is said: numbers as digits, common misspellings corrected, plurals as singulars, ph as f, ck and c as k, our as
// or, ise as ize.
std::string sounded(std::string_view name);

// The name without one word of version or language behind it ("-2", "v2", ".js", "js", "-ts", "-node", …), and without
// one before it ("node-", "js-", …): none, one or two views into `name`, each of at least min_stripped bytes. `name` is
// lower-case.
inline constexpr size_t min_stripped = 3;
std::vector<std::string_view> stripped(std::string_view name);

}  // namespace ward::names
