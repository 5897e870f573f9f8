#include "facts/forge/answer.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"

namespace ward::forge {
std::string cut(std::string_view text) {
    if (text.size() <= max_answer_text_bytes) return std::string(text);
    size_t end = max_answer_text_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return std::string(text.substr(0, end));
}

void Answer::refuse(std::string_view what) {
    if (!error_) error_ = fail(ErrorCode::parse, fmt::format("the answer is not as documented: {}", what)).error();
}

Result<void> Answer::whole() const {
    if (error_) return std::unexpected(*error_);
    return {};
}

const Node* Answer::find(const Node* table, std::string_view key, Node::Kind kind, std::string_view kind_name) {
    const Node* node = table == nullptr ? nullptr : table->find(key);
    if (node == nullptr || node->kind == Node::Kind::null) return nullptr;
    if (node->kind == kind) return node;
    refuse(fmt::format("{} is no {}", key, kind_name));
    return nullptr;
}

std::string Answer::text(const Node* table, std::string_view key) {
    const Node* node = find(table, key, Node::Kind::string, "text");
    return node == nullptr ? std::string() : cut(node->text);
}

std::string Answer::lower_text(const Node* table, std::string_view key) {
    return to_lower(text(table, key));
}

std::string Answer::time(const Node* table, std::string_view key) {
    std::string time = text(table, key);
    if (time.empty() || parse_instant(time)) return time;
    refuse(fmt::format("{} is no time", key));
    return {};
}

std::optional<bool> Answer::truth(const Node* table, std::string_view key) {
    const Node* node = find(table, key, Node::Kind::boolean, "truth value");
    if (node == nullptr) return std::nullopt;
    return node->truth;
}

std::optional<int64_t> Answer::number(const Node* table, std::string_view key) {
    const Node* node = find(table, key, Node::Kind::integer, "whole number");
    if (node == nullptr) return std::nullopt;
    return node->integer;
}

const Node* Answer::table(const Node* table, std::string_view key) {
    return find(table, key, Node::Kind::table, "object");
}

std::span<const Node> Answer::checked(const Node& list, size_t most, Nulls nulls) {
    if (!list.is_list()) {
        refuse("it is no list");
        return {};
    }
    if (list.items.size() > most) {
        refuse(fmt::format("it has {} items where {} were asked for", list.items.size(), most));
        return {};
    }
    for (const Node& item : list.items)
        if (!item.is_table() && (item.kind != Node::Kind::null || nulls == Nulls::refused)) {
            refuse("an item is no object");
            return {};
        }
    return list.items;
}

std::span<const Node> Answer::list(const Node* table, std::string_view key, size_t most) {
    const Node* node = find(table, key, Node::Kind::list, "list");
    return node == nullptr ? std::span<const Node>() : items(*node, most);
}

std::vector<std::string> Answer::texts(const Node* table, std::string_view key, size_t most) {
    const Node* node = find(table, key, Node::Kind::list, "list");
    std::vector<std::string> texts;
    if (node == nullptr) return texts;
    if (node->items.size() > most) refuse(fmt::format("{} has more than {} items", key, most));
    for (size_t i = 0; i < std::min(node->items.size(), most); ++i) {
        if (!node->items[i].is_string()) refuse(fmt::format("an item of {} is no text", key));
        texts.push_back(cut(node->items[i].text));
    }
    return texts;
}

std::span<const Node> Answer::main_list(const Node* table, std::string_view key, size_t most) {
    if (table == nullptr || table->find(key) == nullptr) refuse(fmt::format("it has no {}", key));
    return list(table, key, most);
}

std::span<const Node> Answer::nodes(const Node* table, std::string_view key, size_t most) {
    const Node* node = find(this->table(table, key), "nodes", Node::Kind::list, "list");
    return node == nullptr ? std::span<const Node>() : checked(*node, most, Nulls::allowed);
}

}  // namespace ward::forge
