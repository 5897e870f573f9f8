// The syntax tree of a shell script, with the nodes that mvdan.cc/sh v3 has, because OpenSSF Scorecard's rules are said
// in its terms: a file is a list of statements, a statement a command with its redirections, a word a list of parts.
//
// Nodes are plain structs in an arena that the Script (parse.h) owns; they own nothing. Lists are spans into the same
// arena, texts are views into it or into the source, so both must outlive the nodes. Pointers are never null unless
// their comment says so. `kind` says which struct a Node is: `as<Word>(node)` casts, `get_if<Word>(node)` asks first.
//
// Literal text is kept as it is written, backslashes included; only an escaped newline is gone (and, inside backquotes,
// the backslash that those ask for before `$`, backquote and backslash). Braces ({a,b}) are literal text. Comments are
// not kept.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ward::shell {

struct Position {
    uint32_t offset = 0;  // bytes from the start of the source
    uint32_t line = 1;    // 1-based
    uint32_t column = 1;  // 1-based, in bytes

    bool operator==(const Position&) const = default;
};

enum class NodeKind : uint8_t {
    stmt,
    redirect,
    assign,
    array_expr,
    array_elem,
    word,
    // parts of words
    lit,
    sgl_quoted,
    dbl_quoted,
    param_exp,
    cmd_subst,
    arithm_exp,
    proc_subst,
    ext_glob,
    // commands
    call_expr,
    binary_cmd,
    block,
    subshell,
    if_clause,
    while_clause,
    for_clause,
    case_clause,
    func_decl,
    test_clause,
    arithm_cmd,
    let_clause,
    decl_clause,
    time_clause,
    coproc_clause,
    // what commands consist of
    word_iter,
    c_style_loop,
    case_item,
    binary_arithm,
    unary_arithm,
    paren_arithm,
    binary_test,
    unary_test,
    paren_test,
};
std::string_view name_of(NodeKind kind);  // as mvdan.cc/sh calls the type: "CallExpr"

struct Node {
    NodeKind kind;
    Position start;
};

template <typename T>
using List = std::span<const T* const>;

template <typename T>
const T& as(const Node& node) {
    return static_cast<const T&>(node);
}
template <typename T>
const T* get_if(const Node* node) {
    return node != nullptr && node->kind == T::tag ? static_cast<const T*>(node) : nullptr;
}

struct Word;
struct Stmt;

// ---- words

struct WordPart : Node {
    uint32_t end = 0;  // offset behind its last byte
};
struct Lit : WordPart {
    static constexpr NodeKind tag = NodeKind::lit;
    std::string_view value;
    uint32_t end_line = 0;  // where `end` is: escaped newlines can belong to a literal
};
struct SglQuoted : WordPart {
    static constexpr NodeKind tag = NodeKind::sgl_quoted;
    std::string_view value;  // between the quotes; escapes of $'' are not resolved
    bool dollar = false;     // $''
};
struct DblQuoted : WordPart {
    static constexpr NodeKind tag = NodeKind::dbl_quoted;
    List<WordPart> parts;  // Lit, ParamExp, CmdSubst, ArithmExp
    bool dollar = false;   // $""
};
struct Word : Node {
    static constexpr NodeKind tag = NodeKind::word;
    List<WordPart> parts;  // at least one
};

// What ${name OP word} does. Replacements and slices stand apart.
enum class ExpansionOp : uint8_t {
    none,
    unset_minus,    // -
    null_minus,     // :-
    unset_plus,     // +
    null_plus,      // :+
    unset_assign,   // =
    null_assign,    // :=
    unset_error,    // ?
    null_error,     // :?
    remove_prefix,  // #
    remove_longest_prefix,
    remove_suffix,  // %
    remove_longest_suffix,
    upper_first,  // ^
    upper_all,
    lower_first,  // ,
    lower_all,
    transform,  // @
};
std::string_view text_of(ExpansionOp op);

struct ParamExp : WordPart {
    static constexpr NodeKind tag = NodeKind::param_exp;
    const Lit* param = nullptr;
    const Node* index = nullptr;         // arithmetic, or null
    ExpansionOp op = ExpansionOp::none;  // with `word`
    const Word* word = nullptr;          // null where nothing stands behind the operator
    bool slice = false;                  // ${a:offset:length}
    const Node* offset = nullptr;        // arithmetic, or null
    const Node* length_of_slice = nullptr;
    bool replace = false;      // ${a/orig/with}
    bool replace_all = false;  // ${a//orig/with}
    const Word* orig = nullptr;
    const Word* with = nullptr;  // each may be null
    bool brief = false;          // $a
    bool excl = false;           // ${!a}
    bool length = false;         // ${#a}
    bool width = false;          // mksh: ${%a}
    char names = 0;              // '*' of ${!a*}, '@' of ${!a@}
};

