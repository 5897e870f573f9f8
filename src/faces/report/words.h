// What several formats say in the same words: counts, ages, places, links.
// Nothing here is escaped: every format passes what it takes from here through the escape of its own sink.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/report.h"

namespace ward::report {

std::string number_text(int64_t number);                       // "8,889"
std::string count_text(int64_t count, std::string_view noun);  // "1 part", "2 parts"
std::string place_text(const Evidence& evidence);              // "deps/zlib/zlib.h:40"
std::string severity_text(const Finding& finding);             // "high 7.5", or the word alone
std::string counts_text(const Summary& summary);               // "1 critical, 2 high", without notes
int64_t open_count(const Summary& summary);                    // open findings that gate, so without notes
// Of these, how many are about what does not ship ("28 in tests, 2 for development"); empty: none.
std::string unshipped_text(const Report& report);
std::string chain_text(const std::vector<std::string>& path);            // "node@18.20.4 > undici@5.28.4"
std::string age_text(std::string_view instant, std::string_view until);  // "12 hours"; empty where unknown
std::string date_text(std::string_view instant);                         // "22 November 2026"; as it is otherwise
std::string subject_text(const Report& report);                          // "node 18.20.4"
std::string title_text(const Report& report);                            // "Security review"
std::string not_compared_text(const AdvisorySource& source);             // "534 Go, 2 vendored"; empty: none
std::string advisories_text(const Report& report);                       // "8,889 advisories, 12 hours old"
std::string since_text(const Report& report);                            // "1 new, 2 gone, 4 unchanged"
// "Update to 3.0.14.", with what has to move first
std::string remedy_text(const Finding& finding);
std::string blocker_text(const Blocker& blocker);  // "npm@10.8.2 carries it in its own tree"
std::string verdict_text(const Verdict& verdict);  // "not_affected (…): reason; by …"
// What a verdict says beside its reason ("assessed by …; expires …; in …"), after `reason` where that is given.
std::string provenance_text(const Verdict& verdict, std::string_view reason);
// What VEX says of a finding: its verdict's status; fixed for a backport; under investigation where nobody decided.
VexStatus vex_status_of(const Finding& finding);
// For one advisory and one product with several statuses: the one of most concern counts.
int concern(VexStatus status);
// The subject's own component, where the report has one.
const Component* subject_component(const Report& report);
// The version of the component that the finding is about: of several claims, the one that matched.
std::string version_text(const Report& report, const Finding& finding);
// "undici@5.28.4": the component, with the version that the finding is about where it claims several.
std::string component_text(const Report& report, const Finding& finding);
std::string match_text(const Match& match);  // "GHSA-…: npm undici 5.28.4 in >= 5, < 6"

// Why a report is incomplete ("2 parts not read, starter set only"); empty where it is complete.
std::string gaps_text(const Report& report);

// A reason shown beside its path: "a.json:3: not JSON" of a.json becomes "line 3: not JSON", other texts stay.
std::string reason_text(std::string_view reason, std::string_view path);

// The line people paste into an issue or a chat: what is new, how many components, how old the data is.
std::string summary_line(const Report& report);

// The first reference that is safe to follow, else the page that CVE or GitHub keeps for the id; empty where there is
// neither.
std::string link_of(const Finding& finding);
std::string link_of_id(std::string_view id);

// `text` with every byte percent-encoded that an IRI or an SPDX locator cannot hold.
std::string iri_text(std::string_view text);
// Is it a well-formed CPE 2.3 name (13 parts, each of them legal)?
bool is_cpe23(std::string_view name);
// UUIDv5 of everything in the report but the time it was made; `form` keeps two formats of one report apart.
std::string content_uuid_of(const Report& report, std::string_view form);

}  // namespace ward::report
