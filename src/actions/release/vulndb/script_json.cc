#include "actions/release/vulndb/script_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"

namespace ward::release::vulndb {
namespace {

using Members = std::vector<std::pair<std::string, const Node*>>;

// The number that a property's name is an array index of: "7", and neither "07" nor 2^32 - 1.
std::optional<uint32_t> index_of(std::string_view name) {
    const auto number = to_number<uint32_t>(name);
    const bool is_canonical = name.size() == 1 || !name.starts_with('0');
    return number && is_canonical && *number != UINT32_MAX ? number : std::nullopt;
}

void put_in_order(Members& members) {
    std::ranges::stable_sort(members, {}, [](const auto& member) {
        const auto index = index_of(member.first);
        return std::pair(!index, index.value_or(0));
    });
}

void append_quoted(std::string& out, std::string_view text) {
    constexpr unsigned char first_plain = 0x20;
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
                if (static_cast<unsigned char>(c) < first_plain) out += fmt::format("\\u{:04x}", c);
                else out += c;
        }
    }
    out += '"';
}

// Number::toString of ECMAScript: the shortest digits that read back the same, with an exponent from 1e21 on and below
// 1e-6.
std::string number_text(double value) {
    constexpr int most_places = 21;
    constexpr int least_places = -6;
    if (value == 0) return "0";
    std::array<char, 64> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value), std::chars_format::scientific).ptr;
    const std::string_view text(buffer.data(), static_cast<size_t>(end - buffer.data()));
    const size_t e = text.find('e');
    std::string digits(text.substr(0, e));
    std::erase(digits, '.');
    const int places = to_number<int>(text[e + 1] == '+' ? text.substr(e + 2) : text.substr(e + 1)).value_or(0) + 1;
    const int count = static_cast<int>(digits.size());
    std::string out = value < 0 ? "-" : "";
    if (places > most_places || places <= least_places) {
        out += digits.substr(0, 1) + (count > 1 ? "." + digits.substr(1) : "");
        return out + fmt::format("e{}{}", places > 0 ? "+" : "-", std::abs(places - 1));
    }
    if (places <= 0) return out + "0." + std::string(static_cast<size_t>(-places), '0') + digits;
    if (count <= places) return out + digits + std::string(static_cast<size_t>(places - count), '0');
    return out + digits.substr(0, static_cast<size_t>(places)) + '.' + digits.substr(static_cast<size_t>(places));
}

void append(std::string& out, const Node& value, size_t depth);

void append_line(std::string& out, size_t depth) {
    out += '\n';
    out.append(2 * depth, ' ');
}

void append_object(std::string& out, Members members, size_t depth) {
    if (members.empty()) {
        out += "{}";
        return;
    }
    put_in_order(members);
    for (size_t i = 0; i < members.size(); ++i) {
        out += i == 0 ? '{' : ',';
        append_line(out, depth + 1);
        append_quoted(out, members[i].first);
        out += ": ";
        append(out, *members[i].second, depth + 1);
    }
    append_line(out, depth);
    out += '}';
}

void append_list(std::string& out, const std::vector<Node>& items, size_t depth) {
    if (items.empty()) {
        out += "[]";
        return;
    }
    for (size_t i = 0; i < items.size(); ++i) {
        out += i == 0 ? '[' : ',';
        append_line(out, depth + 1);
        append(out, items[i], depth + 1);
    }
    append_line(out, depth);
    out += ']';
}

void append(std::string& out, const Node& value, size_t depth) {
    switch (value.kind) {
        case Node::Kind::null: out += "null"; return;
        case Node::Kind::boolean: out += value.truth ? "true" : "false"; return;
        case Node::Kind::integer:
        case Node::Kind::real: out += number_text(to_number<double>(value.text).value_or(0)); return;
        case Node::Kind::string:
        case Node::Kind::date: append_quoted(out, value.text); return;
        case Node::Kind::list: append_list(out, value.items, depth); return;
        case Node::Kind::table: {
            Members members;
            for (const auto& [name, content] : value.fields) members.emplace_back(name, &content);
            append_object(out, std::move(members), depth);
        }
    }
}

}  // namespace

std::string script_json(const Node& value) {
    std::string out;
    append(out, value, 0);
    return out;
}

std::string script_json(const std::vector<std::pair<std::string, const Node*>>& members) {
    std::string out;
    append_object(out, members, 0);
    return out;
}

}  // namespace ward::release::vulndb
