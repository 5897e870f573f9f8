// The report: one shape for every judge and face, schema "ward-report/1".
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/component.h"
#include "model/finding.h"

namespace ward {

// A branch that was looked at.
struct SubjectRef {
    std::string name;  // as the caller named it; the refs of components and findings are these names
    std::string ref;   // "refs/remotes/origin/v22.x"; empty for a commit
    std::string commit;
    std::string version;  // of the subject there

    bool operator==(const SubjectRef&) const = default;
};

struct Subject {
    std::string kind = "tree";  // tree, set, lockfile, sbom, binary, package
    std::string path;           // as the caller named it
    std::string name;
    std::string version;
    std::optional<std::string> ref;
    std::optional<std::string> commit;
    std::vector<SubjectRef> refs = {};  // in the order of the caller; empty where no branches were asked for

    bool operator==(const Subject&) const = default;
};

// Components that were compared with nothing: the database has no record of any ecosystem they are known in.
struct NotCompared {
    std::string ecosystem;   // "Go"; where a component has none the kind of its purl ("docker") or source ("vendored")
    int64_t components = 0;  // with several branches: of the branch that has most

    bool operator==(const NotCompared&) const = default;
};

// Which advisories were asked.
struct AdvisorySource {
    std::string snapshot;  // "sha256:..." or "starter"; empty where no judge asked
    std::string updated;   // RFC 3339
    int64_t records = 0;
    std::vector<NotCompared> not_compared = {};  // by ecosystem; not told of the starter set

    bool operator==(const AdvisorySource&) const = default;
};

// Not looked at (`unread`: the result is incomplete), or looked at and not accounted for (`unexplained`).
enum class SkipKind { unread, unexplained };
std::string_view name_of(SkipKind kind);
std::optional<SkipKind> skip_kind_named(std::string_view name);

struct Skipped {
    std::string path;
    SkipKind kind = SkipKind::unread;
    std::string reason;
    bool expected = false;  // accepted by an [[expected]] entry, or excluded by the caller: counted, but not incomplete
    std::vector<std::string> refs = {};  // branches where it is so, where branches are looked at

    bool operator==(const Skipped&) const = default;
};

// Comparison with an earlier review.
struct Since {
    std::string review;                 // RFC 3339 instant of the earlier one
    std::vector<std::string> new_keys;  // of this report's findings
    std::vector<Finding> gone;
    int64_t unchanged = 0;
    std::vector<std::string> new_unexplained;

    bool operator==(const Since&) const = default;
};

// A remark that is not a finding: an expired or unused assessment, an old database.
struct Note {
    std::string kind;  // "assessment-expired", "assessment-unused", "database-age", ...
    std::string text;
    std::string where;  // "assessments.toml:12"

    bool operator==(const Note&) const = default;
};

// What vet says of one package or name, by all its signals together (docs/vet.md).
struct SignalTerm {
    std::string signal;  // "S03"
    double weight = 0;   // as it counted
    std::string what;    // what was seen

    bool operator==(const SignalTerm&) const = default;
};
struct PackageVerdict {
    std::string subject;  // package URL
    std::string verdict;  // ok, notice, warn, block
    double score = 0;     // sum of the weights: a logarithm of odds, no CVSS
    std::string reason;
    std::vector<SignalTerm> terms;  // heaviest first

    bool operator==(const PackageVerdict&) const = default;
};

// What is known of one vendored dependency: whether there is something newer, what became of taking it, whether its
// files are what upstream shipped (docs/update.md).
struct UpdateStep {
    std::string name;    // a rung of the ladder or a check
    std::string result;  // "holds", "absent", "acknowledge", ...
    std::string detail;

    bool operator==(const UpdateStep&) const = default;
};
struct UpdateFile {
    std::string path;
    std::string verdict;          // "upstream", "patched", "unexplained", ...
    std::vector<std::string> by;  // patches, rules
    std::string detail;
    bool changed = true;  // between commits

    bool operator==(const UpdateFile&) const = default;
};
struct DependencyUpdate {
    std::string id;
    std::string path;
    std::string purl;     // without version
    std::string current;  // version; empty: not known
    std::string chosen;   // that may be taken, or was
    std::string newest;   // whatever pin, series and range say
    std::string state;    // "CURRENT", "AVAILABLE", "HELD", "SWAPPED", "FAILED", "VERIFIED", "DIFFERS", ...
    std::string reason;   // why it is held or failed
    std::string failed_in;
    std::vector<std::string> closes, keeps, opens;  // ids of advisories
    std::vector<std::string> sources;               // "URL sha256:..."
    std::vector<UpdateStep> evidence;
    std::vector<UpdateStep> checks;
    std::vector<UpdateStep> patches;
    std::vector<std::pair<std::string, int64_t>> counts;  // of files by verdict
    std::vector<UpdateFile> files;                        // those that need a person, or all with --all
    std::vector<std::string> notes;
    std::vector<std::string> commits;
    std::string branch;
    std::string pull;

    bool operator==(const DependencyUpdate&) const = default;
};

struct Summary {
    int64_t components = 0;
    int64_t critical = 0, high = 0, medium = 0, low = 0, none = 0, unknown = 0;  // open findings
    int64_t assessed = 0;                                                        // findings that an assessment closed
    int64_t skipped = 0;
    bool complete = true;

    int64_t open() const { return critical + high + medium + low + none + unknown; }
    bool operator==(const Summary&) const = default;
};

struct Report {
    std::string ward_version;
    std::string ward_commit;
    std::string command;
    std::string started;
    Subject subject;
    AdvisorySource advisories;
    std::vector<Component> components;
    std::vector<Finding> findings;
    std::vector<Skipped> skipped;
    std::vector<Note> notes;
    std::vector<PackageVerdict> verdicts = {};   // of vet: in the order of the packages that were asked for
    std::vector<DependencyUpdate> updates = {};  // of update: by id
    std::optional<Since> since;
    Summary summary;

    bool operator==(const Report&) const = default;
};

// Sorts components by path, purl and evidence, gives them ids, resolves parents and findings' component paths to ids,
// and drops exact doubles. Call once, after collecting and before judging.
void number_components(std::vector<Component>& components);
// Findings in the order people read them: status open first, worst severity first, what ships first, then id and purl.
void sort_findings(std::vector<Finding>& findings);
// Counts findings and skipped parts. `complete` is false where something is unread, where the advisories are the
// starter set, or where there was nothing to look at.
Summary summarise(const Report& report);

// The component with this id, or nullptr.
const Component* find_component(const Report& report, std::string_view id);

// "name@version", or the name alone.
std::string label_of(const Component& component);

std::string to_json(const Report& report);
// Reads what to_json wrote, of this or a later ward (unknown fields are ignored).
Result<Report> report_from_json(std::string_view json, std::string_view name);

}  // namespace ward
