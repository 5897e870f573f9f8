#include "lang/shell/walk.h"

namespace ward::shell {
namespace {

class Children {
  public:
    explicit Children(std::vector<const Node*>& to) : to_(to) {}

    template <typename... Nodes>
    void add(const Nodes*... nodes) {
        (one(nodes), ...);
    }
    template <typename T>
    void add(List<T> nodes) {
        to_.insert(to_.end(), nodes.begin(), nodes.end());
    }

  private:
    void one(const Node* node) {
        if (node != nullptr) to_.push_back(node);
    }

    std::vector<const Node*>& to_;
};

void of_param_exp(const ParamExp& exp, Children& children) {
    children.add(exp.param, exp.index, exp.orig, exp.with, exp.word);
}

void of_word_part(const Node& node, Children& children) {
    switch (node.kind) {
        case NodeKind::dbl_quoted: return children.add(as<DblQuoted>(node).parts);
        case NodeKind::param_exp: return of_param_exp(as<ParamExp>(node), children);
        case NodeKind::cmd_subst: return children.add(as<CmdSubst>(node).stmts);
        case NodeKind::arithm_exp: return children.add(as<ArithmExp>(node).x);
        case NodeKind::proc_subst: return children.add(as<ProcSubst>(node).stmts);
        case NodeKind::ext_glob: return children.add(as<ExtGlob>(node).pattern);
        default: return;
    }
}

void of_clause(const Node& node, Children& children) {
    switch (node.kind) {
        case NodeKind::if_clause:
            children.add(as<IfClause>(node).condition);
            children.add(as<IfClause>(node).then);
            return children.add(as<IfClause>(node).otherwise);
        case NodeKind::while_clause:
            children.add(as<WhileClause>(node).condition);
            return children.add(as<WhileClause>(node).body);
        case NodeKind::for_clause:
            children.add(as<ForClause>(node).loop);
            return children.add(as<ForClause>(node).body);
        case NodeKind::word_iter: children.add(as<WordIter>(node).name); return children.add(as<WordIter>(node).items);
        case NodeKind::c_style_loop:
            return children.add(as<CStyleLoop>(node).init, as<CStyleLoop>(node).condition, as<CStyleLoop>(node).post);
        case NodeKind::case_clause:
            children.add(as<CaseClause>(node).word);
            return children.add(as<CaseClause>(node).items);
        case NodeKind::case_item:
            children.add(as<CaseItem>(node).patterns);
            return children.add(as<CaseItem>(node).stmts);
        case NodeKind::func_decl: return children.add(as<FuncDecl>(node).name, as<FuncDecl>(node).body);
        case NodeKind::decl_clause: return children.add(as<DeclClause>(node).args);
        case NodeKind::let_clause: return children.add(as<LetClause>(node).exprs);
        case NodeKind::time_clause: return children.add(as<TimeClause>(node).stmt);
        case NodeKind::coproc_clause: return children.add(as<CoprocClause>(node).name, as<CoprocClause>(node).stmt);
        case NodeKind::test_clause: return children.add(as<TestClause>(node).x);
        case NodeKind::arithm_cmd: return children.add(as<ArithmCmd>(node).x);
        default: return of_word_part(node, children);
    }
}

void of_expression(const Node& node, Children& children) {
    switch (node.kind) {
        case NodeKind::binary_arithm: return children.add(as<BinaryArithm>(node).x, as<BinaryArithm>(node).y);
        case NodeKind::unary_arithm: return children.add(as<UnaryArithm>(node).x);
        case NodeKind::paren_arithm: return children.add(as<ParenArithm>(node).x);
        case NodeKind::binary_test: return children.add(as<BinaryTest>(node).x, as<BinaryTest>(node).y);
        case NodeKind::unary_test: return children.add(as<UnaryTest>(node).x);
        case NodeKind::paren_test: return children.add(as<ParenTest>(node).x);
        default: return of_clause(node, children);
    }
}

}  // namespace

void append_children(const Node& node, std::vector<const Node*>& to) {
    Children children(to);
    switch (node.kind) {
        case NodeKind::stmt: children.add(as<Stmt>(node).command); return children.add(as<Stmt>(node).redirects);
        case NodeKind::redirect:
            return children.add(as<Redirect>(node).n, as<Redirect>(node).word, as<Redirect>(node).heredoc);
        case NodeKind::assign:
            return children.add(as<Assign>(node).name, as<Assign>(node).value, as<Assign>(node).index,
                                as<Assign>(node).array);
        case NodeKind::array_expr: return children.add(as<ArrayExpr>(node).elems);
        case NodeKind::array_elem: return children.add(as<ArrayElem>(node).index, as<ArrayElem>(node).value);
        case NodeKind::word: return children.add(as<Word>(node).parts);
        case NodeKind::call_expr:
            children.add(as<CallExpr>(node).assigns);
            return children.add(as<CallExpr>(node).args);
        case NodeKind::binary_cmd: return children.add(as<BinaryCmd>(node).x, as<BinaryCmd>(node).y);
        case NodeKind::block: return children.add(as<Block>(node).stmts);
        case NodeKind::subshell: return children.add(as<Subshell>(node).stmts);
        default: return of_expression(node, children);
    }
}

}  // namespace ward::shell
