// Everything the checks look at: the tree, what its files are, what the forge says. Made once, then only read, from
// several threads.
#pragma once

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

namespace ward::scorecard {

// What the first bytes of a file tell.
struct FileKind {
    std::string_view path;  // of the tree's listing
    uint64_t size = 0;
    std::string_view binary = {};  // "elf", "exe", …: see file_kinds.h; empty: none of them
    bool is_text = false;
    std::string_view shell = {};  // of a #! line: "bash", "sh", "mksh"; empty: none
};

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
    // Of all regular files, in the order of the listing.
    std::span<const FileKind> files() const { return files_; }
    std::span<const Problem> unread() const { return unread_; }

    // Null without a forge.
    const forge::ForgeFacts* forge = nullptr;
    // Absent: not looked for.
    std::optional<std::vector<KnownVulnerability>> vulnerabilities = {};
    Instant as_of = 0;  // what is "90 days ago" is counted from here

  private:
    const inventory::Tree* tree_ = nullptr;
    std::vector<FileKind> files_;
    std::vector<Problem> unread_;
};

}  // namespace ward::scorecard
