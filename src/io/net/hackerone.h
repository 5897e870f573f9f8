// Reports of a HackerOne program, and the CVE ids that are asked for there:
// https://api.hackerone.com/customer-resources/ (JSON:API, Basic authentication). All of it is embargoed: errors name
// neither ids nor texts (confidential.h).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "io/net/courtesy.h"
#include "io/net/http.h"

namespace ward::net {

constexpr size_t max_hackerone_pages = 100;        // of 100 each
constexpr size_t max_hackerone_text = 256u << 10;  // bytes of one text of a report
constexpr size_t max_hackerone_list = 1'000;       // items of one list in an answer

struct HackerOneProgram {
    std::string id;
    std::string handle;  // "nodejs"

    bool operator==(const HackerOneProgram&) const = default;
};

struct HackerOneReport {
    std::string id;
    std::string state;  // "new", "triaged", "resolved", ...
    std::string title;
    std::string rating;       // "none", "low", "medium", "high", "critical"; empty: not rated
    std::string cvss_vector;  // empty: none
    std::string weakness;     // HackerOne's own id of it, which a CVE request asks for
    std::string cwe;          // "CWE-79"; empty where the weakness has none
    std::string reporter;     // handle
    std::string summary;      // the team's, Markdown
    std::string pull;         // the first custom field: the pull request of the fix
    std::vector<std::string> cves;
    std::string created_at;    // RFC 3339
    std::string disclosed_at;  // empty: not public
    // A disclosure was asked for by another than the reporter, and not taken back. Known of a report that was asked for
    // alone; a list does not say it.
    bool disclosure_requested = false;

    bool operator==(const HackerOneReport&) const = default;
};

struct HackerOneFilter {
    std::string program;                   // handle
    std::vector<std::string> states = {};  // empty: all
};

// Versions v with from <= v < below.
struct AffectedRange {
    std::string from;
    std::string below;

    bool operator==(const AffectedRange&) const = default;
};

struct NewCveRequest {
    std::string team;     // handle of the team that asks: "nodejs-team"
    std::string vendor;   // "nodejs"
    std::string product;  // "node"
    std::vector<AffectedRange> ranges;
    std::string cvss_vector;
    std::string report;    // id
    std::string weakness;  // HackerOneReport::weakness
    std::string description;
    std::string discovered_at;  // RFC 3339
    std::vector<std::string> references = {};
    bool submit_on_disclosure = true;  // the record goes out when the report is made public
};

struct HackerOneCveRequest {
    std::string id;
    std::string cve;  // empty: not assigned yet
    std::string state;
    std::string report;  // id; empty where the answer does not say
    // As the service understood them; one that it turned into something else is not among them, but counted.
    std::vector<AffectedRange> ranges;
    size_t other_versions = 0;

    // One that was taken back says nothing of its report any more.
    bool is_cancelled() const { return state == "cancelled" || state == "canceled"; }
    bool operator==(const HackerOneCveRequest&) const = default;
};

enum class Disclosure { full, summary };  // the whole report, or title and summary alone ("no-content")

// A `parse` error where the answer is not what the API documents, `limit` where a text or list is over its limit.
// `place` is named in errors.
Result<HackerOneReport> hackerone_report_from_json(std::string_view json, std::string_view place);
Result<std::vector<HackerOneReport>> hackerone_reports_from_json(std::string_view json, std::string_view place);
Result<std::vector<HackerOneProgram>> hackerone_programs_from_json(std::string_view json, std::string_view place);
Result<std::vector<HackerOneCveRequest>> hackerone_cve_requests_from_json(std::string_view json,
                                                                          std::string_view place);
// The body that asks for a CVE id.
std::string to_json(const NewCveRequest& request);

class HackerOne {
  public:
    virtual ~HackerOne() = default;
    // Of all pages.
    virtual Result<std::vector<HackerOneProgram>> programs() = 0;
    virtual Result<std::vector<HackerOneReport>> reports(const HackerOneFilter& filter) = 0;
    virtual Result<HackerOneReport> report(const std::string& id) = 0;
    // Which ids were asked for, whoever asked: the answer to what became of a request.
    virtual Result<std::vector<HackerOneCveRequest>> cve_requests(const std::string& program) = 0;

    // Each is sent once, unless the service itself said that it did nothing and wants to be asked later. Errors of
    // `network`, `rate_limited`, `parse` and `limit` leave open whether it took effect; `usage` errors are of words
    // that cannot be sent.
    virtual Result<HackerOneCveRequest> request_cve(const std::string& program, const NewCveRequest& request) = 0;
    // These and no others.
    virtual Result<void> set_cves(const std::string& report, const std::vector<std::string>& cves) = 0;
    virtual Result<void> resolve(const std::string& report, const std::string& message) = 0;
    virtual Result<void> request_disclosure(const std::string& report, const std::string& message,
                                            Disclosure disclosure) = 0;
};

struct HackerOneOptions {
    std::string base_url = "https://api.hackerone.com/v1";
    std::string username;
    Secret token;
    Courtesy courtesy = {};
};

// A `usage` error for a base that is no URL or may not be asked, and for credentials that are missing or cannot be
// sent. `http` must outlive it.
Result<std::unique_ptr<HackerOne>> hackerone(Http& http, HackerOneOptions options);

}  // namespace ward::net
