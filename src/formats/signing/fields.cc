#include "formats/signing/fields.h"

#include <fmt/core.h>

#include "base/text.h"
#include "formats/digest.h"

namespace ward::signing {
namespace {

std::unexpected<Refusal> lacking(const Node& node, std::string_view key, std::string_view what) {
    return refuse(Problem::malformed, fmt::format("line {}: `{}` is missing or {}", node.line, key, what));
}

}  // namespace

Verdict<const Node*> table_at(const Node& node, std::string_view key) {
    const Node* field = node.find(key);
    if (field == nullptr || !field->is_table()) return lacking(node, key, "not an object");
    return field;
}

Verdict<std::string> string_of(const Node& node, std::string_view key) {
    const auto text = node.string_at(key);
    if (!text || text->empty()) return lacking(node, key, "not a string");
    return std::string(*text);
}

Verdict<std::string> bytes_at(const Node& node, std::string_view key) {
    const auto text = node.string_at(key);
    auto bytes = text ? base64_decode(*text) : std::nullopt;
    if (!bytes || bytes->empty()) return lacking(node, key, "not base64");
    return *std::move(bytes);
}

Verdict<int64_t> number_at(const Node& node, std::string_view key) {
    const Node* field = node.find(key);
    const bool fits = field != nullptr && (field->kind == Node::Kind::integer || field->is_string());
    const auto number = fits ? to_number<int64_t>(field->text) : std::nullopt;
    if (!number || *number < 0) return lacking(node, key, "not a number");
    return *number;
}

}  // namespace ward::signing
