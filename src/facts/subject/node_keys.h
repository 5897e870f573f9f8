// What may stand in process.versions: the keys, what their values look like, and which component each is.
#pragma once

#include <span>
#include <string_view>

namespace ward::subject {

enum class ValueForm {
    dotted,     // "1.2.3", perhaps with a suffix
    two_parts,  // "74.2"
    number,     // "137"
    tz,         // "2026c"
    v8,         // "13.6.233.17-node.53"
};

struct NodeKey {
    std::string_view key;
    std::string_view component;  // name of the catalogue's row; empty: none (node itself, ABI numbers)
    ValueForm form = ValueForm::dotted;
    bool is_always_there = false;  // since 12
    bool may_be_silent = false;    // a value of one character or none is not written into the snapshot
};

// Sorted by key.
std::span<const NodeKey> node_keys();
const NodeKey* node_key(std::string_view key);
bool fits(ValueForm form, std::string_view value);

}  // namespace ward::subject
