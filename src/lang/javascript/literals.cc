// Strings, templates, regular expressions, numbers and JSX, and what names and strings stand for.
#include <algorithm>

#include "base/text.h"
#include "lang/javascript/characters.h"
#include "lang/javascript/grammar.h"
#include "lang/javascript/tokens.h"

namespace ward::javascript {
namespace {

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

struct Escape {
    size_t length = 0;  // 0: not well-formed
    char32_t character = 0;
};

// Behind \u: four digits, or any number in braces.
Escape unicode_escape(std::string_view text) {
    Escape escape;
    if (!text.starts_with('{')) {
        for (; escape.length < 4; ++escape.length) {
            const int value = escape.length < text.size() ? hex_value(text[escape.length]) : -1;
            if (value < 0) return {};
            escape.character = escape.character * 16 + static_cast<char32_t>(value);
        }
        return escape;
    }
    size_t i = 1;
    for (; i < text.size() && hex_value(text[i]) >= 0; ++i) {
        escape.character = escape.character * 16 + static_cast<char32_t>(hex_value(text[i]));
        if (escape.character > 0x10ffff) return {};
    }
    if (i == 1 || i >= text.size() || text[i] != '}') return {};
    escape.length = i + 1;
    return escape;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c >= 0xd800 && c <= 0xdfff) c = 0xfffd;
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | c >> 6);
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3f));
        put(0x80 | (c >> 6 & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

// One escape of a string: `text` starts behind the backslash. Gives the bytes it takes.
size_t append_escape(std::string& out, std::string_view text) {
    if (text.empty()) return 0;
    if (const size_t length = line_end_length(text); length > 0) return length;
    switch (text[0]) {
        case 'n': out += '\n'; return 1;
        case 't': out += '\t'; return 1;
        case 'r': out += '\r'; return 1;
        case 'b': out += '\b'; return 1;
        case 'f': out += '\f'; return 1;
        case 'v': out += '\v'; return 1;
        case 'x': {
            const int high = text.size() > 2 ? hex_value(text[1]) : -1;
            const int low = text.size() > 2 ? hex_value(text[2]) : -1;
            if (high < 0 || low < 0) return 1;
            append_utf8(out, static_cast<char32_t>(high * 16 + low));
            return 3;
        }
        case 'u': {
            const Escape first = unicode_escape(text.substr(1));
            if (first.length == 0) return 1;
            const std::string_view rest = text.substr(1 + first.length);
            if (first.character >= 0xd800 && first.character < 0xdc00 && rest.starts_with("\\u")) {
                const Escape second = unicode_escape(rest.substr(2));
                if (second.length > 0 && second.character >= 0xdc00 && second.character < 0xe000) {
                    append_utf8(out, 0x10000 + ((first.character - 0xd800) << 10) + (second.character - 0xdc00));
                    return 1 + first.length + 2 + second.length;
                }
            }
            append_utf8(out, first.character);
            return 1 + first.length;
        }
        default: break;
    }
    if (text[0] < '0' || text[0] > '7') {
        const size_t length = std::max<size_t>(1, utf8_length(text));
        out += text.substr(0, length);
        return length;
    }
    // Octal: up to \377.
    char32_t value = 0;
    size_t length = 0;
    for (; length < 3 && length < text.size() && text[length] >= '0' && text[length] <= '7'; ++length) {
        const char32_t larger = value * 8 + static_cast<char32_t>(text[length] - '0');
        if (larger > 0377) break;
        value = larger;
    }
    append_utf8(out, value);
    return length;
}

}  // namespace

size_t name_escape_length(std::string_view text) {
    if (!text.starts_with("\\u")) return 0;
    const Escape escape = unicode_escape(text.substr(2));
    return escape.length == 0 ? 0 : escape.length + 2;
}

std::string cooked(std::string_view text, TokenKind kind) {
    const auto strip = [&](size_t front, size_t back) {
        text = text.size() < front + back ? std::string_view() : text.substr(front, text.size() - front - back);
    };
    const bool is_template = kind >= TokenKind::template_whole && kind <= TokenKind::template_tail;
    switch (kind) {
        case TokenKind::string:
        case TokenKind::template_whole:
        case TokenKind::template_tail: strip(1, 1); break;
        case TokenKind::template_head:
        case TokenKind::template_middle: strip(1, 2); break;
        default: break;
    }
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size();) {
        if (text[i] == '\\') {
            i += 1 + append_escape(out, text.substr(i + 1));
        } else if (is_template && text[i] == '\r') {
            out += '\n';
            i += text.substr(i).starts_with("\r\n") ? 2 : 1;
        } else {
            out += text[i++];
        }
    }
    return out;
}

