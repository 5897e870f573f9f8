// One page of NVD's CVE API 2.0 (https://nvd.nist.gov/developers/vulnerabilities): what it says of itself, and its
// records one a line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::advisory {

constexpr uint64_t max_nvd_page_bytes = uint64_t{256} << 20;  // two thousand records are some fifteen megabytes
constexpr uint64_t max_nvd_records = 10'000'000;              // that the API may say it has

struct NvdPage {
    uint64_t start = 0;
    uint64_t total = 0;
    uint64_t records = 0;  // of this page
    std::string ndjson;
};

// An error for what is no page, for one of another format or version, and for one that is not at `start`.
Result<NvdPage> parse_nvd_page(std::string_view json, uint64_t start, const std::string& url);

}  // namespace ward::advisory
