// Here-documents: their delimiters, and their texts, which start behind the next newline.
#include <fmt/core.h>

#include "lang/shell/parser.h"

namespace ward::shell {
namespace {

void append_unescaped(std::string& to, std::string_view text, std::string_view escapable) {
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() &&
            (escapable.empty() || escapable.find(text[i + 1]) != std::string_view::npos))
            ++i;
        to += text[i];
    }
}

}  // namespace

// The redirection's word as the line that ends the text. Any quoting in it keeps expansions out of the text.
void Parser::heredoc_delimiter(Redirect& redirect) {
    Heredoc heredoc{.redirect = &redirect, .delimiter = {}, .quoted = false};
    for (const WordPart* part : redirect.word->parts) {
        if (const Lit* lit = get_if<Lit>(part)) {
            append_unescaped(heredoc.delimiter, lit->value, {});
            heredoc.quoted |= lit->value.find('\\') != std::string_view::npos;
            continue;
        }
        heredoc.quoted = true;
        if (const SglQuoted* quoted = get_if<SglQuoted>(part)) {
            heredoc.delimiter += quoted->value;
            continue;
        }
        const DblQuoted* quoted = get_if<DblQuoted>(part);
        if (quoted == nullptr) {
            fail(part->start, "a here-document's delimiter cannot have expansions");
            continue;
        }
        for (const WordPart* inner : quoted->parts) {
            if (const Lit* lit = get_if<Lit>(inner)) append_unescaped(heredoc.delimiter, lit->value, "$`\"\\");
            else fail(inner->start, "a here-document's delimiter cannot have expansions");
        }
    }
    if (!failed()) heredocs_.push_back(std::move(heredoc));
}

void Parser::read_heredocs() {
    const std::vector<Heredoc> waiting = std::move(heredocs_);
    heredocs_.clear();
    for (const Heredoc& heredoc : waiting) {
        if (failed()) return;
        heredoc_text(heredoc);
    }
}

// Does the line end the text? `behind` is then behind the delimiter.
bool Parser::at_delimiter(const Heredoc& heredoc, Cursor& behind) const {
    behind = cursor_;
    for (const char c : heredoc.delimiter) {
        if (!behind.is(c)) return false;
        behind.advance();
    }
    return behind.at_end() || behind.is('\n') || behind.closes_backquotes();
}

// At the start of the text. The tabs of <<- stay in it, also those before the delimiter.
void Parser::heredoc_text(const Heredoc& heredoc) {
    const Level level(*this);
    Growing<WordPart> parts(*this);
    const Position start = here();
    Position lit_start = start;
    Gather gather(cursor_);
    const auto flush = [&] { parts.add(make_literal(lit_start, gather)); };
    const auto restart = [&] {
        lit_start = here();
        gather = Gather(cursor_);
    };
    bool line_start = true;
    while (!failed()) {
        if (line_start) {
            while (heredoc.redirect->op == RedirectOp::heredoc_tab && cursor_.is('\t')) gather.take(cursor_);
            Cursor behind = cursor_;
            if (at_delimiter(heredoc, behind)) {
                flush();
                cursor_ = behind;
                take('\n');
                break;
            }
            line_start = false;
        }
        gather.take_plain(cursor_, Context::heredoc);
        if (cursor_.at_end() || (!heredoc.quoted && cursor_.closes_backquotes())) {
            fail(heredoc.redirect->op_position,
                 fmt::format("a here-document without its end, '{}'", heredoc.delimiter));
        } else if (cursor_.is('\n')) {
            gather.take(cursor_);
            line_start = true;
        } else if (heredoc.quoted) {
            gather.take(cursor_);
        } else if (cursor_.is('$') || cursor_.is('`')) {
            flush();
            parts.add(cursor_.is('$') ? dollar(Context::heredoc) : backquotes());
            restart();
        } else if (cursor_.is('\\') && follows('\n')) {
            // What follows is no start of a line: the delimiter is not looked for.
            flush();
            cursor_.advance();
            cursor_.advance();
            restart();
        } else {
            const bool escape = cursor_.is('\\');
            gather.take(cursor_);
            if (escape && !cursor_.at_end()) gather.take(cursor_);
        }
    }
    if (parts.empty()) return;
    auto* text = make<Word>(start);
    text->parts = parts.done();
    heredoc.redirect->heredoc = text;
}

}  // namespace ward::shell
