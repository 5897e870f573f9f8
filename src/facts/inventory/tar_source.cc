#include "facts/inventory/tar_source.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::inventory {

using archive::TarEntry;
using archive::TarType;

namespace {

// A folder stands right before its contents: '/' is less than all that a name can have.
bool stands_before(std::string_view left, std::string_view right) {
    return std::ranges::lexicographical_compare(
        left, right, {}, [](char c) { return c == '/' ? 0 : c & 0xff; },
        [](char c) { return c == '/' ? 0 : c & 0xff; });
}

bool is_commit(std::string_view text) {
    constexpr size_t sha1 = 40;
    constexpr size_t sha256 = 64;
    return (text.size() == sha1 || text.size() == sha256) &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool leads_outside(std::string_view path) {
    return std::ranges::any_of(split(path, '/'),
                               [](std::string_view part) { return part.empty() || part == "." || part == ".."; });
}

std::string_view tar_folder(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace

std::unexpected<Error> TarSource::refuse(std::string_view path, std::string what) const {
    return fail(ErrorCode::parse, fmt::format("{}: {}", display(path), what), name_);
}

// The folder that all of them are in is an item without a path.
Result<TarSource::Item> TarSource::item_of(TarEntry&& entry) const {
    std::string_view path = entry.name;
    if (entry.type == TarType::folder && path.ends_with('/')) path.remove_suffix(1);
    if (leads_outside(path)) return refuse(entry.name, "has a name that no file of a repository has");
    const std::string_view first = path.substr(0, path.find('/'));
    if (entry.type == TarType::hardlink || entry.type == TarType::other)
        return refuse(entry.name, "is neither a file nor a folder nor a symbolic link");
    if (first.size() == path.size() && entry.type != TarType::folder)
        return refuse(entry.name, "stands beside the folder that everything is in");
    Item item{.path = std::string(path.substr(std::min(path.size(), first.size() + 1))), .bytes = entry.bytes};
    if (entry.type == TarType::folder) item.kind = EntryKind::folder;
    if (entry.type == TarType::symlink) item.kind = EntryKind::symlink;
    item.target = std::move(entry.target);
    return item;
}

// Sorts, adds folders that are only in the names of others, and finds what cannot be a tree.
Result<void> TarSource::put_in_order() {
    std::set<std::string, std::less<>> folders;
    for (const Item& item : items_)
        for (std::string_view folder = tar_folder(item.path); !folder.empty(); folder = tar_folder(folder))
            if (!folders.emplace(folder).second) break;
    for (const Item& item : items_) {
        if (item.kind == EntryKind::folder) folders.erase(item.path);
        else if (folders.contains(item.path)) return refuse(item.path, "is a folder, and something else");
    }
    for (const std::string& folder : folders) items_.push_back({.path = folder, .kind = EntryKind::folder});
    std::ranges::sort(items_, stands_before, &Item::path);
    const auto twice = std::ranges::adjacent_find(items_, {}, &Item::path);
    if (twice != items_.end()) return refuse(twice->path, "is there twice");
    return {};
}

Result<std::unique_ptr<TarSource>> TarSource::open(std::string bytes, std::string_view name,
                                                   const archive::TarLimits& limits) {
    auto source = std::make_unique<TarSource>();
    source->bytes_ = std::move(bytes);
    source->name_ = name;
    WARD_TRY(archive::TarReader reader, archive::TarReader::open(source->bytes_, name, limits));
    std::string top;
    while (true) {
        WARD_TRY(std::optional<TarEntry> entry, reader.next());
        if (!entry) break;
        const std::string first = entry->name.substr(0, entry->name.find('/'));
        if (top.empty()) top = first;
        if (first != top) return source->refuse(entry->name, "stands beside the folder that everything is in");
        WARD_TRY(Item item, source->item_of(*std::move(entry)));
        if (!item.path.empty()) source->items_.push_back(std::move(item));
    }
    WARD_TRY_VOID(source->put_in_order());
    if (is_commit(reader.comment())) source->commit_ = reader.comment();
    return source;
}

const TarSource::Item* TarSource::find(std::string_view path) const {
    const auto found = std::ranges::lower_bound(items_, path, stands_before,
                                                [](const Item& item) { return std::string_view(item.path); });
    return found != items_.end() && found->path == path ? &*found : nullptr;
}

Result<std::string_view> TarSource::bytes_of(std::string_view path) const {
    const Item* item = find(path);
    const auto is_link = [](const Item* one) { return one != nullptr && one->kind == EntryKind::symlink; };
    bool through_link = is_link(item);
    if (item == nullptr)
        for (std::string_view folder = tar_folder(path); !folder.empty(); folder = tar_folder(folder))
            through_link = through_link || is_link(find(folder));
    if (through_link)
        return fail(ErrorCode::unsupported, "leads through a symbolic link, which is not followed", std::string(path));
    if (item == nullptr) return fail(ErrorCode::not_found, "cannot open: No such file or directory", std::string(path));
    if (item->kind != EntryKind::file) return fail(ErrorCode::unsupported, "is not a regular file", std::string(path));
    return item->bytes;
}

Result<std::string> TarSource::read(std::string_view path, size_t max_bytes) const {
    WARD_TRY(const std::string_view bytes, bytes_of(path));
    if (bytes.size() > max_bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", max_bytes), std::string(path));
    return std::string(bytes);
}

Result<FileStart> TarSource::start(std::string_view path, size_t bytes) const {
    WARD_TRY(const std::string_view whole, bytes_of(path));
    return FileStart{.bytes = std::string(whole.substr(0, bytes)), .size = whole.size()};
}

Result<std::string> TarSource::link_target(std::string_view path) const {
    const Item* item = find(path);
    if (item == nullptr || item->kind != EntryKind::symlink)
        return fail(ErrorCode::unsupported, "is no symbolic link", std::string(path));
    return item->target;
}

Listing TarSource::list(const WalkLimits& limits) const {
    Listing listing;
    std::string_view too_deep = "/";  // a path below it is left out; no path has an empty first part
    for (const Item& item : items_) {
        if (listing.entries.size() >= limits.entries) {
            listing.problems.push_back(
                {item.path, fmt::format("more than {} entries; this and all that sorts after it", limits.entries)});
            break;
        }
        if (item.path.size() > too_deep.size() && item.path.starts_with(too_deep) && item.path[too_deep.size()] == '/')
            continue;
        listing.entries.push_back({item.path, item.kind});
        const auto depth = static_cast<size_t>(std::ranges::count(item.path, '/')) + 1;
        if (item.kind != EntryKind::folder || depth < limits.depth) continue;
        too_deep = item.path;
        listing.problems.push_back({item.path, fmt::format("nested deeper than {} folders", limits.depth)});
    }
    return listing;
}

}  // namespace ward::inventory
