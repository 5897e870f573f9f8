// What a $ starts, and substitutions.
#include <fmt/core.h>

#include "lang/shell/parser.h"

namespace ward::shell {

const WordPart* Parser::dollar(Context context) {
    const Position start = here();
    const int next = cursor_.next();
    const bool in_quotes = context == Context::quotes || context == Context::heredoc;
    switch (next) {
        case '(':
            cursor_.advance();
            cursor_.advance();
            if (!cursor_.is('(')) return cmd_subst(start, SubstStyle::parens);
            cursor_.advance();
            return arithm_exp(start, false);
        case '{':
            cursor_.advance();
            cursor_.advance();
            return param_exp(start);
        case '[':
            if (!bash()) return lone_dollar();
            cursor_.advance();
            cursor_.advance();
            return arithm_exp(start, true);
        case '\'': return in_quotes || posix() ? lone_dollar() : sgl_quoted(true);
        case '"': return in_quotes || posix() ? lone_dollar() : dbl_quoted(true);
        case '@':
        case '*':
        case '#':
        case '?':
        case '-':
        case '$':
        case '!': return brief_param(start);
        default: return is_name_char(next) ? brief_param(start) : lone_dollar();
    }
}

const WordPart* Parser::lone_dollar() {
    const Position start = here();
    Gather gather(cursor_);
    gather.take(cursor_);
    return make_literal(start, gather);
}

const WordPart* Parser::brief_param(const Position& start) {
    cursor_.advance();
    auto* exp = make<ParamExp>(start);
    exp->brief = true;
    const Position at = here();
    Gather gather(cursor_);
    const bool name = is_name_start(cursor_.c());
    do {
        gather.take(cursor_);
        if (name) skip_continuations();
    } while (name && is_name_char(cursor_.c()));
    exp->param = make_literal(at, gather);
    exp->end = offset();
    return exp;
}

// The statements of a substitution: here-documents that wait outside of it are not read inside.
List<Stmt> Parser::substituted(ReservedSet stops) {
    std::vector<Heredoc> outside = std::move(heredocs_);
    heredocs_.clear();
    const bool in_braces = in_braces_;
    const List<Stmt> stmts = statements(stops);
    in_braces_ = in_braces;
    if (!outside.empty()) heredocs_.insert(heredocs_.begin(), outside.begin(), outside.end());
    return stmts;
}

const WordPart* Parser::cmd_subst(const Position& start, SubstStyle style) {
    auto* subst = make<CmdSubst>(start);
    subst->style = style;
    subst->stmts = substituted(ReservedSet());
    subst->close_line = here().line;
    if (!take(')')) fail_unclosed(start, "$(", ")");
    subst->end = offset();
    return subst;
}

const WordPart* Parser::backquotes() {
    auto* subst = make<CmdSubst>(here());
    subst->style = SubstStyle::backquotes;
    const unsigned outer = cursor_.backquotes();
    cursor_.advance();
    cursor_.set_backquotes(outer + 1);
    subst->stmts = substituted(ReservedSet());
    subst->close_line = here().line;
    if (!cursor_.closes_backquotes()) fail_unclosed(subst->start, "a backquote", "another one");
    cursor_.set_backquotes(outer);
    cursor_.advance();
    subst->end = offset();
    return subst;
}

const WordPart* Parser::proc_subst() {
    auto* subst = make<ProcSubst>(here());
    subst->op = static_cast<char>(cursor_.c());
    cursor_.advance();
    cursor_.advance();
    subst->stmts = substituted(ReservedSet());
    subst->close_line = here().line;
    if (!take(')')) fail(subst->start, fmt::format("{}( is not closed by )", subst->op));
    subst->end = offset();
    return subst;
}

const WordPart* Parser::arithm_exp(const Position& start, bool bracket) {
    auto* exp = make<ArithmExp>(start);
    exp->bracket = bracket;
    const Arithmetic where = bracket ? Arithmetic::brackets : Arithmetic::parens;
    skip_arithm_blanks(where);
    if (!bracket && cursor_.is('#')) {
        if (language_ != Language::mksh) fail(start, "unsigned arithmetic is of mksh");
        exp->is_unsigned = true;
        cursor_.advance();
    }
    exp->x = arithmetic(where);
    if (exp->x == nullptr)
        fail(start, bracket ? "$[ must be followed by an expression" : "$(( must be followed by an expression");
    if (bracket ? !take(']') : !take(')') || !take(')'))
        fail_unclosed(start, bracket ? "$[" : "$((", bracket ? "]" : "))");
    exp->end = offset();
    return exp;
}

}  // namespace ward::shell
