// Commands that contain other commands: blocks, conditions, loops, functions, and what stands before a command.
#include <fmt/core.h>

#include "lang/shell/parser.h"

namespace ward::shell {

const Node* Parser::block() {
    auto* block = make<Block>(here());
    skip_reserved(Reserved::open_brace);
    block->stmts = statements(ReservedSet(Reserved::close_brace));
    block->close_line = here().line;
    if (!take_reserved(Reserved::close_brace)) fail_unclosed(block->start, "{", "}");
    block->end = offset();
    return block;
}

const Node* Parser::subshell() {
    auto* subshell = make<Subshell>(here());
    cursor_.advance();
    subshell->stmts = statements(ReservedSet());
    subshell->close_line = here().line;
    if (!take(')')) fail_unclosed(subshell->start, "(", ")");
    subshell->end = offset();
    return subshell;
}

const Node* Parser::arithm_command() {
    auto* command = make<ArithmCmd>(here());
    cursor_.advance();
    cursor_.advance();
    skip_arithm_blanks(Arithmetic::parens);
    if (cursor_.is('#')) {
        if (language_ != Language::mksh) fail(command->start, "unsigned arithmetic is of mksh");
        command->is_unsigned = true;
        cursor_.advance();
    }
    command->x = arithmetic(Arithmetic::parens);
    if (command->x == nullptr) fail(command->start, "(( must be followed by an expression");
    if (!take(')') || !take(')')) fail_unclosed(command->start, "((", "))");
    command->end = offset();
    return command;
}

const Node* Parser::if_clause() {
    auto* head = make<IfClause>(here());
    skip_reserved(Reserved::if_);
    Growing<IfClause> clauses(*this);  // an elif for each, and the else
    IfClause* clause = head;
    std::string_view word = "if";
    while (true) {
        clause->condition = followed_by(ReservedSet(Reserved::then), clause->start, word);
        const Position then = here();
        clause->then_line = then.line;
        if (!take_reserved(Reserved::then)) fail(clause->start, fmt::format("`{}` must be followed by `then`", word));
        clause->then =
            followed_by(ReservedSet(Reserved::fi, Reserved::elif, Reserved::else_), then, text_of(Reserved::then));
        clauses.add(clause);
        const Position next = here();
        const Reserved reserved = at_reserved();
        if (failed() || (reserved != Reserved::elif && reserved != Reserved::else_)) break;
        auto* otherwise = make<IfClause>(next);
        clause->otherwise = otherwise;
        clause = otherwise;
        skip_reserved(reserved);
        word = "elif";
        if (reserved == Reserved::elif) continue;
        clause->then = followed_by(ReservedSet(Reserved::fi), next, text_of(Reserved::else_));
        break;
    }
    if (!take_reserved(Reserved::fi)) fail(head->start, "`if` must end with `fi`");
    for (IfClause* each = head; each != nullptr; each = const_cast<IfClause*>(each->otherwise)) each->end = offset();
    return head;
}

const Node* Parser::while_clause(bool until) {
    auto* clause = make<WhileClause>(here());
    clause->until = until;
    const Reserved word = until ? Reserved::until : Reserved::while_;
    skip_reserved(word);
    clause->condition = followed_by(ReservedSet(Reserved::do_), clause->start, text_of(word));
    const Position at = here();
    clause->do_line = at.line;
    if (!take_reserved(Reserved::do_)) fail(clause->start, fmt::format("`{}` must be followed by `do`", text_of(word)));
    clause->body = followed_by(ReservedSet(Reserved::done), at, text_of(Reserved::do_));
    if (!take_reserved(Reserved::done)) fail(clause->start, fmt::format("`{}` must end with `done`", text_of(word)));
    clause->end = offset();
    return clause;
}

const Node* Parser::for_clause(bool select) {
    auto* clause = make<ForClause>(here());
    clause->select = select;
    skip_reserved(select ? Reserved::select : Reserved::for_);
    skip_blanks();
    if (!select && cursor_.is('(') && follows('(')) {
        if (!bash()) fail_here("`for ((` is of bash");
        clause->loop = c_style_loop();
    } else {
        clause->loop = word_iter(clause->start, select);
    }
    loop_body(*clause, clause->start, select ? "select" : "for");
    clause->end = offset();
    return clause;
}

const Node* Parser::word_iter(const Position& start, bool select) {
    auto* iter = make<WordIter>(start);
    iter->name = literal_word();
    if (iter->name == nullptr) {
        fail(start, select ? "`select` must be followed by a name" : "`for` must be followed by a name");
        return iter;
    }
    iter->start = iter->name->start;
    skip_blanks();
    if (cursor_.is(';') && case_operator().empty()) {
        cursor_.advance();
        skip_newlines();
        return iter;
    }
    const bool newline = skip_newlines();
    if (take_reserved(Reserved::in)) {
        iter->in = true;
        Growing<Word> items(*this);
        for (skip_blanks(); !failed() && at_word(); skip_blanks()) items.add(word());
        iter->items = items.done();
        if (cursor_.is(';') && case_operator().empty()) cursor_.advance();
        skip_newlines();
    } else if (!newline && at_reserved() != Reserved::do_) {
        fail(start, "a loop's name must be followed by `in`, `do`, ; or a newline");
    }
    return iter;
}

const Node* Parser::c_style_loop() {
    auto* loop = make<CStyleLoop>(here());
    cursor_.advance();
    cursor_.advance();
    const auto separator = [&] {
        skip_arithm_blanks(Arithmetic::parens);
        if (!take(';')) fail_here("the expressions of a loop are separated by ;");
    };
    loop->init = arithmetic(Arithmetic::parens);
    separator();
    loop->condition = arithmetic(Arithmetic::parens);
    separator();
    loop->post = arithmetic(Arithmetic::parens);
    if (!take(')') || !take(')')) fail_unclosed(loop->start, "((", "))");
    loop->end = offset();
    skip_blanks();
    if (cursor_.is(';') && case_operator().empty()) cursor_.advance();
    skip_newlines();
    return loop;
}

void Parser::loop_body(ForClause& clause, const Position& start, std::string_view what) {
    const Position at = here();
    clause.do_line = at.line;
    if (at_reserved() == Reserved::open_brace) {
        if (posix()) fail_here("loops with braces are of bash and mksh");
        clause.braces = true;
        skip_reserved(Reserved::open_brace);
        clause.body = statements(ReservedSet(Reserved::close_brace));
        if (!take_reserved(Reserved::close_brace)) fail_unclosed(at, "{", "}");
        return;
    }
    if (!take_reserved(Reserved::do_)) fail(start, fmt::format("`{}` must be followed by `do`", what));
    clause.body = followed_by(ReservedSet(Reserved::done), at, text_of(Reserved::do_));
    if (!take_reserved(Reserved::done)) fail(start, fmt::format("`{}` must end with `done`", what));
}

const Node* Parser::case_clause() {
    auto* clause = make<CaseClause>(here());
    skip_reserved(Reserved::case_);
    skip_blanks();
    clause->word = word();
    if (clause->word == nullptr) fail(clause->start, "`case` must be followed by a word");
    skip_newlines();
    clause->in_line = here().line;
    clause->braces = take_reserved(Reserved::open_brace);
    if (clause->braces && language_ != Language::mksh) fail(clause->start, "`case a {` is of mksh");
    if (!clause->braces && !take_reserved(Reserved::in))
        fail(clause->start, "`case` and its word must be followed by `in`");
    const Reserved end = clause->braces ? Reserved::close_brace : Reserved::esac;
    Growing<CaseItem> items(*this);
    for (skip_newlines(); !failed() && !cursor_.at_end() && at_reserved() != end; skip_newlines())
        items.add(case_item(ReservedSet(end)));
    clause->items = items.done();
    if (!take_reserved(end)) fail(clause->start, fmt::format("`case` must end with `{}`", text_of(end)));
    clause->end = offset();
    return clause;
}

const CaseItem* Parser::case_item(ReservedSet stops) {
    auto* item = make<CaseItem>(here());
    if (take('(')) skip_blanks();
    {
        Growing<Word> patterns(*this);
        while (!failed()) {
            const Word* pattern = word();
            if (pattern == nullptr) fail_here("a pattern of `case` must be a word");
            patterns.add(pattern);
            skip_blanks();
            if (take(')')) break;
            if (!take('|')) fail_here("patterns of `case` are separated by |");
            skip_blanks();
        }
        item->patterns = patterns.done();
        if (!item->patterns.empty()) item->start = item->patterns[0]->start;
    }
    item->stmts = statements(stops);
    if (failed()) return item;  // the statements may lack what end_of() asks for
    const std::string_view op = case_operator();
    if (!op.empty()) {
        item->op = op;
        item->op_line = here().line;
    }
    item->end = item->stmts.empty() ? offset() : end_of(*item->stmts.back());
    for (size_t left = op.size(); left > 0; --left) cursor_.advance();
    if (!op.empty()) item->end = offset();
    // Only the last one may end without an operator.
    if (op.empty() && !stops.has(at_reserved()) && !cursor_.at_end()) fail_here("a ) without its (");
    return item;
}

const Node* Parser::function_clause() {
    auto* function = make<FuncDecl>(here());
    skip_reserved(Reserved::function);
    skip_blanks();
    function->reserved_word = true;
    function->name = literal_word();
    if (function->name == nullptr) fail(function->start, "`function` must be followed by a name");
    skip_blanks();
    if (cursor_.is('(')) {
        const Position at = here();
        cursor_.advance();
        skip_blanks();
        function->parens = true;
        if (!take(')')) fail(at, "a ( behind a function's name must be followed by )");
    }
    function->body = function_body(function->start);
    return function;
}

const Stmt* Parser::function_body(const Position& start) {
    skip_newlines();
    const Stmt* body = and_or();
    if (body == nullptr) fail(start, "a function's name must be followed by a statement");
    return body;
}

const Node* Parser::time_clause() {
    auto* clause = make<TimeClause>(here());
    skip_reserved(Reserved::time);
    clause->end = offset();
    skip_blanks();
    if (cursor_.is('-') && follows('p')) {
        Cursor ahead = cursor_;
        ahead.advance();
        ahead.advance();
        if (at_word_end(ahead)) {
            cursor_ = ahead;
            clause->posix_format = true;
            clause->end = offset();
            skip_blanks();
        }
    }
    clause->stmt = piped(here(), false);
    return clause;
}

namespace {

// `time` and ! are not reserved behind `coproc`.
bool starts_coprocess(Reserved word) {
    switch (word) {
        case Reserved::none:
        case Reserved::bang:
        case Reserved::time:
        case Reserved::else_:
        case Reserved::in: return false;
        default: return true;
    }
}

}  // namespace

// A name can only stand before what is not a simple command.
const Node* Parser::coproc_clause() {
    auto* clause = make<CoprocClause>(here());
    skip_reserved(Reserved::coproc);
    skip_blanks();
    if (cursor_.is('(') || starts_coprocess(at_reserved())) {
        clause->stmt = element();
        return clause;
    }
    const Word* first = word();
    if (first == nullptr) {
        fail(clause->start, "`coproc` must be followed by a command");
        return clause;
    }
    skip_blanks();
    if (cursor_.is('(') || at_redirect() || starts_coprocess(at_reserved())) {
        clause->name = first;
        clause->stmt = element();
        return clause;
    }
    Growing<Node> pieces(*this);
    pieces.add(first);
    auto* stmt = make<Stmt>(first->start);
    stmt->command = simple_command(pieces);
    stmt->redirects = pieces.only<Redirect>();
    clause->stmt = stmt;
    return clause;
}

}  // namespace ward::shell
