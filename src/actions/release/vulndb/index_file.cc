#include "actions/release/vulndb/index_file.h"

#include <map>
#include <utility>

#include <fmt/core.h>

#include "actions/release/vulndb/form.h"
#include "actions/release/vulndb/script_json.h"
#include "base/text.h"

namespace ward::release::vulndb {
namespace {

constexpr std::string_view rule = "vulndb-index-stale";
constexpr DocumentLimits limits{.bytes = max_index_bytes, .depth = 20, .nodes = 5'000'000, .aliases = 0};

std::string index_folder(const Database& database, Collection collection) {
    return fmt::format("{}{}/", database.folder, name_of(collection));
}

Result<void> check_complete(const Database& database, Collection collection) {
    const std::string folder = index_folder(database, collection);
    for (const Stray& stray : database.strays)
        if (stray.path.starts_with(folder))
            return fail(ErrorCode::parse, stray.reason,
                        stray.line > 0 ? fmt::format("{}:{}", stray.path, stray.line) : stray.path);
    if (collection != Collection::deps) return {};
    for (const Entry* entry : database.of(collection))
        for (const Problem& problem : form_problems(*entry))
            if (problem.what.starts_with("\"reason\""))
                return fail(ErrorCode::parse, problem.what, fmt::format("{}:{}", problem.path, problem.line));
    return {};
}

// Entries of an index by name, as they would be written.
std::map<std::string, std::pair<std::string, int>> texts_of(const Node& index) {
    std::map<std::string, std::pair<std::string, int>> out;
    for (const auto& [name, entry] : index.fields) out.emplace(name, std::pair(script_json(entry), entry.line));
    return out;
}

}  // namespace

Result<std::vector<IndexFile>> index_files(const Root& root, const Database& database) {
    std::vector<IndexFile> out;
    for (const Collection collection : database.collections) {
        WARD_TRY_VOID(check_complete(database, collection));
        IndexFile file{collection, index_folder(database, collection) + "index.json", {}, {}};
        std::vector<std::pair<std::string, const Node*>> members;
        for (const Entry* entry : database.of(collection)) members.emplace_back(entry->name, &entry->root);
        file.bytes = script_json(members);
        auto committed = root.read(file.path, max_index_bytes);
        if (committed) file.committed = std::move(*committed);
        else if (committed.error().code != ErrorCode::not_found) return std::unexpected(std::move(committed.error()));
        out.push_back(std::move(file));
    }
    return out;
}

std::vector<Problem> index_problems(const IndexFile& index, Compare compare) {
    std::vector<Problem> out;
    const auto add = [&](int line, std::string what) {
        out.push_back({rule, index.path, line > 0 ? line : 1, std::move(what), {}, index.path, {}});
    };
    if (index.is_current()) return out;
    if (!index.committed) {
        add(1, "is not there");
        return out;
    }
    const auto ours = parse_json(index.bytes, index.path, limits);
    const auto theirs = parse_json(*index.committed, index.path, limits);
    if (!theirs || !ours) {
        add(1, "cannot be read: " + (theirs ? ours.error().what : theirs.error().what));
        return out;
    }
    const auto wanted = texts_of(*ours);
    const auto found = texts_of(*theirs);
    for (const auto& [name, entry] : found) {
        const auto at = wanted.find(name);
        if (at == wanted.end()) add(entry.second, fmt::format("has {}, which has no file", display(name)));
        else if (at->second.first != entry.first)
            add(entry.second, fmt::format("has {} otherwise than {}.json", display(name), display(name)));
    }
    for (const auto& [name, entry] : wanted)
        if (!found.contains(name)) add(1, fmt::format("lacks {}", display(name)));
    if (out.empty() && compare == Compare::bytes) add(1, "has the same entries in another layout");
    return out;
}

}  // namespace ward::release::vulndb
