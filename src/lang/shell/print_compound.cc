// How a Printer writes commands that contain other commands, or expressions.
#include <ranges>

#include "lang/shell/printer.h"

namespace ward::shell {

void Printer::compound(const Node& node) {
    switch (node.kind) {
        case NodeKind::binary_cmd: return binary(as<BinaryCmd>(node));
        case NodeKind::block: {
            const auto& block = as<Block>(node);
            text_ += '{';
            blank_ = Blank::wanted;
            nested(block.stmts, block.close_line);
            return closing_word("}", block.close_line);
        }
        case NodeKind::subshell: return subshell(as<Subshell>(node));
        case NodeKind::if_clause: return if_clause(as<IfClause>(node));
        case NodeKind::while_clause: {
            const auto& clause = as<WhileClause>(node);
            apart(clause.until ? "until" : "while");
            nested(clause.condition, 0);
            opening_word("do", clause.do_line);
            nested(clause.body, line_before(clause));
            return closing_word("done", line_before(clause));
        }
        case NodeKind::for_clause: return for_clause(as<ForClause>(node));
        case NodeKind::case_clause: return case_clause(as<CaseClause>(node));
        case NodeKind::func_decl: {
            const auto& function = as<FuncDecl>(node);
            if (function.reserved_word) text_ += "function ";
            literal(function.name->value);
            if (!function.reserved_word || function.parens) text_ += "()";
            blank();
            follow(function.body->start.line);
            return stmt(*function.body);
        }
        case NodeKind::arithm_cmd:
            text_ += as<ArithmCmd>(node).is_unsigned ? "((# " : "((";
            arithm(as<ArithmCmd>(node).x, {});
            text_ += "))";
            return;
        case NodeKind::test_clause:
            text_ += "[[ ";
            {
                const Deeper deeper(*this);
                test(*as<TestClause>(node).x);
            }
            return apart("]]");
        case NodeKind::decl_clause:
            apart(as<DeclClause>(node).variant->value);
            return assigns(as<DeclClause>(node).args);
        case NodeKind::time_clause:
            apart("time");
            if (as<TimeClause>(node).posix_format) apart("-p");
            if (as<TimeClause>(node).stmt != nullptr) stmt(*as<TimeClause>(node).stmt);
            return;
        case NodeKind::coproc_clause: return coproc(as<CoprocClause>(node));
        case NodeKind::let_clause:
            apart("let");
            for (const Node* each : as<LetClause>(node).exprs) {
                blank();
                arithm(each, {.compact = true});
            }
            return;
        default: complete_ = false;
    }
}

void Printer::subshell(const Subshell& subshell) {
    const List<Stmt> stmts = subshell.stmts;
    text_ += '(';
    const bool parens = !stmts.empty() && starts_with_paren(*stmts[0]);
    const bool on_one_line = !stmts.empty() && subshell.start.line == stmts[0]->start.line && stmts.size() == 1;
    blank_ = parens && on_one_line ? Blank::wanted : Blank::none;
    pad();
    nested(stmts, subshell.close_line);
    blank_ = Blank::none;
    close_paren(subshell.close_line);
}

// Chains lean to the left and may be long: without recursion.
void Printer::binary(const BinaryCmd& last) {
    std::vector<const BinaryCmd*> chain{&last};
    while (true) {
        const Stmt& x = *chain.back()->x;
        const BinaryCmd* inner = get_if<BinaryCmd>(x.command);
        if (inner == nullptr || x.negated || !x.redirects.empty()) break;
        wrote_semicolon_ = false;
        follow(inner->start.line);
        chain.push_back(inner);
    }
    stmt(*chain.back()->x);
    for (const BinaryCmd* step : std::ranges::reverse_view(chain)) {
        if (step != chain.back()) end_of_stmt(*step->x, 0);
        binary_step(*step);
    }
}

void Printer::binary_step(const BinaryCmd& step) {
    apart(text_of(step.op));
    if (step.y->start.line <= line_) {
        stmt(*step.y);
        return;
    }
    const bool deeper = !nested_binary_;
    if (deeper) begin_level();
    follow(step.op_position.line);
    newline();
    indent();
    follow(step.y->start.line);
    nested_binary_ = get_if<BinaryCmd>(step.y->command) != nullptr;
    stmt(*step.y);
    if (deeper) end_level();
    nested_binary_ = false;
}

void Printer::if_clause(const IfClause& head) {
    const uint32_t fi_line = line_before(head);
    apart("if");
    for (const IfClause* clause = &head; clause != nullptr; clause = clause->otherwise) {
        const IfClause* otherwise = clause->otherwise;
        if (clause->condition.empty()) {
            nested(clause->then, fi_line);
            break;
        }
        nested(clause->condition, 0);
        opening_word("then", clause->then_line);
        nested(clause->then, otherwise == nullptr ? fi_line : otherwise->start.line);
        if (otherwise != nullptr) closing_word(otherwise->condition.empty() ? "else" : "elif", otherwise->start.line);
    }
    closing_word("fi", fi_line);
}

void Printer::for_clause(const ForClause& clause) {
    text_ += clause.select ? "select " : "for ";
    if (const WordIter* words = get_if<WordIter>(clause.loop)) {
        literal(words->name->value);
        if (words->in) {
            apart(" in");
            join(words->items);
        }
    } else {
        const auto& loop = as<CStyleLoop>(*clause.loop);
        text_ += "((";
        if (loop.init == nullptr) blank();
        arithm(loop.init, {});
        text_ += "; ";
        arithm(loop.condition, {});
        text_ += "; ";
        arithm(loop.post, {});
        text_ += "))";
    }
    opening_word("do", clause.do_line);
    nested(clause.body, line_before(clause));
    closing_word("done", line_before(clause));
}

void Printer::case_clause(const CaseClause& clause) {
    text_ += "case ";
    word(*clause.word);
    text_ += " in";
    follow(clause.in_line);
    blank_ = Blank::wanted;
    if (clause.items.empty()) must_newline_ = true;
    for (const CaseItem* each : clause.items) case_item(*each);
    closing_word("esac", line_before(clause));
}

void Printer::case_item(const CaseItem& item) {
    newlines(item.start.line);
    pad();
    patterns(item.patterns);
    text_ += ')';
    blank_ = Blank::wanted;
    const List<Stmt> stmts = item.stmts;
    const bool apart_from_operator = !stmts.empty() && (stmts.size() > 1 || stmts[0]->start.line > line_ ||
                                                        item.op_line > line_at(end_of(*stmts.back())));
    nested(stmts, item.op_line);
    ++level_;
    if (apart_from_operator) {
        newlines(item.op_line);
        want_newline_ = true;
    }
    apart(item.op);
    follow(item.op_line);
    wrote_semicolon_ = true;
    --level_;
}

void Printer::patterns(List<Word> patterns) {
    bool broken = false;
    for (const Word* each : patterns) {
        if (each != patterns.front()) apart("|");
        if (wants_newline(each->start.line)) {
            if (!broken) begin_level();
            broken = true;
            escaped_newline();
        } else {
            pad();
        }
        word(*each);
    }
    if (broken) end_level();
}

void Printer::coproc(const CoprocClause& clause) {
    apart("coproc");
    if (clause.name != nullptr) {
        blank();
        word(*clause.name);
    }
    blank();
    stmt(*clause.stmt);
}

void Printer::test(const Node& node) {
    if (node.start.line > line_) newlines(node.start.line);
    pad();
    test_on_line(node);
}

void Printer::test_on_line(const Node& node) {
    const Depth depth(*this);
    if (!complete_) return;
    follow(node.start.line);
    if (const Word* plain = get_if<Word>(&node)) {
        word(*plain);
    } else if (const BinaryTest* pair = get_if<BinaryTest>(&node)) {
        test_on_line(*pair->x);
        blank();
        text_ += pair->op;
        if (pair->op == "&&" || pair->op == "||") {
            blank_ = Blank::wanted;
            test(*pair->y);
        } else {
            blank();
            test_on_line(*pair->y);
        }
    } else if (const UnaryTest* one = get_if<UnaryTest>(&node)) {
        text_ += one->op;
        blank();
        test_on_line(*one->x);
    } else {
        text_ += '(';
        blank_ = Blank::none;
        test(*as<ParenTest>(node).x);
        text_ += ')';
    }
}

}  // namespace ward::shell
