#include "facts/inventory/path_index.h"

#include <bit>

namespace ward::inventory {
namespace {

constexpr std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace

void TextTable::reserve(size_t count) {
    slots_.assign(std::bit_ceil(2 * count + 1), nowhere);
}

PathIndex::PathIndex(std::span<const Entry> entries) : entries_(entries) {
    by_path_.reserve(entries.size());
    by_name_.reserve(entries.size());
    const auto path_of = [&](uint32_t i) { return std::string_view(entries_[i].path); };
    const auto text_of = [&](uint32_t i) { return names_[i].text; };
    std::vector<uint32_t> name_of_entry(entries.size(), TextTable::nowhere);
    for (uint32_t i = 0; i < entries.size(); ++i) {
        if (uint32_t& place = by_path_.place_of(entries[i].path, path_of); place == TextTable::nowhere) place = i;
        if (entries[i].kind != EntryKind::file) continue;
        const std::string_view name = base_name(entries[i].path);
        uint32_t& place = by_name_.place_of(name, text_of);
        if (place == TextTable::nowhere) {
            place = static_cast<uint32_t>(names_.size());
            names_.push_back({name});
        }
        name_of_entry[i] = place;
        ++names_[place].count;
    }
    uint32_t sum = 0;
    for (Name& name : names_) {
        name.first = sum;
        sum += name.count;
        name.count = 0;
    }
    files_.resize(sum);
    for (uint32_t i = 0; i < entries.size(); ++i) {
        if (name_of_entry[i] == TextTable::nowhere) continue;
        Name& name = names_[name_of_entry[i]];
        files_[name.first + name.count++] = entries[i].path;
    }
}

std::optional<uint32_t> PathIndex::find(std::string_view path) const {
    return by_path_.find(path, [&](uint32_t i) { return std::string_view(entries_[i].path); });
}

std::span<const std::string_view> PathIndex::files_named(std::string_view name) const {
    const auto found = by_name_.find(name, [&](uint32_t i) { return names_[i].text; });
    if (!found) return {};
    return std::span(files_).subspan(names_[*found].first, names_[*found].count);
}

}  // namespace ward::inventory
