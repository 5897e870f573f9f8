// The record of one security release: `release.json`, schema 1. Everything that is published about the release (posts,
// CVE records, advisories, mails, changelog lines) is made from it and from nothing else. Form:
// docs/formats/release.md.
//
// All of it is embargoed until `lift_at` unless `embargo` says otherwise: no text of it goes into logs, errors or
// arguments of programs.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "formats/cve_id.h"
#include "model/finding.h"

namespace ward::release {

constexpr int record_schema = 1;
constexpr size_t max_record_bytes = 16u << 20;
constexpr size_t max_reports = 1'000;
constexpr size_t max_release_lines = 100;

// How far the release is. Of lines, see LineState.
enum class State {
    open,          // reports are gathered
    ready,         // every report is complete, every line has its fixes
    cve_assigned,  // every report has a CVE id
    announced,     // the date is public
    postponed,     // it was, and is to be announced anew
    shipped,       // every line is published
    disclosed,     // so are the vulnerabilities
    recorded,      // and the records about them
    closed,
};
enum class LineState { open, patched, proposed, locked, shipped };
// `none`: the reports may be public while the release is made, as projects do that fix in the open.
enum class Embargo { coordinated, none };

std::string_view name_of(State state);  // "cve-assigned"
std::string_view name_of(LineState state);
std::string_view name_of(Embargo embargo);

// Where a release line is vulnerable: versions v of `line` with introduced <= v < fixed.
struct Range {
    std::string line;                       // "22"
    std::string introduced = {};            // empty: from the line's first version on
    std::string fixed = {};                 // empty: no version of the line has the fix
    std::vector<std::string> commits = {};  // that fix it there
    std::string pull = {};                  // URL of the pull request with the fix for this line

    bool operator==(const Range&) const = default;
};

enum class CreditKind { reporter, developer, coordinator };
std::string_view name_of(CreditKind kind);  // as CVE records call it: "reporter", "remediation developer"

struct Credit {
    std::string name;  // as the person wants to be called; empty: the handle
    std::string handle = {};
    CreditKind kind = CreditKind::reporter;
    bool consent = true;  // false: is thanked nowhere

    const std::string& shown() const { return name.empty() ? handle : name; }
    bool operator==(const Credit&) const = default;
};

struct Report {
    std::string id;      // of the report where it came from: "2871234", "GHSA-…", or the group's own
    std::string source;  // "hackerone", "github", "file"
    std::string link = {};
    std::string title = {};
    std::vector<std::string> cves = {};  // usually one
    Severity severity = Severity::unknown;
    std::string severity_reason = {};    // why it is not what the vector says
    std::vector<std::string> cvss = {};  // vectors, of several versions of CVSS
    std::vector<std::string> cwes = {};  // "CWE-79"
    std::string summary = {};            // Markdown, for the post and the CVE record
    std::string impact = {};             // who is concerned, where it is not all users of the ranges; one line
    std::string workaround = {};
    std::string revert_option = {};      // the command line option that takes the fix back
    std::string incomplete_fix_of = {};  // CVE id
    std::vector<Credit> credits = {};
    std::vector<Range> ranges = {};           // by line
    std::vector<std::string> platforms = {};  // empty: all. As Node.js calls them: "win32"
    std::string subsystem = {};               // "http"
    std::string weakness = {};                // id of it at the source
    std::string advisory = {};                // GHSA id, where there is one
    std::string reported_at = {};             // RFC 3339

    bool operator==(const Report&) const = default;
};

struct Line {
    std::string name;                // "22"
    std::string base_version = {};   // the newest when the release was planned
    std::string fixed_version = {};  // what ships
    std::string tag = {};
    std::string commit = {};
    std::string proposal = {};  // URL
    std::string releaser = {};
    LineState state = LineState::open;

    bool operator==(const Line&) const = default;
};

// A dependency that the release brings to another version in one line.
struct Dependency {
    std::string name;
    std::string line;
    std::string from = {};
    std::string to = {};
    std::vector<std::string> fixes = {};  // ids of advisories
    std::string pull = {};

    bool operator==(const Dependency&) const = default;
};

// A dated notice that goes on top of the post.
struct Notice {
    std::string at;     // RFC 3339
    std::string title;  // "Security Release target"
    std::string text;   // Markdown

    bool operator==(const Notice&) const = default;
};

// Where something of the release was published.
struct Places {
    std::string announcement = {};                   // URL of the post
    std::map<std::string, std::string> issues = {};  // by name ("build"): URL

    bool operator==(const Places&) const = default;
};

struct Release {
    std::string id;    // "2026-06-18", unique in the group
    std::string slug;  // of the post: "june-2026-security-releases"
    State state = State::open;
    Embargo embargo = Embargo::coordinated;
    std::optional<Instant> lift_at = {};  // when it is, or was, public; nothing: to be determined
    std::string tlp = "TLP:AMBER";        // of what is not public yet
    std::string timezone = "UTC";         // dates are shown in it
    std::vector<Line> lines = {};         // sorted by number
    // Lines without support at that time, which every CVE is told for as the policy says (ranges.h).
    std::vector<std::string> eol_lines = {};
    std::vector<Report> reports = {};  // sorted by severity, then CVE or id
    // Reports that left this release and are secret until another one has them and is public; sorted likewise.
    std::vector<Report> held = {};
    std::vector<Dependency> dependencies = {};
    std::vector<Notice> notices = {};  // the newest first
    Places places = {};
    std::string incident = {};  // its type, in incident mode

    bool operator==(const Release&) const = default;

    const Line* line(std::string_view name) const;
    const Report* report(std::string_view id) const;
    bool is_embargoed(Instant now) const;
};

// Lines by number, reports by severity and then CVE, dependencies by name, notices by time: as a record is written.
void put_in_order(Release& release);
// Canonical: the same record is the same bytes, with sorted keys and a final line end.
std::string to_json(const Release& release);
// `parse` errors name file and line and quote nothing of the content. An unknown key is one.
Result<Release> release_from_json(std::string_view json, std::string_view name);

// The line of a version: "22" of "22.1.0", "0.12" of "0.12.18"; empty where it is none.
std::string line_of_version(std::string_view version);
// "v22.x", "22.x", "22", "22.1.2" as "22"; nothing for "main" and other words.
std::optional<std::string> line_named(std::string_view text);
// By number: 8 before 20.
bool line_before(std::string_view a, std::string_view b);

}  // namespace ward::release
