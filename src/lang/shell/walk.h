// Visits a tree in the order of mvdan.cc/sh's syntax.Walk, which is mostly that of the text: of a statement the command
// before its redirections, of an assignment the value before the index. As there, the offset and length of a slice,
// ${a:b:c}, are not visited.
#pragma once

#include <vector>

#include "lang/shell/syntax.h"

namespace ward::shell {

// Adds the node's children to `to`, in their order.
void append_children(const Node& node, std::vector<const Node*>& to);

// Calls visit(const Node&) for the root and everything below it, a parent before its children. Where it returns false,
// the children are passed over. Does not recurse: however deep the tree, the stack is that of one call.
template <typename Visit>
void walk(const Node& root, Visit&& visit) {
    std::vector<const Node*> waiting{&root};
    std::vector<const Node*> children;
    while (!waiting.empty()) {
        const Node& node = *waiting.back();
        waiting.pop_back();
        if (!visit(node)) continue;
        children.clear();
        append_children(node, children);
        waiting.insert(waiting.end(), children.rbegin(), children.rend());
    }
}
template <typename Visit>
void walk(List<Stmt> stmts, Visit&& visit) {
    for (const Stmt* stmt : stmts) walk(*stmt, visit);
}

}  // namespace ward::shell
