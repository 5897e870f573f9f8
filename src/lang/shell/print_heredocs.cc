// How a Printer writes here-documents: their texts stand behind the next newline that is written.
#include <algorithm>

#include "lang/shell/printer.h"

namespace ward::shell {
namespace {

// The text of a <<- with as many tabs before its first line as `least`. A line with fewer tabs than the first of the
// source has gets as many as that one had, as in the peer; what stands behind the last newline is the delimiter's.
std::string with_tabs(std::string_view text, size_t least) {
    std::string out;
    std::optional<size_t> first;
    for (size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        const std::string_view line = text.substr(0, end + 1);
        text.remove_prefix(end + 1);
        const size_t tabs = line.find_first_not_of('\t');
        if (tabs + 1 < line.size()) {
            if (!first) out.append(least, '\t');
            else out.append(tabs < *first ? *first : tabs + least - *first, '\t');
            if (!first) first = tabs;
        }
        out += line.substr(tabs);
    }
    return out;
}

bool has_inner_tab(std::string_view text) {
    for (size_t tab = text.find('\t'); tab != std::string_view::npos; tab = text.find('\t', tab + 1))
        if (tab > 0 && text[tab - 1] != '\t' && text[tab - 1] != '\n') return true;
    return false;
}

}  // namespace

void Printer::heredocs() {
    if (heredocs_.empty()) return;
    const std::vector<const Redirect*> waiting = std::move(heredocs_);
    heredocs_.clear();
    const unsigned level = level_;
    level_ = last_level_;
    for (const Redirect* each : waiting) heredoc(*each);
    level_ = level;
    must_newline_ = true;
}

void Printer::heredoc(const Redirect& redirect) {
    ++line_;
    text_ += '\n';
    blank_ = Blank::written;
    want_newline_ = false;
    if (redirect.op == RedirectOp::heredoc_tab) {
        if (redirect.heredoc != nullptr) {
            Printer inner(source_);
            inner.depth_ = depth_;
            inner.line_ = redirect.heredoc->start.line;
            inner.first_line_ = false;
            inner.blank_ = Blank::none;
            inner.parts(redirect.heredoc->parts, true);
            if (!inner.complete_ || has_inner_tab(inner.text_)) complete_ = false;
            text_ += with_tabs(inner.text_, level_ + 1);
        }
        indent();
    } else if (redirect.heredoc != nullptr) {
        parts(redirect.heredoc->parts, true);
    }
    delimiter(*redirect.word);
    if (redirect.heredoc != nullptr) follow(line_at(end_of(*redirect.heredoc)));
    blank_ = Blank::none;
}

// Without its quotes.
void Printer::delimiter(const Word& word) {
    for (const WordPart* each : word.parts) {
        if (const SglQuoted* plain = get_if<SglQuoted>(each)) literal(plain->value);
        if (const DblQuoted* quoted = get_if<DblQuoted>(each)) {
            if (!quoted->parts.empty()) parts(quoted->parts, true);
        }
        const Lit* lit = get_if<Lit>(each);
        if (lit == nullptr) continue;
        for (size_t i = 0; i < lit->value.size(); ++i) {
            if (lit->value[i] == '\\') ++i;  // and what it stands before counts
            if (i < lit->value.size()) text_ += lit->value[i];
        }
    }
}

}  // namespace ward::shell
