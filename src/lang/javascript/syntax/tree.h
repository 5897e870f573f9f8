// The syntax tree of a JavaScript file: small nodes in one array, linked by their indexes. A node knows its first child
// and the next child of its parent; which children a kind has is said beside it. `[x]` is a child that not every node
// of the kind has: a flag, or `absent` in its place, tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/javascript/syntax/names.h"
#include "lang/javascript/tokens.h"

namespace ward::javascript {

enum class NodeKind : uint8_t {
    none,        // node 0 alone
    absent,      // stands where nothing is written: for (;;), [ , 1]
    unreadable,  // a statement, or a member of a class, that is not understood: its extent is what was passed over
    program,     // statements
    // Statements.
    expression_statement,  // expression
    block,                 // statements
    empty,
    debugger,
    with,              // object, body
    return_,           // [expression]: no child
    labeled,           // name, body
    break_,            // [name]: no child
    continue_,         // [name]: no child
    if_,               // test, then, [else]: no child
    switch_,           // value, switch_case…
    switch_case,       // test or absent (default), statements
    throw_,            // expression
    try_,              // block, catch_ or absent, block or absent
    catch_,            // pattern or absent, block
    while_,            // test, body
    do_while,          // body, test
    for_,              // start or absent, test or absent, step or absent, body
    for_in,            // declaration or pattern, expression, body
    for_of,            // the same; is_async: for await
    variables,         // declarators; Node::operation tells var, let, const, using
    declarator,        // pattern, [value]: no child
    function,          // [name] (has_name), parameters, block; is_async, is_generator
    class_,            // [name] (has_name), [extended] (has_parent), class_body
    import_,           // import_specifier…, string, attributes
    export_named,      // is_declaration: declaration; else export_specifier…, [string, attributes] (has_source)
    export_default,    // declaration or expression
    export_all,        // [name or string] (has_name), string, attributes
    import_specifier,  // imported, local: names; both where no `as` is written are one child
    import_default,    // local name
    import_namespace,  // local name
    export_specifier,  // local, exported: one child where they are the same
    import_attribute,  // key, value
    // Expressions.
    name,          // Node::first is its NameIndex
    private_name,  // the same, without #
    string,        // also a directive
    number,
    regexp,
    constant,  // true, false, null
    this_,
    super_,
    template_,  // template_text and expressions in turn
    template_text,
    tagged_template,      // tag, template_
    array,                // elements: expressions, spread, absent
    object,               // property, spread
    property,             // key, value; is_shorthand: the value alone, a name (in patterns also with a default)
    spread,               // expression
    function_expression,  // as `function`
    arrow_function,       // parameters, block or expression (has_expression)
    class_expression,     // as `class_`
    parameters,           // patterns
    class_body,           // method, field, static_block, decorator, unreadable
    method,               // key, function_expression
    field,                // key, [value]: no child
    static_block,         // statements
    decorator,            // expression; belongs to the member behind it, or to the class
    unary,                // operand
    update,               // operand; is_prefix
    binary,               // left, right; also && || ??
    assign,               // pattern, value
    conditional,          // test, then, else
    call,                 // callee, arguments; is_optional
    new_,                 // callee, arguments
    member,               // object, key; is_computed, is_optional
    chain,                // the call or member that a ?. in it may cut short
    sequence,             // expressions
    yield,                // [expression]: no child; is_delegate
    await,                // expression
    import_call,          // source, [options]; import(x)
    meta_property,        // name, name: import.meta, new.target
    // Patterns, besides name and member.
    object_pattern,      // property, rest
    array_pattern,       // patterns, rest, absent
    assignment_pattern,  // pattern, default
    rest,                // pattern
    // JSX.
    jsx_element,    // jsx_attribute, spread, and children: jsx_element, jsx_hole; its tag is jsx_name or absent
    jsx_name,       // Node::first is its NameIndex: all of `a.b`
    jsx_attribute,  // jsx_name, [value]: no child
    jsx_hole,       // [expression]: no child
};

enum class Operation : uint8_t {
    none,
    // Of `variables`.
    var,
    let,
    const_,
    using_,
    // Of `binary` and `assign` (there `none` is `=` alone).
    add,
    subtract,
    multiply,
    divide,
    remainder,
    power,
    shift,
    bit_and,
    bit_or,
    bit_xor,
    logical_and,
    logical_or,
    coalesce,
    compare,  // == != < > and the like, in, instanceof
    // Of `unary`.
    not_,
    negate,
    to_number,
    bit_not,
    typeof_,
    void_,
    delete_,
};

using NodeIndex = uint32_t;

struct Node {
    static constexpr uint16_t has_name = 1;
    static constexpr uint16_t has_parent = 2;
    static constexpr uint16_t has_source = 4;
    static constexpr uint16_t has_expression = 8;
    static constexpr uint16_t is_async = 16;
    static constexpr uint16_t is_generator = 32;
    static constexpr uint16_t is_computed = 64;
    static constexpr uint16_t is_optional = 128;
    static constexpr uint16_t is_shorthand = 256;
    static constexpr uint16_t is_method = 512;
    static constexpr uint16_t is_getter = 1024;
    static constexpr uint16_t is_setter = 2048;
    static constexpr uint16_t is_static = 4096;
    static constexpr uint16_t is_prefix = 8192;  // also: delegates, of `yield`; is a declaration, of `export_named`
    static constexpr uint16_t in_parentheses = 16384;
    static constexpr uint16_t is_escaped = 32768;  // of names and strings: a backslash is in it

