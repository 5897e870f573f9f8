// Lines of small tables that are compiled in: without comments (`#` starts one) and empty ones.
#pragma once

#include <string_view>

namespace ward {

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

}  // namespace ward
