// A tree as one line of text, for tests: like the source, but with brackets that show what belongs together.
#pragma once

#include <string>

#include "lang/shell/parse.h"
#include "lang/shell/walk.h"

namespace ward::shell::shape {

inline std::string of(const Node* node);
inline std::string of_list(List<Stmt> stmts) {
    std::string to;
    for (const Stmt* stmt : stmts) to += (to.empty() ? "" : "; ") + of(stmt);
    return to;
}
template <typename T>
std::string joined(List<T> nodes, std::string_view separator) {
    std::string to;
    for (const T* node : nodes) {
        if (node != nodes.front()) to += separator;
        to += of(node);
    }
    return to;
}

inline std::string of_param(const ParamExp& exp) {
    std::string to = exp.brief ? "$<" : "${";
    if (exp.length) to += '#';
    if (exp.excl) to += '!';
    if (exp.width) to += '%';
    to += exp.param->value;
    if (exp.index != nullptr) to += "[" + of(exp.index) + "]";
    if (exp.names != 0) to += exp.names;
    if (exp.slice) to += " slice " + of(exp.offset) + "," + of(exp.length_of_slice);
    if (exp.replace) to += (exp.replace_all ? " all " : " first ") + of(exp.orig) + "," + of(exp.with);
    if (exp.op != ExpansionOp::none) to += " " + std::string(text_of(exp.op)) + " " + of(exp.word);
    return to += exp.brief ? ">" : "}";
}

// Parts of a word stand in their own brackets, if there are several.
inline std::string of_word(const Word& word) {
    if (word.parts.size() == 1) return of(word.parts[0]);
    std::string to;
    for (const WordPart* part : word.parts) to += "(" + of(part) + ")";
    return to;
}

inline std::string of_stmt(const Stmt& stmt) {
    std::string to = stmt.negated ? "not " : "";
    to += of(stmt.command);
    for (const Redirect* each : stmt.redirects) to += (to.empty() ? "" : " ") + of(each);
    if (stmt.background) to += " &";
    if (stmt.coprocess) to += " |&";
    return to;
}

inline std::string of_command(const Node* node) {
    if (const auto* call = get_if<CallExpr>(node)) {
        std::string to = joined(call->assigns, " ");
        if (!to.empty() && !call->args.empty()) to += ' ';
        return to + joined(call->args, " ");
    }
    if (const auto* pair = get_if<BinaryCmd>(node))
        return "<" + of(pair->x) + " " + std::string(text_of(pair->op)) + " " + of(pair->y) + ">";
    if (const auto* block = get_if<Block>(node)) return "{ " + of_list(block->stmts) + " }";
    if (const auto* subshell = get_if<Subshell>(node)) return "( " + of_list(subshell->stmts) + " )";
    if (const auto* clause = get_if<IfClause>(node)) {
        const bool last = clause->condition.empty();
        std::string to = last ? "else " + of_list(clause->then)
                              : "if " + of_list(clause->condition) + " then " + of_list(clause->then);
        return clause->otherwise != nullptr ? to + " " + of(clause->otherwise) : to;
    }
    if (const auto* loop = get_if<WhileClause>(node))
        return (loop->until ? "until " : "while ") + of_list(loop->condition) + " do " + of_list(loop->body);
    if (const auto* loop = get_if<ForClause>(node))
        return (loop->select ? "select " : "for ") + of(loop->loop) + (loop->braces ? " braces " : " do ") +
               of_list(loop->body);
    if (const auto* iter = get_if<WordIter>(node))
        return std::string(iter->name->value) + (iter->in ? " in " + joined(iter->items, " ") : "");
    if (const auto* loop = get_if<CStyleLoop>(node))
        return "((" + of(loop->init) + ";" + of(loop->condition) + ";" + of(loop->post) + "))";
    if (const auto* clause = get_if<CaseClause>(node))
        return "case " + of(clause->word) + " [" + joined(clause->items, " ") + "]";
    if (const auto* item = get_if<CaseItem>(node))
        return joined(item->patterns, "|") + ") " + of_list(item->stmts) + " " + std::string(item->op);
    if (const auto* function = get_if<FuncDecl>(node))
        return (function->reserved_word ? "function " : "") + std::string(function->name->value) + "() " +
               of(function->body);
    if (const auto* clause = get_if<DeclClause>(node))
        return "decl " + std::string(clause->variant->value) + (clause->args.empty() ? "" : " ") +
               joined(clause->args, " ");
    if (const auto* clause = get_if<LetClause>(node)) return "let " + joined(clause->exprs, " ");
    if (const auto* clause = get_if<TimeClause>(node))
        return std::string(clause->posix_format ? "time -p " : "time ") + of(clause->stmt);
    if (const auto* clause = get_if<CoprocClause>(node))
        return "coproc " + (clause->name != nullptr ? of(clause->name) + ": " : "") + of(clause->stmt);
    if (const auto* clause = get_if<TestClause>(node)) return "[[ " + of(clause->x) + " ]]";
    if (const auto* command = get_if<ArithmCmd>(node)) return "((" + of(command->x) + "))";
    return "?";
}

inline std::string of_expression(const Node* node) {
    if (const auto* pair = get_if<BinaryArithm>(node))
        return "(" + of(pair->x) + " " + std::string(pair->op) + " " + of(pair->y) + ")";
    if (const auto* one = get_if<UnaryArithm>(node))
        return one->post ? "(" + of(one->x) + std::string(one->op) + ")"
                         : "(" + std::string(one->op) + of(one->x) + ")";
    if (const auto* paren = get_if<ParenArithm>(node)) return "paren" + of(paren->x);
    if (const auto* pair = get_if<BinaryTest>(node))
        return "(" + of(pair->x) + " " + std::string(pair->op) + " " + of(pair->y) + ")";
    if (const auto* one = get_if<UnaryTest>(node)) return "(" + std::string(one->op) + " " + of(one->x) + ")";
    if (const auto* paren = get_if<ParenTest>(node)) return "paren" + of(paren->x);
    return of_command(node);
}

inline std::string of(const Node* node) {
    if (node == nullptr) return "";
    if (const auto* stmt = get_if<Stmt>(node)) return of_stmt(*stmt);
    if (const auto* word = get_if<Word>(node)) return of_word(*word);
    if (const auto* lit = get_if<Lit>(node)) return std::string(lit->value);
    if (const auto* text = get_if<SglQuoted>(node)) return (text->dollar ? "$'" : "'") + std::string(text->value) + "'";
    if (const auto* both = get_if<DblQuoted>(node))
        return (both->dollar ? "$\"" : "\"") + joined(both->parts, "·") + "\"";
    if (const auto* exp = get_if<ParamExp>(node)) return of_param(*exp);
    if (const auto* exp = get_if<ArithmExp>(node))
        return (exp->is_unsigned ? "$((#" : exp->bracket ? "$[" : "$((") + of(exp->x) + (exp->bracket ? "]" : "))");
    if (const auto* subst = get_if<CmdSubst>(node)) {
        constexpr std::string_view opens[] = {"$(", "`", "${ ", "${|"};
        return std::string(opens[static_cast<size_t>(subst->style)]) + of_list(subst->stmts) + ")";
    }
    if (const auto* subst = get_if<ProcSubst>(node))
        return std::string(1, subst->op) + "(" + of_list(subst->stmts) + ")";
    if (const auto* glob = get_if<ExtGlob>(node))
        return std::string(1, glob->op) + "(" + std::string(glob->pattern->value) + ")";
    if (const auto* redirect = get_if<Redirect>(node))
        return of(redirect->n) + std::string(text_of(redirect->op)) + of(redirect->word) +
               (redirect->heredoc != nullptr ? "{" + joined(redirect->heredoc->parts, "·") + "}" : "");
    if (const auto* assign = get_if<Assign>(node))
        return of(assign->name) + (assign->index != nullptr ? "[" + of(assign->index) + "]" : "") +
               (assign->append ? "+" : "") + (assign->naked ? "" : "=") + of(assign->value) + of(assign->array);
    if (const auto* array = get_if<ArrayExpr>(node)) return "(" + joined(array->elems, " ") + ")";
    if (const auto* elem = get_if<ArrayElem>(node))
        return (elem->index != nullptr ? "[" + of(elem->index) + "]=" : "") + of(elem->value);
    return of_expression(node);
}

// Of a whole script; where it is refused, "LINE: reason".
inline std::string of(std::string_view source, Language language = Language::bash) {
    const auto script = parse(source, {.language = language, .name = {}});
    return script ? of_list(script->stmts()) : script.error().where + ": " + script.error().what;
}

}  // namespace ward::shell::shape
