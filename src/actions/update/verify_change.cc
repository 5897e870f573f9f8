// A pull request, judged: which dependencies it touches, what each of its files is, and what lies beside them all.
#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/update/run/plan_update.h"
#include "actions/update/verify.h"
#include "base/text.h"

namespace ward::update {
namespace {

using gitobjects::ObjectId;
using gitobjects::Repository;
using gitobjects::TreeEntry;
using gitobjects::TreeMode;

constexpr size_t max_changed_paths = 1'000'000;
constexpr size_t max_folder_depth = 128;

using Entries = std::map<std::string, TreeEntry, std::less<>>;

Result<Entries> entries_of(const Repository& repository, const ObjectId& tree) {
    Entries out;
    if (tree.empty()) return out;
    WARD_TRY(const auto entries, repository.tree(tree));
    for (const TreeEntry& entry : entries) out.emplace(entry.name, entry);
    return out;
}

// Walks two trees at once; what has one id on both sides is not looked into.
Result<void> compare_trees(const Repository& repository, const ObjectId& before, const ObjectId& after,
                           const std::string& folder, size_t depth, std::vector<std::string>& out) {
    if (depth > max_folder_depth) return fail(ErrorCode::limit, "folders lie too deep", folder);
    WARD_TRY(const Entries was, entries_of(repository, before));
    WARD_TRY(const Entries is, entries_of(repository, after));
    std::set<std::string_view> names;
    for (const auto& [name, entry] : was) names.insert(name);
    for (const auto& [name, entry] : is) names.insert(name);
    for (const std::string_view name : names) {
        const auto a = was.find(name);
        const auto b = is.find(name);
        if (a != was.end() && b != is.end() && a->second.id == b->second.id && a->second.mode == b->second.mode)
            continue;
        const std::string path = folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
        const bool a_folder = a != was.end() && a->second.mode == TreeMode::folder;
        const bool b_folder = b != is.end() && b->second.mode == TreeMode::folder;
        if (a_folder || b_folder)
            WARD_TRY_VOID(compare_trees(repository, a_folder ? a->second.id : ObjectId(),
                                        b_folder ? b->second.id : ObjectId(), path, depth + 1, out));
        if ((a != was.end() && !a_folder) || (b != is.end() && !b_folder)) out.push_back(path);
        if (out.size() > max_changed_paths)
            return fail(ErrorCode::limit, fmt::format("more than {} paths have changed", max_changed_paths));
    }
    return {};
}

bool is_below(std::string_view path, std::string_view folder) {
    return path == folder || (path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/');
}

// What a recipe's update may touch besides its folder.
bool belongs_to(const Recipe& recipe, std::string_view path) {
    if (is_below(path, recipe.path)) return true;
    if (recipe.patches && is_below(path, recipe.patches->folder)) return true;
    return std::ranges::any_of(recipe.paths, [&](const std::string& other) { return is_below(path, other); }) ||
           std::ranges::any_of(recipe.generate, [&](const Generate& rule) {
               return rule.to.starts_with('/') && path == std::string_view(rule.to).substr(1);
           });
}

std::vector<std::string> changed_patches(const Recipe& recipe, const std::vector<std::string>& changed) {
    std::vector<std::string> out;
    if (!recipe.patches) return out;
    for (const std::string& path : changed)
        if (is_below(path, recipe.patches->folder)) out.push_back(path);
    return out;
}

std::string version_in(const Recipe& recipe, const Snapshot& snapshot) {
    const auto tree = snapshot.folder(recipe.path);
    if (!tree) return "";
    const auto version = current_version(recipe.current, reader_of(*tree, snapshot.file));
    return version && *version ? **version : "";
}

Result<LockFile> lock_in(const Snapshot& snapshot) {
    WARD_TRY(const auto text, snapshot.file(lock_name));
    if (!text) return LockFile();
    return parse_lock(*text, lock_name);
}

// A changed lock file: each entry that changed has to speak of a tree that was verified here, and say what it is.
FileRow judge_lock(const Snapshot& base, const Snapshot& head, const std::vector<Verification>& verified) {
    FileRow row{.path = std::string(lock_name), .verdict = FileVerdict::generated, .by = {"ward update"}};
    const auto before = lock_in(base);
    const auto after = lock_in(head);
    const auto fault = [&](std::string reason) {
        row.verdict = FileVerdict::differs;
        row.detail = std::move(reason);
        return row;
    };
    if (!after) return fault(after.error().message());
    if (before)
        for (const auto& [id, entry] : *before)
            if (!after->contains(id)) return fault(fmt::format("no longer has {}", display(id)));
    for (const auto& [id, entry] : *after) {
        if (before)
            if (const auto at = before->find(id); at != before->end() && at->second == entry) continue;
        const auto at = std::ranges::find_if(verified, [&](const Verification& one) {
            return one.recipe != nullptr && one.recipe->id == id && one.holds();
        });
        if (at == verified.end()) return fault(fmt::format("speaks of {}, which was not verified", display(id)));
        const auto tree = head.folder(at->recipe->path);
        if (!tree || tree_sha256(*tree) != entry.tree_sha256 || entry.version != at->version)
            return fault(fmt::format("does not say what {} is", display(id)));
    }
    return row;
}

}  // namespace

Result<std::vector<std::string>> changed_paths(const Repository& repository, const ObjectId& before,
                                               const ObjectId& after) {
    std::vector<std::string> out;
    WARD_TRY_VOID(compare_trees(repository, before, after, "", 0, out));
    std::ranges::sort(out);
    return out;
}

Snapshot snapshot_of(const Repository& repository, const ObjectId& tree, const std::string& prefix) {
    return {.folder =
                [&repository, tree, prefix](std::string_view folder) {
                    return tree_of_commit(repository, tree, prefix + std::string(folder));
                },
            .file = [&repository, tree, prefix](std::string_view path) -> Result<std::optional<std::string>> {
                const std::string whole = prefix + std::string(path);
                ObjectId at = tree;
                const auto parts = split(whole, '/');
                for (size_t i = 0; i < parts.size(); ++i) {
                    WARD_TRY(const auto entries, repository.tree(at));
                    const auto entry = std::ranges::find(entries, parts[i], &TreeEntry::name);
                    if (entry == entries.end()) return std::nullopt;
                    const bool is_last = i + 1 == parts.size();
                    const bool is_file = entry->mode == TreeMode::file || entry->mode == TreeMode::executable;
                    if (is_last ? !is_file : entry->mode != TreeMode::folder) return std::nullopt;
                    at = entry->id;
                }
                WARD_TRY(auto object, repository.objects().read(at, max_version_file_bytes));
                return std::move(object.bytes);
            }};
}

std::vector<Verification> verify_change(const RecipeFile& recipes, const std::vector<std::string>& changed,
                                        const Snapshot& base, const Snapshot& head, const PrepareContext& context) {
    std::vector<Verification> out;
    std::set<std::string_view> explained;
    for (const Recipe& recipe : recipes.recipes) {
        bool is_touched = false;
        for (const std::string& path : changed)
            if (belongs_to(recipe, path)) {
                is_touched = true;
                explained.insert(path);
            }
        if (!is_touched) continue;
        Verification one = verify(recipe, head, base, context, Judged::change);
        one.before = version_in(recipe, base);
        one.new_patches = changed_patches(recipe, changed);
        if (!one.error && one.before == one.version && !one.version.empty())
            one.notes.push_back("the version is the same before and after");
        out.push_back(std::move(one));
    }
    Verification beside;
    for (const std::string& path : changed) {
        if (explained.contains(path)) continue;
        beside.files.push_back(path == lock_name ? judge_lock(base, head, out)
                                                 : FileRow{.path = path, .verdict = FileVerdict::outside});
    }
    if (!beside.files.empty()) out.push_back(std::move(beside));
    return out;
}

}  // namespace ward::update
