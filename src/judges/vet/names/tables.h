// Tables of data/names/ that are compiled in (private to this folder).
#pragma once

#include <string_view>
#include <unordered_set>

namespace ward::vet {

extern const std::string_view runtime_tsv;
extern const std::string_view npm_runtime_established_txt;
extern const std::string_view npm_options_tsv;
extern const std::string_view combining_words_txt;

// Lines without remarks (`#`) and empty ones.
template <typename Take>
void for_each_line(std::string_view text, Take take) {
    while (!text.empty()) {
        const size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!line.empty() && !line.starts_with('#')) take(line);
    }
}

inline std::unordered_set<std::string_view> set_of_lines(std::string_view text) {
    std::unordered_set<std::string_view> out;
    for_each_line(text, [&](std::string_view line) { out.insert(line); });
    return out;
}

}  // namespace ward::vet
