#include "judges/vet/names/runtime.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/catalogue.h"
#include "facts/names/distance.h"
#include "judges/vet/names/tables.h"
#include "lang/javascript/builtins.h"

namespace ward::vet {
namespace {

constexpr std::string_view embedded = "a library that Node.js embeds";

// A second reason is put behind the first.
void add(std::map<std::string, RuntimeName>& out, const std::string& name, std::string_view what, bool of_runtime) {
    RuntimeName& row = out[name];
    if (row.name.empty()) row = {name, std::string(what), of_runtime};
    else if (!row.what.contains(what)) row.what += fmt::format(", and {}", what);
    row.is_of_the_runtime = row.is_of_the_runtime || of_runtime;
}

void add_catalogue(std::map<std::string, RuntimeName>& out) {
    for (const inventory::CatalogueChapter* chapter : inventory::all_chapters()) {
        const bool of_runtime = chapter->name == "node";
        for (const inventory::CatalogueRow& row : chapter->rows) {
            // What is an npm package itself has its own name there.
            if (row.purl.starts_with("npm/") || row.source == Source::bundled) continue;
            const std::string name = to_lower(row.name);
            if (!names::is_name(name)) continue;
            if (out.contains(name)) continue;
            add(out, name, of_runtime ? embedded : "a library that programs embed", of_runtime);
        }
    }
}

}  // namespace

std::vector<RuntimeName> all_runtime_names() {
    std::map<std::string, RuntimeName> found;
    for (const javascript::Builtin& builtin : javascript::builtins()) {
        if (builtin.name.contains('/')) continue;
        add(found, std::string(builtin.name), "a module that Node.js has built in", true);
    }
    for_each_line(runtime_tsv, [&](std::string_view line) {
        const size_t tab = line.find('\t');
        add(found, std::string(line.substr(0, tab)), line.substr(tab + 1), true);
    });
    add_catalogue(found);
    std::vector<RuntimeName> out;
    out.reserve(found.size());
    for (auto& [name, row] : found) out.push_back(std::move(row));
    return out;
}

bool is_established_runtime_package(std::string_view name) {
    static const std::unordered_set<std::string_view> known = set_of_lines(npm_runtime_established_txt);
    return known.contains(name);
}

RuntimeNames::RuntimeNames() : names_(all_runtime_names()) {
    for (const RuntimeName& row : names_) {
        list_.add({row.name, {}, {}});
        longest_ = std::max(longest_, row.name.size());
    }
    index_ = names::LikenessIndex(list_, {.targets = list_.size(), .two_edits = 0});
}

const RuntimeName* RuntimeNames::find(std::string_view name) const {
    if (name.size() > longest_) return nullptr;
    const auto found = std::ranges::lower_bound(names_, name, {}, &RuntimeName::name);
    return found != names_.end() && found->name == name ? &*found : nullptr;
}

const RuntimeName* RuntimeNames::near(std::string_view name, std::span<const uint64_t> keys) const {
    constexpr size_t least = names::LikenessIndex::least_edited_bytes;
    if (name.size() < least || !names::parts_of(name).scope.empty()) return nullptr;
    std::vector<uint32_t> found;
    index_.find(name, keys, found);
    for (const uint32_t place : found)
        if (names_[place].name.size() >= least && names::single_edit(names_[place].name, name)) return &names_[place];
    return nullptr;
}

}  // namespace ward::vet
