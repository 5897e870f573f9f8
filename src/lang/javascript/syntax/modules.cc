// import and export declarations.
#include "lang/javascript/syntax/parser.h"

namespace ward::javascript {

NodeIndex Parser::import_declaration(Start start) {
    tree_.has_module_syntax = true;
    advance();
    List children;
    if (token_.kind == TokenKind::string) {
        source_and_attributes(children);
        end_statement();
        return finish(make(NodeKind::import_, start, children));
    }
    // `type`, `defer` and `source` are modifiers where a name or a bracket follows that is not their `from`.
    const bool modifies = at_word(Word::type_) || at_word(Word::defer_) || at_word(Word::source_);
    if (modifies && (ahead().is(Punctuator::star) || ahead().is(Punctuator::open_brace) ||
                     (ahead().kind == TokenKind::identifier && !ahead().is(Word::from_))))
        advance();
    if (token_.kind == TokenKind::identifier) {
        const Start one = here();
        const NodeIndex local = make_name();
        // TypeScript: import x = require('x')
        if (is_typescript() && accept(Punctuator::assign)) {
            const NodeIndex value = expression();
            const NodeIndex declared = finish(make(NodeKind::declarator, one, list(local, value)));
            const NodeIndex made = make(NodeKind::variables, start, list(declared));
            node(made).operation = Operation::const_;
            end_statement();
            return finish(made);
        }
        add(children, finish(make(NodeKind::import_default, one, list(local))));
        if (accept(Punctuator::comma) && !at(Punctuator::star) && !at(Punctuator::open_brace)) fail("unexpected token");
    }
    if (at(Punctuator::star)) {
        const Start one = here();
        advance();
        if (!accept_word(Word::as_)) fail("unexpected token");
        if (!token_.is_name()) fail("unexpected token");
        if (failed_) return make_absent();
        const NodeIndex local = make_name();
        add(children, finish(make(NodeKind::import_namespace, one, list(local))));
    } else if (at(Punctuator::open_brace)) {
        specifiers(NodeKind::import_specifier, children);
    }
    if (!accept_word(Word::from_)) fail("unexpected token");
    source_and_attributes(children);
    end_statement();
    return finish(make(NodeKind::import_, start, children));
}

// A name or a string.
NodeIndex Parser::module_name() {
    if (token_.kind == TokenKind::string) return make_leaf(NodeKind::string);
    if (!token_.is_name()) fail("unexpected token");
    return failed_ ? make_absent() : make_name();
}

NodeIndex Parser::specifiers(NodeKind kind, List& into) {
    advance();
    while (!at(Punctuator::close_brace) && !at_end()) {
        const Start one = here();
        if (is_typescript() && at_word(Word::type_) && ahead().is_name() && !ahead().is(Word::as_)) advance();
        List names = list(module_name());
        if (token_.is_name() && token_.word == Word::as_) {
            advance();
            add(names, module_name());
        }
        add(into, finish(make(kind, one, names)));
        if (!accept(Punctuator::comma)) break;
    }
    expect(Punctuator::close_brace);
    return into.first;
}

void Parser::source_and_attributes(List& into) {
    if (token_.kind != TokenKind::string) fail("unexpected token");
    if (failed_) return;
    add(into, make_leaf(NodeKind::string));
    attributes(into);
}

// with { type: 'json' }
void Parser::attributes(List& into) {
    const bool has_them = at_keyword(Word::with_) || (at_word(Word::assert_) && !token_.has(Token::newline_before));
    if (!has_them) return;
    advance();
    expect(Punctuator::open_brace);
    while (!at(Punctuator::close_brace) && !at_end()) {
        const Start one = here();
        const NodeIndex name = module_name();
        expect(Punctuator::colon);
        if (token_.kind != TokenKind::string) fail("unexpected token");
        if (failed_) return;
        const NodeIndex value = make_leaf(NodeKind::string);
        add(into, finish(make(NodeKind::import_attribute, one, list(name, value))));
        if (!accept(Punctuator::comma)) break;
    }
    expect(Punctuator::close_brace);
}

NodeIndex Parser::export_declaration(Start start) {
    tree_.has_module_syntax = true;
    advance();
    List children;
    if (at_keyword(Word::default_)) {
        advance();
        const Start value = here();
        const bool is_async =
            at_word(Word::async_) && ahead().is(Word::function_) && !ahead().has(Token::newline_before);
        if (at_keyword(Word::function_) || is_async) {
            add(children, function(NodeKind::function, value));
        } else if (at_keyword(Word::class_) || at(Punctuator::at)) {
            add(children, class_of(NodeKind::class_, value));
        } else if (is_typescript() && typescript_statement()) {
            return finish(make(NodeKind::empty, start));
        } else {
            add(children, assignment());
            end_statement();
        }
        return finish(make(NodeKind::export_default, start, children));
    }
    if (accept(Punctuator::star)) {
        uint16_t flags = 0;
        if (accept_word(Word::as_)) {
            flags = Node::has_name;
            add(children, module_name());
        }
        if (!accept_word(Word::from_)) fail("unexpected token");
        source_and_attributes(children);
        end_statement();
        const NodeIndex made = finish(make(NodeKind::export_all, start, children));
        node(made).flags |= flags;
        return made;
    }
    if (is_typescript() && at_word(Word::type_) && ahead().is(Punctuator::open_brace)) advance();
    if (at(Punctuator::open_brace)) {
        uint16_t flags = 0;
        specifiers(NodeKind::export_specifier, children);
        if (accept_word(Word::from_)) {
            flags = Node::has_source;
            source_and_attributes(children);
        }
        end_statement();
        const NodeIndex made = finish(make(NodeKind::export_named, start, children));
        node(made).flags |= flags;
        return made;
    }
    const NodeIndex declared = statement();
    const NodeIndex made = finish(make(NodeKind::export_named, start, list(declared)));
    node(made).flags |= Node::is_prefix;
    return made;
}

}  // namespace ward::javascript
