// Blanks, names and operators. Literals are in literals.cc.
#include "lang/javascript/tokens.h"

#include <algorithm>

#include "base/text.h"
#include "lang/javascript/characters.h"
#include "lang/javascript/grammar.h"
#include "lang/javascript/name_numbers.h"

namespace ward::javascript {
Tokens::Tokens(std::string_view source, const TokenOptions& options, NameNumbers* numbers)
    : source_(source.substr(0, max_source_bytes)),
      options_(options),
      grammar_(std::make_unique<Grammar>(options)),
      numbers_(numbers) {
    problems_.too_large = source.size() > max_source_bytes;
    if (source_.starts_with("\xef\xbb\xbf")) at_ = 3;
}

Tokens::~Tokens() = default;

Token Tokens::make(TokenKind kind, size_t end) {
    Token token;
    token.offset = static_cast<uint32_t>(at_);
    token.length = static_cast<uint32_t>(end - at_);
    token.line = line_;
    token.kind = kind;
    if (newline_) token.flags = Token::newline_before;
    newline_ = false;
    at_ = end;
    return token;
}

Token Tokens::make(Punctuator punctuator, size_t length) {
    Token token = make(TokenKind::punctuator, at_ + length);
    token.punctuator = punctuator;
    grammar_->on_punctuator(token);
    return token;
}

Token Tokens::error(size_t end) {
    if (problems_.errors++ == 0) problems_.first_error_line = line_;
    return make(TokenKind::error, end);
}

// Counts the lines on the way.
size_t Tokens::past_lines(size_t end) {
    for (size_t i = at_; i < end; ++i) {
        if (!is_class(source_[i], line_mark)) continue;
        const size_t length = line_end_length(source_.substr(i));
        if (length == 0) continue;
        ++line_;
        newline_ = true;
        i += length - 1;
    }
    return end;
}

bool Tokens::at_html_open() const {
    return options_.kind != SourceKind::module && source_.substr(at_).starts_with("<!--");
}

// Moves behind the comment that starts here, if one does.
bool Tokens::skip_comment() {
    const char c = at(0);
    const char next = at(1);
    bool to_line_end = c == '/' && next == '/';
    if (c == '#' && next == '!' && (at_ == 0 || (at_ == 3 && source_.starts_with("\xef\xbb\xbf")))) to_line_end = true;
    const bool html =
        at_html_open() || (c == '-' && next == '-' && at(2) == '>' && newline_ && options_.kind != SourceKind::module);
    if (html) {
        problems_.html_comments = true;
        to_line_end = true;
    }
    if (to_line_end) {
        while (at_ < source_.size() &&
               (!is_class(source_[at_], line_mark) || line_end_length(source_.substr(at_)) == 0))
            ++at_;
        return true;
    }
    if (c != '/' || next != '*') return false;
    const size_t end = source_.find("*/", at_ + 2);
    if (end == std::string_view::npos) return false;
    at_ = past_lines(end + 2);
    return true;
}

void Tokens::skip_blanks() {
    while (at_ < source_.size()) {
        const char c = source_[at_];
        if (is_class(c, blank)) {
            ++at_;
        } else if (c == '\n') {
            ++at_;
            ++line_;
            newline_ = true;
        } else if (is_class(c, rare_blank)) {
            const std::string_view rest = source_.substr(at_);
            size_t length = line_end_length(rest);
            if (length > 0) {
                ++line_;
                newline_ = true;
            } else {
                length = wide_blank_length(rest);
            }
            if (length == 0) return;
            at_ += length;
        } else {
            return;
        }
    }
}

// Moves to the next token. A comment on the way, whose first byte is one of `starts`, is given where comments are kept.
std::optional<Token> Tokens::past_comments(std::string_view starts) {
    while (true) {
        skip_blanks();
        const size_t start = at_;
        const uint32_t line = line_;
        if (start == source_.size() || !starts.contains(source_[start]) || !skip_comment()) return std::nullopt;
        if (options_.comments == Comments::skip) continue;
        Token token;
        token.kind = TokenKind::comment;
        token.offset = static_cast<uint32_t>(start);
        token.length = static_cast<uint32_t>(at_ - start);
        token.line = line;
        return token;
    }
}

Token Tokens::next() {
    if (grammar_->has_jsx() && (grammar_->top() == Bracket::jsx_children || grammar_->top() == Bracket::jsx_tag)) {
        return jsx();
    }
    skip_blanks();
    if (at_ >= source_.size()) return end_token();
    if (!is_class(source_[at_], comment_mark)) return read();
    if (auto comment = past_comments("/<-#")) return *comment;
    return at_ < source_.size() ? read() : end_token();
}

Token Tokens::end_token() {
    problems_.too_deep = grammar_->too_deep();
    problems_.unbalanced = grammar_->unbalanced();
    return make(TokenKind::end, at_);
}

Token Tokens::read() {
    const char c = source_[at_];
    if (is_class(c, name_start) || c == '\\') return name(at_);
    if (is_class(c, decimal) || (c == '.' && is_digit(at(1)))) return number();
    switch (c) {
        case '"':
        case '\'': return text_literal(c);
        case '`': return template_piece();
        case '#': {
            if (!is_class(at(1), name_start) && at(1) != '\\') return error(at_ + 1);
            return name(at_ + 1);
        }
        case '/': return slash();
        case '<':
            if (grammar_->has_jsx() && !grammar_->after_operand() && starts_element()) {
                Token token = make(TokenKind::punctuator, at_ + 1);
                token.punctuator = Punctuator::less;
                grammar_->open_tag(token);
                return token;
            }
            return punctuation();
        case '}':
            if (grammar_->top() == Bracket::template_hole) return template_piece();
            return punctuation();
        default: return punctuation();
    }
}

// A name whose first character is at `start`; `#` may stand before it.
Token Tokens::name(size_t start) {
    size_t end = start;
    bool escaped = false;
    bool wide = false;
    const auto is_plain = [&] { return is_class(source_[end], ascii_name_part); };
    while (end < source_.size() && is_plain()) ++end;
    // Most names end here: with a character of ASCII that is no backslash.
    while (end < source_.size() && (is_plain() || source_[end] == '\\' || is_class(source_[end], name_part))) {
        const std::string_view rest = source_.substr(end);
        size_t length = 0;
        if (is_class(rest[0], ascii_name_part)) {
            length = 1;
        } else if (rest[0] == '\\') {
            length = name_escape_length(rest);
            escaped |= length > 0;
        } else if (is_class(rest[0], name_part) && !starts_wide_blank(rest)) {
            length = utf8_length(rest);
            wide |= length > 0;
        }
        if (length == 0) break;
        end += length;
    }
    if (end == start) return error(at_ + std::max<size_t>(1, utf8_length(source_.substr(at_))));
    const bool is_private = start != at_;
    Token token = make(is_private ? TokenKind::private_name : TokenKind::identifier, end);
    if (is_private) {
        grammar_->on_operand(token);
        return token;
    }
    const Word word = number_name(start, end);
    if (escaped) {
        token.flags |= Token::escaped;
        token.word = word_of(cooked(text(token), TokenKind::identifier));
    } else if (!wide) {
        token.word = word;
    }
    grammar_->on_name(token);
    return token;
}

Word Tokens::number_name(size_t start, size_t end) {
    if (numbers_ == nullptr) return word_of(source_.substr(start, end - start));
    const NameNumbers::Numbered numbered = numbers_->add(start, end - start);
    name_number_ = numbered.number;
    return numbered.word;
}

Token Tokens::slash() {
    if (at(1) == '*') {  // its end is missing
        const uint32_t line = line_;
        const size_t end = source_.size();
        Token token = error(end);
        at_ = token.offset;
        at_ = past_lines(end);
        token.line = line;
        return token;
    }
    if (grammar_->after_operand() || at_ < no_regexp_before_)
        return at(1) == '=' ? make(Punctuator::compound_assign, 2) : make(Punctuator::slash, 1);
    return regexp();
}

Token Tokens::punctuation() {
    const char c = at(0);
    const char d = at(1);
    switch (c) {
        case '(': return make(Punctuator::open_paren, 1);
        case ')': return make(Punctuator::close_paren, 1);
        case '[': return make(Punctuator::open_bracket, 1);
        case ']': return make(Punctuator::close_bracket, 1);
        case '{': return make(Punctuator::open_brace, 1);
        case '}': return make(Punctuator::close_brace, 1);
        case ';': return make(Punctuator::semicolon, 1);
        case ',': return make(Punctuator::comma, 1);
        case ':': return make(Punctuator::colon, 1);
        case '~': return make(Punctuator::other, 1);
        case '@': return make(Punctuator::at, 1);
        case '.': return d == '.' && at(2) == '.' ? make(Punctuator::ellipsis, 3) : make(Punctuator::dot, 1);
        case '?':
            if (d == '.' && !is_digit(at(2))) return make(Punctuator::optional_dot, 2);
            if (d == '?') return at(2) == '=' ? make(Punctuator::compound_assign, 3) : make(Punctuator::other, 2);
            return make(Punctuator::question, 1);
        case '=':
            if (d == '>') return make(Punctuator::arrow, 2);
            if (d == '=') return make(Punctuator::other, at(2) == '=' ? 3 : 2);
            return make(Punctuator::assign, 1);
        case '!':
            if (d == '=') return make(Punctuator::other, at(2) == '=' ? 3 : 2);
            return make(Punctuator::bang, 1);
        case '+':
        case '-':
            if (d == c) return make(Punctuator::step, 2);
            if (d == '=') return make(Punctuator::compound_assign, 2);
            return make(c == '+' ? Punctuator::plus : Punctuator::other, 1);
        case '*':
            if (d == '*') return at(2) == '=' ? make(Punctuator::compound_assign, 3) : make(Punctuator::other, 2);
            return d == '=' ? make(Punctuator::compound_assign, 2) : make(Punctuator::star, 1);
        case '&':
        case '|':
            if (d == c) return at(2) == '=' ? make(Punctuator::compound_assign, 3) : make(Punctuator::other, 2);
            return d == '=' ? make(Punctuator::compound_assign, 2) : make(Punctuator::other, 1);
        case '%':
        case '^': return d == '=' ? make(Punctuator::compound_assign, 2) : make(Punctuator::other, 1);
        case '<':
            if (d == '<') return at(2) == '=' ? make(Punctuator::compound_assign, 3) : make(Punctuator::other, 2);
            return d == '=' ? make(Punctuator::other, 2) : make(Punctuator::less, 1);
        case '>': return closing_angle();
        default: return error(at_ + 1);
    }
}

// In TypeScript `>>` may close two lists of types: there each angle is one token.
Token Tokens::closing_angle() {
    if (grammar_->is_typescript()) return make(Punctuator::greater, 1);
    const std::string_view rest = source_.substr(at_);
    for (const std::string_view one : {">>>=", ">>="})
        if (rest.starts_with(one)) return make(Punctuator::compound_assign, one.size());
    for (const std::string_view one : {">>>", ">>", ">="})
        if (rest.starts_with(one)) return make(Punctuator::other, one.size());
    return make(Punctuator::greater, 1);
}

}  // namespace ward::javascript
