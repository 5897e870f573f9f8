// Expressions: operators, and what stands behind an operand.
#include <vector>

#include "lang/javascript/syntax/parser.h"

namespace ward::javascript {
namespace {

struct Binary {
    int precedence = 0;  // 0: no binary operator
    Operation operation = Operation::none;
};

constexpr int power_precedence = 12;

Binary of_text(std::string_view text) {
    switch (text[0]) {
        case '|': return text.size() == 2 ? Binary{2, Operation::logical_or} : Binary{4, Operation::bit_or};
        case '&': return text.size() == 2 ? Binary{3, Operation::logical_and} : Binary{6, Operation::bit_and};
        case '?': return {1, Operation::coalesce};
        case '^': return {5, Operation::bit_xor};
        case '=':
        case '!': return {7, Operation::compare};
        case '<':
        case '>':
            if (text == "<" || text == ">" || text == "<=" || text == ">=") return {8, Operation::compare};
            return {9, Operation::shift};
        case '+': return {10, Operation::add};
        case '-': return {10, Operation::subtract};
        case '*':
            return text.size() == 2 ? Binary{power_precedence, Operation::power} : Binary{11, Operation::multiply};
        case '/': return {11, Operation::divide};
        case '%': return {11, Operation::remainder};
        default: return {};
    }
}

Binary binary_of(const Token& token, std::string_view text, bool no_in) {
    if (token.kind == TokenKind::keyword) {
        if (token.word == Word::instanceof_ || (token.word == Word::in_ && !no_in)) return {8, Operation::compare};
        return {};
    }
    if (token.kind != TokenKind::punctuator) return {};
    switch (token.punctuator) {
        case Punctuator::plus:
        case Punctuator::star:
        case Punctuator::less:
        case Punctuator::greater:
        case Punctuator::slash: return of_text(text);
        case Punctuator::other: return text == "~" ? Binary{} : of_text(text);
        default: return {};
    }
}

}  // namespace

NodeIndex Parser::expression() {
    const Start start = here();
    const NodeIndex first = assignment();
    if (!at(Punctuator::comma)) return first;
    List all = list(first);
    while (accept(Punctuator::comma)) add(all, assignment());
    return finish(make(NodeKind::sequence, start, all));
}

NodeIndex Parser::assignment() {
    const Depth depth(*this);
    if (at_keyword(Word::yield_)) return yield_expression();
    const Start start = here();
    const NodeIndex left = binary(1);
    if (token_.kind != TokenKind::punctuator || is_bare_arrow(left)) return left;
    if (at(Punctuator::question)) {
        // TypeScript: a parameter that may be left out.
        if (is_typescript() &&
            (ahead().is(Punctuator::colon) || ahead().is(Punctuator::comma) || ahead().is(Punctuator::close_paren)))
            return left;
        return conditional(start, left);
    }
    return assignment_behind(start, left);
}

NodeIndex Parser::assignment_behind(Start start, NodeIndex left) {
    Operation operation = Operation::none;
    if (at(Punctuator::assign)) {
        to_pattern(left);
    } else if (at(Punctuator::compound_assign)) {
        const std::string_view written = text(token_);
        operation = of_text(written.substr(0, written.size() - 1)).operation;
    } else {
        return left;
    }
    advance();
    const NodeIndex value = assignment();
    const NodeIndex made = finish(make(NodeKind::assign, start, list(left, value)));
    node(made).operation = operation;
    return made;
}

// Long chains a ? b : c ? d : e are one loop.
NodeIndex Parser::conditional(Start start, NodeIndex test) {
    std::vector<NodeIndex> chain;
    while (true) {
        advance();
        NodeIndex then = 0;
        {
            const AllowIn inside(*this);
            then = assignment();
        }
        expect(Punctuator::colon);
        chain.push_back(make(NodeKind::conditional, start, list(test, then)));
        const Start behind = here();
        NodeIndex last = 0;
        if (at_keyword(Word::yield_)) {
            last = yield_expression();
        } else {
            last = binary(1);
            const bool ends = token_.kind != TokenKind::punctuator || is_bare_arrow(last);
            if (!ends && at(Punctuator::question)) {
                start = behind;
                test = last;
                continue;
            }
            if (!ends) last = assignment_behind(behind, last);
        }
        for (size_t i = chain.size(); i-- > 0; last = chain[i]) {
            node(tree_.child(chain[i], 1)).next = last;
            finish(chain[i]);
        }
        return last;
    }
}

NodeIndex Parser::yield_expression() {
    const Start start = here();
    advance();
    List children;
    uint16_t flags = 0;
    if (!token_.has(Token::newline_before)) {
        if (accept(Punctuator::star)) flags = Node::is_prefix;
        const bool ends = at(Punctuator::close_paren) || at(Punctuator::close_bracket) || at(Punctuator::close_brace) ||
                          at(Punctuator::comma) || at(Punctuator::semicolon) || at(Punctuator::colon) || at_end() ||
                          token_.kind == TokenKind::template_middle || token_.kind == TokenKind::template_tail ||
                          at_keyword(Word::in_) || at_word(Word::of_);
        if (!ends || flags != 0) add(children, assignment());
    }
    const NodeIndex made = finish(make(NodeKind::yield, start, children));
    node(made).flags |= flags;
    return made;
}

// Precedence climbing: a chain of operators of one kind is a loop.
NodeIndex Parser::binary(int lowest) {
    const Start start = here();
    NodeIndex left = unary();
    if (is_bare_arrow(left)) return left;
    while (true) {
        const Binary found = binary_of(token_, text(token_), no_in_);
        if (found.precedence == 0 || found.precedence < lowest) break;
        advance();
        const NodeIndex right = binary(found.precedence == power_precedence ? found.precedence : found.precedence + 1);
        left = finish(make(NodeKind::binary, start, list(left, right)));
        node(left).operation = found.operation;
    }
    // TypeScript: x as T, x satisfies T.
    while (is_typescript() && lowest <= 8 && (at_word(Word::as_) || at_word(Word::satisfies_)) &&
           !token_.has(Token::newline_before)) {
        advance();
        type();
    }
    return left;
}

NodeIndex Parser::unary() {
    const Start start = here();
    Operation operation = Operation::none;
    if (token_.kind == TokenKind::punctuator) {
        if (at(Punctuator::bang)) operation = Operation::not_;
        else if (at(Punctuator::plus)) operation = Operation::to_number;
        else if (at(Punctuator::other) && text(token_) == "-") operation = Operation::negate;
        else if (at(Punctuator::other) && text(token_) == "~") operation = Operation::bit_not;
    } else if (token_.kind == TokenKind::keyword) {
        if (at_keyword(Word::typeof_)) operation = Operation::typeof_;
        else if (at_keyword(Word::void_)) operation = Operation::void_;
        else if (at_keyword(Word::delete_)) operation = Operation::delete_;
    }
    const bool awaits = at_keyword(Word::await_);
    if (operation != Operation::none || awaits || at(Punctuator::step)) {
        const Depth depth(*this);
        const bool steps = at(Punctuator::step);
        advance();
        const NodeIndex operand = unary();
        const NodeKind kind = awaits ? NodeKind::await : steps ? NodeKind::update : NodeKind::unary;
        const NodeIndex made = finish(make(kind, start, list(operand)));
        node(made).operation = operation;
        if (steps) node(made).flags |= Node::is_prefix;
        return made;
    }
    const NodeIndex operand = subscripts(start, primary(), true);
    if (!at(Punctuator::step) || token_.has(Token::newline_before)) return operand;
    advance();
    return finish(make(NodeKind::update, start, list(operand)));
}

void Parser::arguments(List& into) {
    const AllowIn inside(*this);
    expect(Punctuator::open_paren);
    while (!at(Punctuator::close_paren) && !at_end()) {
        if (at(Punctuator::ellipsis)) {
            const Start one = here();
            advance();
            const NodeIndex inner = assignment();
            add(into, finish(make(NodeKind::spread, one, list(inner))));
        } else {
            add(into, assignment());
        }
        if (!accept(Punctuator::comma)) break;
    }
    expect(Punctuator::close_paren);
}

// Members, calls, templates behind `base`.
NodeIndex Parser::subscripts(Start start, NodeIndex base, bool calls) {
    if (is_bare_arrow(base)) return base;
    bool has_optional = false;
    const bool may_be_async = tree_.is(base, NodeKind::name) && text(token_) == "(" && tree_.text(base) == "async" &&
                              !token_.has(Token::newline_before);
    for (bool first = true;; first = false) {
        uint16_t flags = 0;
        if (at(Punctuator::optional_dot)) {
            if (!calls) break;
            advance();
            flags = Node::is_optional;
            has_optional = true;
            if (token_.is_name() || token_.kind == TokenKind::private_name) {
                const NodeIndex name =
                    make_name(token_.kind == TokenKind::private_name ? NodeKind::private_name : NodeKind::name);
                base = finish(make(NodeKind::member, start, list(base, name)));
                node(base).flags |= flags;
                continue;
            }
        } else if (accept(Punctuator::dot)) {
            if (!token_.is_name() && token_.kind != TokenKind::private_name) fail("unexpected token");
            if (failed_) break;
            const NodeIndex name =
                make_name(token_.kind == TokenKind::private_name ? NodeKind::private_name : NodeKind::name);
            base = finish(make(NodeKind::member, start, list(base, name)));
            continue;
        }
        if (at(Punctuator::open_bracket)) {
            const AllowIn inside(*this);
            advance();
            const NodeIndex name = expression();
            expect(Punctuator::close_bracket);
            base = finish(make(NodeKind::member, start, list(base, name)));
            node(base).flags |= flags | Node::is_computed;
        } else if (at(Punctuator::open_paren) && calls) {
            const Start opened = here();
            List children;
            arguments(children);
            if (first && may_be_async && at(Punctuator::arrow) && !token_.has(Token::newline_before)) {
                const NodeIndex made = finish(make(NodeKind::parameters, opened, children));
                to_pattern(made);
                return arrow(start, made, Node::is_async);
            }
            node(base).next = children.first;
            base = finish(make(NodeKind::call, start, {base, 0}));
            node(base).flags |= flags;
        } else if (token_.kind == TokenKind::template_whole || token_.kind == TokenKind::template_head) {
            const NodeIndex text = template_literal();
            base = finish(make(NodeKind::tagged_template, start, list(base, text)));
        } else if (is_typescript() && at(Punctuator::bang) && !token_.has(Token::newline_before)) {
            advance();
        } else {
            break;
        }
        if (failed_) break;
    }
    return has_optional ? finish(make(NodeKind::chain, start, list(base))) : base;
}

}  // namespace ward::javascript
