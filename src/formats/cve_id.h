// Ids of the CVE program: "CVE-2026-21637".
#pragma once

#include <string_view>

namespace ward {

constexpr size_t max_cve_id_bytes = 24;

// A year of four digits, and a number of four digits or more.
bool is_cve_id(std::string_view text);

}  // namespace ward
