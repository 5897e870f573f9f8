// ECMA-262: SerializeJSONProperty, OrdinaryOwnPropertyKeys.
#include "judges/scorecard/monitor/js_json.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "formats/script_text.h"

namespace ward::scorecard::monitor {
namespace {

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
        case Node::Kind::real: out += script_number(node.real); break;
        case Node::Kind::string:
        case Node::Kind::date: append_script_string(out, node.text); break;
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
            for (const JsField* field : js_members(node)) {
                if (!std::exchange(first, false)) out += ',';
                append_line(out, depth + 1);
                append_script_string(out, field->first);
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

std::vector<const JsField*> js_members(const Node& object) {
    std::vector<const JsField*> fields;
    fields.reserve(object.fields.size());
    for (const JsField& field : object.fields) fields.push_back(&field);
    std::ranges::stable_sort(fields, [](const JsField* a, const JsField* b) {
        const auto left = script_index(a->first);
        const auto right = script_index(b->first);
        return left && (!right || *left < *right);
    });
    return fields;
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
