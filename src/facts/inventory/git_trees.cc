#include "facts/inventory/git_trees.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"

namespace ward::inventory {

using gitobjects::ObjectId;
using gitobjects::TreeEntry;
using gitobjects::TreeMode;

namespace {

EntryKind kind_of(TreeMode mode) {
    switch (mode) {
        case TreeMode::file:
        case TreeMode::executable: return EntryKind::file;
        case TreeMode::symlink: return EntryKind::symlink;
        case TreeMode::folder:
        case TreeMode::gitlink: return EntryKind::folder;
    }
    return EntryKind::other;
}

}  // namespace

Result<GitTrees::Entries> GitTrees::tree(const ObjectId& id) {
    {
        const std::scoped_lock lock(mutex_);
        if (const auto found = trees_.find(id); found != trees_.end()) return found->second;
    }
    WARD_TRY(std::vector<TreeEntry> entries, repository_.tree(id));
    // Git sorts folders as if their names ended in '/'.
    std::ranges::sort(entries, {}, &TreeEntry::name);
    auto shared = std::make_shared<const std::vector<TreeEntry>>(std::move(entries));
    const std::scoped_lock lock(mutex_);
    return trees_.try_emplace(id, std::move(shared)).first->second;
}

Result<std::shared_ptr<const std::string>> GitTrees::blob(const ObjectId& id, size_t max_bytes) {
    {
        const std::scoped_lock lock(mutex_);
        if (const auto found = blobs_.find(id); found != blobs_.end() && found->second->bytes->size() <= max_bytes) {
            order_.splice(order_.begin(), order_, found->second);
            return found->second->bytes;
        }
    }
    WARD_TRY(gitobjects::Object object, repository_.objects().read(id, max_bytes));
    if (object.kind != gitobjects::ObjectKind::blob)
        return fail(ErrorCode::parse, "is a " + std::string(name_of(object.kind)) + " where a file should be");
    auto bytes = std::make_shared<const std::string>(std::move(object.bytes));
    const std::scoped_lock lock(mutex_);
    ++blobs_read_;
    if (bytes->size() > max_kept_blob || blobs_.contains(id)) return bytes;
    order_.push_front({id, bytes});
    blobs_.emplace(id, order_.begin());
    kept_bytes_ += bytes->size();
    while (kept_bytes_ > max_kept_blob_bytes) {
        kept_bytes_ -= order_.back().bytes->size();
        blobs_.erase(order_.back().id);
        order_.pop_back();
    }
    return bytes;
}

std::shared_ptr<const void> GitTrees::kept(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    const auto found = results_.find(key);
    return found == results_.end() ? nullptr : found->second;
}

void GitTrees::keep(const std::string& key, const std::shared_ptr<const void>& value, size_t bytes) {
    const std::scoped_lock lock(mutex_);
    // The first branches' results are as good as the last ones': when there is no more room, the rest is parsed again.
    if (result_bytes_ + bytes > max_kept_result_bytes) return;
    if (results_.try_emplace(key, value).second) result_bytes_ += bytes;
}

std::string GitSource::identity(std::string_view path) const {
    const auto entry = find(path);
    if (!entry || kind_of(entry->mode) != EntryKind::file) return {};
    std::string text(path);
    text += '\0';
    return text += entry->id.bytes();
}

Result<TreeEntry> GitSource::find(std::string_view path) const {
    const auto no_file = [&] {
        return fail(ErrorCode::not_found, "cannot open: No such file or directory", std::string(path));
    };
    ObjectId folder = root_;
    for (size_t start = 0;;) {
        const size_t end = path.find('/', start);
        auto entries = trees_.tree(folder);
        if (!entries) return fail(entries.error().code, entries.error().message(), std::string(path));
        const std::string_view name = path.substr(start, end == std::string_view::npos ? end : end - start);
        const auto found = std::ranges::lower_bound(
            **entries, name, {}, [](const TreeEntry& entry) { return std::string_view(entry.name); });
        if (found == (*entries)->end() || found->name != name) return no_file();
        if (end == std::string_view::npos) return *found;
        if (found->mode == TreeMode::symlink)
            return fail(ErrorCode::unsupported, "leads through a symbolic link, which is not followed",
                        std::string(path));
        if (found->mode != TreeMode::folder) return no_file();
        folder = found->id;
        start = end + 1;
    }
}

Result<std::string> GitSource::read(std::string_view path, size_t max_bytes) const {
    WARD_TRY(const TreeEntry entry, find(path));
    if (entry.mode == TreeMode::symlink)
        return fail(ErrorCode::unsupported, "leads through a symbolic link, which is not followed", std::string(path));
    if (kind_of(entry.mode) != EntryKind::file)
        return fail(ErrorCode::unsupported, "is not a regular file", std::string(path));
    const auto bytes = trees_.blob(entry.id, max_bytes);
    if (bytes) return **bytes;
    const Error& error = bytes.error();
    return fail(error.code, error.code == ErrorCode::limit ? error.what : error.message(), std::string(path));
}

Result<std::string> GitSource::link_target(std::string_view path) const {
    WARD_TRY(const TreeEntry entry, find(path));
    if (entry.mode != TreeMode::symlink) return fail(ErrorCode::unsupported, "is no symbolic link", std::string(path));
    WARD_TRY(const auto bytes, trees_.blob(entry.id, max_link_bytes));
    return *bytes;
}

// Depth first with an explicit stack, as the walk of a folder.
Listing GitSource::list(const WalkLimits& limits, const std::function<bool(std::string_view)>& enter) {
    struct Pending {
        std::string path;
        size_t depth;
        TreeMode mode;
        ObjectId id;
    };
    Listing listing;
    std::vector<Pending> stack;
    stack.push_back({"", 0, TreeMode::folder, root_});
    while (!stack.empty()) {
        Pending here = std::move(stack.back());
        stack.pop_back();
        if (!here.path.empty()) {
            if (listing.entries.size() >= limits.entries) {
                listing.problems.push_back({here.path, "more than " + std::to_string(limits.entries) +
                                                           " entries; this and all that sorts after it"});
                return listing;
            }
            if (here.mode == TreeMode::gitlink) gitlinks_.emplace(here.path, here.id.hex());
            if (here.mode != TreeMode::folder) {
                listing.entries.push_back({std::move(here.path), kind_of(here.mode)});
                continue;
            }
            listing.entries.push_back({here.path, kind_of(here.mode)});
            if (!enter(here.path)) continue;
            if (here.depth >= limits.depth) {
                listing.problems.push_back(
                    {here.path, "nested deeper than " + std::to_string(limits.depth) + " folders"});
                continue;
            }
        }
        const auto entries = trees_.tree(here.id);
        if (!entries) {
            listing.problems.push_back({here.path, entries.error().message()});
            continue;
        }
        for (size_t i = (*entries)->size(); i-- > 0;) {
            const TreeEntry& entry = (**entries)[i];
            std::string path = here.path.empty() ? entry.name : here.path + '/' + entry.name;
            if (path.size() > limits.path_bytes) {
                listing.problems.push_back(
                    {here.path, "holds paths longer than " + std::to_string(limits.path_bytes) + " bytes"});
                continue;
            }
            stack.push_back({std::move(path), here.depth + 1, entry.mode, entry.id});
        }
    }
    return listing;
}

}  // namespace ward::inventory
