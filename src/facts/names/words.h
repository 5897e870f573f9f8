// Words that names of packages are made of, compiled in from data/names/ (private to this folder).
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace ward::names {

// The right spelling of a common misspelling.
std::optional<std::string_view> corrected(std::string_view word);

// Lines of a table that is compiled in: without comments and empty ones, `#` starts a comment line.
template <typename Take>
void for_each_line(std::string_view text, Take take) {
    while (!text.empty()) {
        const size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty() && !line.starts_with('#')) take(line);
    }
}

}  // namespace ward::names
