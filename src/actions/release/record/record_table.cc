#include "actions/release/record/record_table.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::release {

bool is_clean_text(std::string_view text, Text kind) {
    while (!text.empty()) {
        const size_t length = utf8_length(text);
        if (length == 0) return false;
        const char32_t character = decode_utf8(text.substr(0, length));
        const bool allowed = kind == Text::paragraphs && (character == '\n' || character == '\t');
        if (!allowed && (character < ' ' || character == 0x7f || is_deceptive(character))) return false;
        text.remove_prefix(length);
    }
    return true;
}

RecordTable::RecordTable(const Node& node, std::string_view file, std::string_view what)
    : node_(node), file_(file), what_(what) {
    if (!node.is_table()) fault(node, "is a table");
}

const Node* RecordTable::find(std::string_view key) {
    known_.push_back(key);
    return node_.find(key);
}

bool RecordTable::is_clean(const Node& value, std::string_view key, Text kind) {
    if (!value.is_string()) fault(value, fmt::format("'{}' is a text", key));
    else if (value.text.size() > max_record_text)
        fault(value, fmt::format("'{}' is longer than {} bytes", key, max_record_text));
    else if (!is_clean_text(value.text, kind))
        fault(value, fmt::format("'{}' has a control character, or one that hides or moves text", key));
    else return true;
    return false;
}

std::string RecordTable::text(std::string_view key, Text kind) {
    const Node* value = find(key);
    return value != nullptr && is_clean(*value, key, kind) ? value->text : std::string();
}

std::string RecordTable::needed(std::string_view key, Text kind) {
    std::string value = text(key, kind);
    if (value.empty()) fault(node_, fmt::format("has no '{}'", key));
    return value;
}

std::string RecordTable::formed(std::string_view key, bool (*is_good)(std::string_view), std::string_view form) {
    std::string value = text(key);
    if (value.empty() || is_good(value)) return value;
    fault(*node_.find(key), fmt::format("'{}' is no {}", key, form));
    return {};
}

bool RecordTable::truth(std::string_view key, bool otherwise) {
    const Node* value = find(key);
    if (value == nullptr) return otherwise;
    if (value->kind != Node::Kind::boolean) fault(*value, fmt::format("'{}' is true or false", key));
    return value->truth;
}

std::span<const Node> RecordTable::items(std::string_view key, size_t most) {
    const Node* value = find(key);
    if (value == nullptr) return {};
    if (!value->is_list()) fault(*value, fmt::format("'{}' is a list", key));
    else if (value->items.size() > most) fault(*value, fmt::format("'{}' has more than {} items", key, most));
    else return value->items;
    return {};
}

std::vector<std::string> RecordTable::texts(std::string_view key) {
    std::vector<std::string> out;
    for (const Node& item : items(key, max_record_list))
        if (is_clean(item, key, Text::line)) out.push_back(item.text);
    return out;
}

std::map<std::string, std::string> RecordTable::text_table(std::string_view key) {
    std::map<std::string, std::string> out;
    const Node* value = find(key);
    if (value == nullptr) return out;
    if (!value->is_table()) fault(*value, fmt::format("'{}' is a table of texts", key));
    for (const auto& [name, item] : value->fields)
        if (is_clean(item, key, Text::line)) out.emplace(name, item.text);
    return out;
}

size_t RecordTable::word(std::string_view key, std::span<const std::string_view> words, size_t otherwise) {
    const Node* value = find(key);
    if (value == nullptr) return otherwise;
    const auto found = value->is_string() ? std::ranges::find(words, value->text) : words.end();
    if (found != words.end()) return static_cast<size_t>(found - words.begin());
    std::string choices;
    for (const std::string_view word : words) choices += fmt::format("{}{}", choices.empty() ? "" : ", ", word);
    fault(*value, fmt::format("'{}' is one of {}", key, choices));
    return otherwise;
}

void RecordTable::fault(const Node& node, std::string_view reason) {
    if (fault_) return;
    fault_ = Error{ErrorCode::parse, fmt::format("{}: {}", what_, reason), fmt::format("{}:{}", file_, node.line)};
}

void RecordTable::absorb(Result<void> inner) {
    if (!inner && !fault_) fault_ = std::move(inner).error();
}

Result<void> RecordTable::finish() {
    for (const auto& [key, value] : node_.fields)
        if (std::ranges::find(known_, key) == known_.end())
            fault(value, fmt::format("'{}' is no key that schema 1 has", display(key).substr(0, 40)));
    if (fault_) return std::unexpected(*fault_);
    return {};
}

}  // namespace ward::release
