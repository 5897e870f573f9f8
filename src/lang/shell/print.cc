#include "lang/shell/print.h"

#include <algorithm>
#include <ranges>
#include <vector>

#include "lang/shell/printer.h"

namespace ward::shell {

std::optional<std::string> print(const Stmt& stmt) {
    Printer printer(stmt.start.line);
    printer.stmt(stmt);
    if (!printer.complete()) return std::nullopt;
    return printer.take();
}

std::optional<std::string> print_command(const Node& command) {
    Printer printer(command.start.line);
    printer.command(command, Stmt{});
    if (!printer.complete()) return std::nullopt;
    return printer.take();
}

void Printer::stmt(const Stmt& stmt) {
    if (!complete_) return;
    if (++depth_ > max_print_depth) give_up();
    if (stmt.negated) text_ += "! ";
    if (stmt.command != nullptr) {
        command(*stmt.command, stmt);
    } else {
        for (const Redirect* each : stmt.redirects) {
            if (each != stmt.redirects.front()) separate(each->start.line);
            redirect(*each);
        }
    }
    if (stmt.background) text_ += " &";
    if (stmt.coprocess) text_ += " |&";
    --depth_;
}

void Printer::command(const Node& node, const Stmt& stmt) {
    if (!complete_) return;
    const bool continued = continued_;
    continued_ = false;
    switch (node.kind) {
        case NodeKind::call_expr: call(as<CallExpr>(node), stmt); break;
        case NodeKind::binary_cmd: binary(as<BinaryCmd>(node)); break;
        case NodeKind::decl_clause: declaration(as<DeclClause>(node)); break;
        case NodeKind::block:
            enclosed(node, as<Block>(node).stmts, as<Block>(node).close_line, "{ ", "; }");
            if (as<Block>(node).stmts.empty() || as<Block>(node).stmts.back()->background) give_up();
            break;
        case NodeKind::subshell:
            enclosed(node, as<Subshell>(node).stmts, as<Subshell>(node).close_line, "(", ")");
            break;
        case NodeKind::arithm_cmd:
            text_ += "((";
            arithm(*as<ArithmCmd>(node).x);
            text_ += "))";
            break;
        case NodeKind::time_clause: {
            const auto& clause = as<TimeClause>(node);
            text_ += clause.posix_format ? "time -p" : "time";
            if (clause.stmt == nullptr) break;
            text_ += ' ';
            this->stmt(*clause.stmt);
            break;
        }
        default: give_up(); break;
    }
    // Those of a simple command stand between its words.
    if (node.kind != NodeKind::call_expr) {
        for (const Redirect* each : stmt.redirects) {
            separate(each->start.line);
            redirect(*each);
        }
    }
    if (continued_) --level_;
    continued_ = continued;
}

void Printer::indent(unsigned more) {
    text_.append(level_ + more, '\t');
}

void Printer::separate(uint32_t line) {
    text_ += ' ';
    if (line <= line_) return;
    text_ += "\\\n";
    if (!continued_) ++level_;
    continued_ = true;
    indent(0);
    line_ = line;
}

// Redirections before the second word stay where they are, the others go to the end.
void Printer::call(const CallExpr& call, const Stmt& stmt) {
    const uint32_t second = call.args.size() > 1 ? call.args[1]->start.offset : UINT32_MAX;
    std::vector<const Node*> pieces(call.assigns.begin(), call.assigns.end());
    if (!call.args.empty()) pieces.push_back(call.args[0]);
    for (const Redirect* each : stmt.redirects)
        if (each->start.offset < second) pieces.push_back(each);
    std::stable_sort(pieces.begin(), pieces.end(),
                     [](const Node* a, const Node* b) { return a->start.offset < b->start.offset; });
    for (size_t i = 1; i < call.args.size(); ++i) pieces.push_back(call.args[i]);
    for (const Redirect* each : stmt.redirects)
        if (each->start.offset >= second) pieces.push_back(each);
    for (const Node* piece : pieces) {
        if (piece != pieces.front()) separate(piece->start.line);
        if (const Word* plain = get_if<Word>(piece)) word(*plain);
        else if (const Assign* set = get_if<Assign>(piece)) assign(*set);
        else redirect(as<Redirect>(*piece));
    }
}

// Chains lean to the left and may be long: without recursion.
void Printer::binary(const BinaryCmd& last) {
    std::vector<const BinaryCmd*> chain{&last};
    const bool broken = in_broken_binary_;
    while (true) {
        const Stmt& x = *chain.back()->x;
        const BinaryCmd* inner = get_if<BinaryCmd>(x.command);
        if (inner == nullptr || x.negated || !x.redirects.empty()) break;
        chain.push_back(inner);
    }
    in_broken_binary_ = false;
    stmt(*chain.back()->x);
    for (const BinaryCmd* step : std::ranges::reverse_view(chain)) {
        in_broken_binary_ = broken;
        binary_step(*step);
    }
    in_broken_binary_ = false;
}

void Printer::binary_step(const BinaryCmd& step) {
    (text_ += ' ') += text_of(step.op);
    if (step.y->start.line <= line_) {
        text_ += ' ';
        in_broken_binary_ = false;
        stmt(*step.y);
        return;
    }
    const bool deeper = !in_broken_binary_;
    if (deeper) ++level_;
    text_ += '\n';
    indent(0);
    line_ = step.y->start.line;
    in_broken_binary_ = true;
    stmt(*step.y);
    if (deeper) --level_;
}

void Printer::declaration(const DeclClause& clause) {
    text_ += clause.variant->value;
    for (const Assign* each : clause.args) {
        separate(each->start.line);
        assign(*each);
    }
}

// One statement on one line.
void Printer::enclosed(const Node& node, List<Stmt> stmts, uint32_t close_line, std::string_view open,
                       std::string_view close) {
    if (stmts.size() > 1 || (!stmts.empty() && stmts[0]->start.line > node.start.line)) return give_up();
    text_ += open;
    if (!stmts.empty()) {
        // (( would be arithmetic.
        const Stmt* first = stmts[0];
        while (const BinaryCmd* pair = get_if<BinaryCmd>(first->command)) first = pair->x;
        const bool parens = get_if<Subshell>(first->command) != nullptr && !first->negated;
        if (parens && open.back() == '(') text_ += ' ';
        const bool broken = in_broken_binary_;
        in_broken_binary_ = false;
        stmt(*stmts[0]);
        in_broken_binary_ = broken;
    }
    if (close_line > line_) return give_up();
    text_ += close;
}

void Printer::redirect(const Redirect& redirect) {
    if (redirect.op == RedirectOp::heredoc || redirect.op == RedirectOp::heredoc_tab) return give_up();
    if (redirect.n != nullptr) text_ += redirect.n->value;
    text_ += text_of(redirect.op);
    // Before <(, for <<( would be something else.
    if (redirect.word->start.line > line_) separate(redirect.word->start.line);
    else if (redirect.word->parts[0]->kind == NodeKind::proc_subst) text_ += ' ';
    word(*redirect.word);
}

void Printer::assign(const Assign& assign) {
    if (assign.name != nullptr) text_ += assign.name->value;
    if (assign.index != nullptr) index(*assign.index);
    if (assign.append) text_ += '+';
    if (!assign.naked) text_ += '=';
    if (assign.value != nullptr) word(*assign.value);
    if (assign.array != nullptr) array(*assign.array);
}

void Printer::array(const ArrayExpr& array) {
    if (array.close_line > array.start.line) return give_up();
    text_ += '(';
    for (const ArrayElem* elem : array.elems) {
        if (elem != array.elems.front()) text_ += ' ';
        if (elem->index != nullptr) {
            index(*elem->index);
            text_ += '=';
        }
        if (elem->value != nullptr) word(*elem->value);
    }
    text_ += ')';
}

}  // namespace ward::shell
