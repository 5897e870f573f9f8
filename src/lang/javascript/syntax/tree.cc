#include "lang/javascript/syntax/tree.h"

namespace ward::javascript {

FunctionParts function_parts(const Tree& tree, NodeIndex function) {
    FunctionParts parts;
    NodeIndex at = tree[function].first;
    if (tree[function].has(Node::has_name)) {
        parts.name = at;
        at = tree[at].next;
    }
    parts.parameters = at;
    parts.body = tree[at].next;
    return parts;
}

ClassParts class_parts(const Tree& tree, NodeIndex node) {
    ClassParts parts;
    NodeIndex at = tree[node].first;
    if (tree[node].has(Node::has_name)) {
        parts.name = at;
        at = tree[at].next;
    }
    if (tree[node].has(Node::has_parent)) {
        parts.extended = at;
        at = tree[at].next;
    }
    parts.body = at;
    return parts;
}

bool is_function(NodeKind kind) {
    return kind == NodeKind::function || kind == NodeKind::function_expression || kind == NodeKind::arrow_function;
}

bool is_leaf(NodeKind kind) {
    return kind == NodeKind::name || kind == NodeKind::private_name || kind == NodeKind::jsx_name;
}

std::string cooked_text(const Tree& tree, NodeIndex index) {
    const Node& node = tree[index];
    if (node.kind == NodeKind::string && !node.has(Node::is_escaped)) {
        const std::string_view text = tree.text(index);
        return std::string(text.substr(1, text.size() < 2 ? 0 : text.size() - 2));
    }
    // A piece of a template has no delimiters of its own.
    const std::string_view text = tree.text(index);
    if (node.kind != NodeKind::template_text) return cooked(text, TokenKind::string);
    return cooked(std::string("`").append(text).append("`"), TokenKind::template_whole);
}

}  // namespace ward::javascript
