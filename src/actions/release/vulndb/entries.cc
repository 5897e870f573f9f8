#include "actions/release/vulndb/entries.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::release::vulndb {
namespace {

constexpr DocumentLimits limits{.bytes = max_entry_bytes, .depth = 16, .nodes = 20'000, .aliases = 0};
constexpr std::string_view ending = ".json";
constexpr std::string_view index_name = "index.json";

// "file.json:3" of an error, taken apart; line 0 where none is told.
std::pair<std::string, int> place_of(const Error& error) {
    const size_t colon = error.where.rfind(':');
    if (colon == std::string::npos) return {error.where, 0};
    const auto line = to_number<int>(std::string_view(error.where).substr(colon + 1));
    return line ? std::pair(error.where.substr(0, colon), *line) : std::pair(error.where, 0);
}

// Numbers by value, before other names.
bool goes_first(const Entry& left, const Entry& right) {
    const auto key = [](const Entry& entry) {
        const auto number = to_number<uint32_t>(entry.name);
        return std::tuple(entry.collection, !number, number.value_or(0), std::string_view(entry.name));
    };
    return key(left) < key(right);
}

class Reader {
  public:
    Reader(const Root& root, Database& out) : root_(root), out_(out) {}

    Result<void> read(Collection collection, const std::string& folder) {
        const size_t before = out_.entries.size();
        const Listing listing =
            root_.walk({.depth = 1, .entries = 4 * max_entries}, [](std::string_view) { return false; });
        for (const auto& problem : listing.problems) out_.strays.push_back({folder + problem.path, 0, problem.reason});
        for (const auto& entry : listing.entries) {
            if (entry.path == index_name) continue;
            if (entry.kind != EntryKind::file || !entry.path.ends_with(ending)) {
                out_.strays.push_back({folder + entry.path, 0, "is no entry: they are files called N.json"});
                continue;
            }
            if (out_.entries.size() - before == max_entries)
                return fail(ErrorCode::limit, fmt::format("has more than {} entries", max_entries), folder);
            read_entry(collection, folder, entry.path);
        }
        return {};
    }

  private:
    void read_entry(Collection collection, const std::string& folder, const std::string& file) {
        const std::string path = folder + file;
        const auto text = root_.read(file, max_entry_bytes);
        auto root = text ? parse_json(*text, path, limits) : Result<Node>(std::unexpected(text.error()));
        if (!root) {
            out_.strays.push_back({path, place_of(root.error()).second, root.error().what});
            return;
        }
        out_.entries.push_back({collection, file.substr(0, file.size() - ending.size()), path, std::move(*root)});
    }

    const Root& root_;
    Database& out_;
};

}  // namespace

std::string_view name_of(Collection collection) {
    constexpr std::array<std::string_view, 3> names{"core", "deps", "npm"};
    return names.at(static_cast<size_t>(collection));
}

std::vector<Text> Entry::cves() const {
    std::vector<Text> out;
    for (const Node& item : items_at(root, collection == Collection::npm ? "cves" : "cve"))
        if (item.is_string()) out.push_back({item.text, item.line});
    return out;
}

Text Entry::text(std::string_view key) const {
    const Node* found = root.find(key);
    return found != nullptr && found->is_string() ? Text{found->text, found->line} : Text{{}, root.line};
}

Text Entry::vulnerable() const {
    return text(collection == Collection::npm ? "vulnerable_versions" : "vulnerable");
}

Text Entry::patched() const {
    return text(collection == Collection::npm ? "patched_versions" : "patched");
}

std::string Entry::label() const {
    if (collection == Collection::deps) return path;
    return fmt::format("NSWG-{}-{}", collection == Collection::core ? "COR" : "ECO", name);
}

std::vector<const Entry*> Database::of(Collection collection) const {
    std::vector<const Entry*> out;
    for (const Entry& entry : entries)
        if (entry.collection == collection) out.push_back(&entry);
    return out;
}

Result<Database> read_database(const Root& root) {
    Database out;
    for (const std::string_view folder : {"vuln/", ""}) {
        for (const Collection collection : all_collections) {
            const std::string path = fmt::format("{}{}", folder, name_of(collection));
            if (!root.open_folder(path)) continue;
            WARD_TRY(const Root inside, Root::open(root.path() + "/" + path));
            out.collections.push_back(collection);
            WARD_TRY_VOID(Reader(inside, out).read(collection, path + "/"));
        }
        out.folder = folder;
        if (!out.collections.empty()) break;
    }
    if (out.collections.empty())
        return fail(ErrorCode::not_found, "has neither core, deps nor npm, in itself or in vuln/", root.path());
    std::ranges::sort(out.entries, goes_first);
    return out;
}

}  // namespace ward::release::vulndb
