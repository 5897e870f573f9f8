// Takes the inventory: walks once, asks every reader, and makes one component of what several readers say about one
// place. Readers decide what is there; this file only decides when two of their components are the same thing.
#include "facts/inventory/inventory.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "facts/inventory/subject.h"
#include "facts/inventory/unexplained.h"
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

// The tree as readers may see it. What the caller excluded is taken out and said.
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
    if (!options.exclude.empty())
        std::erase_if(listing.entries, [&](const Entry& entry) {
            if (!matches_any(options.exclude, entry.path)) return false;
            skipped.push_back({entry.path, SkipKind::unread, "excluded", true});
            return true;
        });
    for (Problem& problem : listing.problems)
        skipped.push_back({std::move(problem.path), SkipKind::unread, std::move(problem.reason), false});
    return listing;
}

// "pkg:npm/a@1.0.0" without what follows the name.
std::string_view package_of(std::string_view purl) {
    return purl.substr(0, purl.find_first_of("@?#"));
}

template <typename T>
void add_new(std::vector<T>& items, std::vector<T>&& more) {
    for (T& item : more)
        if (std::ranges::find(items, item) == items.end()) items.push_back(std::move(item));
}

// `more` is the same thing as `kept`, seen by another reader. The earlier reader's version stays the version; another
// one is a contradiction, which is reported and matched too.
void merge(Component& kept, Component&& more) {
    if (kept.version.empty() && !more.version.empty()) {
        kept.version = more.version;
        kept.purl = more.purl;
        // The first evidence proves the version.
        std::swap(kept.evidence, more.evidence);
    } else if (!more.version.empty() && more.version != kept.version) {
        Claim claim{more.version, {}};
        if (!more.evidence.empty()) {
            claim.evidence = std::move(more.evidence.front());
            more.evidence.erase(more.evidence.begin());
        }
        if (std::ranges::find(kept.contradictions, claim) == kept.contradictions.end())
            kept.contradictions.push_back(std::move(claim));
    }
    if (!kept.ecosystem) kept.ecosystem = std::move(more.ecosystem);
    if (kept.scope == Scope::unknown) kept.scope = more.scope;
    if (kept.parent.empty()) kept.parent = std::move(more.parent);
    if (kept.commit.empty()) kept.commit = std::move(more.commit);
    add_new(kept.cpe, std::move(more.cpe));
    add_new(kept.evidence, std::move(more.evidence));
    add_new(kept.contradictions, std::move(more.contradictions));
    add_new(kept.identities, std::move(more.identities));
    add_new(kept.depends_on, std::move(more.depends_on));
}

// A reader knows the subject by another name: an npm package that is a crate too, a library of the catalogue.
void merge_subject(Component& subject, Component&& more) {
    const bool is_same = package_of(subject.purl) == package_of(more.purl);
    const bool is_better = subject.purl.starts_with("pkg:generic/") && !more.purl.starts_with("pkg:generic/");
    if (!is_same && is_better && more.version == subject.version) subject.purl = more.purl;
    // Another ecosystem's name may have another version: it contradicts nothing.
    if (!is_same && !subject.version.empty()) more.version.clear();
    merge(subject, std::move(more));
}

// One component per place and package. Whatever stands at the root is the subject itself, under whichever name.
std::vector<Component> merge_all(Component subject, std::vector<Component> found) {
    std::vector<Component> merged;
    merged.reserve(found.size() + 1);
    std::map<std::pair<std::string, std::string>, size_t> number;
    merged.push_back(std::move(subject));
    for (Component& component : found) {
        if (component.path.empty()) {
            merge_subject(merged[0], std::move(component));
            continue;
        }
        const auto [place, fresh] =
            number.try_emplace({component.path, std::string(package_of(component.purl))}, merged.size());
        if (fresh) merged.push_back(std::move(component));
        else merge(merged[place->second], std::move(component));
    }
    return merged;
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

// A component that nothing can be matched against is not silence: it is said.
void say_unknown_versions(std::span<const Component> components, std::vector<Skipped>& skipped) {
    for (const Component& component : components) {
        // A test's library ships nowhere; it stays in the inventory without a version.
        if (component.path.empty() || !component.version.empty() || component.scope == Scope::test) continue;
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

}  // namespace

Result<Inventory> take_inventory(const Root& root, const Options& options) {
    WARD_TRY_VOID(check_patterns(options.exclude));
    Inventory inventory;
    Collector out;
    const Tree tree(root, list(root, options, out.skipped));
    // The walk itself reports an unreadable root as a problem of ""; without a listing there is no inventory at all.
    for (const Skipped& part : out.skipped)
        if (part.path.empty() && tree.entries().empty()) return fail(ErrorCode::io, part.reason, root.path());

    for (const Reader* reader : all_readers()) reader->read(tree, out);

    inventory.components = merge_all(detect_subject(root, tree), std::move(out.components));
    const Component& self = inventory.components.front();
    inventory.subject.kind = "tree";
    inventory.subject.path = root.path();
    inventory.subject.name = self.name;
    inventory.subject.version = self.version;
    say_head(root, inventory.subject, out);

    explain(tree, inventory.components, out);
    say_unknown_versions(inventory.components, out.skipped);
    number_components(inventory.components);
    inventory.skipped = std::move(out.skipped);
    sort_skipped(inventory.skipped);
    inventory.notes = std::move(out.notes);
    return inventory;
}

}  // namespace ward::inventory
