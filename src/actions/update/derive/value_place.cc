// What this file decides: where a value stands. The parsers tell line and column; what stands there is read again here
// for its length alone, and the result is parsed once more, so that a wrong guess is an error and never a broken file.
#include "actions/update/derive/value_place.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/recipe/json_pointer.h"
#include "actions/update/recipe/pattern.h"
#include "base/text.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::update {
namespace {

using Parse = Result<Node> (*)(std::string_view, std::string_view, const DocumentLimits&);

Parse parser_of(std::string_view name) {
    if (name.ends_with(".toml")) return parse_toml;
    if (name.ends_with(".yaml") || name.ends_with(".yml")) return parse_yaml;
    return name.ends_with(".json") ? parse_json : nullptr;
}

// Columns count characters.
size_t offset_of(std::string_view text, int line, int column) {
    size_t at = 0;
    for (int i = 1; i < line && at < text.size(); ++i) at = std::min(text.find('\n', at), text.size() - 1) + 1;
    for (int i = 1; i < column && at < text.size(); ++i) at += std::max<size_t>(utf8_length(text.substr(at)), 1);
    return at;
}

// How many bytes the value takes; 0 for a form that is not replaced (block scalars, lines of several).
size_t length_of(std::string_view text, const Node& node) {
    if (text.starts_with("\"\"\"") || text.starts_with("'''")) return 0;
    if (text.starts_with('"') || text.starts_with('\'')) {
        const char quote = text[0];
        for (size_t i = 1; i < text.size() && text[i] != '\n'; ++i) {
            if (quote == '"' && text[i] == '\\') ++i;
            else if (text[i] == quote) return i + 1;
        }
        return 0;
    }
    return !node.text.empty() && text.starts_with(node.text) ? node.text.size() : 0;
}

Result<const Node*> scalar_at(const Node& root, std::string_view pointer, std::string_view name) {
    auto found = find_all(root, pointer);
    if (!found) return fail(found.error().code, found.error().what, std::string(name));
    if (found->size() != 1)
        return fail(ErrorCode::usage, fmt::format("{} leads to {} places", display(pointer), found->size()),
                    std::string(name));
    const Node* const node = found->front();
    if (node->is_list() || node->is_table() || node->kind == Node::Kind::null || node->column == 0)
        return fail(ErrorCode::unsupported, fmt::format("what is at {} is no single value", display(pointer)),
                    fmt::format("{}:{}", name, node->line));
    return node;
}

}  // namespace

Result<std::string> replace_by_pattern(std::string_view text, std::string_view pattern, std::string_view value,
                                       std::string_view name) {
    auto compiled = compile_pattern(pattern);
    if (!compiled) return fail(ErrorCode::usage, compiled.error().what, std::string(name));
    if ((*compiled)->NumberOfCapturingGroups() != 1)
        return fail(ErrorCode::usage,
                    fmt::format("the pattern '{}' needs one group: what is replaced", display(pattern)),
                    std::string(name));
    re2::StringPiece found[2];
    const re2::StringPiece whole(text.data(), text.size());
    if (!(*compiled)->Match(whole, 0, text.size(), RE2::UNANCHORED, found, 2) || found[1].data() == nullptr)
        return fail(ErrorCode::not_found, fmt::format("the pattern '{}' finds nothing", display(pattern)),
                    std::string(name));
    const auto start = static_cast<size_t>(found[1].data() - text.data());
    const size_t end = start + found[1].size();
    const size_t next = static_cast<size_t>(found[0].data() - text.data()) + std::max<size_t>(found[0].size(), 1);
    if (next <= text.size() && (*compiled)->Match(whole, next, text.size(), RE2::UNANCHORED, found, 2))
        return fail(ErrorCode::damaged, fmt::format("the pattern '{}' finds two places", display(pattern)),
                    std::string(name));
    return fmt::format("{}{}{}", text.substr(0, start), value, text.substr(end));
}

Result<std::string> replace_by_pointer(std::string_view text, std::string_view pointer, std::string_view value,
                                       std::string_view name) {
    const Parse parse = parser_of(name);
    if (parse == nullptr)
        return fail(ErrorCode::usage, "a pointer needs a .json, .toml, .yaml or .yml file; others have a pattern",
                    std::string(name));
    WARD_TRY(const Node root, parse(text, name, {}));
    WARD_TRY(const Node* const node, scalar_at(root, pointer, name));
    const size_t at = offset_of(text, node->line, node->column);
    const size_t length = length_of(text.substr(at), *node);
    const std::string where = fmt::format("{}:{}", name, node->line);
    if (length == 0)
        return fail(ErrorCode::unsupported, "the value is written in a form that is not changed here", where);
    std::string written(value);
    if (text[at] == '"') written = json_quote(value);
    else if (text[at] == '\'') written = fmt::format("'{}'", value);
    std::string out = fmt::format("{}{}{}", text.substr(0, at), written, text.substr(at + length));
    auto again = parse(out, name, {});
    if (again) {
        const auto read = scalar_at(*again, pointer, name);
        if (read && (*read)->kind == node->kind && (*read)->text == value) return out;
    }
    return fail(ErrorCode::unsupported,
                fmt::format("\"{}\" cannot stand where \"{}\" does", display(value), display(node->text)), where);
}

}  // namespace ward::update