// A string ends on its line, unless a backslash stands before the line's end.
Token Tokens::text_literal(char quote) {
    const uint32_t line = line_;
    uint32_t lines = 0;
    bool escaped = false;
    for (size_t i = at_ + 1; i < source_.size(); ++i) {
        const char c = source_[i];
        if (c == quote) {
            Token token = make(TokenKind::string, i + 1);
            if (escaped) token.flags |= Token::escaped;
            line_ = line + lines;
            grammar_->on_operand(token);
            return token;
        }
        if (c == '\\') {
            escaped = true;
            const size_t length = line_end_length(source_.substr(i + 1));
            if (length > 0) ++lines;
            i += std::max<size_t>(1, length);
        } else if (c == '\n' || c == '\r') {
            Token token = error(i);
            line_ = line + lines;
            return token;
        }
    }
    Token token = error(source_.size());
    line_ = line + lines;
    return token;
}

// Starts at a backtick, or at the brace that ends a hole.
Token Tokens::template_piece() {
    const bool continues = source_[at_] == '}';
    const size_t start = at_;
    size_t i = at_ + 1;
    bool escaped = false;
    const auto finish = [&](TokenKind kind, size_t end) {
        Token token = make(kind, end);
        at_ = start;
        at_ = past_lines(end);
        newline_ = false;
        if (escaped) token.flags |= Token::escaped;
        return token;
    };
    for (; i < source_.size(); ++i) {
        const char c = source_[i];
        if (c == '\\') {
            escaped = true;
            ++i;
        } else if (c == '`') {
            Token token = finish(continues ? TokenKind::template_tail : TokenKind::template_whole, i + 1);
            if (continues) grammar_->on_template_tail(token);
            else grammar_->on_operand(token);
            return token;
        } else if (c == '$' && i + 1 < source_.size() && source_[i + 1] == '{') {
            Token token = finish(continues ? TokenKind::template_middle : TokenKind::template_head, i + 2);
            if (continues) grammar_->on_template_middle(token);
            else grammar_->on_template_head(token);
            return token;
        }
    }
    if (problems_.errors++ == 0) problems_.first_error_line = line_;
    return finish(TokenKind::error, source_.size());
}

// One that does not end on its line is none: its slash is then an operator, and so is every other on the rest of the
// line (no second look, so that time stays linear).
Token Tokens::regexp() {
    bool in_class = false;
    size_t i = at_ + 1;
    for (; i < source_.size(); ++i) {
        const char c = source_[i];
        if (is_class(c, line_mark) && line_end_length(source_.substr(i)) > 0) break;
        if (c == '\\') {
            if (i + 1 < source_.size() && line_end_length(source_.substr(i + 1)) == 0) ++i;
        } else if (c == '[') {
            in_class = true;
        } else if (c == ']') {
            in_class = false;
        } else if (c == '/' && !in_class) {
            ++i;
            while (i < source_.size() && is_class(source_[i], name_part) && static_cast<signed char>(source_[i]) >= 0)
                ++i;
            Token token = make(TokenKind::regexp, i);
            grammar_->on_operand(token);
            return token;
        }
    }
    no_regexp_before_ = i;
    return error(at_ + 1);
}

Token Tokens::number() {
    const auto digits = [&](size_t i) {
        while (i < source_.size() && (is_digit(source_[i]) || source_[i] == '_')) ++i;
        return i;
    };
    const auto byte = [&](size_t i) { return i < source_.size() ? source_[i] : '\0'; };
    size_t i = at_;
    const char base = to_lower(byte(i + 1));
    if (byte(i) == '0' && (base == 'x' || base == 'o' || base == 'b')) {
        i += 2;
        while (hex_value(byte(i)) >= 0 || byte(i) == '_') ++i;
        if (byte(i) == 'n') ++i;
    } else {
        // 017 has no fraction: its dot is the one of a property. 08.5 has one.
        const size_t whole = digits(i);
        const std::string_view head = source_.substr(i, whole - i);
        const bool octal = head.size() > 1 && head[0] == '0' && head.find_first_not_of("01234567") == head.npos;
        i = whole;
        if (byte(i) == 'n') {
            ++i;
        } else {
            if (byte(i) == '.' && !octal) i = digits(i + 1);
            if (to_lower(byte(i)) == 'e') {
                const size_t sign = byte(i + 1) == '+' || byte(i + 1) == '-' ? 1 : 0;
                if (is_digit(byte(i + 1 + sign))) i = digits(i + 1 + sign);
            }
        }
    }
    Token token = make(TokenKind::number, i);
    grammar_->on_operand(token);
    return token;
}

}  // namespace ward::javascript
