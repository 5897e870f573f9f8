// Words and operands. Brackets are in grammar_brackets.cc.
#include "lang/javascript/grammar.h"

namespace ward::javascript {

Grammar::Grammar(const TokenOptions& options)
    : typescript_(options.syntax == Syntax::typescript || options.syntax == Syntax::tsx),
      jsx_(options.syntax == Syntax::jsx || options.syntax == Syntax::tsx) {
    frames_.reserve(64);
    frames_.push_back({.in_async = options.kind != SourceKind::commonjs});
}

bool Grammar::has_statements(const Frame& frame) {
    switch (frame.role) {
        case Bracket::none:
        case Bracket::block:
        case Bracket::try_block:
        case Bracket::function_body:
        case Bracket::arrow_body: return true;
        default: return false;
    }
}

// A semicolon is inserted before a token on a new line that cannot go on with what stands before it.
bool Grammar::starts_statement(const Token& token) const {
    if (!has_statements(frames_.back())) return false;
    return position_ == Position::statement ||
           (position_ == Position::after_operand && token.has(Token::newline_before));
}

// The rule that ends a statement at a line's end also ends a class's member, and a member of TypeScript's types.
void Grammar::start_member() {
    Frame& here = frame();
    if (here.role == Bracket::class_body || (typescript_ && here.role == Bracket::object)) {
        here.key = true;
        here.member = 0;
    }
}

void Grammar::on_name(Token& token) {
    token.kind = TokenKind::identifier;
    if (token.has(Token::escaped) && is_reserved(token.word)) token.word = Word::none;
    if (previous_.is(Punctuator::dot) || previous_.is(Punctuator::optional_dot)) {
        token.flags |= Token::property;
        position_ = Position::after_operand;
        return remember(token);
    }
    if (token.word != Word::in_ && token.word != Word::instanceof_) start_member_after_newline(token);
    Frame& here = frame();
    if (here.key) {
        token.flags |= Token::property;
        if (token.word == Word::async_) here.member |= async;
        position_ = Position::after_operand;
        return remember(token);
    }
    const bool continues = token.word == Word::in_ || token.word == Word::instanceof_;
    const bool starts = !continues && starts_statement(token);
    if (starts) {
        token.flags |= Token::starts_statement;
        here.body = 0;
        here.questions = 0;
        here.arrow_async = false;
    }
    if (is_reserved(token.word)) {
        token.kind = TokenKind::keyword;
        on_keyword(token, starts);
        return remember_started(token, starts);
    }
    Position next = Position::after_operand;
    switch (token.word) {
        case Word::of_:
            if (here.role == Bracket::for_head && after_operand() && !previous_.is(Word::const_) &&
                !previous_.is(Word::var_) && !previous_.is(Word::let_))
                next = Position::operand;
            break;
        case Word::await_:
            if (here.in_async || here.arrow_async) {
                token.kind = TokenKind::keyword;
                next = Position::operand;
            }
            break;
        case Word::yield_:
            if (here.in_generator) {
                token.kind = TokenKind::keyword;
                next = Position::operand;
            }
            break;
        case Word::let_:
            if (starts || here.role == Bracket::for_head) next = Position::operand;
            break;
        case Word::as_:
        case Word::satisfies_:
            if (typescript_ && after_operand() && !starts) next = Position::operand;
            break;
        case Word::interface_:
        case Word::namespace_:
            if (typescript_) on_typescript_word(token, starts);
            break;
        default: break;
    }
    position_ = next;
    remember_started(token, starts);
}

// `interface X {` holds members as a class does.
void Grammar::on_typescript_word(Token& token, bool starts) {
    if (token.word != Word::interface_) return;
    if (!starts && !previous_.is(Word::export_) && !previous_.is(Word::declare_) && !previous_.is(Word::default_))
        return;
    frame().classes = 1;
    frame().class_declaration = true;
}

void Grammar::on_keyword(Token& token, bool starts) {
    Frame& here = frame();
    switch (token.word) {
        case Word::function_: {
            const bool is_async =
                previous_.is(Word::async_) && !previous_.has(Token::property) && !token.has(Token::newline_before);
            const bool is_declaration = is_async ? previous_started_ : starts;
            here.function = pending | (is_async ? async : 0) | (is_declaration ? declaration : 0);
            position_ = Position::after_operand;
            break;
        }
        case Word::class_:
        case Word::enum_:
            if (here.classes == 0) here.class_declaration = starts;
            if (here.classes < UINT8_MAX) ++here.classes;
            position_ = Position::after_operand;
            break;
        case Word::case_:
            here.in_case = true;
            here.questions = 0;
            position_ = Position::operand;
            break;
        case Word::default_:
            here.in_case = !previous_.is(Word::export_);
            here.questions = 0;
            position_ = here.in_case ? Position::operand : Position::statement;
            break;
        case Word::do_:
        case Word::else_:
        case Word::try_:
        case Word::catch_:
        case Word::finally_:
        case Word::break_:
        case Word::continue_:
        case Word::debugger_:
        case Word::export_: position_ = Position::statement; break;
        case Word::this_:
        case Word::super_:
        case Word::null_:
        case Word::true_:
        case Word::false_: position_ = Position::after_operand; break;
        default: position_ = Position::operand; break;
    }
}

void Grammar::on_operand(Token& token) {
    start_member_after_newline(token);
    const bool starts = starts_statement(token);
    if (starts) token.flags |= Token::starts_statement;
    // The string of an import ends its statement, but for attributes.
    const bool ends_import = token.kind == TokenKind::string &&
                             (previous_.is(Word::from_) || previous_.is(Word::import_)) &&
                             !previous_.has(Token::property) && has_statements(frame());
    position_ = ends_import ? Position::statement : Position::after_operand;
    remember(token);
}

void Grammar::on_template_head(Token& token) {
    push(token, Bracket::template_hole, 0);
    position_ = Position::operand;
    remember(token);
}

void Grammar::on_template_middle(Token& token) {
    token.bracket = Bracket::template_hole;
    position_ = Position::operand;
    remember(token);
}

void Grammar::on_template_tail(Token& token) {
    token.bracket = Bracket::template_hole;
    frames_.pop_back();
    position_ = Position::after_operand;
    remember(token);
}

void Grammar::open_tag(Token& token) {
    push(token, Bracket::jsx_tag, 0);
    remember(token);
}

void Grammar::open_hole(Token& token) {
    push(token, Bracket::jsx_hole, 0);
    position_ = Position::operand;
    remember(token);
}

void Grammar::close_tag(Token& token) {
    if (in_closing_tag()) return end_element(token);
    token.bracket = Bracket::jsx_tag;
    frame().role = Bracket::jsx_children;
    remember(token);
}

void Grammar::start_closing_tag(Token& token) {
    token.bracket = Bracket::jsx_children;
    frame().role = Bracket::jsx_tag;
    frame().traits = 1;
    remember(token);
}

void Grammar::end_element(Token& token) {
    token.bracket = Bracket::jsx_tag;
    frames_.pop_back();
    position_ = Position::after_operand;
    remember(token);
}

}  // namespace ward::javascript
