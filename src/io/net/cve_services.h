// CVE ids and records of a CNA, at the CVE program's own services: https://cveawg.mitre.org/api-docs/
// What is not published is embargoed: errors name neither ids nor texts (confidential.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "base/time.h"
#include "io/net/courtesy.h"
#include "io/net/http.h"

namespace ward::net {

constexpr size_t max_cve_id_pages = 200;  // of 1,000 each
constexpr size_t max_cve_ids_in_answer = 10'000;
constexpr int max_reserved_at_once = 100;
constexpr size_t max_cve_container = 3'800'000;  // bytes: the service's own limit

enum class CveState { reserved, published, rejected };
std::string_view name_of(CveState state);  // "RESERVED"

struct CveId {
    std::string id;
    CveState state = CveState::reserved;
    std::string owner;             // short name of the CNA; "[REDACTED]" where it is another one's
    std::string requested_by;      // user; empty where the service does not tell
    std::string reserved_at = {};  // RFC 3339
    std::string modified_at = {};

    bool operator==(const CveId&) const = default;
};

struct CveQuota {
    int64_t quota = 0;
    int64_t reserved = 0;
    int64_t available = 0;
    // When the service said so, by its own clock: what is reserved from now on is newer.
    std::optional<Instant> at = {};
};

struct Reservation {
    std::vector<CveId> ids;  // fewer than were asked for where `partial`
    bool partial = false;
    std::optional<int64_t> remaining = {};  // of the quota
};

struct CveIdFilter {
    std::optional<CveState> state = {};
    std::string year = {};                       // "2026"
    std::optional<Instant> reserved_after = {};  // by the service's clock
};

struct CveRecord {
    std::string id;
    CveState state = CveState::published;
    std::string published_at = {};
    std::string updated_at = {};
    // containers.cna in the form of comparable_container().
    std::string container;
};

// A `parse` error where the answer is not what the API documents, `limit` over a limit. `place` is named in errors.
Result<CveQuota> cve_quota_from_json(std::string_view json, std::string_view place);
Result<Reservation> reservation_from_json(std::string_view json, std::string_view place);
Result<std::vector<CveId>> cve_ids_from_json(std::string_view json, std::string_view place);
Result<CveId> cve_id_from_json(std::string_view json, std::string_view place);
Result<CveRecord> cve_record_from_json(std::string_view json, std::string_view place);
// A CNA container as compact JSON with sorted keys and without `providerMetadata`, which the service writes: two are
// the same record when these are equal.
Result<std::string> comparable_container(std::string_view json, std::string_view place);

class CveServices {
  public:
    virtual ~CveServices() = default;
    virtual Result<CveQuota> quota() = 0;
    // The CNA's own, of all pages, as the service orders them.
    virtual Result<std::vector<CveId>> ids(const CveIdFilter& filter) = 0;
    virtual Result<CveId> id(const std::string& id) = 0;
    // A `not_found` error where the id has no record.
    virtual Result<CveRecord> record(const std::string& id) = 0;

    // Each is sent once, unless the service itself said that it did nothing and wants to be asked later. Errors of
    // `network`, `rate_limited`, `parse` and `limit` leave open whether it took effect: ids(), id() and record() tell.
    // `conflict` errors: it is so already, or a quota or another reservation stands against it; nothing was done.
    virtual Result<Reservation> reserve(int amount, const std::string& year) = 0;
    // `container` is the JSON of a CNA container. `publish` is of an id that has no record, `update` of one that has.
    virtual Result<void> publish(const std::string& id, const std::string& container) = 0;
    virtual Result<void> update(const std::string& id, const std::string& container) = 0;
    // For good: an id that was given out does not come back. `has_record`: it was published before.
    virtual Result<void> reject(const std::string& id, const std::string& reason, bool has_record) = 0;
};

struct CveServicesOptions {
    std::string base_url = "https://cveawg.mitre.org/api";
    std::string organization;  // short name of the CNA
    std::string user;
    Secret key;
    Courtesy courtesy = {};
};

// A `usage` error for a base that is no URL or may not be asked, and for credentials that are missing or cannot be
// sent. `http` must outlive it.
Result<std::unique_ptr<CveServices>> cve_services(Http& http, CveServicesOptions options);

}  // namespace ward::net
