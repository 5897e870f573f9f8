#include "actions/release/embargo/clean_cache.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/fd.h"
#include "formats/digest.h"

namespace ward::release {
namespace {

using gitobjects::ObjectId;

constexpr size_t seal_bytes = 32;
constexpr size_t max_file_bytes = max_clean_ids * gitobjects::sha256_bytes + 4096;
constexpr int private_mode = 0600;

std::string seal_of(std::string_view bytes) {
    const auto digest = sha256(bytes);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

CleanCache CleanCache::load(const std::string& folder, std::string_view purpose, std::string_view taint_digest,
                            size_t id_bytes) {
    CleanCache cache;
    cache.id_bytes_ = id_bytes;
    if (folder.empty()) return cache;
    cache.folder_ = folder;
    cache.path_ = fmt::format("{}/{}-{}-{}.clean", folder, purpose, id_bytes, taint_digest);
    cache.head_ = fmt::format("ward clean 1 {} {} {}\n", purpose, id_bytes, taint_digest);
    auto bytes = read_file(cache.path_, max_file_bytes);
    if (!bytes || bytes->size() < cache.head_.size() + seal_bytes || !bytes->starts_with(cache.head_)) return cache;
    const size_t end = bytes->size() - seal_bytes;
    if ((end - cache.head_.size()) % id_bytes != 0) return cache;
    if (seal_of(std::string_view(*bytes).substr(0, end)) != std::string_view(*bytes).substr(end)) return cache;
    cache.bytes_ = *std::move(bytes);
    cache.ids_begin_ = cache.head_.size();
    cache.ids_size_ = end - cache.ids_begin_;
    return cache;
}

bool CleanCache::has(const ObjectId& id) const {
    if (id.size() != id_bytes_) return false;
    const std::string_view all = ids();
    size_t first = 0;
    size_t last = all.size() / id_bytes_;
    while (first < last) {
        const size_t middle = first + (last - first) / 2;
        const int order = all.substr(middle * id_bytes_, id_bytes_).compare(id.bytes());
        if (order == 0) return true;
        if (order < 0) first = middle + 1;
        else last = middle;
    }
    return false;
}

Result<void> CleanCache::keep(std::vector<ObjectId> clean) const {
    if (path_.empty()) return {};
    std::erase_if(clean, [&](const ObjectId& id) { return id.size() != id_bytes_ || has(id); });
    if (clean.empty()) return {};
    std::ranges::sort(clean);
    clean.erase(std::ranges::unique(clean).begin(), clean.end());
    if (clean.size() > max_clean_ids) return {};
    std::string out = head_;
    const std::string_view old = size() + clean.size() > max_clean_ids ? std::string_view() : ids();
    size_t at = 0;
    for (const ObjectId& id : clean) {
        const size_t from = at;
        while (at < old.size() && old.substr(at, id_bytes_) < id.bytes()) at += id_bytes_;
        out += old.substr(from, at - from);
        out += id.bytes();
    }
    out += old.substr(at);
    out += seal_of(out);
    WARD_TRY_VOID(make_folders(folder_));
    return replace_file(path_, out, private_mode);
}

ObjectId key_of(std::string_view text) {
    return ObjectId::from_bytes(seal_of(text)).value_or(ObjectId());
}

}  // namespace ward::release
