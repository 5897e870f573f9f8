#include "actions/update/recipe/recipe_fields.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "actions/update/recipe/pattern.h"
#include "actions/update/tree/tree.h"
#include "base/text.h"
#include "formats/glob.h"

namespace ward::update {
namespace {

std::optional<std::chrono::seconds> duration_of(std::string_view text) {
    if (text == "0") return std::chrono::seconds{0};
    if (text.size() < 2) return std::nullopt;
    const auto amount = to_number<int64_t>(text.substr(0, text.size() - 1));
    if (!amount || *amount < 0 || !is_digit(text.front())) return std::nullopt;
    int64_t unit = 0;
    switch (text.back()) {
        case 's': unit = 1; break;
        case 'm': unit = 60; break;
        case 'h': unit = 3'600; break;
        case 'd': unit = 86'400; break;
        default: return std::nullopt;
    }
    if (*amount > max_recipe_days * 86'400 / unit) return std::nullopt;
    return std::chrono::seconds{*amount * unit};
}

bool has_control(std::string_view text, Lines lines) {
    return std::ranges::any_of(text, [&](char c) {
        if (lines == Lines::several && (c == '\n' || c == '\t')) return false;
        return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    });
}

}  // namespace

std::string place(std::string_view file, int line) {
    return fmt::format("{}:{}", file, line);
}

bool is_recipe_word(std::string_view word) {
    constexpr size_t longest = 64;
    if (word.empty() || word.size() > longest || !is_alnum(word.front()) || !is_alnum(word.back())) return false;
    // Git refuses branches with ".."; a path of two dots leads upwards.
    return !word.contains("..") && std::ranges::all_of(word, [](char c) {
        return (is_alnum(c) && c == to_lower(c)) || c == '-' || c == '.' || c == '_';
    });
}

std::string suggestion(std::string_view word, std::span<const std::string_view> words) {
    const auto near = closest(word, words);
    return near ? fmt::format("; did you mean '{}'?", *near) : std::string();
}

Fields::Fields(const Node& node, std::string_view file, std::string name)
    : node_(node), file_(file), name_(std::move(name)) {
    if (!node.is_table()) fault(node, fmt::format("{} is a table", name_));
}

const Node* Fields::find(std::string_view key) {
    known_.push_back(key);
    return node_.find(key);
}

const Node* Fields::need(std::string_view key) {
    const Node* value = find(key);
    if (value == nullptr) fault(node_, fmt::format("{} has no '{}'", name_, key));
    return value;
}

std::string Fields::text(std::string_view key, const std::string& fallback, Lines lines) {
    const Node* value = find(key);
    return value != nullptr && is_text(*value, key, lines) ? value->text : fallback;
}

std::string Fields::needed_text(std::string_view key) {
    const Node* value = need(key);
    return value != nullptr && is_text(*value, key) ? value->text : std::string();
}

bool Fields::truth(std::string_view key, bool fallback) {
    const Node* value = find(key);
    if (value == nullptr) return fallback;
    if (value->kind != Node::Kind::boolean) fault(*value, fmt::format("'{}' is true or false", key));
    return value->truth;
}

int Fields::number(std::string_view key, int fallback, int most) {
    const Node* value = find(key);
    if (value == nullptr) return fallback;
    if (value->kind == Node::Kind::integer && value->integer >= 0 && value->integer <= most)
        return static_cast<int>(value->integer);
    fault(*value, fmt::format("'{}' is a number from 0 to {}", key, most));
    return fallback;
}

std::chrono::seconds Fields::duration(std::string_view key, std::chrono::seconds fallback) {
    const Node* value = find(key);
    if (value == nullptr) return fallback;
    const auto duration = value->is_string() ? duration_of(value->text) : std::nullopt;
    if (!duration)
        fault(*value, fmt::format("'{}' is a duration like \"2d\", \"36h\", \"90m\" or \"30s\" of at most {} days", key,
                                  max_recipe_days));
    return duration.value_or(fallback);
}

std::vector<const Node*> Fields::text_items(std::string_view key) {
    std::vector<const Node*> out;
    const Node* value = find(key);
    if (value == nullptr) return out;
    if (!value->is_string() && !value->is_list()) fault(*value, fmt::format("'{}' is a list of strings", key));
    if (value->items.size() > max_recipe_list)
        fault(*value, fmt::format("'{}' has more than {} values", key, max_recipe_list));
    if (value->is_string() && is_text(*value, key)) out.push_back(value);
    for (const Node& item : value->items)
        if (is_text(item, key)) out.push_back(&item);
    return out;
}

std::vector<std::string> Fields::texts(std::string_view key) {
    std::vector<std::string> out;
    for (const Node* item : text_items(key)) out.push_back(item->text);
    return out;
}

std::vector<std::string> Fields::globs(std::string_view key) {
    std::vector<std::string> out;
    for (const Node* item : text_items(key))
        if (is_glob(*item)) out.push_back(item->text);
    return out;
}

std::vector<std::string> Fields::paths(std::string_view key) {
    std::vector<std::string> out;
    for (const Node* item : text_items(key))
        if (is_path(*item, item->text)) out.push_back(item->text);
    return out;
}

std::vector<Pattern> Fields::patterns(std::string_view key, int least_groups) {
    std::vector<Pattern> out;
    for (const Node* item : text_items(key))
        if (is_pattern(*item, least_groups)) out.push_back(item->text);
    return out;
}

Pattern Fields::pattern(std::string_view key, int least_groups) {
    const Node* value = find(key);
    return value != nullptr && is_text(*value, key) && is_pattern(*value, least_groups) ? value->text : Pattern();
}

std::string Fields::path(std::string_view key, Owner owner) {
    const Node* value = find(key);
    if (value == nullptr || !is_text(*value, key)) return {};
    const bool is_project = owner == Owner::either && value->text.starts_with('/');
    return is_path(*value, std::string_view(value->text).substr(is_project ? 1 : 0)) ? value->text : std::string();
}

size_t Fields::word(std::string_view key, std::initializer_list<std::string_view> words) {
    const Node* value = find(key);
    if (value == nullptr) return 0;
    const auto* found = value->is_string() ? std::ranges::find(words, value->text) : words.end();
    if (found != words.end()) return static_cast<size_t>(found - words.begin());
    fault(*value, fmt::format("'{}' is one of {}", key, fmt::join(words, ", ")));
    return 0;
}

std::vector<const Node*> Fields::table_items(std::string_view key) {
    std::vector<const Node*> out;
    const Node* value = find(key);
    if (value == nullptr) return out;
    if (value->is_table()) return {value};
    if (!value->is_list()) fault(*value, fmt::format("'{}' is a list of tables", key));
    if (value->items.size() > max_recipe_list)
        fault(*value, fmt::format("'{}' has more than {} values", key, max_recipe_list));
    for (const Node& item : value->items) out.push_back(&item);
    return out;
}

bool Fields::is_text(const Node& node, std::string_view what, Lines lines) {
    if (!node.is_string()) fault(node, fmt::format("'{}' is a string", what));
    else if (node.text.empty()) fault(node, fmt::format("'{}' has an empty value", what));
    else if (node.text.size() > max_recipe_text)
        fault(node, fmt::format("'{}' has more than {} bytes", what, max_recipe_text));
    // Values end in commit messages, URLs and argument lists, where a line end starts another line.
    else if (has_control(node.text, lines)) fault(node, fmt::format("'{}' has a control character", what));
    else return true;
    return false;
}

bool Fields::is_glob(const Node& node) {
    const auto glob = Glob::compile(node.text);
    if (!glob) fault(node, glob.error().what);
    return glob.has_value();
}

bool Fields::is_pattern(const Node& node, int least_groups) {
    const auto compiled = compile_pattern(node.text);
    if (!compiled) {
        fault(node, compiled.error().what);
        return false;
    }
    if ((*compiled)->NumberOfCapturingGroups() >= least_groups) return true;
    fault(node, fmt::format("the pattern '{}' has no group: what it should find stands in (…)", display(node.text)));
    return false;
}

bool Fields::is_path(const Node& node, std::string_view text) {
    // A recipe's path is where files are written: one with '..' would write outside of the project.
    if (is_tree_path(text)) return true;
    fault(node, fmt::format("'{}' is no path inside of the project: relative, without '..', '.git' or backslash",
                            display(text)));
    return false;
}

void Fields::fault(const Node& node, std::string what) {
    if (!fault_) fault_ = Error{ErrorCode::usage, std::move(what), place(file_, node.line)};
}

void Fields::absorb(Result<void> inner) {
    if (!inner && !fault_) fault_ = std::move(inner).error();
}

std::optional<Error> Fields::unknown_key() const {
    for (const auto& [key, value] : node_.fields) {
        if (std::ranges::find(known_, key) != known_.end()) continue;
        return Error{ErrorCode::usage, fmt::format("no key '{}' in {}{}", display(key), name_, suggestion(key, known_)),
                     place(file_, value.line)};
    }
    return std::nullopt;
}

Result<void> Fields::verdict() const {
    if (fault_) return std::unexpected(*fault_);
    return {};
}

Result<void> Fields::finish() {
    // An unknown key is often the misspelt one that another fault misses.
    if (auto unknown = unknown_key()) return std::unexpected(std::move(*unknown));
    return verdict();
}

}  // namespace ward::update
