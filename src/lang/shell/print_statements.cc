// How a Printer writes statements and simple commands.
#include "lang/shell/printer.h"

namespace ward::shell {

bool starts_with_paren(const Stmt& stmt) {
    const Node* node = stmt.command;
    while (const BinaryCmd* pair = get_if<BinaryCmd>(node)) node = pair->x->command;
    return get_if<Subshell>(node) != nullptr || get_if<ArithmCmd>(node) != nullptr;
}

void Printer::statements(List<Stmt> stmts) {
    const bool on_lines = want_newline_ || (!stmts.empty() && stmts[0]->start.line > line_);
    for (const Stmt* each : stmts) {
        newlines(each->start.line);
        follow(each->start.line);
        stmt(*each);
        want_newline_ = true;
    }
    if (stmts.size() == 1 && !on_lines) want_newline_ = false;
}

// Statements between words or brackets. A closing one on a line of its own stays there.
void Printer::nested(List<Stmt> stmts, uint32_t closing_line) {
    const Deeper deeper(*this);
    const auto ends_above = [&] { return closing_line > line_ && line_at(end_of(*stmts.back())) < closing_line; };
    if (stmts.size() > 1 || (stmts.size() == 1 && ends_above())) want_newline_ = true;
    statements(stmts);
}

void Printer::stmt(const Stmt& stmt) {
    const Depth depth(*this);
    if (!complete_) return;
    wrote_semicolon_ = false;
    if (stmt.negated) apart("!");
    end_of_stmt(stmt, stmt.command == nullptr ? 0 : command(*stmt.command, stmt.redirects));
}

void Printer::end_of_stmt(const Stmt& stmt, size_t redirects_written) {
    const Deeper deeper(*this);
    for (const Redirect* each : stmt.redirects.subspan(redirects_written)) {
        if (wants_newline(each->op_position.line)) escaped_newline();
        redirect(*each);
        if (each->op == RedirectOp::heredoc || each->op == RedirectOp::heredoc_tab) heredocs_.push_back(each);
    }
    const bool apart_from_it = stmt.terminated && stmt.terminator.line > line_;
    if (!apart_from_it && !stmt.background && !stmt.coprocess) return;
    if (apart_from_it) escaped_newline();
    else blank();
    text_ += stmt.background ? "&" : stmt.coprocess ? "|&" : ";";
    wrote_semicolon_ = true;
    blank_ = Blank::wanted;
}

void Printer::redirect(const Redirect& redirect) {
    pad();
    if (redirect.n != nullptr) literal(redirect.n->value);
    text_ += text_of(redirect.op);
    // Is written where the word is on another line, and before <(, because <<( would be something else.
    blank_ = Blank::wanted;
    word(*redirect.word);
}

void Printer::opening_word(std::string_view word, uint32_t line) {
    if (wants_newline(0)) {
        newline(line);
        indent();
    } else {
        if (!wrote_semicolon_) text_ += ';';
        blank();
        follow(line);
    }
    text_ += word;
    blank_ = Blank::wanted;
}

void Printer::closing_word(std::string_view word, uint32_t line) {
    if (wants_newline(line)) {
        newlines(line);
    } else {
        if (!wrote_semicolon_) text_ += ';';
        pad();
    }
    text_ += word;
    blank_ = Blank::wanted;
}

void Printer::close_paren(uint32_t line) {
    newlines(line);
    text_ += ')';
    blank_ = Blank::wanted;
}

void Printer::command(const Node& node) {
    command(node, {});
}

// The number of redirections that are written.
size_t Printer::command(const Node& node, List<Redirect> redirects) {
    follow(node.start.line);
    pad();
    if (const CallExpr* plain = get_if<CallExpr>(&node)) return call(*plain, redirects);
    compound(node);
    return 0;
}

// Redirections before the second word stay where they are, the others go to the end; here-documents always do.
size_t Printer::call(const CallExpr& call, List<Redirect> redirects) {
    size_t written = 0;
    assigns(call.assigns);
    if (call.args.empty()) return written;
    written = redirects_until(redirects, written, call.args[0]->start);
    join(call.args.first(1));
    if (call.args.size() == 1) return written;
    written = redirects_until(redirects, written, call.args[1]->start);
    join(call.args.subspan(1));
    return written;
}

size_t Printer::redirects_until(List<Redirect> redirects, size_t written, const Position& end) {
    for (; written < redirects.size(); ++written) {
        const Redirect& each = *redirects[written];
        const bool is_heredoc = each.op == RedirectOp::heredoc || each.op == RedirectOp::heredoc_tab;
        if (is_heredoc || each.start.offset > end.offset) break;
        redirect(each);
    }
    return written;
}

void Printer::join(List<Word> words) {
    bool broken = false;
    for (const Word* each : words) {
        if (each->start.line > line_) {
            if (!broken) begin_level();
            broken = true;
            escaped_newline();
        }
        pad();
        word(*each);
    }
    if (broken) end_level();
}

void Printer::assigns(List<Assign> assigns) {
    const Deeper deeper(*this);
    for (const Assign* each : assigns) {
        if (wants_newline(each->start.line)) escaped_newline();
        else pad();
        if (each->name != nullptr) {
            literal(each->name->value);
            index(each->index);
            if (each->append) text_ += '+';
            if (!each->naked) text_ += '=';
        }
        if (each->value != nullptr) {
            follow(each->value->start.line);
            word(*each->value);
        } else if (each->array != nullptr) {
            elements(*each->array);
        }
        blank_ = Blank::wanted;
    }
}

void Printer::elements(const ArrayExpr& array) {
    blank_ = Blank::none;
    text_ += '(';
    {
        const Deeper deeper(*this);
        for (const ArrayElem* each : array.elems) {
            if (each->start.line > line_) newlines(each->start.line);
            pad();
            index(each->index);
            if (each->index != nullptr) text_ += '=';
            if (each->value != nullptr) word(*each->value);
        }
    }
    close_paren(array.close_line);
}

}  // namespace ward::shell
