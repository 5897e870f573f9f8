// TypeScript: types are passed over where they usually stand. What this does not know is left to the recovery of
// statements.
#include "lang/javascript/syntax/parser.h"

namespace ward::javascript {

// From an opening bracket behind its partner.
void Parser::pass_brackets() {
    const uint32_t depth = brackets_;
    do advance();
    while (brackets_ > depth && !at_end());
}

void Parser::type_annotation() {
    if (!is_typescript()) return;
    if (at(Punctuator::question) &&
        (ahead().is(Punctuator::colon) || ahead().is(Punctuator::comma) || ahead().is(Punctuator::close_paren)))
        advance();
    if (accept(Punctuator::colon)) type();
}

void Parser::type_parameters() {
    if (!is_typescript() || !at(Punctuator::less)) return;
    unsigned open = 0;
    while (!at_end()) {
        if (at(Punctuator::open_brace) || at(Punctuator::open_paren) || at(Punctuator::open_bracket)) {
            pass_brackets();
            continue;
        }
        if (at(Punctuator::semicolon) || at(Punctuator::close_brace)) return fail("unexpected token");
        if (at(Punctuator::less)) ++open;
        if (at(Punctuator::greater)) --open;
        advance();
        if (open == 0) return;
    }
}

// A type ends where an operand of types is not followed by an operator of types.
void Parser::type() {
    while (!at_end()) {
        while (token_.is_name() &&
               (text(token_) == "keyof" || text(token_) == "readonly" || text(token_) == "unique" ||
                text(token_) == "infer" || text(token_) == "asserts" || at_keyword(Word::typeof_) ||
                at_keyword(Word::new_)) &&
               !ahead().is(Punctuator::comma) && !ahead().is(Punctuator::close_paren))
            advance();
        if (at(Punctuator::other) && (text(token_) == "|" || text(token_) == "&")) advance();
        type_parameters();
        // Only parameters are followed by an arrow.
        const bool has_parameters = at(Punctuator::open_paren);
        if (at(Punctuator::open_brace) || at(Punctuator::open_paren) || at(Punctuator::open_bracket)) pass_brackets();
        else if (token_.is_name() || token_.kind == TokenKind::string || token_.kind == TokenKind::number ||
                 token_.kind == TokenKind::template_whole || (at(Punctuator::other) && text(token_) == "-"))
            advance();
        else return fail("unexpected token");
        while (true) {
            if (at(Punctuator::less)) type_parameters();
            else if (at(Punctuator::open_bracket) && !token_.has(Token::newline_before)) pass_brackets();
            else if (at(Punctuator::dot)) {
                advance();
                advance();
            } else break;
        }
        const bool goes_on = (at(Punctuator::other) && (text(token_) == "|" || text(token_) == "&")) ||
                             (has_parameters && at(Punctuator::arrow)) || at_keyword(Word::extends_) ||
                             (token_.is_name() && text(token_) == "is");
        if (!goes_on) return;
        advance();
    }
}

// Statements that declare types alone, passed over. False where none starts here.
bool Parser::typescript_statement() {
    const std::string_view word = text(token_);
    const bool names_next = ahead().kind == TokenKind::identifier && !ahead().has(Token::newline_before);
    if (word == "type" && names_next) {
        advance();
        advance();
        type_parameters();
        expect(Punctuator::assign);
        type();
        end_statement();
        return true;
    }
    const bool holds_types = word == "interface" && names_next;
    const bool declares = word == "declare" && (names_next || ahead().kind == TokenKind::keyword);
    if (!holds_types && !declares) return false;
    while (!at(Punctuator::open_brace) && !at(Punctuator::semicolon) && !at_end()) {
        if (at(Punctuator::open_paren)) pass_brackets();
        else advance();
        if (declares && token_.has(Token::newline_before)) return true;
    }
    if (at(Punctuator::open_brace)) pass_brackets();
    else accept(Punctuator::semicolon);
    return true;
}

}  // namespace ward::javascript
