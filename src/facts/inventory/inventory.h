// The inventory: every component of a source tree, with the evidence for each, and what could not be accounted for.
//
// Each way of knowing is a *reader* (one file in readers/): lock files, package.json trees, the catalogue of vendored C
// and C++, README.chromium, workflows, submodules. Readers look at a Tree and add to a Collector; they never open a
// path themselves, never run anything, and never follow a symbolic link.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/root.h"
#include "facts/inventory/file_source.h"
#include "facts/inventory/git_modules.h"
#include "facts/inventory/path_index.h"
#include "model/component.h"
#include "model/report.h"

namespace ward::inventory {

// Largest text file a reader parses; larger ones are reported as unread.
constexpr size_t max_file_bytes = 64u << 20;

// The listing of a tree with the look-ups readers need. Immutable; may be used from several threads.
class Tree {
  public:
    // `root` or `files` must outlive the tree.
    Tree(const Root& root, Listing listing);
    Tree(const FileSource& files, Listing listing);
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;

    std::span<const Entry> entries() const { return listing_.entries; }
    // Paths of regular files with this base name ("package.json"), sorted.
    std::span<const std::string_view> files_named(std::string_view base_name) const;
    bool has_file(std::string_view path) const;
    bool has_folder(std::string_view path) const;
    // Entries directly inside a folder ("" is the root), sorted; empty where there is no such folder.
    std::vector<const Entry*> children(std::string_view folder) const;
    // All entries below a folder, in the order of the listing.
    std::span<const Entry> below(std::string_view folder) const;

    Result<std::string> read(std::string_view path, size_t max_bytes = max_file_bytes) const {
        return files_->read(!stand_in_.empty() && path == stood_in_ ? stand_in_ : path, max_bytes);
    }
    Result<FileStart> start(std::string_view path, size_t bytes) const { return files_->start(path, bytes); }
    // `path` of the listing is read from this file of the root instead, which has another name.
    void stand_in(std::string path, std::string file) {
        stood_in_ = std::move(path);
        stand_in_ = std::move(file);
    }
    // What `parse(text, path)` makes of a file. It must look at nothing else: of branches that have the same file in
    // the same place, only the first one parses it. `what` names the kind of result, one for each type.
    template <typename Parse>
    auto parsed(std::string_view what, std::string_view path, size_t max_bytes, Parse&& parse) const
        -> decltype(parse(path, path)) {
        using Value = typename decltype(parse(path, path))::value_type;
        std::string key = files_->identity(path);
        if (!key.empty()) (key += '\0') += what;
        if (const auto kept = key.empty() ? nullptr : files_->kept(key)) return *static_cast<const Value*>(kept.get());
        WARD_TRY(const std::string text, read(path, max_bytes));
        auto result = parse(text, path);
        if (result && !key.empty()) files_->keep(key, std::make_shared<const Value>(*result), text.size());
        return result;
    }
    // The path that a symbolic link leads to, by its text alone; nothing where it leads out of the tree.
    std::optional<std::string> link_target(std::string_view path) const;

    // Commits of the submodules, by path; nothing where nobody knows them.
    Result<std::optional<Gitlinks>> gitlinks() const;

    // The submodules that .gitmodules of the root describes, sorted by path; what of it is wrong their reader reports.
    std::span<const Submodule> submodules() const { return submodules_; }
    // The one in exactly this folder, or nullptr.
    const Submodule* submodule_at(std::string_view folder) const;

    // The outermost vendored folder that holds `path`: a submodule, or the child of a folder named deps, third_party,
    // third-party, 3rdparty, thirdparty, vendor, vendored, external, externals, extern, libs or node_modules
    // ("deps/zlib" for "deps/zlib/contrib/x.c"); empty when the project itself wrote it.
    std::string_view vendored_root(std::string_view path) const;
    // The innermost one: "deps/v8/third_party/zlib" for a file of V8's zlib.
    std::string_view vendored_owner(std::string_view path) const;
    // Is a folder of this base name one whose children are other people's code?
    static bool is_vendor_folder(std::string_view base_name);
    // What a path is for, by its folders: test, tooling (tools, build, scripts, benchmark, doc), or runtime.
    static Scope scope_of(std::string_view path);

  private:
    std::string_view vendored_child(std::string_view path, size_t end) const;

    void read_submodules();
    bool is_kind(std::string_view path, EntryKind kind) const;

    std::unique_ptr<const FileSource> own_files_;  // where the tree was given a root
    const FileSource* files_;
    std::string stood_in_;
    std::string stand_in_;
    Listing listing_;
    std::vector<Submodule> submodules_;
    PathIndex index_;  // of listing_
};

// What readers found.
struct Collector {
    std::vector<Component> components;
    std::vector<Skipped> skipped;
    std::vector<Note> notes;

    void unread(std::string_view path, std::string_view reason);
    void unexplained(std::string_view path, std::string_view reason);
};

// A row of the readers' table.
struct Reader {
    std::string_view name;     // "npm-lock"
    std::string_view summary;  // one sentence: what it reads, for `ward explain`
    void (*read)(const Tree& tree, Collector& out);
    // Base names of the files it reads. One of these that is a link or a pipe instead is reported
    // (readers/unfollowed.cc).
    std::span<const std::string_view> names = {};
};

#define WARD_READER(id)              \
    extern const Reader reader_##id; \
    const Reader reader_##id

std::span<const Reader* const> all_readers();

struct Options {
    std::vector<std::string> exclude;  // globs from the root; each hit is listed under skipped as expected
    WalkLimits limits;
};

struct Inventory {
    Subject subject;
    std::vector<Component> components;  // numbered; the subject itself is the one with path "" and no parent
    std::vector<Skipped> skipped;
    std::vector<Note> notes;
};

// Reads the whole tree. Deterministic. Fails only if the root itself cannot be listed. (git_trees.h has the same of a
// branch.)
Result<Inventory> take_inventory(const Root& root, const Options& options);

// The same for a folder with one file alone: `file` of the root, read as if its name were `as`. The subject has the
// file's name where the file tells none.
Inventory take_file_inventory(const Root& root, const std::string& file, const std::string& as);

// Adds to `skipped` the components of unknown version, which no advisory can be matched with.
void say_unknown_versions(std::span<const Component> components, std::vector<Skipped>& skipped);
// In order and without doubles.
void sort_skipped(std::vector<Skipped>& skipped);
// ---- What both ways share ----
// `usage` for patterns of --exclude that would take too long.
Result<void> check_patterns(std::span<const std::string> globs);
bool matches_any(std::span<const std::string> globs, std::string_view path);
// Takes out of a listing what the caller excluded, and says so, as well as what could not be listed.
void take_out_excluded(Listing& listing, std::span<const std::string> exclude, std::vector<Skipped>& skipped);
// All readers over a tree, put together. `path` is how the caller named it; `out` has what listing it told.
Inventory read_tree(const Tree& tree, const std::string& path, Collector out);

}  // namespace ward::inventory
