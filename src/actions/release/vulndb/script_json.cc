#include "actions/release/vulndb/script_json.h"

#include <algorithm>

#include "base/text.h"
#include "formats/script_text.h"

namespace ward::release::vulndb {
namespace {

using Members = std::vector<std::pair<std::string, const Node*>>;

void put_in_order(Members& members) {
    std::ranges::stable_sort(members, {}, [](const auto& member) {
        const auto index = script_index(member.first);
        return std::pair(!index, index.value_or(0));
    });
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
        append_script_string(out, members[i].first);
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
        case Node::Kind::real: out += script_number(to_number<double>(value.text).value_or(0)); return;
        case Node::Kind::string:
        case Node::Kind::date: append_script_string(out, value.text); return;
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
