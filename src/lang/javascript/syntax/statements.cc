// Statements.
#include "lang/javascript/syntax/parser.h"

namespace ward::javascript {

NodeIndex Parser::statement() {
    const Depth depth(*this);
    const Start start = here();
    if (token_.kind == TokenKind::keyword) {
        if (const NodeIndex made = statement_of_keyword(start); made != 0 || failed_) return made;
    } else if (token_.kind == TokenKind::punctuator) {
        if (at(Punctuator::open_brace)) return block();
        if (at(Punctuator::at)) return class_of(NodeKind::class_, start);
        if (at(Punctuator::semicolon)) {
            advance();
            return make(NodeKind::empty, start);
        }
    } else if (token_.kind == TokenKind::identifier) {
        if (at_word(Word::async_) && ahead().is(Word::function_) && ahead().kind == TokenKind::keyword &&
            !ahead().has(Token::newline_before))
            return function(NodeKind::function, start);
        if (is_typescript() && typescript_statement()) return make(NodeKind::empty, start);
        if (const Operation operation = declaration_here(); operation != Operation::none)
            return variables(start, operation, false);
        if (ahead().is(Punctuator::colon)) {
            const NodeIndex label = make_name();
            advance();
            return finish(make(NodeKind::labeled, start, list(label, statement())));
        }
    }
    const NodeIndex value = expression();
    const NodeIndex made = make(NodeKind::expression_statement, start, list(value));
    end_statement();
    return finish(made);
}

// 0: an expression starts with this keyword.
NodeIndex Parser::statement_of_keyword(Start start) {
    switch (token_.word) {
        case Word::var_:
        case Word::const_: return variables(start, declaration_here(), false);
        case Word::function_: return function(NodeKind::function, start);
        case Word::class_: return class_of(NodeKind::class_, start);
        case Word::if_: return if_statement();
        case Word::for_: return for_statement();
        case Word::return_: return jump(NodeKind::return_);
        case Word::throw_: return jump(NodeKind::throw_);
        case Word::break_: return jump(NodeKind::break_);
        case Word::continue_: return jump(NodeKind::continue_);
        case Word::switch_: return switch_statement();
        case Word::try_: return try_statement();
        case Word::export_: return export_declaration(start);
        case Word::import_:
            if (ahead().is(Punctuator::open_paren) || ahead().is(Punctuator::dot)) return 0;
            return import_declaration(start);
        case Word::while_:
        case Word::with_: {
            const NodeKind kind = at_keyword(Word::while_) ? NodeKind::while_ : NodeKind::with;
            advance();
            const NodeIndex head = in_parentheses();
            return finish(make(kind, start, list(head, statement())));
        }
        case Word::do_: {
            advance();
            const NodeIndex body = statement();
            if (!at_keyword(Word::while_)) fail("unexpected token");
            advance();
            const NodeIndex test = in_parentheses();
            accept(Punctuator::semicolon);
            return finish(make(NodeKind::do_while, start, list(body, test)));
        }
        case Word::debugger_: {
            advance();
            end_statement();
            return finish(make(NodeKind::debugger, start));
        }
        case Word::await_: {
            // await using x = …
            const Operation operation = declaration_here();
            return operation == Operation::none ? 0 : variables(start, operation, false);
        }
        default: return 0;
    }
}

NodeIndex Parser::in_parentheses() {
    expect(Punctuator::open_paren);
    const NodeIndex value = expression();
    expect(Punctuator::close_paren);
    return value;
}

NodeIndex Parser::block() {
    const AllowIn inside(*this);
    const Start start = here();
    expect(Punctuator::open_brace);
    const List body = statements();
    expect(Punctuator::close_brace);
    return finish(make(NodeKind::block, start, body));
}

// Long chains of else … if are one loop.
NodeIndex Parser::if_statement() {
    NodeIndex outermost = 0;
    NodeIndex above = 0;  // whose `else` is read
    const auto hang = [&](NodeIndex one) {
        if (above == 0) outermost = one;
        else node(tree_.child(above, 1)).next = one;
    };
    while (true) {
        const Start start = here();
        if (at_keyword(Word::if_)) {
            advance();
            const NodeIndex test = in_parentheses();
            const NodeIndex made = make(NodeKind::if_, start, list(test, statement()));
            if (failed_) return made;
            hang(made);
            above = made;
            finish(made);
            if (!at_keyword(Word::else_)) break;
            advance();
        } else {
            hang(statement());
            break;
        }
    }
    for (NodeIndex one = outermost; one != 0 && tree_.is(one, NodeKind::if_) && node(one).offset <= node(above).offset;
         one = tree_.child(one, 2))
        finish(one);
    return outermost;
}

NodeIndex Parser::jump(NodeKind kind) {
    const Start start = here();
    advance();
    const bool ends = at(Punctuator::semicolon) || at(Punctuator::close_brace) || at_end() ||
                      (token_.has(Token::newline_before) && kind != NodeKind::throw_);
    List children;
    if (!ends) {
        if (kind == NodeKind::break_ || kind == NodeKind::continue_) {
            if (token_.kind != TokenKind::identifier) fail("unexpected token");
            else add(children, make_name());
        } else {
            add(children, expression());
        }
    }
    const NodeIndex made = make(kind, start, children);
    end_statement();
    return finish(made);
}

NodeIndex Parser::switch_statement() {
    const Start start = here();
    advance();
    List children = list(in_parentheses());
    expect(Punctuator::open_brace);
    while (!at(Punctuator::close_brace) && !at_end()) {
        const Start clause = here();
        const bool is_default = at_keyword(Word::default_);
        if (!is_default && !at_keyword(Word::case_)) fail("unexpected token");
        advance();
        List parts = list(is_default ? make_absent() : expression());
        expect(Punctuator::colon);
        const uint32_t end = last_end_;
        while (!at(Punctuator::close_brace) && !at_end() && !at_keyword(Word::case_) && !at_keyword(Word::default_)) {
            const Start inner = here();
            const uint32_t depth = brackets_;
            const Token first = token_;
            const NodeIndex one = statement();
            if (failed_) recover(parts, inner, depth, first);
            else add(parts, one);
        }
        const NodeIndex made = finish(make(NodeKind::switch_case, clause, parts));
        if (tree_[parts.first].next == 0) node(made).end = end;
        add(children, made);
    }
    expect(Punctuator::close_brace);
    return finish(make(NodeKind::switch_, start, children));
}

NodeIndex Parser::try_statement() {
    const Start start = here();
    advance();
    List children = list(block());
    if (at_keyword(Word::catch_)) {
        const Start clause = here();
        advance();
        NodeIndex caught = 0;
        if (accept(Punctuator::open_paren)) {
            caught = pattern();
            type_annotation();
            expect(Punctuator::close_paren);
        } else {
            caught = make_absent();
        }
        add(children, finish(make(NodeKind::catch_, clause, list(caught, block()))));
    } else {
        add(children, make_absent());
    }
    if (at_keyword(Word::finally_)) {
        advance();
        add(children, block());
    } else {
        const uint32_t end = last_end_;
        add(children, make_absent());
        last_end_ = end;
    }
    return finish(make(NodeKind::try_, start, children));
}

// Which declaration of variables starts here, if one does.
Operation Parser::declaration_here() {
    if (at_keyword(Word::var_)) return Operation::var;
    if (at_keyword(Word::const_)) return ahead().is(Word::enum_) ? Operation::none : Operation::const_;
    if (at_word(Word::let_)) {
        const Token& behind = ahead();
        const bool starts = behind.kind == TokenKind::identifier || behind.is(Punctuator::open_bracket) ||
                            behind.is(Punctuator::open_brace) ||
                            (behind.kind == TokenKind::keyword && !is_reserved(behind.word));
        return starts ? Operation::let : Operation::none;
    }
    const bool awaits = at_keyword(Word::await_);
    if (!awaits && token_.kind != TokenKind::identifier) return Operation::none;
    // using x = …, await using x = …
    const Token& behind = ahead();
    if (behind.kind != TokenKind::identifier || behind.has(Token::newline_before)) return Operation::none;
    if (awaits) return text(behind) == "using" ? Operation::using_ : Operation::none;
    return text(token_) == "using" && !behind.is(Word::of_) ? Operation::using_ : Operation::none;
}

// In the head of a for, no semicolon ends it.
NodeIndex Parser::variables(Start start, Operation operation, bool in_for) {
    if (operation == Operation::using_ && at_keyword(Word::await_)) advance();
    advance();
    List children;
    do {
        const Start one = here();
        List parts = list(pattern());
        type_annotation();
        if (accept(Punctuator::assign)) add(parts, assignment());
        add(children, finish(make(NodeKind::declarator, one, parts)));
    } while (accept(Punctuator::comma));
    const NodeIndex made = make(NodeKind::variables, start, children);
    node(made).operation = operation;
    if (in_for) return made;
    end_statement();
    return finish(made);
}

NodeIndex Parser::for_statement() {
    const Start start = here();
    advance();
    const bool is_async = token_.is(Word::await_);
    if (is_async) advance();
    expect(Punctuator::open_paren);
    no_in_ = true;
    const Start head = here();
    NodeIndex first = 0;
    if (at(Punctuator::semicolon)) {
        first = make_absent();
    } else if (const Operation operation = declaration_here(); operation != Operation::none) {
        first = variables(head, operation, true);
    } else {
        first = expression();
    }
    no_in_ = false;
    return for_rest(start, first, is_async);
}

NodeIndex Parser::for_rest(Start start, NodeIndex head, bool is_async) {
    if (at_word(Word::of_) || at_keyword(Word::in_)) {
        const bool of = at_word(Word::of_);
        advance();
        if (!tree_.is(head, NodeKind::variables)) to_pattern(head);
        const NodeIndex value = of ? assignment() : expression();
        expect(Punctuator::close_paren);
        const NodeIndex body = statement();
        const NodeIndex made = finish(make(of ? NodeKind::for_of : NodeKind::for_in, start, list(head, value, body)));
        if (is_async) node(made).flags |= Node::is_async;
        return made;
    }
    expect(Punctuator::semicolon);
    const NodeIndex test = at(Punctuator::semicolon) ? make_absent() : expression();
    expect(Punctuator::semicolon);
    const NodeIndex step = at(Punctuator::close_paren) ? make_absent() : expression();
    expect(Punctuator::close_paren);
    const NodeIndex body = statement();
    return finish(make(NodeKind::for_, start, list(head, test, step, body)));
}

}  // namespace ward::javascript