enum class SubstStyle : uint8_t {
    parens,      // $(a)
    backquotes,  // `a`
    temp_file,   // mksh: ${ a;}
    reply_var,   // mksh: ${|a;}
};
struct CmdSubst : WordPart {
    static constexpr NodeKind tag = NodeKind::cmd_subst;
    List<Stmt> stmts;
    SubstStyle style = SubstStyle::parens;
    uint32_t close_line = 0;  // where its last byte is
};
struct ArithmExp : WordPart {
    static constexpr NodeKind tag = NodeKind::arithm_exp;
    const Node* x = nullptr;
    bool bracket = false;      // $[a]
    bool is_unsigned = false;  // mksh: $((#a))
};
struct ProcSubst : WordPart {
    static constexpr NodeKind tag = NodeKind::proc_subst;
    List<Stmt> stmts;
    char op = '<';  // or '>'
    uint32_t close_line = 0;
};
struct ExtGlob : WordPart {
    static constexpr NodeKind tag = NodeKind::ext_glob;
    const Lit* pattern = nullptr;  // everything between the parentheses, quotes and all
    char op = '@';                 // or ? * + !
};

// ---- statements

enum class RedirectOp : uint8_t {
    out,          // >
    append,       // >>
    in,           // <
    in_out,       // <>
    dup_in,       // <&
    dup_out,      // >&
    clobber,      // >|
    heredoc,      // <<
    heredoc_tab,  // <<-
    here_string,  // <<<
    out_all,      // &>
    append_all,   // &>>
};
std::string_view text_of(RedirectOp op);

struct Redirect : Node {
    static constexpr NodeKind tag = NodeKind::redirect;
    RedirectOp op = RedirectOp::out;
    Position op_position;
    const Lit* n = nullptr;  // the number or {name} before the operator; may be null
    const Word* word = nullptr;
    const Word* heredoc = nullptr;  // its text; null for other operators and where the text is empty
};

struct Stmt : Node {
    static constexpr NodeKind tag = NodeKind::stmt;
    const Node* command = nullptr;  // null where there are only redirections
    List<Redirect> redirects;
    bool negated = false;     // ! a
    bool background = false;  // a &
    bool coprocess = false;   // mksh: a |&
    bool terminated = false;  // by what stands at `terminator`: ; or & or |&
    Position terminator;
};

struct ArrayElem : Node {
    static constexpr NodeKind tag = NodeKind::array_elem;
    const Node* index = nullptr;  // arithmetic, or null
    const Word* value = nullptr;  // null for [index]= alone
};
struct ArrayExpr : Node {
    static constexpr NodeKind tag = NodeKind::array_expr;
    List<ArrayElem> elems;
    uint32_t end = 0;
    uint32_t close_line = 0;
};
// a=b, a+=b, a[i]=b, a=(b c); as an argument of a declaration also a alone, or any word (then `name` is null).
struct Assign : Node {
    static constexpr NodeKind tag = NodeKind::assign;
    const Lit* name = nullptr;
    const Node* index = nullptr;  // arithmetic, or null
    const Word* value = nullptr;  // may be null
    const ArrayExpr* array = nullptr;
    uint32_t end = 0;
    bool append = false;
    bool naked = false;  // without =
};

struct CallExpr : Node {
    static constexpr NodeKind tag = NodeKind::call_expr;
    List<Assign> assigns;
    List<Word> args;  // one of the two may be empty
};

enum class BinaryOp : uint8_t { and_also, or_else, pipe, pipe_all };  // && || | |&
std::string_view text_of(BinaryOp op);

