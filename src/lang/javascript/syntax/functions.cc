// Functions, classes, and patterns.
#include "lang/javascript/syntax/parser.h"

namespace ward::javascript {
namespace {

bool is_type_modifier(std::string_view word) {
    return word == "public" || word == "private" || word == "protected" || word == "readonly" || word == "declare" ||
           word == "override" || word == "abstract";
}

}  // namespace

// Starts at `async` or `function`.
NodeIndex Parser::function(NodeKind kind, Start start) {
    uint16_t flags = 0;
    if (accept_word(Word::async_)) flags |= Node::is_async;
    advance();
    if (accept(Punctuator::star)) flags |= Node::is_generator;
    List children;
    if (token_.is_name()) {
        flags |= Node::has_name;
        add(children, make_name());
    }
    return function_rest(kind, start, flags, children);
}

NodeIndex Parser::function_rest(NodeKind kind, Start start, uint16_t flags, List children) {
    const Depth depth(*this);
    const AllowIn inside(*this);
    type_parameters();
    add(children, parameters());
    type_annotation();
    // TypeScript's declarations without a body.
    if (is_typescript() && !at(Punctuator::open_brace)) {
        end_statement();
        add(children, make_absent());
    } else {
        add(children, block());
    }
    const NodeIndex made = finish(make(kind, start, children));
    node(made).flags |= flags;
    return made;
}

NodeIndex Parser::parameters() {
    const Start start = here();
    expect(Punctuator::open_paren);
    List patterns;
    while (!at(Punctuator::close_paren) && !at_end()) {
        while (at(Punctuator::at)) decorator();
        if (at(Punctuator::ellipsis)) {
            const Start one = here();
            advance();
            const NodeIndex inner = pattern();
            add(patterns, finish(make(NodeKind::rest, one, list(inner))));
            type_annotation();
        } else {
            add(patterns, pattern_with_default());
        }
        if (!accept(Punctuator::comma)) break;
    }
    expect(Punctuator::close_paren);
    return finish(make(NodeKind::parameters, start, patterns));
}

// A block, or what an arrow gives.
NodeIndex Parser::function_body() {
    if (at(Punctuator::open_brace)) return block();
    return assignment();
}

// At the arrow; `made` is the node of the parameters.
NodeIndex Parser::arrow(Start start, NodeIndex made, uint16_t flags) {
    const Depth depth(*this);
    advance();
    const bool is_block = at(Punctuator::open_brace);
    const NodeIndex body = function_body();
    const NodeIndex function = finish(make(NodeKind::arrow_function, start, list(made, body)));
    node(function).flags = static_cast<uint16_t>(flags | (is_block ? 0 : Node::has_expression));
    return function;
}

NodeIndex Parser::class_of(NodeKind kind, Start start) {
    const Depth depth(*this);
    uint16_t flags = 0;
    List decorators;
    while (at(Punctuator::at)) add(decorators, decorator());
    // @decorated export class …
    if (at_keyword(Word::export_)) return export_declaration(start);
    if (!at_keyword(Word::class_)) fail("unexpected token");
    advance();
    List children;
    const bool has_name =
        token_.kind == TokenKind::identifier || (token_.kind == TokenKind::keyword && !is_reserved(token_.word));
    if (has_name && (!is_typescript() || token_.word != Word::none || text(token_) != "implements")) {
        flags |= Node::has_name;
        add(children, make_name());
    }
    type_parameters();
    if (at_keyword(Word::extends_)) {
        advance();
        flags |= Node::has_parent;
        const Start parent = here();
        add(children, subscripts(parent, primary(), true));
        type_parameters();
    }
    if (is_typescript() && token_.is_name() && text(token_) == "implements")
        while (!at(Punctuator::open_brace) && !at_end()) advance();
    const NodeIndex body = class_body();
    if (decorators.last != 0) {
        node(decorators.last).next = node(body).first;
        node(body).first = decorators.first;
    }
    add(children, body);
    const NodeIndex made = finish(make(kind, start, children));
    node(made).flags |= flags;
    return made;
}

NodeIndex Parser::decorator() {
    const Start start = here();
    advance();
    const Start value = here();
    const NodeIndex inner = subscripts(value, primary(), true);
    return finish(make(NodeKind::decorator, start, list(inner)));
}

NodeIndex Parser::class_body() {
    const AllowIn inside(*this);
    const Start start = here();
    expect(Punctuator::open_brace);
    List members;
    while (!at(Punctuator::close_brace) && !at_end()) {
        if (accept(Punctuator::semicolon)) continue;
        const Start one = here();
        const uint32_t depth = brackets_;
        const Token first = token_;
        const NodeIndex member = class_member();
        if (failed_) recover_member(members, one, depth, first);
        else add(members, member);
    }
    expect(Punctuator::close_brace);
    return finish(make(NodeKind::class_body, start, members));
}

// Up to a semicolon, or behind a body in braces, or before the brace that closes the class.
void Parser::recover_member(List& into, Start start, uint32_t depth, Token first) {
    failed_ = false;
    token_ = stopped_;
    bool moved = token_.offset != first.offset;
    while (!at_end()) {
        if (brackets_ <= depth && moved && (at(Punctuator::close_brace) || at(Punctuator::semicolon))) break;
        const bool closes_body = at(Punctuator::close_brace) && brackets_ == depth + 1;
        advance();
        moved = true;
        if (closes_body) break;
    }
    add(into, make(NodeKind::unreadable, start));
    ++tree_.unread_count;
    if (tree_.unread.size() < max_unread) tree_.unread.push_back({start.offset, last_end_, start.line, reason_});
}

NodeIndex Parser::class_member() {
    const Start start = here();
    if (at(Punctuator::at)) return decorator();
    if (token_.is_name() && token_.word == Word::static_ && ahead().is(Punctuator::open_brace)) {
        advance();
        advance();
        const List body = statements();
        expect(Punctuator::close_brace);
        return finish(make(NodeKind::static_block, start, body));
    }
    auto [flags, function_flags] = modifiers(true);
    const NodeIndex name = key(flags);
    if (is_typescript() && (accept(Punctuator::question) || accept(Punctuator::bang))) type_annotation();
    type_parameters();
    if (at(Punctuator::open_paren)) {
        const NodeIndex body = function_rest(NodeKind::function_expression, here(), function_flags, {});
        const NodeIndex made = finish(make(NodeKind::method, start, list(name, body)));
        node(made).flags = flags;
        return made;
    }
    type_annotation();
    List parts = list(name);
    if (accept(Punctuator::assign)) add(parts, assignment());
    const NodeIndex made = make(NodeKind::field, start, parts);
    node(made).flags = flags;
    end_statement();
    return finish(made);
}

// Is the word that was just passed the member's own name?
bool Parser::at_member_end() {
    return at(Punctuator::open_paren) || at(Punctuator::assign) || at(Punctuator::semicolon) ||
           at(Punctuator::close_brace) || at(Punctuator::comma) || at(Punctuator::colon) || at_end();
}

// Words before a member's name.
Parser::Modifiers Parser::modifiers(bool in_class) {
    Modifiers found;
    const auto is_modifier = [&](bool same_line) {
        const Token& behind = ahead();
        if (same_line && behind.has(Token::newline_before)) return false;
        return behind.is_name() || behind.kind == TokenKind::private_name || behind.kind == TokenKind::string ||
               behind.kind == TokenKind::number || behind.is(Punctuator::open_bracket) || behind.is(Punctuator::star);
    };
    while (token_.is_name() && !token_.has(Token::escaped)) {
        const std::string_view word = text(token_);
        if (in_class && word == "static" && !(found.of_member & Node::is_static) && is_modifier(false)) {
            found.of_member |= Node::is_static;
        } else if (word == "async" && is_modifier(true)) {
            found.of_function |= Node::is_async;
        } else if ((word == "get" || word == "set") && is_modifier(false) && !ahead().is(Punctuator::star)) {
            found.of_member |= word == "get" ? Node::is_getter : Node::is_setter;
            advance();
            return found;
        } else if (in_class && ((word == "accessor" && is_modifier(true) && !ahead().is(Punctuator::star)) ||
                                (is_typescript() && is_type_modifier(word) && is_modifier(true)))) {
            // An accessor is read as a field; the others are of types only.
        } else {
            break;
        }
        advance();
    }
    if (accept(Punctuator::star)) found.of_function |= Node::is_generator;
    return found;
}

// A member's name.
NodeIndex Parser::key(uint16_t& flags) {
    if (token_.is_name()) return make_name();
    if (token_.kind == TokenKind::private_name) return make_name(NodeKind::private_name);
    if (token_.kind == TokenKind::string) return make_leaf(NodeKind::string);
    if (token_.kind == TokenKind::number) return make_leaf(NodeKind::number);
    if (!at(Punctuator::open_bracket)) fail("unexpected token");
    const AllowIn inside(*this);
    flags |= Node::is_computed;
    advance();
    const NodeIndex value = assignment();
    expect(Punctuator::close_bracket);
    return value;
}

NodeIndex Parser::pattern() {
    if (at(Punctuator::open_brace) || at(Punctuator::open_bracket)) {
        const NodeIndex made = at(Punctuator::open_brace) ? object() : array();
        to_pattern(made);
        return made;
    }
    if (token_.kind == TokenKind::identifier || (token_.kind == TokenKind::keyword && !is_reserved(token_.word)))
        return make_name();
    // TypeScript: a parameter `this: T`.
    if (is_typescript() && at_keyword(Word::this_)) return make_name();
    fail("unexpected token");
    return make_absent();
}

NodeIndex Parser::pattern_with_default() {
    const Start start = here();
    // TypeScript: constructor(private x)
    while (is_typescript() && token_.kind == TokenKind::identifier && ahead().kind == TokenKind::identifier) advance();
    const NodeIndex target = pattern();
    type_annotation();
    if (!accept(Punctuator::assign)) return target;
    const NodeIndex value = assignment();
    return finish(make(NodeKind::assignment_pattern, start, list(target, value)));
}

// What was read as an expression turns out to be assigned to.
void Parser::to_pattern(NodeIndex index) {
    switch (node(index).kind) {
        case NodeKind::object:
            node(index).kind = NodeKind::object_pattern;
            for (NodeIndex at = node(index).first; at != 0; at = node(at).next) {
                if (node(at).kind != NodeKind::property) {
                    to_pattern(at);
                } else {
                    const NodeIndex key = node(at).first;
                    to_pattern(node(at).has(Node::is_shorthand) ? key : node(key).next);
                }
            }
            break;
        case NodeKind::array:
        case NodeKind::parameters:
            if (node(index).kind == NodeKind::array) node(index).kind = NodeKind::array_pattern;
            for (NodeIndex at = node(index).first; at != 0; at = node(at).next) to_pattern(at);
            break;
        case NodeKind::assign:
            if (node(index).operation == Operation::none) node(index).kind = NodeKind::assignment_pattern;
            break;
        case NodeKind::spread:
            node(index).kind = NodeKind::rest;
            to_pattern(node(index).first);
            break;
        default: break;
    }
}

}  // namespace ward::javascript
