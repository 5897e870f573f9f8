// What stands between words, and what starts where the cursor is.
#include "lang/shell/parser.h"

namespace ward::shell {

void Parser::skip_continuations() {
    while (cursor_.is('\\') && !cursor_.escaped() && follows('\n')) {
        cursor_.advance();
        cursor_.advance();
    }
}

void Parser::skip_blanks() {
    while (true) {
        if (is_blank(cursor_.c())) {
            cursor_.advance();
        } else if (cursor_.is('\\')) {
            const char* before = cursor_.where();
            skip_continuations();
            if (cursor_.where() == before) return;
        } else if (cursor_.is('#')) {
            while (!cursor_.at_end() && !cursor_.is('\n') && !cursor_.closes_backquotes()) cursor_.advance();
        } else {
            return;
        }
    }
}

void Parser::newline() {
    cursor_.advance();
    if (!heredocs_.empty()) read_heredocs();
}

bool Parser::skip_newlines() {
    bool any = false;
    for (skip_blanks(); cursor_.is('\n'); skip_blanks()) {
        newline();
        any = true;
    }
    return any;
}

bool Parser::take(char c) {
    if (!cursor_.is(c)) return false;
    cursor_.advance();
    return true;
}

bool Parser::at_word_end(const Cursor& cursor) const {
    switch (cursor.c()) {
        case Cursor::end_of_text:
        case ' ':
        case '\t':
        case '\r':
        case '\n':
        case ';':
        case '&':
        case '|':
        case '(':
        case ')': return true;
        case '<':
        case '>': return !bash() || cursor.next() != '(';
        case '`': return cursor.closes_backquotes();
        default: return false;
    }
}

bool Parser::at_word() const {
    return !at_word_end(cursor_) && !cursor_.is('#');
}

bool Parser::at_subst() const {
    return bash() && (cursor_.is('<') || cursor_.is('>')) && follows('(');
}

bool Parser::at_ext_glob() const {
    switch (cursor_.c()) {
        case '@':
        case '?':
        case '*':
        case '+':
        case '!': {
            if (!follows('(')) return false;
            Cursor ahead = cursor_;
            ahead.advance();
            return ahead.next() != ')';  // a function's name can end like this: a!()
        }
        default: return false;
    }
}

namespace {

constexpr bool can_start_reserved(int c) {
    return (c >= 'a' && c <= 'y') || c == '{' || c == '}' || c == '!' || c == '[' || c == '\\';
}

}  // namespace

Reserved Parser::at_reserved() const {
    if (!can_start_reserved(cursor_.c())) return Reserved::none;
    Cursor ahead = cursor_;
    char text[longest_reserved];
    size_t size = 0;
    while (!at_word_end(ahead)) {
        if (ahead.is('\\') && !ahead.escaped() && ahead.next() == '\n') {
            ahead.advance();
            ahead.advance();
            continue;
        }
        if (size == longest_reserved || !can_start_reserved(ahead.c())) return Reserved::none;
        text[size++] = static_cast<char>(ahead.c());
        ahead.advance();
    }
    const Reserved word = reserved_word({text, size});
    if (word == Reserved::bang && ahead.is('(') && ahead.next() != ')') return Reserved::none;  // an extended glob
    if (posix() && (word >= Reserved::function || word == Reserved::double_square || word == Reserved::select))
        return Reserved::none;
    if (language_ == Language::mksh && (word == Reserved::declare || word == Reserved::coproc)) return Reserved::none;
    return word;
}

void Parser::skip_reserved(Reserved word) {
    for (size_t left = text_of(word).size(); left > 0; --left) {
        skip_continuations();
        cursor_.advance();
    }
}

bool Parser::take_reserved(Reserved word) {
    if (at_reserved() != word) return false;
    skip_reserved(word);
    return true;
}

std::string_view Parser::case_operator() const {
    if (!cursor_.is(';')) return {};
    Cursor ahead = cursor_;
    ahead.advance();
    if (ahead.is(';')) return !posix() && ahead.next() == '&' && bash() ? ";;&" : ";;";
    if (ahead.is('&') && !posix()) return ";&";
    if (ahead.is('|') && language_ == Language::mksh) return ";|";
    return {};
}

bool Parser::at_redirect() const {
    switch (cursor_.c()) {
        case '<':
        case '>': return !at_subst();
        case '&': return follows('>');
        case '{': {
            if (!is_name_start(cursor_.next())) return false;
            Cursor ahead = cursor_;
            do ahead.advance();
            while (is_name_char(ahead.c()));
            if (!ahead.is('}')) return false;
            ahead.advance();
            return ahead.is('<') || ahead.is('>');
        }
        default: {
            if (cursor_.c() < '0' || cursor_.c() > '9') return false;
            Cursor ahead = cursor_;
            while (ahead.c() >= '0' && ahead.c() <= '9') ahead.advance();
            return ahead.is('<') || ahead.is('>');
        }
    }
}

// Also before a newline.
bool Parser::at_statement_end() const {
    return cursor_.at_end() || cursor_.is('\n') || cursor_.is(';') || cursor_.is(')') || cursor_.is('|') ||
           (cursor_.is('&') && !follows('>')) || cursor_.closes_backquotes();
}

}  // namespace ward::shell
