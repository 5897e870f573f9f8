// Tables of data/names/ that are compiled in (private to this folder).
#pragma once

#include <string_view>
#include <unordered_set>

#include "base/table_lines.h"

namespace ward::vet {

extern const std::string_view runtime_tsv;
extern const std::string_view npm_runtime_established_txt;
extern const std::string_view npm_options_tsv;
extern const std::string_view combining_words_txt;

inline std::unordered_set<std::string_view> set_of_lines(std::string_view text) {
    std::unordered_set<std::string_view> out;
    for_each_line(text, [&](std::string_view line) { out.insert(line); });
    return out;
}

}  // namespace ward::vet