struct BinaryCmd : Node {
    static constexpr NodeKind tag = NodeKind::binary_cmd;
    BinaryOp op = BinaryOp::pipe;
    Position op_position;
    const Stmt* x = nullptr;  // chains lean to the left: a | b | c is (a | b) | c
    const Stmt* y = nullptr;
};
struct Block : Node {
    static constexpr NodeKind tag = NodeKind::block;
    List<Stmt> stmts;
    uint32_t end = 0;
    uint32_t close_line = 0;
};
struct Subshell : Node {
    static constexpr NodeKind tag = NodeKind::subshell;
    List<Stmt> stmts;
    uint32_t end = 0;
    uint32_t close_line = 0;
};
// An `else` is one without condition.
struct IfClause : Node {
    static constexpr NodeKind tag = NodeKind::if_clause;
    List<Stmt> condition;
    List<Stmt> then;
    const IfClause* otherwise = nullptr;  // of elif or else; may be null
    uint32_t end = 0;
    uint32_t then_line = 0;
};
struct WhileClause : Node {
    static constexpr NodeKind tag = NodeKind::while_clause;
    List<Stmt> condition;
    List<Stmt> body;
    uint32_t end = 0;
    uint32_t do_line = 0;
    bool until = false;
};
struct WordIter : Node {
    static constexpr NodeKind tag = NodeKind::word_iter;
    const Lit* name = nullptr;
    List<Word> items;
    bool in = false;  // without it, the positional parameters
};
struct CStyleLoop : Node {
    static constexpr NodeKind tag = NodeKind::c_style_loop;
    const Node* init = nullptr;  // arithmetic; each may be null
    const Node* condition = nullptr;
    const Node* post = nullptr;
    uint32_t end = 0;
};
struct ForClause : Node {
    static constexpr NodeKind tag = NodeKind::for_clause;
    const Node* loop = nullptr;  // WordIter or CStyleLoop
    List<Stmt> body;
    uint32_t end = 0;
    uint32_t do_line = 0;
    bool select = false;
    bool braces = false;  // { } instead of do done
};
struct CaseItem : Node {
    static constexpr NodeKind tag = NodeKind::case_item;
    List<Word> patterns;
    List<Stmt> stmts;
    std::string_view op = ";;";  // or ;& ;;& ;|; also where the last item has none
    uint32_t op_line = 0;        // 0: it has none
    uint32_t end = 0;
};
struct CaseClause : Node {
    static constexpr NodeKind tag = NodeKind::case_clause;
    const Word* word = nullptr;
    List<CaseItem> items;
    uint32_t end = 0;
    uint32_t in_line = 0;
    bool braces = false;  // mksh: { } instead of in esac
};
struct FuncDecl : Node {
    static constexpr NodeKind tag = NodeKind::func_decl;
    const Lit* name = nullptr;
    const Stmt* body = nullptr;  // to the end of its && || list
    bool reserved_word = false;  // function a
    bool parens = false;         // a()
};
struct TestClause : Node {
    static constexpr NodeKind tag = NodeKind::test_clause;
    const Node* x = nullptr;  // Word or BinaryTest, UnaryTest, ParenTest
    uint32_t end = 0;
};
struct ArithmCmd : Node {
    static constexpr NodeKind tag = NodeKind::arithm_cmd;
    const Node* x = nullptr;  // Word or BinaryArithm, UnaryArithm, ParenArithm; "arithmetic" above
    uint32_t end = 0;
    bool is_unsigned = false;
};
struct LetClause : Node {
    static constexpr NodeKind tag = NodeKind::let_clause;
    List<Node> exprs;
};
struct DeclClause : Node {
    static constexpr NodeKind tag = NodeKind::decl_clause;
    const Lit* variant = nullptr;  // declare, local, export, readonly, typeset, nameref
    List<Assign> args;
};
struct TimeClause : Node {
    static constexpr NodeKind tag = NodeKind::time_clause;
    const Stmt* stmt = nullptr;  // may be null
    uint32_t end = 0;            // of `time` and its -p
    bool posix_format = false;   // time -p
};
struct CoprocClause : Node {
    static constexpr NodeKind tag = NodeKind::coproc_clause;
    const Word* name = nullptr;  // may be null
    const Stmt* stmt = nullptr;
};

// ---- arithmetic and tests

// op is the operator as written; of `a ? b : c`, "?" with a BinaryArithm ":" as y.
struct BinaryArithm : Node {
    static constexpr NodeKind tag = NodeKind::binary_arithm;
    std::string_view op;
    const Node* x = nullptr;
    const Node* y = nullptr;
};
struct UnaryArithm : Node {
    static constexpr NodeKind tag = NodeKind::unary_arithm;
    std::string_view op;
    const Node* x = nullptr;
    uint32_t op_end = 0;
    bool post = false;  // a++
};
struct ParenArithm : Node {
    static constexpr NodeKind tag = NodeKind::paren_arithm;
    const Node* x = nullptr;
    uint32_t end = 0;
};
struct BinaryTest : Node {
    static constexpr NodeKind tag = NodeKind::binary_test;
    std::string_view op;  // && and || bind alike, to the right
    const Node* x = nullptr;
    const Node* y = nullptr;
};
struct UnaryTest : Node {
    static constexpr NodeKind tag = NodeKind::unary_test;
    std::string_view op;  // -e also where -a is written
    const Node* x = nullptr;
};
struct ParenTest : Node {
    static constexpr NodeKind tag = NodeKind::paren_test;
    const Node* x = nullptr;
    uint32_t end = 0;
};

// Offset behind the last byte of a node: of a statement, behind its ; or &, and behind the text of its last
// redirection's here-document.
uint32_t end_of(const Node& node);

}  // namespace ward::shell
