// ECMA-262: SerializeJSONProperty, QuoteJSONString, Number::toString, OrdinaryOwnPropertyKeys.
#include "judges/scorecard/monitor/js_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"

namespace ward::scorecard::monitor {
namespace {

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
                else out += c;
        }
    }
    out += '"';
}

// An array index, which comes before all other keys of an object whatever the order they were made in.
std::optional<uint32_t> index_of(std::string_view key) {
    const auto number = to_number<uint32_t>(key);
    if (!number || *number == UINT32_MAX || std::to_string(*number) != key) return std::nullopt;
    return number;
}

using Field = std::pair<std::string, Node>;

std::vector<const Field*> in_order(const Node& object) {
    std::vector<const Field*> fields;
    fields.reserve(object.fields.size());
    for (const Field& field : object.fields) fields.push_back(&field);
    std::ranges::stable_sort(fields, [](const Field* a, const Field* b) {
        const auto left = index_of(a->first);
        const auto right = index_of(b->first);
        return left && (!right || *left < *right);
    });
    return fields;
}

void append_line(std::string& out, size_t depth) {
    out += '\n';
    out.append(depth * 2, ' ');
}

// The depth is bounded by the reader (DocumentLimits).
void append(std::string& out, const Node& node, size_t depth) {
    switch (node.kind) {
        case Node::Kind::null: out += "null"; break;
        case Node::Kind::boolean: out += node.truth ? "true" : "false"; break;
        case Node::Kind::integer: {
            // What a double cannot hold is kept as it was written.
            constexpr int64_t safe = int64_t{1} << 53;
            out += node.integer == 0                             ? "0"
                   : node.integer > -safe && node.integer < safe ? std::to_string(node.integer)
                                                                 : node.text;
            break;
        }
        case Node::Kind::real: out += js_number(node.real); break;
        case Node::Kind::string:
        case Node::Kind::date: append_quoted(out, node.text); break;
        case Node::Kind::list:
            out += '[';
            for (size_t i = 0; i < node.items.size(); ++i) {
                if (i > 0) out += ',';
                append_line(out, depth + 1);
                append(out, node.items[i], depth + 1);
            }
            if (!node.items.empty()) append_line(out, depth);
            out += ']';
            break;
        case Node::Kind::table: {
            out += '{';
            bool first = true;
            for (const Field* field : in_order(node)) {
                if (!std::exchange(first, false)) out += ',';
                append_line(out, depth + 1);
                append_quoted(out, field->first);
                out += ": ";
                append(out, field->second, depth + 1);
            }
            if (!node.fields.empty()) append_line(out, depth);
            out += '}';
            break;
        }
    }
}

}  // namespace

std::string js_json(const Node& root) {
    std::string out;
    append(out, root, 0);
    return out;
}

std::string js_number(double number) {
    if (number == 0) return "0";
    if (!std::isfinite(number)) return "null";  // as JSON.stringify has it
    std::array<char, 40> buffer;
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(number), std::chars_format::scientific);
    const std::string_view text(buffer.data(), static_cast<size_t>(end.ptr - buffer.data()));
    const size_t e = text.find('e');
    const std::string digits = replace_all(text.substr(0, e), ".", "");
    const std::string_view written = text.substr(e + 1);
    const int point = to_number<int>(written.starts_with('+') ? written.substr(1) : written).value_or(0) + 1;
    const int count = static_cast<int>(digits.size());
    std::string out = number < 0 ? "-" : "";
    if (point > 21 || point <= -6) {
        out += digits.substr(0, 1);
        if (count > 1) out += "." + digits.substr(1);
        return out + fmt::format("e{}{}", point > 0 ? '+' : '-', std::abs(point - 1));
    }
    if (point <= 0) return out + "0." + std::string(static_cast<size_t>(-point), '0') + digits;
    if (count <= point) return out + digits + std::string(static_cast<size_t>(point - count), '0');
    return out + digits.substr(0, static_cast<size_t>(point)) + "." + digits.substr(static_cast<size_t>(point));
}

double js_to_one_decimal(double number) {
    // toFixed compares exact values. Ten times a double is exact in a long double (53 + 4 of 64 bits), so that only
    // true ties are ties.
    const long double tenfold = std::abs(static_cast<long double>(number)) * 10;
    const auto tenths = static_cast<double>(std::floor(tenfold + 0.5L));
    if (tenths == 0) return 0;
    return (number < 0 ? -tenths : tenths) / 10;
}

Node js_object() {
    Node node;
    node.kind = Node::Kind::table;
    return node;
}

Node js_string(std::string text) {
    Node node;
    node.kind = Node::Kind::string;
    node.text = std::move(text);
    return node;
}

Node js_real(double number) {
    Node node;
    node.kind = Node::Kind::real;
    node.real = number;
    return node;
}

Node& js_member(Node& object, std::string_view key) {
    for (auto& [name, value] : object.fields)
        if (name == key) return value;
    return object.fields.emplace_back(std::string(key), js_object()).second;
}

Node& js_list(Node& object, std::string_view key) {
    Node& member = js_member(object, key);
    member.kind = Node::Kind::list;
    return member;
}

}  // namespace ward::scorecard::monitor
