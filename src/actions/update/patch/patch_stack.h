// Local changes to vendored code, as patches that are put on again after every update: by place, then by search, then
// by three-way merge; what upstream has taken meanwhile is recognised and dropped; what conflicts stops with files that
// people can work on.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/tree/tree.h"
#include "base/result.h"

namespace ward::update {

struct PatchLimits {
    size_t bytes = 64u << 20;  // of one patch
    size_t files = 20'000;
    size_t hunks = 200'000;
    size_t line_bytes = 16u << 20;
    size_t fuzz_lines = 2;          // context lines at each end of a hunk that need not match, as patch(1) has it
    size_t search_lines = 100'000;  // how far from its place a hunk is looked for
    // Lines that are compared for all hunks of one patch; what is not found by then is not found.
    uint64_t comparisons = 200'000'000;
};

struct HunkLine {
    char sign = ' ';      // ' ', '-', '+'
    std::string text;     // without its end
    bool has_end = true;  // false: "\ No newline at end of file"
};
struct Hunk {
    size_t old_line = 0, old_count = 0, new_line = 0, new_count = 0;
    std::vector<HunkLine> lines;
    int line = 0;  // of the patch file
};
struct FilePatch {
    std::string old_path;  // empty: the file is new
    std::string new_path;  // empty: it is removed
    bool is_rename = false, is_copy = false;
    std::optional<FileKind> new_kind;  // mode changes, and of new files
    std::vector<Hunk> hunks;
    int line = 0;  // of the patch file
    // Where it is at the end.
    const std::string& path() const { return new_path.empty() ? old_path : new_path; }
};
struct Patch {
    std::string name;     // of its file
    std::string subject;  // of a mail or git's format-patch
    std::string sha256;
    std::string preamble;  // what stands before the first file: a mail's header and text
    int strip = 1;
    std::string prefix = {};  // that `strip` drops behind "a/": "deps/uv/"
    std::vector<FilePatch> files;
};

// A unified diff of diff -u, git diff or git format-patch. `strip` leading parts of paths are dropped (-p1). Binary
// patches are `unsupported`; a path that leads outside, a hunk whose counts are not its lines, an unknown extended
// header, text behind the last hunk that is no signature are `parse` errors with the line.
Result<Patch> parse_patch(std::string_view text, std::string name, int strip = 1, const PatchLimits& limits = {});

struct PatchConflict {
    std::string path;
    std::string reason;
    std::string marked;  // the file with conflict markers; empty where there is none to mark
};

struct PatchOutcome {
    enum class Kind : uint8_t {
        applied,            // plainly, perhaps some lines away
        merged,             // by three-way merge: worth reading
        upstreamed,         // upstream has all of it
        partly_upstreamed,  // applied, but some of its hunks are upstream's by now
        conflict,
    };
    Kind kind = Kind::applied;
    std::string name;
    std::vector<std::string> paths;    // that it changed
    std::vector<std::string> remarks;  // "lib/a.c: hunk 2 found 14 lines lower"
    std::vector<PatchConflict> conflicts;
    bool is_moved = false;  // it would be written otherwise for the new tree
    std::string refreshed;  // that; empty where nothing moved, and of patches with `strip` 0
};
std::string_view name_of(PatchOutcome::Kind kind);

// What people made of files that conflicted: texts by path, and those of a stack by the patch's name.
using Resolutions = std::map<std::string, std::string, std::less<>>;
using StackResolutions = std::map<std::string, Resolutions, std::less<>>;

struct StackOutcome {
    std::vector<PatchOutcome> patches;  // up to the first conflict
    bool has_conflict() const;
    bool has_dropped() const;
};

// Puts the patches on `tree`, which is changed only by those that succeed. `previous`: the tree that the stack was made
// for, without any patch of it; null where it is not known.
StackOutcome apply_stack(FileTree& tree, const std::vector<Patch>& patches, const FileTree* previous,
                         const PatchLimits& limits = {}, const StackResolutions* resolved = nullptr);

// ---- pieces of it, for `ward update patch` and for tests ----
// A text merged three ways, by lines, as `git merge-file --diff3` does it.
struct Merge {
    std::string text;  // with markers where it conflicts
    size_t conflicts = 0;
};
Merge merge_lines(std::string_view base, std::string_view ours, std::string_view theirs, std::string_view ours_name,
                  std::string_view base_name, std::string_view theirs_name);
// A unified diff between two trees, three lines of context, git's form; binary files are told by name. `prefix` is a
// folder that is put before all paths. Renames are told as what they are made of: a file less and a file more.
std::string diff_trees(const FileTree& before, const FileTree& after, std::string_view prefix = {});

}  // namespace ward::update
