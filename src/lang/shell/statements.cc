// Lists, && and ||, pipes, and a command with its redirections.
#include <fmt/core.h>

#include "lang/shell/parser.h"

namespace ward::shell {

bool Parser::at_list_end(ReservedSet stops) const {
    if (cursor_.at_end() || cursor_.is(')') || cursor_.closes_backquotes() || !case_operator().empty()) return true;
    const Reserved word = at_reserved();
    return word != Reserved::none && stops.has(word);
}

List<Stmt> Parser::statements(ReservedSet stops) {
    const Level level(*this);
    Growing<Stmt> list(*this);
    while (!failed()) {
        skip_newlines();
        if (at_list_end(stops)) break;
        Stmt* stmt = and_or();
        if (stmt == nullptr) {
            fail_here(fmt::format("{} can only follow a statement", static_cast<char>(cursor_.c())));
            break;
        }
        list.add(stmt);
        if (!end_statement(*stmt, stops)) break;
    }
    return list.done();
}

// What separates it from the next one; false if the list ends here.
bool Parser::end_statement(Stmt& stmt, ReservedSet stops) {
    skip_blanks();
    const Position at = here();
    if (cursor_.is('\n')) return true;
    if (cursor_.is('|') && language_ == Language::mksh && follows('&')) {
        cursor_.advance();
        stmt.coprocess = true;
    } else if (cursor_.is('&')) {
        stmt.background = true;
    } else if (at_list_end(stops)) {
        return false;
    } else if (!cursor_.is(';')) {
        fail(at, "statements must be separated by &, ; or a newline");
        return false;
    }
    cursor_.advance();
    stmt.terminated = true;
    stmt.terminator = at;
    return true;
}

// The list that must follow a word like `then`: it may only be empty where a ; or a newline says so.
List<Stmt> Parser::followed_by(ReservedSet stops, const Position& at, std::string_view what) {
    skip_blanks();
    if (cursor_.is(';') && case_operator().empty()) {
        cursor_.advance();
        skip_blanks();
        return {};
    }
    const bool newline = skip_newlines();
    const List<Stmt> list = statements(stops);
    if (list.empty() && !newline) fail(at, fmt::format("`{}` must be followed by statements", what));
    return list;
}

Stmt* Parser::and_or() {
    Stmt* left = pipeline();
    while (left != nullptr && !failed()) {
        skip_blanks();
        if (!(cursor_.is('&') && follows('&')) && !(cursor_.is('|') && follows('|'))) break;
        auto* binary = make<BinaryCmd>(left->start);
        binary->op = cursor_.is('&') ? BinaryOp::and_also : BinaryOp::or_else;
        binary->op_position = here();
        cursor_.advance();
        cursor_.advance();
        skip_newlines();
        binary->x = left;
        binary->y = pipeline();
        if (binary->y == nullptr)
            fail(binary->op_position, fmt::format("{} must be followed by a statement", text_of(binary->op)));
        left = make<Stmt>(binary->start);
        left->command = binary;
    }
    return left;
}

Stmt* Parser::pipeline() {
    skip_blanks();
    const Position start = here();
    const bool negated = take_reserved(Reserved::bang);
    if (negated) {
        skip_blanks();
        if (at_statement_end()) fail(start, "`!` cannot form a statement alone");
        if (at_reserved() == Reserved::bang) fail(start, "a command is negated twice");
    }
    return piped(start, negated);
}

Stmt* Parser::piped(const Position& start, bool negated) {
    Stmt* left = element();
    if (left == nullptr) return nullptr;
    left->start = start;
    while (!failed()) {
        skip_blanks();
        if (!cursor_.is('|') || follows('|') || (follows('&') && language_ == Language::mksh)) break;
        auto* binary = make<BinaryCmd>(left->start);
        binary->op_position = here();
        binary->op = BinaryOp::pipe;
        cursor_.advance();
        if (bash() && take('&')) binary->op = BinaryOp::pipe_all;
        skip_newlines();
        binary->x = left;
        binary->y = element();
        if (binary->y == nullptr)
            fail(binary->op_position, fmt::format("{} must be followed by a statement", text_of(binary->op)));
        left = make<Stmt>(binary->start);
        left->command = binary;
    }
    left->negated = negated;
    return left;
}

Stmt* Parser::element() {
    const Level level(*this);
    skip_blanks();
    const Position start = here();
    Growing<Node> pieces(*this);  // redirections, and what a simple command consists of
    while (at_redirect()) {
        pieces.add(redirect());
        skip_blanks();
    }
    // Behind a redirection no word is reserved.
    const Node* node = pieces.empty() ? command(pieces) : simple_command(pieces);
    if (node == nullptr && pieces.empty()) return nullptr;
    for (skip_blanks(); at_redirect(); skip_blanks()) pieces.add(redirect());
    auto* stmt = make<Stmt>(start);
    stmt->command = node;
    stmt->redirects = pieces.only<Redirect>();
    return stmt;
}

const Node* Parser::command(Growing<Node>& pieces) {
    if (cursor_.is('(')) return !posix() && follows('(') ? arithm_command() : subshell();
    const Reserved word = at_reserved();
    switch (word) {
        case Reserved::open_brace: return block();
        case Reserved::double_square: return test_clause();
        case Reserved::if_: return if_clause();
        case Reserved::while_: return while_clause(false);
        case Reserved::until: return while_clause(true);
        case Reserved::for_: return for_clause(false);
        case Reserved::select: return for_clause(true);
        case Reserved::case_: return case_clause();
        case Reserved::function: return function_clause();
        case Reserved::time: return time_clause();
        case Reserved::coproc: return coproc_clause();
        case Reserved::let: return let();
        case Reserved::declare:
        case Reserved::local:
        case Reserved::export_:
        case Reserved::readonly:
        case Reserved::typeset:
        case Reserved::nameref: return declaration(word);
        case Reserved::bang: fail_here("`!` can only start a full statement"); return nullptr;
        case Reserved::close_brace:
        case Reserved::then:
        case Reserved::elif:
        case Reserved::fi:
        case Reserved::do_:
        case Reserved::done:
        case Reserved::esac: fail_here(fmt::format("`{}` does not belong here", text_of(word))); return nullptr;
        case Reserved::none:
        case Reserved::else_:
        case Reserved::in: break;
    }
    return simple_command(pieces);
}

const Lit* Parser::redirect_target_number() {
    if (cursor_.is('<') || cursor_.is('>') || cursor_.is('&')) return nullptr;
    const Position start = here();
    if (cursor_.is('{') && !bash()) fail(start, "{name} before a redirection is of bash");
    Gather gather(cursor_);
    while (!cursor_.at_end() && !cursor_.is('<') && !cursor_.is('>')) gather.take(cursor_);
    return make_literal(start, gather);
}

RedirectOp Parser::redirect_operator() {
    const bool all = take('&');
    if (all && posix()) fail_here("&> is of bash and mksh");
    if (take('>')) {
        const bool append = take('>');
        if (all) return append ? RedirectOp::append_all : RedirectOp::out_all;
        if (append) return RedirectOp::append;
        if (take('&')) return RedirectOp::dup_out;
        return take('|') ? RedirectOp::clobber : RedirectOp::out;
    }
    cursor_.advance();
    if (take('>')) return RedirectOp::in_out;
    if (take('&')) return RedirectOp::dup_in;
    if (!take('<')) return RedirectOp::in;
    if (take('-')) return RedirectOp::heredoc_tab;
    if (!cursor_.is('<')) return RedirectOp::heredoc;
    if (posix()) fail_here("<<< is of bash and mksh");
    cursor_.advance();
    return RedirectOp::here_string;
}

const Redirect* Parser::redirect() {
    auto* node = make<Redirect>(here());
    node->n = redirect_target_number();
    node->op_position = here();
    node->op = redirect_operator();
    skip_blanks();
    node->word = word();
    if (node->word == nullptr) {
        fail(node->op_position, fmt::format("{} must be followed by a word", text_of(node->op)));
    } else if (node->op == RedirectOp::heredoc || node->op == RedirectOp::heredoc_tab) {
        heredoc_delimiter(*node);
    }
    return node;
}

}  // namespace ward::shell
