// Takes the inventory of a folder or of a commit: walks once, asks every reader, puts together what they say (merge.h),
// and adds what nothing accounts for.
#include "facts/inventory/inventory.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/git_trees.h"
#include "facts/inventory/merge.h"
#include "facts/inventory/subject.h"
#include "facts/inventory/unexplained.h"
#include "formats/purl.h"
#include "io/gitobjects/gitobjects.h"

namespace ward::inventory {
namespace {

// Git keeps objects there, not the tree. A folder of that name without git's HEAD is a hiding place, and is entered.
bool is_git_store(const Root& root, std::string_view folder) {
    if (folder != ".git" && !folder.ends_with("/.git")) return false;
    return root.size(std::string(folder) + "/HEAD").has_value();
}

// Every pattern is tried on every path, and a scanned project may name them.
constexpr size_t max_exclude_bytes = 4096;

// The tree as readers may see it.
Listing list(const Root& root, const Options& options, std::vector<Skipped>& skipped) {
    Listing listing = root.walk(options.limits, [&](std::string_view folder) {
        if (matches_any(options.exclude, folder)) return false;
        if (!is_git_store(root, folder)) return true;
        // Below the root it may be a hiding place that only looks like git's: it is not entered, and it is said.
        if (folder != ".git")
            skipped.push_back(
                {std::string(folder), SkipKind::unread, "a repository's own store, not looked into", true});
        return false;
    });
    take_out_excluded(listing, options.exclude, skipped);
    return listing;
}

// What is checked out, where the tree is a git work tree.
void say_head(const Root& root, Subject& subject, Collector& out) {
    const auto head = gitobjects::read_head(root);
    if (!head) {
        out.notes.push_back({"git-unreadable", head.error().what, head.error().where});
        return;
    }
    const gitobjects::Head here = head->value_or(gitobjects::Head{});
    if (!here.ref.empty()) subject.ref = here.ref;
    if (!here.commit.empty()) subject.commit = here.commit;
}

// What the readers and merge_all leave to do.
void finish(const Tree& tree, Collector&& out, Inventory& inventory) {
    const Component& self = inventory.components.front();
    inventory.subject.name = self.name;
    inventory.subject.version = self.version;
    explain(tree, inventory.components, out);
    say_unknown_versions(inventory.components, out.skipped);
    number_components(inventory.components);
    inventory.skipped = std::move(out.skipped);
    sort_skipped(inventory.skipped);
    inventory.notes = std::move(out.notes);
}

// Whatever was read under another name is spoken of by its own.
void rename(Inventory& inventory, const std::string& as, const std::string& file) {
    const auto set = [&](std::string& path) {
        if (path == as) path = file;
    };
    for (Component& component : inventory.components) {
        for (Evidence& evidence : component.evidence) set(evidence.path);
        for (Claim& claim : component.contradictions) set(claim.evidence.path);
    }
    for (Skipped& part : inventory.skipped) {
        set(part.path);
        if (part.reason.starts_with(as + ":")) part.reason.replace(0, as.size(), file);
    }
    for (Note& note : inventory.notes) set(note.where);
}

}  // namespace

// A component that nothing can be matched against is not silence: it is said.
void say_unknown_versions(std::span<const Component> components, std::vector<Skipped>& skipped) {
    for (const Component& component : components) {
        // A test's library ships nowhere; it stays in the inventory without a version.
        if (component.path.empty() || !component.version.empty() || component.scope == Scope::test) continue;
        // An application of the project's own has no name that advisories could use, so its version tells nothing.
        if (component.identities.empty() && component.source != Source::vendored &&
            component.source != Source::submodule)
            continue;
        if (component.commit.empty())
            skipped.push_back(
                {component.path, SkipKind::unexplained, "version of " + component.name + " unknown", false});
        else if (component.source == Source::vendored)
            skipped.push_back({component.path, SkipKind::unexplained,
                               "version of " + component.name + " unknown, only its revision " + component.commit,
                               false});
    }
}

void sort_skipped(std::vector<Skipped>& skipped) {
    const auto order = [](const Skipped& part) { return std::tie(part.path, part.kind, part.reason, part.expected); };
    std::ranges::sort(skipped, {}, order);
    const auto doubles = std::ranges::unique(skipped);
    skipped.erase(doubles.begin(), doubles.end());
}

Result<void> check_patterns(std::span<const std::string> globs) {
    size_t bytes = 0;
    for (const std::string& glob : globs) bytes += glob.size();
    if (bytes <= max_exclude_bytes) return {};
    return fail(ErrorCode::usage,
                fmt::format("the patterns are {} bytes long together, and {} are allowed", bytes, max_exclude_bytes),
                "scan.exclude");
}

bool matches_any(std::span<const std::string> globs, std::string_view path) {
    return std::ranges::any_of(globs, [&](std::string_view glob) {
        while (glob.ends_with('/')) glob.remove_suffix(1);
        return glob_match(glob, path);
    });
}

void take_out_excluded(Listing& listing, std::span<const std::string> exclude, std::vector<Skipped>& skipped) {
    if (!exclude.empty())
        std::erase_if(listing.entries, [&](const Entry& entry) {
            if (!matches_any(exclude, entry.path)) return false;
            skipped.push_back({entry.path, SkipKind::unread, "excluded", true});
            return true;
        });
    for (Problem& problem : listing.problems)
        skipped.push_back({std::move(problem.path), SkipKind::unread, std::move(problem.reason), false});
    listing.problems.clear();
}

Inventory read_tree(const Tree& tree, const std::string& path, Collector out) {
    for (const Reader* reader : all_readers()) reader->read(tree, out);
    Inventory inventory;
    inventory.components = merge_all(detect_subject(path, tree), std::move(out.components));
    inventory.subject.kind = "tree";
    inventory.subject.path = path;
    finish(tree, std::move(out), inventory);
    return inventory;
}

Inventory take_file_inventory(const Root& root, const std::string& file, const std::string& as) {
    Listing listing;
    listing.entries.push_back({as, EntryKind::file});
    Tree tree(root, std::move(listing));
    tree.stand_in(as, file);
    Collector out;
    for (const Reader* reader : all_readers()) reader->read(tree, out);
    Component subject = subject_by_files(tree).value_or(Component{});
    subject.scope = Scope::runtime;
    if (subject.name.empty()) {
        subject.name = file;
        Purl purl;
        purl.type = "generic";
        purl.name = file;
        subject.purl = purl.to_string();
    }
    Inventory inventory;
    inventory.components = merge_all(std::move(subject), std::move(out.components));
    inventory.subject.kind = "lockfile";
    inventory.subject.path = file;
    finish(tree, std::move(out), inventory);
    rename(inventory, as, file);
    return inventory;
}

Result<Inventory> take_inventory(const Root& root, const Options& options) {
    WARD_TRY_VOID(check_patterns(options.exclude));
    Collector out;
    const Tree tree(root, list(root, options, out.skipped));
    // The walk itself reports an unreadable root as a problem of ""; without a listing there is no inventory at all.
    for (const Skipped& part : out.skipped)
        if (part.path.empty() && tree.entries().empty()) return fail(ErrorCode::io, part.reason, root.path());
    Subject head;
    Collector said;
    say_head(root, head, said);
    Inventory inventory = read_tree(tree, root.path(), std::move(out));
    inventory.subject.ref = head.ref;
    inventory.subject.commit = head.commit;
    std::ranges::move(said.notes, std::back_inserter(inventory.notes));
    return inventory;
}

Result<Inventory> take_inventory(GitTrees& trees, const gitobjects::Revision& revision, const std::string& path,
                                 const Options& options, std::unique_ptr<GitSource>& source) {
    WARD_TRY_VOID(check_patterns(options.exclude));
    Collector out;
    source = std::make_unique<GitSource>(trees, revision.tree);
    Listing listing =
        source->list(options.limits, [&](std::string_view folder) { return !matches_any(options.exclude, folder); });
    take_out_excluded(listing, options.exclude, out.skipped);
    const Tree tree(*source, std::move(listing));
    for (const Skipped& part : out.skipped)
        if (part.path.empty() && tree.entries().empty()) return fail(ErrorCode::io, part.reason, revision.name);
    Inventory inventory = read_tree(tree, path, std::move(out));
    if (!revision.ref.empty()) inventory.subject.ref = revision.ref;
    inventory.subject.commit = revision.commit.hex();
    return inventory;
}

}  // namespace ward::inventory