    uint32_t offset = 0;  // bytes
    uint32_t end = 0;     // behind its last byte
    uint32_t line = 0;    // 1-based, of its first byte
    uint32_t first = 0;   // child, or a NameIndex
    NodeIndex next = 0;
    NodeKind kind = NodeKind::none;
    Operation operation = Operation::none;
    uint16_t flags = 0;

    bool has(uint16_t flag) const { return (flags & flag) != 0; }
};
static_assert(sizeof(Node) == 24);

struct Unread {
    uint32_t offset = 0;
    uint32_t end = 0;
    uint32_t line = 0;
    std::string_view reason;  // a constant
};

struct Tree {
    std::string_view source;  // must outlive the tree
    std::vector<Node> nodes;
    NodeIndex program = 0;
    // Parts that were passed over, in the order of the text; at most max_unread, all are counted.
    std::vector<Unread> unread;
    size_t unread_count = 0;
    bool has_module_syntax = false;  // import or export declarations, import.meta
    bool approximate = false;        // TypeScript: types were passed over
    TokenProblems problems;

    const Node& operator[](NodeIndex index) const { return nodes[index]; }
    std::string_view text(NodeIndex index) const {
        return source.substr(nodes[index].offset, nodes[index].end - nodes[index].offset);
    }
    // Its `number`th child, 0 where it has fewer. Time grows with `number`.
    NodeIndex child(NodeIndex index, size_t number = 0) const {
        NodeIndex at = nodes[index].first;
        for (; at != 0 && number > 0; --number) at = nodes[at].next;
        return at;
    }
    bool is(NodeIndex index, NodeKind kind) const { return nodes[index].kind == kind; }
};

// Of functions of all kinds.
struct FunctionParts {
    NodeIndex name = 0;  // 0: none
    NodeIndex parameters = 0;
    NodeIndex body = 0;
};
FunctionParts function_parts(const Tree& tree, NodeIndex function);
struct ClassParts {
    NodeIndex name = 0;      // 0: none
    NodeIndex extended = 0;  // 0: none
    NodeIndex body = 0;
};
ClassParts class_parts(const Tree& tree, NodeIndex node);

bool is_function(NodeKind kind);
// Names and texts keep a NameIndex where others have their first child.
bool is_leaf(NodeKind kind);
// What a string or a piece of a template stands for.
std::string cooked_text(const Tree& tree, NodeIndex index);

}  // namespace ward::javascript
