// One tree for the small structured files people write: TOML, YAML and JSON configuration, workflows, VEX documents.
// (Bulk data does not come through here: lock files and advisory records are read with simdjson directly.)
// Every node knows its line. Duplicate keys are errors; aliases, depth and size are limited.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ward {

struct DocumentLimits {
    size_t bytes = 16u << 20;
    size_t depth = 64;
    size_t nodes = 1'000'000;  // after alias expansion
    size_t aliases = 100'000;  // YAML only
};

struct Node {
    enum class Kind { null, boolean, integer, real, string, date, list, table };

    Kind kind = Kind::null;
    int line = 0;    // 1-based
    int column = 0;  // 1-based; 0 where the parser does not tell
    bool truth = false;
    int64_t integer = 0;
    double real = 0;
    std::string text;  // string; date in RFC 3339 form; numbers and booleans as written
    std::vector<Node> items;
    std::vector<std::pair<std::string, Node>> fields;  // in the file's order (TOML: sorted by key)

    // Declared, because a pair with an incomplete class in it cannot answer whether that class has one (clang).
    Node();

    // The field of a table, or nullptr (also when this is not a table).
    const Node* find(std::string_view key) const;
    bool is_string() const { return kind == Kind::string; }
    bool is_list() const { return kind == Kind::list; }
    bool is_table() const { return kind == Kind::table; }
    // The text of a string field, or nothing.
    std::optional<std::string_view> string_at(std::string_view key) const;
};

// What a field has, where a missing one, or one of another kind, is as good as an empty one.
std::string text_at(const Node& node, std::string_view key);
std::span<const Node> items_at(const Node& node, std::string_view key);

// `name` is the file's name for error messages: "name:line: reason".
Result<Node> parse_toml(std::string_view text, std::string_view name, const DocumentLimits& limits = {});
// The first document of a YAML stream. Plain scalars stay strings except null, booleans (YAML 1.2 core) and integers;
// `text` always has them as written, so that `on:` and version numbers such as 1.10 are not mangled.
Result<Node> parse_yaml(std::string_view text, std::string_view name, const DocumentLimits& limits = {});
Result<Node> parse_json(std::string_view text, std::string_view name, const DocumentLimits& limits = {});

}  // namespace ward
