// Which declaration every name of a tree means: var, let, const, functions, classes, parameters, caught values,
// imports, in their scopes, with hoisting. Functions declared in blocks are taken as the whole function's, as scripts
// have it.
#pragma once

#include <cstdint>
#include <vector>

#include "lang/javascript/syntax/tree.h"

namespace ward::javascript {

using BindingIndex = uint32_t;

enum class BindingKind : uint8_t { global, variable, function, parameter, caught, imported };

struct Binding {
    NameIndex name = 0;
    NodeIndex declared = 0;  // the first name that declares it; 0: nothing in this file does
    BindingKind kind = BindingKind::global;
};

struct Bindings {
    std::vector<Binding> all;  // 0 is none
    // By node: the binding of a name that stands for one, 0 of all other nodes.
    std::vector<BindingIndex> of;
};

// Time and memory are linear to the tree. `names` is how many names there are.
Bindings bind_names(const Tree& tree, size_t names);

// The children of a node that stand for values or patterns: without labels, and without keys that are not computed.
void push_value_children(const Tree& tree, NodeIndex index, std::vector<NodeIndex>& into);

}  // namespace ward::javascript
