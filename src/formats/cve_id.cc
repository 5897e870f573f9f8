#include "formats/cve_id.h"

#include <algorithm>

#include "base/text.h"

namespace ward {

bool is_cve_id(std::string_view text) {
    constexpr std::string_view start = "CVE-0000-";
    return text.size() >= start.size() + 4 && text.size() <= max_cve_id_bytes && text.starts_with("CVE-") &&
           text[start.size() - 1] == '-' && std::ranges::all_of(text.substr(4, 4), is_digit) &&
           std::ranges::all_of(text.substr(start.size()), is_digit);
}

}  // namespace ward
