// JSX: elements, whose tags and texts have tokens of their own.
#include "base/text.h"
#include "lang/javascript/characters.h"
#include "lang/javascript/grammar.h"
#include "lang/javascript/tokens.h"

namespace ward::javascript {

// Does an element start at this `<`? In .tsx `<T,>` and `<T extends U>` start type parameters instead.
bool Tokens::starts_element() const {
    size_t i = at_ + 1;
    const auto byte = [&] { return i < source_.size() ? source_[i] : '\0'; };
    if (byte() == '>') return true;
    if (!is_class(byte(), name_start)) return false;
    if (!grammar_->is_typescript()) return true;
    while (is_class(byte(), name_part)) ++i;
    while (is_class(byte(), blank)) ++i;
    return byte() != ',' && !source_.substr(i).starts_with("extends ");
}

Token Tokens::jsx_text() {
    size_t end = at_;
    while (end < source_.size() && source_[end] != '<' && source_[end] != '{') ++end;
    const size_t start = at_;
    Token token = make(TokenKind::jsx_text, end);
    at_ = start;
    at_ = past_lines(end);
    newline_ = false;
    grammar_->on_jsx_token(token);
    return token;
}

Token Tokens::jsx_punctuator(Punctuator punctuator, void (Grammar::*act)(Token&)) {
    Token token = make(TokenKind::punctuator, at_ + 1);
    token.punctuator = punctuator;
    (grammar_.get()->*act)(token);
    return token;
}

// The next token of a tag or of an element's children.
Token Tokens::jsx() {
    if (grammar_->top() == Bracket::jsx_children) {
        if (at(0) == '{') return jsx_punctuator(Punctuator::open_brace, &Grammar::open_hole);
        if (at(0) == '<' && at(1) == '/') return jsx_punctuator(Punctuator::less, &Grammar::start_closing_tag);
        if (at(0) == '<') return jsx_punctuator(Punctuator::less, &Grammar::open_tag);
        if (at_ < source_.size()) return jsx_text();
        return make(TokenKind::end, at_);
    }
    if (auto comment = past_comments("/")) return *comment;
    if (at_ >= source_.size()) return make(TokenKind::end, at_);
    const char c = at(0);
    if (is_class(c, name_start)) {
        size_t end = at_;
        while (end < source_.size() && (is_class(source_[end], name_part) || source_[end] == '-') &&
               !starts_wide_blank(source_.substr(end)))
            ++end;
        Token token = make(TokenKind::identifier, end);
        token.flags |= Token::property;
        number_name(token.offset, end);
        grammar_->on_jsx_token(token);
        return token;
    }
    switch (c) {
        case '"':
        case '\'': {  // no escapes, and over several lines
            const size_t start = at_;
            const size_t end = source_.find(c, at_ + 1);
            if (end == std::string_view::npos) return error(at_ + 1);
            Token token = make(TokenKind::string, end + 1);
            at_ = start;
            at_ = past_lines(end + 1);
            grammar_->on_jsx_token(token);
            return token;
        }
        case '{': return jsx_punctuator(Punctuator::open_brace, &Grammar::open_hole);
        case '<': return jsx_punctuator(Punctuator::less, &Grammar::open_tag);
        case '>': return jsx_punctuator(Punctuator::greater, &Grammar::close_tag);
        case '/':
            // Of />, or of </ behind its angle.
            if (at(1) == '>') {
                Token token = make(TokenKind::punctuator, at_ + 2);
                token.punctuator = Punctuator::greater;
                grammar_->end_element(token);
                return token;
            }
            [[fallthrough]];
        case '.':
        case ':':
        case '=': return jsx_punctuator(Punctuator::other, &Grammar::on_jsx_punctuator);
        default: return error(at_ + 1);
    }
}

}  // namespace ward::javascript
