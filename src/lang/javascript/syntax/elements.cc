// JSX: elements with their attributes and children.
#include "lang/javascript/syntax/parser.h"

namespace ward::javascript {

// a, a.b, a:b: one name, as it is written.
NodeIndex Parser::jsx_name() {
    const Start start = here();
    if (token_.kind != TokenKind::identifier) fail("unexpected token");
    while (!failed_) {
        advance();
        const bool joins = at(Punctuator::other) && (text(token_) == "." || text(token_) == ":");
        if (!joins) break;
        advance();
        if (token_.kind != TokenKind::identifier) fail("unexpected token");
    }
    const NodeIndex made = finish(make(NodeKind::jsx_name, start));
    node(made).first = names_.intern(tree_.text(made));
    return made;
}

NodeIndex Parser::jsx_hole() {
    const AllowIn inside(*this);
    const Start start = here();
    advance();
    List children;
    if (at(Punctuator::ellipsis)) {
        const Start one = here();
        advance();
        const NodeIndex inner = assignment();
        add(children, finish(make(NodeKind::spread, one, list(inner))));
    } else if (!at(Punctuator::close_brace)) {
        add(children, expression());
    }
    expect(Punctuator::close_brace);
    return finish(make(NodeKind::jsx_hole, start, children));
}

NodeIndex Parser::jsx_attribute() {
    const Start start = here();
    List parts = list(jsx_name());
    if (at(Punctuator::other) && text(token_) == "=") {
        advance();
        if (token_.kind == TokenKind::string) add(parts, make_leaf(NodeKind::string));
        else if (at(Punctuator::open_brace)) add(parts, jsx_hole());
        else add(parts, jsx_element());
    }
    return finish(make(NodeKind::jsx_attribute, start, parts));
}

void Parser::jsx_children(List& into) {
    while (!at_end()) {
        if (token_.kind == TokenKind::jsx_text) {
            advance();
        } else if (at(Punctuator::open_brace)) {
            add(into, jsx_hole());
        } else if (at(Punctuator::less) && ahead().is(Punctuator::greater) && ahead().length == 2) {
            // </>
            advance();
            advance();
            return;
        } else if (at(Punctuator::less) && ahead().is(Punctuator::other)) {
            // </name>
            advance();
            advance();
            if (!at(Punctuator::greater)) jsx_name();
            expect(Punctuator::greater);
            return;
        } else if (at(Punctuator::less)) {
            add(into, jsx_element());
        } else {
            fail("unexpected token");
        }
    }
}

NodeIndex Parser::jsx_element() {
    const Depth depth(*this);
    const Start start = here();
    if (!at(Punctuator::less)) fail("unexpected token");
    advance();
    List parts = list(at(Punctuator::greater) ? make_absent() : jsx_name());
    while (!at(Punctuator::greater) && !at_end()) {
        if (at(Punctuator::open_brace)) add(parts, jsx_hole());
        else add(parts, jsx_attribute());
    }
    const bool is_whole = token_.length == 2;  // />
    expect(Punctuator::greater);
    if (!is_whole) jsx_children(parts);
    return finish(make(NodeKind::jsx_element, start, parts));
}

}  // namespace ward::javascript
