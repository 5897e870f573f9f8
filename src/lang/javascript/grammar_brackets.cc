// Brackets and operators.
#include "lang/javascript/grammar.h"

namespace ward::javascript {

// Beyond the limit brackets are counted, but not told apart.
bool Grammar::push(Token& token, Bracket role, uint8_t traits) {
    if (frames_.size() >= max_nesting) {
        too_deep_ = true;
        ++lost_;
        return false;
    }
    const Frame& outer = frames_.back();
    Frame inner{.role = role,
                .in_async = outer.in_async || outer.arrow_async,
                .in_generator = outer.in_generator,
                .traits = traits};
    switch (role) {
        case Bracket::function_body:
        case Bracket::arrow_body:
            inner.in_async = (traits & async) != 0;
            inner.in_generator = (traits & generator) != 0;
            break;
        case Bracket::object:
        case Bracket::names:
        case Bracket::class_body: inner.key = true; break;
        default: break;
    }
    token.bracket = role;
    frames_.push_back(inner);
    return true;
}

void Grammar::open_paren(Token& token) {
    Frame& here = frame();
    const bool behind_keyword = previous_.kind == TokenKind::keyword;
    Bracket role = after_operand() ? Bracket::call : Bracket::group;
    uint8_t traits = 0;
    bool async_call = false;
    if (behind_keyword && (previous_.is(Word::if_) || previous_.is(Word::while_) || previous_.is(Word::with_) ||
                           previous_.is(Word::switch_))) {
        role = Bracket::control;
    } else if (behind_keyword && (previous_.is(Word::for_) || (previous_.is(Word::await_) && before_.is(Word::for_)))) {
        role = Bracket::for_head;
    } else if (behind_keyword && previous_.is(Word::catch_)) {
        role = Bracket::catch_head;
    } else if (here.function != 0) {
        role = Bracket::parameters;
        traits = here.function;
        here.function = 0;
    } else if (here.key && (after_operand() || typescript_)) {
        role = Bracket::parameters;
        // `async` right before is the method's name.
        traits = pending | method | (previous_.is(Word::async_) ? here.member & generator : here.member);
    } else if (previous_.is(Word::async_) && !previous_.has(Token::property)) {
        async_call = true;
    }
    if (push(token, role, traits)) frame().async_call = async_call;
    position_ = Position::operand;
}

Bracket Grammar::brace_role(const Token& token, uint8_t& traits) {
    Frame& here = frame();
    // Behind a TypeScript type `>` ends an operand.
    const bool ended = after_operand() || (typescript_ && previous_.is(Punctuator::greater));
    if (previous_.is(Punctuator::arrow)) {
        traits = here.arrow_async ? async : 0;
        here.arrow_async = false;
        return Bracket::arrow_body;
    }
    if (here.body != 0 && ended) {
        traits = here.body;
        here.body = 0;
        return Bracket::function_body;
    }
    if (here.classes != 0 && ended) {
        --here.classes;
        traits = here.classes == 0 && here.class_declaration ? declaration : 0;
        return Bracket::class_body;
    }
    if (previous_.kind == TokenKind::keyword &&
        (previous_.is(Word::import_) || previous_.is(Word::export_) || previous_.is(Word::with_)))
        return Bracket::names;
    if (here.role == Bracket::class_body && here.key && previous_.is(Word::static_)) {
        traits = method;
        return Bracket::function_body;
    }
    if (previous_.is(Word::try_) && previous_.kind == TokenKind::keyword) return Bracket::try_block;
    if (previous_.is(Word::let_) || (previous_.is(Word::default_) && before_.is(Word::export_))) return Bracket::object;
    if (previous_.is(Word::return_) && previous_.kind == TokenKind::keyword && token.has(Token::newline_before))
        return Bracket::block;
    return position_ == Position::operand ? Bracket::object : Bracket::block;
}

void Grammar::open_brace(Token& token) {
    uint8_t traits = 0;
    const Bracket role = brace_role(token, traits);
    if (role == Bracket::block && starts_statement(token)) token.flags |= Token::starts_statement;
    push(token, role, traits);
    position_ = role == Bracket::object || role == Bracket::names ? Position::operand : Position::statement;
}

void Grammar::closed_brace(const Frame& closed) {
    Frame& here = frame();
    switch (closed.role) {
        case Bracket::object: position_ = Position::after_operand; return;
        case Bracket::function_body:
        case Bracket::class_body:
            if ((closed.traits & method) != 0) {
                here.key = true;
                here.member = 0;
                position_ = Position::statement;
            } else {
                position_ = (closed.traits & declaration) != 0 ? Position::statement : Position::after_operand;
            }
            return;
        // No operator can follow the body of an arrow function: what does stands in a new statement.
        default: position_ = Position::statement; return;
    }
}

void Grammar::close(Token& token, Punctuator opener) {
    const Frame closed = frames_.back();
    const auto fits = [&] {
        switch (closed.role) {
            case Bracket::none:
            case Bracket::template_hole:
            case Bracket::jsx_tag:
            case Bracket::jsx_children: return false;
            case Bracket::group:
            case Bracket::call:
            case Bracket::parameters:
            case Bracket::control:
            case Bracket::for_head:
            case Bracket::catch_head: return opener == Punctuator::open_paren;
            case Bracket::index: return opener == Punctuator::open_bracket;
            default: return opener == Punctuator::open_brace;
        }
    };
    if (lost_ > 0 || !fits()) {
        if (lost_ > 0) --lost_;
        else unbalanced_ = true;
        position_ = opener == Punctuator::open_brace ? Position::statement : Position::after_operand;
        return;
    }
    token.bracket = closed.role;
    frames_.pop_back();
    Frame& here = frame();
    position_ = Position::after_operand;
    switch (closed.role) {
        case Bracket::control:
        case Bracket::for_head:
        case Bracket::catch_head: position_ = Position::statement; break;
        case Bracket::parameters: here.body = closed.traits; break;
        case Bracket::group:
        case Bracket::call: closed_async_ = closed.async_call; break;
        case Bracket::index:
        case Bracket::jsx_hole: break;
        default: closed_brace(closed); break;
    }
}

// It ends a label or a case, or parts a member's name from its value, or belongs to a `?`.
void Grammar::on_colon() {
    Frame& here = frame();
    position_ = Position::operand;
    if (here.questions > 0) {
        --here.questions;
    } else if (here.role == Bracket::object || here.role == Bracket::class_body) {
        here.key = false;
    } else if (has_statements(here)) {
        if (here.in_case || (previous_.is_name() && previous_started_)) position_ = Position::statement;
        here.in_case = false;
    }
}

void Grammar::on_arrow() {
    const bool of_name = previous_.kind == TokenKind::identifier && before_.is(Word::async_) &&
                         !before_.has(Token::property) && !previous_.has(Token::newline_before);
    frame().arrow_async = of_name || (previous_.is(Punctuator::close_paren) && closed_async_);
    position_ = Position::operand;
}

void Grammar::on_star() {
    Frame& here = frame();
    if (here.function != 0 && previous_.is(Word::function_)) {
        here.function |= generator;
        return;
    }
    if (here.key) here.member |= generator;
    position_ = Position::operand;
}

void Grammar::on_comma() {
    Frame& here = frame();
    position_ = Position::operand;
    here.arrow_async = false;
    if (here.role == Bracket::object || here.role == Bracket::names) {
        here.key = true;
        here.member = 0;
        here.questions = 0;
    }
}

void Grammar::on_semicolon() {
    Frame& here = frame();
    here.questions = 0;
    here.arrow_async = false;
    here.body = 0;
    here.function = 0;
    here.classes = 0;
    if (here.role == Bracket::class_body || here.role == Bracket::object) {
        here.key = true;
        here.member = 0;
    }
    position_ = has_statements(here) || here.role == Bracket::class_body ? Position::statement : Position::operand;
}

void Grammar::on_punctuator(Token& token) {
    switch (token.punctuator) {
        case Punctuator::open_paren: open_paren(token); break;
        case Punctuator::open_bracket:
            push(token, Bracket::index, 0);
            position_ = Position::operand;
            break;
        case Punctuator::open_brace: open_brace(token); break;
        case Punctuator::close_paren: close(token, Punctuator::open_paren); break;
        case Punctuator::close_bracket: close(token, Punctuator::open_bracket); break;
        case Punctuator::close_brace: close(token, Punctuator::open_brace); break;
        case Punctuator::colon: on_colon(); break;
        case Punctuator::arrow: on_arrow(); break;
        case Punctuator::star: on_star(); break;
        case Punctuator::comma: on_comma(); break;
        case Punctuator::semicolon: on_semicolon(); break;
        case Punctuator::dot:
        case Punctuator::optional_dot: position_ = Position::operand; break;
        case Punctuator::question:
            if (frame().questions < UINT16_MAX) ++frame().questions;
            position_ = Position::operand;
            break;
        case Punctuator::ellipsis:
            if (frame().role == Bracket::object) frame().key = false;
            position_ = Position::operand;
            break;
        case Punctuator::assign:
            if (frame().role == Bracket::object || frame().role == Bracket::class_body) frame().key = false;
            position_ = Position::operand;
            break;
        case Punctuator::step:
            // Behind an operand on the same line it belongs to that one.
            if (!after_operand() || token.has(Token::newline_before)) position_ = Position::operand;
            break;
        case Punctuator::bang:
            // TypeScript: x! is not null.
            if (!typescript_ || !after_operand() || token.has(Token::newline_before)) position_ = Position::operand;
            break;
        default: position_ = Position::operand; break;
    }
    remember(token);
}

}  // namespace ward::javascript
