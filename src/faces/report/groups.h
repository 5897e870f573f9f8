// The groups and tables of a report that readers look for, in whichever format: findings by what is to be done,
// versions by branch, contradictions. Nothing here is escaped (words.h).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/report.h"

namespace ward::report {

// How a finding is presented. A contradiction (two versions claimed for one component) is a remark about the
// inventory, whatever its status; only `open` asks for work.
enum class Group { open, assessed, backported, contradiction };
Group group_of(const Finding& finding);
// Findings of one group: worst severity first, then in the report's order. Pointers into `report`.
std::vector<const Finding*> findings_in(const Report& report, Group group);
// Is it about an advisory (and so a subject of VEX), rather than a remark of another judge?
bool is_advisory(const Finding& finding);
// Keys of the findings that the last review did not have; views into `report`.
std::set<std::string_view> new_keys(const Report& report);

// One component that claims several versions: the first claim is the version the report goes by.
struct Contradiction {
    std::string label;
    std::string title;
    std::vector<Claim> claims;
};
// From the components, and from findings of rule "contradiction" about components that carry no claims.
std::vector<Contradiction> contradictions_of(const Report& report);

// ---- Branches ----
// In a branch's column: the version where the finding is open, the verdict where it was decided, "-" where it is not.
std::string on_ref_text(const Report& report, const Finding& finding, std::string_view ref);
// The same of all branches on one line: "open on main (6.1.0), v22.x (6.0.1); assessed on v20.x; not on v18.x".
std::string on_refs_text(const Report& report, const Finding& finding);
// " on v22.x, v20.x" where not all branches are meant, else nothing.
std::string some_refs_text(const Report& report, const std::vector<std::string>& refs);

// One package in one place, with its versions on each branch ("-" where it has none, "?" where nobody knows).
struct BranchRow {
    const Component* component;  // of the first branch that has it
    std::vector<std::string> versions;
};
// By place. Pointers into `report`.
std::vector<BranchRow> branch_rows(const Report& report);

// Skipped parts of one kind, those accepted by the project last.
std::vector<const Skipped*> skipped_of(const Report& report, SkipKind kind);

// The places (components) that a finding stands for: all with its package URL, at least its first one.
class Places {
  public:
    explicit Places(const Report& report);  // which must outlive it
    std::vector<const Component*> of(const Finding& finding) const;

  private:
    const Report& report_;
    std::map<std::string_view, std::vector<const Component*>> by_purl_;
};

}  // namespace ward::report
