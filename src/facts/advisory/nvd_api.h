// NVD's records by its API (https://nvd.nist.gov/developers/vulnerabilities): all of them a page at a time, and from
// then on those that changed, by the days of their last change. A run that breaks off goes on at the next page.
//
// NVD allows five requests in thirty seconds without a key and fifty with one; ward keeps to half of that or less.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "base/time.h"
#include "io/net/api_client.h"

namespace ward::advisory {

constexpr std::string_view nvd_api_url = "https://services.nvd.nist.gov/rest/json/cves/2.0";
constexpr const char* nvd_key_variable = "NVD_API_KEY";
constexpr uint64_t nvd_page_records = 2'000;  // the most that NVD gives
constexpr Instant nvd_window_days = 120;      // the most that it takes for a range of days
// Beyond these the records are asked for anew: changes cost more than all pages then.
constexpr uint64_t max_nvd_changes = 150'000;
constexpr Instant max_nvd_age_days = 365;
constexpr std::chrono::milliseconds nvd_pace{6'000};         // between two requests
constexpr std::chrono::milliseconds nvd_pace_with_key{800};  // the same
constexpr std::chrono::seconds nvd_ban{30};                  // how long its count of requests goes back

struct NvdApi {
    std::string url{nvd_api_url};
    std::string folder;           // of the cache, its own
    std::string key = {};         // sent with each request; never told
    net::Courtesy courtesy = {};  // waits
};

// What is there after a run.
struct NvdRecords {
    std::vector<std::string> files;  // the oldest first; of a record that stands in several the newest counts
    uint64_t bytes = 0;
    uint32_t crc32c = 0;    // of the files' own ones
    uint64_t records = 0;   // fetched by this run
    bool all_anew = false;  // they are a whole new set
    Instant checked = 0;    // when NVD last said what changed
};

// An error leaves what was there usable: nvd_records_of gives it.
Result<NvdRecords> fetch_nvd(const NvdApi& api, net::Http& http, const Log& log);
// What an earlier run left for this URL; no files where that is nothing whole.
NvdRecords nvd_records_of(const NvdApi& api);

}  // namespace ward::advisory
