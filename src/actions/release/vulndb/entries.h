// The vulnerability database that a project keeps as files, in the form of nodejs/security-wg: vuln/core (its own
// vulnerabilities), vuln/deps (those of dependencies that do not concern it) and vuln/npm (of third-party packages),
// one N.json an entry and an index.json of all of them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/root.h"
#include "formats/document.h"

namespace ward::release::vulndb {

constexpr size_t max_entry_bytes = 1u << 20;
constexpr size_t max_index_bytes = 64u << 20;
constexpr size_t max_entries = 20'000;  // of a collection

enum class Collection { core, deps, npm };
constexpr Collection all_collections[] = {Collection::core, Collection::deps, Collection::npm};
std::string_view name_of(Collection collection);  // "core"

// A text of an entry, with its line.
struct Text {
    std::string text;
    int line = 0;

    bool operator==(const Text&) const = default;
};

struct Entry {
    Collection collection = Collection::core;
    std::string name;  // "171"
    std::string path;  // "vuln/core/171.json", from the folder that was named
    Node root;

    // The ids it is about, in its order; those that are no texts left out.
    std::vector<Text> cves() const;
    // A field that is a text; empty with the entry's first line where it is none.
    Text text(std::string_view key) const;
    // In npm's range language.
    Text vulnerable() const;
    Text patched() const;
    // How the group calls an entry: "NSWG-COR-171", "NSWG-ECO-12"; of deps, which have no such name, the path.
    std::string label() const;
};

// A file that is there and is no entry, with the reason.
struct Stray {
    std::string path;
    int line = 0;
    std::string reason;
};

struct Database {
    std::string folder;  // of the collections, from the folder that was named: "vuln/", or "" where it is that one
    std::vector<Entry> entries;  // by collection, then number
    std::vector<Stray> strays;
    std::vector<Collection> collections;  // those that have a folder

    std::vector<const Entry*> of(Collection collection) const;
};

// Reads all collections below `root`, the group's repository or its vuln folder. `not_found` where it has none.
Result<Database> read_database(const Root& root);

}  // namespace ward::release::vulndb
