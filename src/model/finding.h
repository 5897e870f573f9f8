// A finding: what is wrong or notable, with a key that stays the same from run to run.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/component.h"

namespace ward {

// In rising order of weight for gates; `unknown` gates at every level, `none` at no level.
enum class Severity { none, low, medium, high, critical, unknown };

std::string_view name_of(Severity severity);
std::optional<Severity> severity_named(std::string_view name);
// The CVSS qualitative scale: 0 none, < 4 low, < 7 medium, < 9 high, else critical.
Severity severity_of_score(double score);
// For sorting, worst first: critical 5, high 4, unknown 3, medium 2, low 1, none 0.
int weight(Severity severity);

enum class Status { open, assessed, fixed_by_backport };
std::string_view name_of(Status status);
std::optional<Status> status_named(std::string_view name);

// VEX words (OpenVEX 0.2.0).
enum class VexStatus { not_affected, affected, fixed, under_investigation };
std::string_view name_of(VexStatus status);
std::optional<VexStatus> vex_status_named(std::string_view name);
// Is `word` one of the five VEX justifications?
bool is_vex_justification(std::string_view word);

// What a person decided about findings, kept in a file beside the code.
struct Assessment {
    std::string id;  // any alias of the advisory set
    // purl or CPE name; with a version it speaks of that version only. Empty: any component
    std::string component;
    std::string product;   // purl or CPE name: the subject that contains the component, or (without `component`) the
                           // package itself
    std::string versions;  // range in the ecosystem's form or as "vers:TYPE/..."; empty: any
    std::string path;      // glob from the root over evidence paths; empty: anywhere
    VexStatus status = VexStatus::under_investigation;
    std::string justification;  // VEX word
    std::string reason;
    std::string author;
    std::string created;  // RFC 3339 date or instant
    std::string expires;  // empty: never (VEX documents of others have no such word)
    Evidence origin;      // file and line where it is written

    bool operator==(const Assessment&) const = default;
};

// The assessment that applies to a finding, as the report shows it.
struct Verdict {
    VexStatus status = VexStatus::under_investigation;
    std::string justification;
    std::string reason;
    std::string author;
    std::string expires;
    Evidence origin;
    std::optional<Evidence> proof = {};  // of a backport: where the file says so

    bool operator==(const Verdict&) const = default;
};

// What a finding is on one branch. Versions and verdicts may differ between branches.
struct OnRef {
    std::string ref;
    std::string purl;       // with the version there
    std::string component;  // id of its first place there
    Status status = Status::open;
    std::optional<Verdict> assessment;

    bool operator==(const OnRef&) const = default;
};

// Why an advisory matched, for `--explain`.
struct Match {
    std::string record;     // database id
    std::string ecosystem;  // identity through which it matched
    std::string name;
    std::string version;  // the version that was tested
    std::string range;    // ">= 1.0.0, < 1.2.3", or "listed: 1.1.0"
    std::string path;     // of the component
    int64_t line = 0;

    bool operator==(const Match&) const = default;
};

// Rows of `paths` and `evidence` that a finding has at most: a lock file may name one package a hundred thousand times.
constexpr size_t max_places = 1'000;

// What keeps the component of a finding below the fix: it has to move first, or with it.
struct Blocker {
    std::string component;  // id
    std::string name;       // its label: "npm@10.8.2"
    std::string reason;     // "carries it in its own tree", "asks for ^4.1.0"

    bool operator==(const Blocker&) const = default;
};

struct Finding {
    std::string key;
    std::string judge;  // "audit"
    std::string rule;   // "vulnerability", "malicious-package", "contradiction", ...
    std::string id;     // preferred id of the alias set: CVE first
    std::vector<std::string> aliases;
    std::vector<std::string> records;
    Severity severity = Severity::unknown;
    std::optional<double> score;
    std::string vector;
    std::string title;
    std::string component;                        // id of the first place
    std::string purl;                             // of the component, with version
    std::vector<std::vector<std::string>> paths;  // one row per place: chain of name@version from the subject down
    int64_t more_places = 0;                      // beyond the max_places that have a row
    std::vector<std::string> fixed;               // versions that fix it, nearest first
    std::vector<Blocker> blocked_by = {};         // who has to move for one of them; none: the component can alone
    // What its component, or the place that it is about, is for; of several, the one that is needed most.
    std::optional<Scope> scope = std::nullopt;
    Status status = Status::open;
    std::optional<Verdict> assessment;
    std::vector<Evidence> evidence;  // one per place, in the order of paths
    std::vector<std::string> references;
    std::vector<Match> matches;
    std::vector<OnRef> refs = {};  // branches that have it, where branches are looked at; else empty
    // Of a finding that stands for many advisories: each one's ids, CVE first. Not part of the report.
    std::vector<std::vector<std::string>> gathers = {};

    bool operator==(const Finding&) const = default;
};

// 16 hex digits of SHA-256 over judge, rule, purl without version, first evidence path, smallest id of the set, each
// ended by a NUL. Set after `evidence`, `id`, `aliases` and `records` are final.
std::string key_of(const Finding& finding);

// Gives findings of equal keys (two versions of one package in one lock file) keys of their own; the first by purl
// keeps the common one.
void distinguish_keys(std::vector<Finding>& findings);

// id, aliases and records together, sorted, without doubles.
std::vector<std::string> ids_of(const Finding& finding);

}  // namespace ward
