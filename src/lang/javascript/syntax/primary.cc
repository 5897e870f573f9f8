// Operands.
#include "lang/javascript/syntax/parser.h"

namespace ward::javascript {

NodeIndex Parser::primary() {
    const Start start = here();
    switch (token_.kind) {
        case TokenKind::identifier: return primary_word(start);
        case TokenKind::keyword: return primary_keyword(start);
        case TokenKind::string: return make_leaf(NodeKind::string);
        case TokenKind::number: return make_leaf(NodeKind::number);
        case TokenKind::regexp: return make_leaf(NodeKind::regexp);
        case TokenKind::template_whole:
        case TokenKind::template_head: return template_literal();
        case TokenKind::private_name: return make_name(NodeKind::private_name);  // #x in y
        case TokenKind::punctuator: break;
        default: fail(token_.kind == TokenKind::error ? "no token" : "unexpected token"); return make_absent();
    }
    switch (token_.punctuator) {
        case Punctuator::open_paren: return group(start);
        case Punctuator::open_bracket: return array();
        case Punctuator::open_brace: return object();
        case Punctuator::at: return class_of(NodeKind::class_expression, start);
        case Punctuator::less:
            if (token_.bracket == Bracket::jsx_tag) return jsx_element();
            [[fallthrough]];
        default: fail("unexpected token"); return make_absent();
    }
}

NodeIndex Parser::primary_word(Start start) {
    if (token_.word == Word::async_ && !token_.has(Token::escaped)) return async_word(start);
    const NodeIndex name = make_name();
    if (!at(Punctuator::arrow) || token_.has(Token::newline_before)) return name;
    return arrow(start, make(NodeKind::parameters, start, list(name)), 0);
}

// `async` alone is a name; async (…) => is seen where calls are read.
NodeIndex Parser::async_word(Start start) {
    if (!ahead().has(Token::newline_before)) {
        if (ahead().kind == TokenKind::keyword && ahead().word == Word::function_)
            return function(NodeKind::function_expression, start);
        if (ahead().kind == TokenKind::identifier && !ahead().is(Word::of_)) {
            advance();
            const Start parameter = here();
            const NodeIndex name = make_name();
            if (!at(Punctuator::arrow)) fail("unexpected token");
            if (failed_) return name;
            return arrow(start, make(NodeKind::parameters, parameter, list(name)), Node::is_async);
        }
    }
    const NodeIndex name = make_name();
    if (!at(Punctuator::arrow) || token_.has(Token::newline_before)) return name;
    return arrow(start, make(NodeKind::parameters, start, list(name)), 0);
}

NodeIndex Parser::primary_keyword(Start start) {
    switch (token_.word) {
        case Word::function_: return function(NodeKind::function_expression, start);
        case Word::class_: return class_of(NodeKind::class_expression, start);
        case Word::this_: return make_leaf(NodeKind::this_);
        case Word::super_: return make_leaf(NodeKind::super_);
        case Word::null_:
        case Word::true_:
        case Word::false_: return make_leaf(NodeKind::constant);
        case Word::new_: return new_expression(start);
        case Word::import_: return import_expression(start);
        default: break;
    }
    // `yield` and `await` where they are names.
    if (!is_reserved(token_.word)) return primary_word(start);
    fail("unexpected token");
    return make_absent();
}

NodeIndex Parser::new_expression(Start start) {
    const Depth depth(*this);
    if (ahead().is(Punctuator::dot)) {
        const NodeIndex word = make_name();
        advance();
        if (!token_.is_name()) fail("unexpected token");
        if (failed_) return word;
        const NodeIndex property = make_name();
        return finish(make(NodeKind::meta_property, start, list(word, property)));
    }
    advance();
    const Start callee_start = here();
    const NodeIndex operand = at_keyword(Word::new_) ? new_expression(callee_start) : primary();
    const NodeIndex callee = subscripts(callee_start, operand, false);
    List children = list(callee);
    if (is_typescript() && at(Punctuator::less)) type_parameters();
    if (at(Punctuator::open_paren)) arguments(children);
    return finish(make(NodeKind::new_, start, children));
}

// import(x), import.source(x), import.defer(x), import.meta
NodeIndex Parser::import_expression(Start start) {
    if (ahead().is(Punctuator::dot)) {
        const NodeIndex word = make_name();
        advance();
        if (!token_.is_name()) fail("unexpected token");
        if (failed_) return word;
        const bool is_meta = token_.word == Word::meta_;
        const NodeIndex property = make_name();
        if (is_meta) {
            tree_.has_module_syntax = true;
            return finish(make(NodeKind::meta_property, start, list(word, property)));
        }
    } else {
        advance();
    }
    List children;
    arguments(children);
    return finish(make(NodeKind::import_call, start, children));
}

// ( ) around an expression, or the parameters of an arrow.
NodeIndex Parser::group(Start start) {
    const AllowIn inside(*this);
    advance();
    List items;
    bool only_arrow = at(Punctuator::close_paren);
    const Start first = here();
    uint32_t end = first.offset;
    while (!at(Punctuator::close_paren) && !at_end()) {
        if (at(Punctuator::ellipsis)) {
            const Start one = here();
            advance();
            const NodeIndex inner = pattern();
            add(items, finish(make(NodeKind::rest, one, list(inner))));
            type_annotation();
            only_arrow = true;
        } else {
            add(items, assignment());
            if (is_typescript() && (at(Punctuator::colon) || at(Punctuator::question))) {
                type_annotation();
                if (accept(Punctuator::assign)) assignment();
                only_arrow = true;
            }
        }
        end = last_end_;
        if (!accept(Punctuator::comma)) break;
        only_arrow |= at(Punctuator::close_paren);
    }
    expect(Punctuator::close_paren);
    if (is_typescript() && only_arrow && at(Punctuator::colon)) type_annotation();
    if (at(Punctuator::arrow) && !token_.has(Token::newline_before) && !failed_) {
        const NodeIndex made = finish(make(NodeKind::parameters, start, items));
        to_pattern(made);
        return arrow(start, made, 0);
    }
    if (only_arrow) fail("unexpected token");
    if (failed_) return make_absent();
    NodeIndex value = items.first;
    if (node(value).next != 0) {
        value = make(NodeKind::sequence, first, items);
        node(value).end = end;
    }
    node(value).flags |= Node::in_parentheses;
    return value;
}

NodeIndex Parser::template_literal() {
    const Depth depth(*this);
    const AllowIn inside(*this);
    const Start start = here();
    List pieces;
    while (true) {
        const bool last = token_.kind == TokenKind::template_whole || token_.kind == TokenKind::template_tail;
        const bool known = last || token_.kind == TokenKind::template_head || token_.kind == TokenKind::template_middle;
        if (!known) fail("unexpected token");
        if (failed_) break;
        const NodeIndex piece = make_leaf(NodeKind::template_text);
        node(piece).offset += 1;
        node(piece).end -= last ? 1 : 2;
        add(pieces, piece);
        if (last) break;
        add(pieces, expression());
    }
    return finish(make(NodeKind::template_, start, pieces));
}

NodeIndex Parser::array() {
    const Depth depth(*this);
    const AllowIn inside(*this);
    const Start start = here();
    advance();
    List elements;
    while (!at(Punctuator::close_bracket) && !at_end()) {
        if (at(Punctuator::comma)) {
            const uint32_t end = last_end_;
            add(elements, make_absent());
            last_end_ = end;
        } else if (at(Punctuator::ellipsis)) {
            const Start one = here();
            advance();
            const NodeIndex inner = assignment();
            add(elements, finish(make(NodeKind::spread, one, list(inner))));
        } else {
            add(elements, assignment());
        }
        if (!accept(Punctuator::comma)) break;
    }
    expect(Punctuator::close_bracket);
    return finish(make(NodeKind::array, start, elements));
}

NodeIndex Parser::object() {
    const Depth depth(*this);
    const AllowIn inside(*this);
    const Start start = here();
    advance();
    List members;
    while (!at(Punctuator::close_brace) && !at_end()) {
        add(members, property());
        if (!accept(Punctuator::comma)) break;
    }
    expect(Punctuator::close_brace);
    return finish(make(NodeKind::object, start, members));
}

NodeIndex Parser::property() {
    const Start start = here();
    if (at(Punctuator::ellipsis)) {
        advance();
        const NodeIndex inner = assignment();
        return finish(make(NodeKind::spread, start, list(inner)));
    }
    auto [flags, function_flags] = modifiers(false);
    const bool is_plain_name = token_.is_name();
    const NodeIndex name = key(flags);
    if (at(Punctuator::open_paren) || (is_typescript() && at(Punctuator::less))) {
        const NodeIndex body = function_rest(NodeKind::function_expression, here(), function_flags, {});
        const NodeIndex made = finish(make(NodeKind::property, start, list(name, body)));
        node(made).flags = static_cast<uint16_t>(flags | (flags == 0 ? Node::is_method : 0));
        if ((flags & (Node::is_getter | Node::is_setter)) == 0) node(made).flags |= Node::is_method;
        return made;
    }
    if (accept(Punctuator::colon)) {
        const NodeIndex value = assignment();
        const NodeIndex made = finish(make(NodeKind::property, start, list(name, value)));
        node(made).flags = flags;
        return made;
    }
    if (!is_plain_name || function_flags != 0 || flags != 0) fail("unexpected token");
    return shorthand(start, name);
}

// { a }, and in patterns { a = 1 }
NodeIndex Parser::shorthand(Start start, NodeIndex key) {
    NodeIndex value = key;
    if (accept(Punctuator::assign)) {
        const NodeIndex fallback = assignment();
        value = finish(make(NodeKind::assignment_pattern, start, list(key, fallback)));
    }
    const NodeIndex made = finish(make(NodeKind::property, start, list(value)));
    node(made).flags |= Node::is_shorthand;
    return made;
}

}  // namespace ward::javascript
