#include "lang/shell/syntax.h"

#include <algorithm>
#include <array>

namespace ward::shell {

std::string_view name_of(NodeKind kind) {
    static constexpr std::array<std::string_view, 38> names = {
        "Stmt",         "Redirect",  "Assign",     "ArrayExpr", "ArrayElem",    "Word",        "Lit",
        "SglQuoted",    "DblQuoted", "ParamExp",   "CmdSubst",  "ArithmExp",    "ProcSubst",   "ExtGlob",
        "CallExpr",     "BinaryCmd", "Block",      "Subshell",  "IfClause",     "WhileClause", "ForClause",
        "CaseClause",   "FuncDecl",  "TestClause", "ArithmCmd", "LetClause",    "DeclClause",  "TimeClause",
        "CoprocClause", "WordIter",  "CStyleLoop", "CaseItem",  "BinaryArithm", "UnaryArithm", "ParenArithm",
        "BinaryTest",   "UnaryTest", "ParenTest"};
    return names[static_cast<size_t>(kind)];
}

std::string_view text_of(ExpansionOp op) {
    static constexpr std::array<std::string_view, 18> texts = {"",  "-",  ":-", "+",  ":+", "=",  ":=", "?",  ":?",
                                                               "#", "##", "%",  "%%", "^",  "^^", ",",  ",,", "@"};
    return texts[static_cast<size_t>(op)];
}

std::string_view text_of(RedirectOp op) {
    static constexpr std::array<std::string_view, 12> texts = {">",  ">>", "<",   "<>",  "<&", ">&",
                                                               ">|", "<<", "<<-", "<<<", "&>", "&>>"};
    return texts[static_cast<size_t>(op)];
}

std::string_view text_of(BinaryOp op) {
    static constexpr std::array<std::string_view, 4> texts = {"&&", "||", "|", "|&"};
    return texts[static_cast<size_t>(op)];
}

namespace {

uint32_t end_of_redirect(const Redirect& redirect) {
    return end_of(redirect.heredoc != nullptr ? *redirect.heredoc : *redirect.word);
}

uint32_t end_of_iter(const WordIter& iter) {
    return iter.items.empty() ? iter.name->end : end_of(*iter.items.back());
}

uint32_t end_of_call(const CallExpr& call) {
    return call.args.empty() ? call.assigns.back()->end : end_of(*call.args.back());
}

// What the node ends with; null if it knows its end itself. Following this instead of recursing keeps long chains
// cheap.
const Node* last_child(const Node& node) {
    switch (node.kind) {
        case NodeKind::binary_cmd: return as<BinaryCmd>(node).y;
        case NodeKind::func_decl: return as<FuncDecl>(node).body;
        case NodeKind::time_clause: return as<TimeClause>(node).stmt;
        case NodeKind::coproc_clause: return as<CoprocClause>(node).stmt;
        case NodeKind::binary_arithm: return as<BinaryArithm>(node).y;
        case NodeKind::binary_test: return as<BinaryTest>(node).y;
        case NodeKind::unary_test: return as<UnaryTest>(node).x;
        case NodeKind::unary_arithm: return as<UnaryArithm>(node).post ? nullptr : as<UnaryArithm>(node).x;
        case NodeKind::let_clause: return as<LetClause>(node).exprs.back();
        case NodeKind::decl_clause:
            return as<DeclClause>(node).args.empty() ? static_cast<const Node*>(as<DeclClause>(node).variant)
                                                     : as<DeclClause>(node).args.back();
        default: return nullptr;
    }
}

uint32_t own_end(const Node& node) {
    switch (node.kind) {
        case NodeKind::redirect: return end_of_redirect(as<Redirect>(node));
        case NodeKind::assign: return as<Assign>(node).end;
        case NodeKind::array_expr: return as<ArrayExpr>(node).end;
        case NodeKind::array_elem: {
            const auto& elem = as<ArrayElem>(node);
            return elem.value != nullptr ? end_of(*elem.value) : end_of(*elem.index) + 2;
        }
        case NodeKind::word: return as<Word>(node).parts.back()->end;
        case NodeKind::call_expr: return end_of_call(as<CallExpr>(node));
        case NodeKind::block: return as<Block>(node).end;
        case NodeKind::subshell: return as<Subshell>(node).end;
        case NodeKind::if_clause: return as<IfClause>(node).end;
        case NodeKind::while_clause: return as<WhileClause>(node).end;
        case NodeKind::for_clause: return as<ForClause>(node).end;
        case NodeKind::case_clause: return as<CaseClause>(node).end;
        case NodeKind::test_clause: return as<TestClause>(node).end;
        case NodeKind::arithm_cmd: return as<ArithmCmd>(node).end;
        case NodeKind::time_clause: return as<TimeClause>(node).end;
        case NodeKind::word_iter: return end_of_iter(as<WordIter>(node));
        case NodeKind::unary_arithm: return as<UnaryArithm>(node).op_end;
        case NodeKind::paren_arithm: return as<ParenArithm>(node).end;
        case NodeKind::paren_test: return as<ParenTest>(node).end;
        case NodeKind::c_style_loop: return as<CStyleLoop>(node).end;
        case NodeKind::case_item: return as<CaseItem>(node).end;
        default: return static_cast<const WordPart&>(node).end;
    }
}

}  // namespace

uint32_t end_of(const Node& node) {
    uint32_t least = 0;
    const Node* at = &node;
    while (true) {
        if (const Stmt* stmt = get_if<Stmt>(at)) {
            if (stmt->terminated) return std::max(least, stmt->terminator.offset + (stmt->coprocess ? 2 : 1));
            if (!stmt->redirects.empty()) least = std::max(least, end_of_redirect(*stmt->redirects.back()));
            if (stmt->command == nullptr) return std::max(least, stmt->start.offset + (stmt->negated ? 1 : 0));
            at = stmt->command;
            continue;
        }
        const Node* last = last_child(*at);
        if (last == nullptr) return std::max(least, own_end(*at));
        at = last;
    }
}

}  // namespace ward::shell
