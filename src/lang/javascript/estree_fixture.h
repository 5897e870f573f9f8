// For tests: the tree in the words of ESTree, as acorn gives it.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "lang/javascript/syntax/tree.h"

namespace ward::javascript {

struct Extent {
    uint32_t offset = 0;
    uint32_t end = 0;
    std::string_view type;
    auto operator<=>(const Extent&) const = default;
};

inline std::string_view estree_type(const Node& node) {
    switch (node.kind) {
        case NodeKind::unreadable: return "Unreadable";
        case NodeKind::expression_statement: return "ExpressionStatement";
        case NodeKind::block: return "BlockStatement";
        case NodeKind::empty: return "EmptyStatement";
        case NodeKind::debugger: return "DebuggerStatement";
        case NodeKind::with: return "WithStatement";
        case NodeKind::return_: return "ReturnStatement";
        case NodeKind::labeled: return "LabeledStatement";
        case NodeKind::break_: return "BreakStatement";
        case NodeKind::continue_: return "ContinueStatement";
        case NodeKind::if_: return "IfStatement";
        case NodeKind::switch_: return "SwitchStatement";
        case NodeKind::switch_case: return "SwitchCase";
        case NodeKind::throw_: return "ThrowStatement";
        case NodeKind::try_: return "TryStatement";
        case NodeKind::catch_: return "CatchClause";
        case NodeKind::while_: return "WhileStatement";
        case NodeKind::do_while: return "DoWhileStatement";
        case NodeKind::for_: return "ForStatement";
        case NodeKind::for_in: return "ForInStatement";
        case NodeKind::for_of: return "ForOfStatement";
        case NodeKind::variables: return "VariableDeclaration";
        case NodeKind::declarator: return "VariableDeclarator";
        case NodeKind::function: return "FunctionDeclaration";
        case NodeKind::class_: return "ClassDeclaration";
        case NodeKind::import_: return "ImportDeclaration";
        case NodeKind::export_named: return "ExportNamedDeclaration";
        case NodeKind::export_default: return "ExportDefaultDeclaration";
        case NodeKind::export_all: return "ExportAllDeclaration";
        case NodeKind::import_specifier: return "ImportSpecifier";
        case NodeKind::import_default: return "ImportDefaultSpecifier";
        case NodeKind::import_namespace: return "ImportNamespaceSpecifier";
        case NodeKind::export_specifier: return "ExportSpecifier";
        case NodeKind::import_attribute: return "ImportAttribute";
        case NodeKind::name: return "Identifier";
        case NodeKind::private_name: return "PrivateIdentifier";
        case NodeKind::string:
        case NodeKind::number:
        case NodeKind::regexp:
        case NodeKind::constant: return "Literal";
        case NodeKind::this_: return "ThisExpression";
        case NodeKind::super_: return "Super";
        case NodeKind::template_: return "TemplateLiteral";
        case NodeKind::template_text: return "TemplateElement";
        case NodeKind::tagged_template: return "TaggedTemplateExpression";
        case NodeKind::array: return "ArrayExpression";
        case NodeKind::object: return "ObjectExpression";
        case NodeKind::property: return "Property";
        case NodeKind::spread: return "SpreadElement";
        case NodeKind::function_expression: return "FunctionExpression";
        case NodeKind::arrow_function: return "ArrowFunctionExpression";
        case NodeKind::class_expression: return "ClassExpression";
        case NodeKind::class_body: return "ClassBody";
        case NodeKind::method: return "MethodDefinition";
        case NodeKind::field: return "PropertyDefinition";
        case NodeKind::static_block: return "StaticBlock";
        case NodeKind::unary: return "UnaryExpression";
        case NodeKind::update: return "UpdateExpression";
        case NodeKind::binary:
            return node.operation == Operation::logical_and || node.operation == Operation::logical_or ||
                           node.operation == Operation::coalesce
                       ? "LogicalExpression"
                       : "BinaryExpression";
        case NodeKind::assign: return "AssignmentExpression";
        case NodeKind::conditional: return "ConditionalExpression";
        case NodeKind::call: return "CallExpression";
        case NodeKind::new_: return "NewExpression";
        case NodeKind::member: return "MemberExpression";
        case NodeKind::chain: return "ChainExpression";
        case NodeKind::sequence: return "SequenceExpression";
        case NodeKind::yield: return "YieldExpression";
        case NodeKind::await: return "AwaitExpression";
        case NodeKind::import_call: return "ImportExpression";
        case NodeKind::meta_property: return "MetaProperty";
        case NodeKind::object_pattern: return "ObjectPattern";
        case NodeKind::array_pattern: return "ArrayPattern";
        case NodeKind::assignment_pattern: return "AssignmentPattern";
        case NodeKind::rest: return "RestElement";
        default: return "";
    }
}

// Type, start and end of every node, sorted, each once. The program's own extent is left out.
inline std::vector<Extent> extents_of(const Tree& tree) {
    std::vector<Extent> found;
    std::vector<NodeIndex> open = {tree.program};
    while (!open.empty()) {
        const Node& node = tree[open.back()];
        open.pop_back();
        const std::string_view type = estree_type(node);
        if (!type.empty()) found.push_back({node.offset, node.end, type});
        if (is_leaf(node.kind)) continue;
        for (NodeIndex child = node.first; child != 0; child = tree[child].next) open.push_back(child);
    }
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    return found;
}

}  // namespace ward::javascript
