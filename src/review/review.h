// A review: every judge over one project, what people decided about the findings, and the comparison with the last one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/time.h"
#include "facts/advisory/advisory.h"
#include "facts/inventory/inventory.h"
#include "judges/audit/end_of_life.h"
#include "model/report.h"

namespace ward::audit {
class GitClones;
}
namespace ward::vet {
class NameReader;
struct Label;
}  // namespace ward::vet

namespace ward::review {

// What a judge may ask of the world. It opens no socket and no path of its own.
struct Context {
    const advisory::Index* advisories = nullptr;  // null where no judge that runs needs it
    audit::Schedule schedule = {};                // of Node.js; without lines nothing is said of any end of life
    std::string platform = {};                    // records of other platforms are left out; empty: none are
    Instant now = 0;
    Log log;
    audit::GitClones* clones = nullptr;  // for GIT ranges; null where no clone was named
    // Reads names of packages; made when the first package is there to be read. Empty: names are not judged.
    std::function<Result<const vet::NameReader*>()> names = {};
    std::span<const vet::Label> labels = {};  // people's verdicts on packages
    std::string folder =
        {};  // whose files may be read; empty where there are none (branches, lock files, several trees)
};

// What a judge needs before it can say anything.
enum class Needs { inventory, advisories };

struct Opinion {
    std::vector<Finding> findings;
    std::vector<Skipped> skipped;
    std::vector<Note> notes;
    std::vector<PackageVerdict> verdicts = {};
    std::vector<NotCompared> not_compared = {};
};

// A judge's row in the table; one file in judges/ each.
struct Judge {
    std::string_view name;
    std::string_view summary;  // one sentence, for `ward explain`
    Needs needs;
    Result<Opinion> (*run)(const inventory::Inventory& inventory, const Context& context);
};

#define WARD_JUDGE(id)             \
    extern const Judge judge_##id; \
    const Judge judge_##id

std::span<const Judge* const> all_judges();

// Inventory, then every judge of `judges` over it. A judge that fails becomes an unread part of the report, not an
// abort.
Report run_judges(inventory::Inventory inventory, std::span<const Judge* const> judges, const Context& context);

// ---- Assessments (assessments.cc) ----

// An [[expected]] entry: an unexplained part of the tree that people know about.
struct Expected {
    std::string path;  // glob from the root
    std::string reason;
    std::string expires;
    Evidence origin;
};

// A [[backport]] entry: a text in a file of the tree proves that the fix was brought in without the version.
struct Backport {
    std::string id;         // any alias of the advisory set
    std::string component;  // purl without version; empty: any component whose folder holds `path`
    std::string path;       // the file, from the root
    std::string text;       // must be in it, to the byte; empty: not asked
    std::string absent;     // must not be in it; empty: not asked
    std::string reason;
    std::string author;
    std::string expires;
    Evidence origin;
};

struct Decisions {
    std::vector<Assessment> assessments = {};
    std::vector<Expected> expected = {};
    std::vector<Backport> backports = {};
    std::vector<Note> notes = {};  // what was wrong in the files they came from
};

// Marks the findings that an assessment speaks of and the unexplained parts that are expected; `not_affected` and
// `fixed` close a finding, the other words keep it open. Expired entries change nothing; they, and entries that match
// nothing, become notes. Call before summarise().
void apply_decisions(Report& report, const Decisions& decisions, Instant now);

// ---- Backports (backports.cc) ----

constexpr size_t max_proof_file_bytes = 16u << 20;
constexpr size_t max_proof_text_bytes = 16u << 10;

// Reads a file of the tree that the report is about.
using ReadFile = std::function<Result<std::string>(const std::string& path, size_t max_bytes)>;

// Findings whose fix the tree proves become fixed_by_backport, with file and line. Only where the file stands in every
// place of the finding: a second copy is not what was proved. Where the text is not (or no longer) there the finding
// stays open and a note says so. Call before apply_decisions().
void apply_backports(Report& report, const Decisions& decisions, const ReadFile& read, Instant now);

// ---- Branches (refs.cc) ----

// One report of the finished reports of several branches. Each must have exactly one entry in subject.refs. What is
// the same on several branches is there once and names them; a finding keeps its key, whichever branches have it.
Report merge_refs(std::vector<Report> reports);

// ---- Comparison (compare.cc) ----

// What one review leaves for the next: findings and unexplained parts, without anything that changes from day to day.
struct State {
    std::string review;             // when, RFC 3339
    std::vector<Finding> findings;  // open or assessed; only ids, key, purl, severity, status, title and first evidence
    std::vector<std::string> unexplained;
    std::vector<std::string> refs = {};  // branches that were looked at
};

State state_of(const Report& report);
// One sorted JSON file, schema "ward-state/1" (docs/formats/state.md): small differences stay small in git.
std::string to_json(const State& state);
Result<State> state_from_json(std::string_view json, std::string_view name);

// Fills report.since. Findings are the same if their keys are equal or they share an id at the same package; one that
// is open on a branch that was looked at before, and had it not, is new.
void compare(Report& report, const State& previous);

// ---- Gate (gate.cc) ----

// --fail-on and --fail-scope: which open findings end in exit status 1.
struct Gate {
    bool only_new = false;
    bool never = false;                 // "none"
    Severity at_least = Severity::low;  // "any" is low: severity none never gates; unknown gates at every level

    std::set<Scope> scopes = {};  // findings of other known scopes do not gate; empty: all do

    static Result<Gate> parse(std::string_view text);
    bool concerns(const Finding& finding) const;  // is it of a scope that gates?
};

// 0, 1 or 4 by the product's contract; 1 wins over 4.
int exit_status(const Report& report, const Gate& gate);

}  // namespace ward::review
