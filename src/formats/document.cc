// The tree itself, and how it is built. The grammars are in document_json.cc, document_toml.cc and document_yaml.cc.
#include "formats/document.h"

#include <algorithm>
#include <numeric>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document_build.h"

namespace ward {

Node::Node() = default;

const Node* Node::find(std::string_view key) const {
    for (const auto& [name, value] : fields)
        if (name == key) return &value;
    return nullptr;
}

std::optional<std::string_view> Node::string_at(std::string_view key) const {
    const Node* node = find(key);
    if (node == nullptr || !node->is_string()) return std::nullopt;
    return node->text;
}

std::unexpected<Error> document_error(std::string_view name, int line, std::string reason, ErrorCode code) {
    return fail(code, std::move(reason), fmt::format("{}:{}", name, line));
}

Result<std::string_view> document_text(std::string_view text, std::string_view name, const DocumentLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", limits.bytes), std::string(name));
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    int line = 1;
    for (size_t at = 0; at < text.size();) {
        if (text[at] == '\n') ++line;
        const size_t length = utf8_length(text.substr(at));
        if (length == 0) return document_error(name, line, "is not UTF-8");
        at += length;
    }
    return text;
}

void DocumentBuilder::key(std::string text, int line) {
    key_ = std::move(text);
    key_line_ = line;
}

Result<void> DocumentBuilder::count(size_t nodes, int line) {
    if (nodes > limits_.nodes - nodes_)
        return document_error(name_, line, fmt::format("has more than {} values", limits_.nodes), ErrorCode::limit);
    nodes_ += nodes;
    return {};
}

Node* DocumentBuilder::place(Node value) {
    if (open_.empty()) return &(root_ = std::move(value));
    Node& parent = *open_.back().node;
    if (parent.is_list()) return &parent.items.emplace_back(std::move(value));
    open_.back().key_lines.push_back(key_line_);
    return &parent.fields.emplace_back(std::move(key_), std::move(value)).second;
}

Result<void> DocumentBuilder::add(Node value, size_t size) {
    WARD_TRY_VOID(count(size, value.line));
    place(std::move(value));
    return {};
}

Result<void> DocumentBuilder::open(Node::Kind kind, int line, int column) {
    if (open_.size() >= limits_.depth)
        return document_error(name_, line, fmt::format("is nested deeper than {} levels", limits_.depth),
                              ErrorCode::limit);
    WARD_TRY_VOID(count(1, line));
    Node node;
    node.kind = kind;
    node.line = line;
    node.column = column;
    open_.push_back({place(std::move(node)), {}});
    return {};
}

Result<void> DocumentBuilder::close() {
    const Open closing = std::move(open_.back());
    open_.pop_back();
    return check_keys(closing);
}

// Two readers of a repeated key may each see another value, which is how a check is passed by.
Result<void> DocumentBuilder::check_keys(const Open& table) const {
    const auto& fields = table.node->fields;
    std::vector<size_t> order(fields.size());
    std::iota(order.begin(), order.end(), 0);
    const auto key_at = [&](size_t i) -> std::string_view { return fields[i].first; };
    std::ranges::sort(order, {}, [&](size_t i) { return std::pair(key_at(i), i); });
    const auto twin = std::ranges::adjacent_find(order, {}, key_at);
    if (twin == order.end()) return {};
    const size_t first = *twin;
    const size_t second = *std::next(twin);
    return document_error(
        name_, table.key_lines[second],
        fmt::format("key \"{}\" is already on line {}", display(fields[first].first), table.key_lines[first]));
}

std::vector<uint32_t> DocumentBuilder::next_path() const {
    std::vector<uint32_t> path;
    path.reserve(open_.size());
    for (const Open& open : open_)
        path.push_back(static_cast<uint32_t>(open.node->items.size() + open.node->fields.size()));
    // Every open node but the innermost already holds the child that the path goes through.
    for (size_t i = 0; i + 1 < path.size(); ++i) --path[i];
    return path;
}

const Node& DocumentBuilder::at(const std::vector<uint32_t>& path) const {
    const Node* node = &root_;
    for (const uint32_t index : path) node = node->is_list() ? &node->items[index] : &node->fields[index].second;
    return *node;
}

bool DocumentBuilder::is_open(const Node& node) const {
    return std::ranges::find(open_, &node, &Open::node) != open_.end();
}

std::string text_at(const Node& node, std::string_view key) {
    return std::string(node.string_at(key).value_or(""));
}

std::span<const Node> items_at(const Node& node, std::string_view key) {
    const Node* list = node.find(key);
    return list != nullptr && list->is_list() ? std::span<const Node>(list->items) : std::span<const Node>();
}

}  // namespace ward
