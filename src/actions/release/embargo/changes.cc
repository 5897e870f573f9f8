#include "actions/release/embargo/changes.h"

#include <algorithm>

#include <fmt/core.h>

namespace ward::release {

using gitobjects::Object;
using gitobjects::ObjectId;
using gitobjects::ObjectKind;
using gitobjects::TreeEntry;
using gitobjects::TreeMode;

Result<Object> ObjectSources::read(const ObjectId& id, size_t max_bytes) const {
    Result<Object> object = fail(ErrorCode::not_found, "is not there", "object " + id.hex());
    for (const gitobjects::ObjectStore* store : stores_) {
        object = store->read(id, max_bytes);
        if (object || object.error().code != ErrorCode::not_found) break;
    }
    return object;
}

Result<gitobjects::Commit> ObjectSources::commit(const ObjectId& id) const {
    WARD_TRY(const Object object, read(id));
    if (object.kind != ObjectKind::commit) return fail(ErrorCode::parse, "is no commit", "object " + id.hex());
    return gitobjects::parse_commit(object.bytes, id.size());
}

// What is done with each difference; `path` grows and shrinks on the way.
struct Changes::Walk {
    std::string* path;
    const Visit* visit;  // null where only sums are asked for
    ChangeSums* sums;    // null where they are not
};

namespace {

bool is_content(const TreeEntry* entry) {
    return entry != nullptr &&
           (entry->mode == TreeMode::file || entry->mode == TreeMode::executable || entry->mode == TreeMode::symlink);
}

bool is_folder_entry(const TreeEntry* entry) {
    return entry != nullptr && entry->mode == TreeMode::folder;
}

std::optional<ObjectId> folder_id(const TreeEntry* entry) {
    return is_folder_entry(entry) ? std::optional(entry->id) : std::nullopt;
}

}  // namespace

Result<Changes::Entries> Changes::entries_of(const std::optional<ObjectId>& tree) {
    if (!tree) return std::make_shared<const std::vector<TreeEntry>>();
    if (const auto found = trees_.find(*tree); found != trees_.end()) return found->second;
    WARD_TRY(const Object object, sources_.read(*tree));
    if (object.kind != ObjectKind::tree) return fail(ErrorCode::parse, "is no tree", "object " + tree->hex());
    auto parsed = gitobjects::parse_tree(object.bytes, tree->size());
    if (!parsed) return fail(parsed.error().code, parsed.error().what, "object " + tree->hex());
    // Git's order treats a folder as if its name ended in '/'.
    if (!std::ranges::is_sorted(*parsed, {}, &TreeEntry::name)) std::ranges::sort(*parsed, {}, &TreeEntry::name);
    kept_entries_ += parsed->size();
    if (kept_entries_ > max_kept_tree_entries) {
        trees_.clear();
        kept_entries_ = parsed->size();
    }
    Entries entries = std::make_shared<const std::vector<TreeEntry>>(*std::move(parsed));
    trees_.emplace(*tree, entries);
    return entries;
}

Result<LineSum> Changes::content_sum(const TreeEntry* entry) {
    if (!is_content(entry)) return LineSum();
    const ObjectId& blob = entry->id;
    if (known_ != nullptr)
        if (const auto found = known_->find(blob); found != known_->end()) return found->second;
    if (const auto found = sums_.find(blob); found != sums_.end()) return found->second;
    WARD_TRY(const Object object, sources_.read(blob));
    if (sums_.size() == max_kept_line_sums) sums_.clear();
    return sums_.emplace(blob, line_sum(object.bytes)).first->second;
}

Result<void> Changes::compare(const std::optional<ObjectId>& before, const std::optional<ObjectId>& after,
                              const Walk& walk, size_t depth) {
    if (before == after) return {};
    if (depth == max_folder_depth)
        return fail(ErrorCode::limit, fmt::format("is deeper than {} folders", max_folder_depth),
                    after ? "object " + after->hex() : "");
    WARD_TRY(const Entries old_ones, entries_of(before));
    WARD_TRY(const Entries new_ones, entries_of(after));
    size_t i = 0;
    size_t j = 0;
    while (i < old_ones->size() || j < new_ones->size()) {
        const TreeEntry* was = i < old_ones->size() ? &(*old_ones)[i] : nullptr;
        const TreeEntry* is = j < new_ones->size() ? &(*new_ones)[j] : nullptr;
        if (was != nullptr && is != nullptr && was->name != is->name) (was->name < is->name ? is : was) = nullptr;
        i += was != nullptr ? 1 : 0;
        j += is != nullptr ? 1 : 0;
        if (was != nullptr && is != nullptr && was->id == is->id && was->mode == is->mode) continue;
        const size_t length = walk.path->size();
        if (length != 0) *walk.path += '/';
        *walk.path += (is != nullptr ? is : was)->name;
        if (walk.visit != nullptr && is != nullptr) WARD_TRY_VOID((*walk.visit)({*walk.path, *is}));
        if (walk.sums != nullptr) {
            WARD_TRY(LineSum change, content_sum(is));
            WARD_TRY(const LineSum before_it, content_sum(was));
            walk.sums->add(change -= before_it);
        }
        // What was removed matters to the sums alone.
        if (is_folder_entry(is) || (walk.sums != nullptr && is_folder_entry(was)))
            WARD_TRY_VOID(compare(folder_id(was), folder_id(is), walk, depth + 1));
        walk.path->resize(length);
    }
    return {};
}

Result<void> Changes::visit_new(const std::optional<ObjectId>& before, const ObjectId& after, const Visit& visit) {
    std::string path;
    return compare(before, after, {&path, &visit, nullptr}, 0);
}

Result<ChangeSums> Changes::sums(const std::optional<ObjectId>& before, const ObjectId& after) {
    std::string path;
    ChangeSums sums;
    WARD_TRY_VOID(compare(before, after, {&path, nullptr, &sums}, 0));
    return sums;
}

Result<ChangeSums> Changes::sums_of(const gitobjects::Commit& commit) {
    std::optional<ObjectId> before;
    if (!commit.parents.empty()) {
        WARD_TRY(const gitobjects::Commit parent, sources_.commit(commit.parents.front()));
        before = parent.tree;
    }
    return sums(before, commit.tree);
}

}  // namespace ward::release
