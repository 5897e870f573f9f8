// Everything the checks look at: the tree, what its files are, what the forge says. Made once, then only read, from
// several threads.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/forge/forge_facts.h"
#include "facts/inventory/inventory.h"
#include "judges/scorecard/file_kinds.h"
#include "judges/scorecard/workflows.h"

namespace ward::scorecard {

// What the first bytes of a file tell.
struct TreeFile {
    std::string_view path;  // of the tree's listing
    std::string source;     // the file that is read: another one where `path` is a link to a file of the tree
    uint64_t size = 0;
    FileKind kind = FileKind::unknown;
    bool is_text = false;
    std::optional<std::string> interpreter = {};  // what stands behind the #! of the first line
};

// Is there a line that is neither blank nor a comment (#)? Nothing behind a line of 64 KiB is looked at, as in the
// peer.
bool says_something(std::string_view text);

// Vulnerabilities of what the tree contains, as `ward audit` finds them: ids of one group each.
struct KnownVulnerability {
    std::vector<std::string> ids;  // the preferred one first
    std::string path;              // of the file that names the package
};

class Facts {
  public:
    // Reads each file's beginning, on several threads. `tree` has to outlive it.
    static Facts read(const inventory::Tree& tree);
    Facts() = default;
    // Looks into no file, for the checks that need their names alone.
    explicit Facts(const inventory::Tree& tree) : tree_(&tree) {}

    const inventory::Tree& tree() const { return *tree_; }
    // Of all regular files, and links to such, in the order of the listing; what lies in .git is none.
    std::span<const TreeFile> files() const { return files_; }
    std::span<const Problem> unread() const { return unread_; }
    // Of .github/workflows, in the order of the listing.
    std::span<const WorkflowFile> workflows() const { return workflows_; }
    Result<std::string> read(const TreeFile& file) const;

    // As if the files for which this is true were not there, for checks that read files.
    Facts without(const std::function<bool(std::string_view)>& is_left_out) const;

    // Null without a forge.
    const forge::ForgeFacts* forge = nullptr;
    // Absent: not looked for.
    std::optional<std::vector<KnownVulnerability>> vulnerabilities = {};
    bool is_starter_set = false;    // of advisories: too few to say that nothing is known
    std::string not_compared = {};  // components of ecosystems without advisories, for people: "534 Go, 2 npm"
    Instant as_of = 0;              // what is "90 days ago" is counted from here

  private:
    const inventory::Tree* tree_ = nullptr;
    std::vector<TreeFile> files_;
    std::vector<Problem> unread_;
    std::vector<WorkflowFile> workflows_;
};

}  // namespace ward::scorecard
