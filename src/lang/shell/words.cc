// Words, and those of their parts that no $ starts.
#include <fmt/core.h>

#include "lang/shell/parser.h"

namespace ward::shell {

const Word* Parser::word(Context context) {
    skip_continuations();
    const Position start = here();
    const unsigned parens = regexp_parens_;
    regexp_parens_ = 0;
    Growing<WordPart> parts(*this);
    while (const WordPart* next = part(context)) parts.add(next);
    regexp_parens_ = parens;
    if (parts.empty()) return nullptr;
    auto* node = make<Word>(start);
    node->parts = parts.done();
    return node;
}

const Lit* Parser::literal_word() {
    const Word* node = word();
    return node != nullptr && node->parts.size() == 1 ? get_if<Lit>(node->parts[0]) : nullptr;
}

// Null where none starts, which ends the word.
const WordPart* Parser::part(Context context) {
    skip_continuations();
    switch (cursor_.c()) {
        case '\'': return sgl_quoted(false);
        case '"': return dbl_quoted(false);
        case '$': return dollar(context);
        case '`': return cursor_.closes_backquotes() ? nullptr : backquotes();
        default: break;
    }
    if (context == Context::command || context == Context::element) {
        if (at_subst()) return proc_subst();
        if (at_ext_glob()) return ext_glob();
    }
    return literal(context);
}

const Lit* Parser::make_literal(const Position& start, const Gather& gather) {
    if (gather.empty()) return nullptr;
    auto* lit = make<Lit>(start);
    lit->value = keep(gather);
    const Position end = here();
    lit->end = end.offset;
    lit->end_line = end.line;
    return lit;
}

// A literal outside of quotes: backslashes stay, escaped newlines go.
const WordPart* Parser::literal(Context context) {
    const Position start = here();
    Gather gather(cursor_);
    open_bracket_ = false;
    while (true) {
        gather.take_plain(cursor_, context);
        if (cursor_.is('\\')) {
            if (follows('\n')) {
                cursor_.advance();
                cursor_.advance();
                continue;
            }
            gather.take(cursor_);
            if (!cursor_.at_end()) gather.take(cursor_);
        } else if (ends_literal(context, gather)) {
            break;
        } else {
            gather.take(cursor_);
        }
    }
    return make_literal(start, gather);
}

// Does the literal end before the character at the cursor, which is none of the plain ones?
bool Parser::ends_literal(Context context, const Gather& gather) {
    switch (cursor_.c()) {
        case Cursor::end_of_text:
        case '$':
        case '`':
        case '\'':
        case '"': return true;
        default: break;
    }
    switch (context) {
        case Context::expansion: return cursor_.is('}');
        case Context::pattern: return cursor_.is('}') || cursor_.is('/');
        case Context::arithmetic:
            if (cursor_.is('}')) return in_braces_;
            if (cursor_.is('[') || cursor_.is(']')) return ends_at_bracket();
            return cursor_.is('#') ? gather.empty()
                                   : cursor_.is('\n') || !plain_bytes.has(context, static_cast<char>(cursor_.c()));
        case Context::regexp: return ends_regexp_literal();
        default: break;
    }
    switch (cursor_.c()) {
        case '?':
        case '*':
        case '+':
        case '@':
        case '!': return at_ext_glob();
        // A [ that may start an index begins a literal of its own; in arrays it begins an element.
        case '[':
            if (posix()) return false;
            return context == Context::element || (!gather.empty() && gather.text().front() != '[');
        default: return at_word_end(cursor_) || at_subst();
    }
}

// In arithmetic a bracket is an index, or without arrays part of the literal, if it is one of a pair.
bool Parser::ends_at_bracket() {
    if (!posix() || (cursor_.is(']') && !open_bracket_)) return true;
    open_bracket_ = cursor_.is('[');
    return false;
}

// Behind =~, what stands in parentheses belongs to the word, blanks and all.
bool Parser::ends_regexp_literal() {
    if (cursor_.is('(')) {
        ++regexp_parens_;
        return false;
    }
    if (cursor_.is(')')) {
        if (regexp_parens_ == 0) return true;
        --regexp_parens_;
        return false;
    }
    return regexp_parens_ == 0 && !cursor_.is('|') && at_word_end(cursor_);
}

const WordPart* Parser::sgl_quoted(bool dollar) {
    const Position start = here();
    if (dollar) cursor_.advance();
    cursor_.advance();
    Gather gather(cursor_);
    while (true) {
        gather.take_plain(cursor_, Context::apostrophes);
        if (cursor_.at_end() || cursor_.is('\'')) break;
        const bool escape = dollar && cursor_.is('\\');
        gather.take(cursor_);
        if (escape && !cursor_.at_end()) gather.take(cursor_);
    }
    auto* quoted = make<SglQuoted>(start);
    quoted->dollar = dollar;
    quoted->value = keep(gather);
    if (!take('\'')) fail_unclosed(start, "'", "'");
    quoted->end = offset();
    return quoted;
}

const WordPart* Parser::dbl_quoted(bool dollar) {
    const Level level(*this);
    const Position start = here();
    if (dollar) cursor_.advance();
    cursor_.advance();
    auto* quoted = make<DblQuoted>(start);
    quoted->dollar = dollar;
    Growing<WordPart> parts(*this);
    while (!failed() && !cursor_.is('"')) {
        if (cursor_.at_end() || cursor_.closes_backquotes()) fail_unclosed(start, "\"", "\"");
        else if (cursor_.is('$')) parts.add(this->dollar(Context::quotes));
        else if (cursor_.is('`')) parts.add(backquotes());
        else parts.add(quoted_literal());
    }
    take('"');
    quoted->parts = parts.done();
    quoted->end = offset();
    return quoted;
}

// An escaped newline goes, and ends the literal. Null if nothing is left of it.
const WordPart* Parser::quoted_literal() {
    const Position start = here();
    Gather gather(cursor_);
    while (true) {
        gather.take_plain(cursor_, Context::quotes);
        if (cursor_.at_end() || cursor_.is('"') || cursor_.is('$') || cursor_.is('`'))
            return make_literal(start, gather);
        if (!cursor_.is('\\')) {
            gather.take(cursor_);
        } else if (follows('\n')) {
            const Lit* lit = make_literal(start, gather);
            cursor_.advance();
            cursor_.advance();
            return lit;
        } else {
            gather.take(cursor_);
            if (!cursor_.at_end()) gather.take(cursor_);
        }
    }
}

// @(…) and its kin. Only parentheses count in the pattern: neither quotes nor backslashes do.
const WordPart* Parser::ext_glob() {
    const Position start = here();
    if (posix()) fail(start, "extended globs are of bash and mksh");
    auto* glob = make<ExtGlob>(start);
    glob->op = static_cast<char>(cursor_.c());
    cursor_.advance();
    cursor_.advance();
    auto* pattern = make<Lit>(here());
    Gather gather(cursor_);
    for (size_t open = 1;; gather.take(cursor_)) {
        if (cursor_.at_end()) fail(start, fmt::format("{}( is not closed by )", glob->op));
        if (cursor_.is('(')) ++open;
        if (cursor_.at_end() || (cursor_.is(')') && --open == 0)) break;
    }
    pattern->value = keep(gather);
    pattern->end = offset();
    glob->pattern = pattern;
    take(')');
    glob->end = offset();
    return glob;
}

}  // namespace ward::shell
