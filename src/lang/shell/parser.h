// The parser's state and its rules, one method a rule of the grammar; the rules stand in a file for each part of the
// language (statements.cc, simple.cc, compound.cc, words.cc, expansions.cc, arithmetic.cc, tests.cc, heredocs.cc).
//
// There is no stage of tokens before it: what a byte means depends on where it stands, and each rule knows where it is.
// The first failure is kept and moves the cursor to the end of the text, where every rule comes to its end; what is
// returned from there on may be null or incomplete and is thrown away.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/shell/arena.h"
#include "lang/shell/cursor.h"
#include "lang/shell/parse.h"
#include "lang/shell/reserved.h"
#include "lang/shell/syntax.h"

namespace ward::shell {

struct Failure {
    ErrorCode code = ErrorCode::parse;
    Position at;
    std::string reason;
};

// Where arithmetic stands: it decides what ends it.
enum class Arithmetic : uint8_t {
    parens,    // $((…)), ((…)), a[…] outside of ${…}
    brackets,  // $[…]
    braces,    // inside of ${…}: a } ends it
    let,       // one word of let: so does a blank
};

class Parser {
  public:
    Parser(std::string_view source, Language language, Arena& arena);

    List<Stmt> file();
    const std::optional<Failure>& failure() const { return failure_; }

  private:
    // ---- parse.cc: positions, failures, limits, nodes
    // A character that backquotes escape stands behind its backslash.
    Position here() { return position(cursor_.where() + (cursor_.escaped() ? 1 : 0)); }
    Position position(const char* where);
    uint32_t offset() const {
        return static_cast<uint32_t>(cursor_.where() - source_.data()) + (cursor_.escaped() ? 1 : 0);
    }
    void fail(const Position& at, std::string reason, ErrorCode code = ErrorCode::parse);
    void fail_here(std::string reason) { fail(here(), std::move(reason)); }
    void fail_unclosed(const Position& at, std::string_view opened, std::string_view wanted);
    bool failed() const { return failure_.has_value(); }

    // One level of nesting for as long as it lives.
    class Level {
      public:
        explicit Level(Parser& parser) : parser_(parser) {
            if (++parser_.depth_ > max_depth)
                parser_.fail(parser_.here(), "constructs stand too deep inside of each other", ErrorCode::limit);
        }
        ~Level() { --parser_.depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

      private:
        Parser& parser_;
    };

    template <typename T>
    T* make(const Position& start) {
        if (++nodes_ > max_nodes) fail(start, "more nodes than a script may have", ErrorCode::limit);
        T* node = arena_.make<T>();
        node->kind = T::tag;
        node->start = start;
        return node;
    }
    std::string_view keep(const Gather& gather) {
        return gather.is_copy() ? arena_.copy(gather.text()) : gather.text();
    }
    // A list in the making: its nodes wait on a stack that all lists share, so only the youngest one may grow.
    template <typename T>
    class Growing {
      public:
        explicit Growing(Parser& parser) : parser_(parser), base_(parser.waiting_.size()) {}
        ~Growing() { parser_.waiting_.resize(base_); }
        Growing(const Growing&) = delete;
        Growing& operator=(const Growing&) = delete;

        void add(const T* node) {
            if (node != nullptr) parser_.waiting_.push_back(node);
        }
        size_t size() const { return parser_.waiting_.size() - base_; }
        bool empty() const { return size() == 0; }
        const T* front() const { return static_cast<const T*>(parser_.waiting_[base_]); }
        const T* back() const { return static_cast<const T*>(parser_.waiting_.back()); }
        List<T> done() const {
            if (empty()) return {};
            const T** to =
                static_cast<const T**>(parser_.arena_.allocate(size() * sizeof(const T*), alignof(const T*)));
            for (size_t i = 0; i < size(); ++i) to[i] = static_cast<const T*>(parser_.waiting_[base_ + i]);
            return {to, size()};
        }
        // Those of one kind.
        template <typename U>
        List<U> only() const {
            size_t count = 0;
            for (size_t i = base_; i < parser_.waiting_.size(); ++i) count += parser_.waiting_[i]->kind == U::tag;
            if (count == 0) return {};
            const U** to = static_cast<const U**>(parser_.arena_.allocate(count * sizeof(const U*), alignof(const U*)));
            const U** at = to;
            for (size_t i = base_; i < parser_.waiting_.size(); ++i)
                if (const U* node = get_if<U>(parser_.waiting_[i])) *at++ = node;
            return {to, count};
        }

      private:
        Parser& parser_;
        size_t base_;
    };

    // ---- space.cc: what stands between words, and what starts at the cursor
    bool bash() const { return language_ == Language::bash; }
    bool posix() const { return language_ == Language::posix; }
    void skip_continuations();
    void skip_blanks();    // and comments, and escaped newlines
    void newline();        // consumes one, and the here-documents that start behind it
    bool skip_newlines();  // and blanks; whether there was one
    bool take(char c);     // if it is next
    bool follows(char c) const { return cursor_.next() == static_cast<unsigned char>(c); }
    bool at_word_end(const Cursor& cursor) const;
    bool at_word() const;      // could a word start here?
    bool at_subst() const;     // <( or >(
    bool at_ext_glob() const;  // @( and its kin
    Reserved at_reserved() const;
    bool take_reserved(Reserved word);
    void skip_reserved(Reserved word);
    bool at_case_end() const;
    std::string_view case_operator() const;
    bool at_redirect() const;
    bool at_statement_end() const;

    // ---- statements.cc
    // Statements up to a reserved word of `stops`, a closing parenthesis or backquote, an operator of `case`, the end.
    List<Stmt> statements(ReservedSet stops);
    bool end_statement(Stmt& stmt, ReservedSet stops);
    bool at_list_end(ReservedSet stops) const;
    Stmt* and_or();
    Stmt* pipeline();
    // A command and all that it is piped to.
    Stmt* piped(const Position& start, bool negated);
    Stmt* element();
    const Node* command(Growing<Node>& pieces);
    const Redirect* redirect();
    RedirectOp redirect_operator();
    const Lit* redirect_target_number();
    List<Stmt> followed_by(ReservedSet stops, const Position& at, std::string_view what);

    // ---- simple.cc
    const Node* simple_command(Growing<Node>& pieces);
    bool at_foreign_function(const Node& first) const;
    const Node* call_of(const Growing<Node>& pieces);
    const Node* function_of(const Word& name);
    const Assign* assignment(bool in_declaration);
    size_t assigned_name(Cursor& ahead) const;
    const ArrayExpr* array();
    const ArrayElem* array_element();
    const Node* declaration(Reserved variant);
    const Node* let();

    // ---- compound.cc
    const Node* block();
    const Node* subshell();
    const Node* arithm_command();
    const Node* if_clause();
    const Node* while_clause(bool until);
    const Node* for_clause(bool select);
    const Node* word_iter(const Position& start, bool select);
    const Node* c_style_loop();
    void loop_body(ForClause& clause, const Position& start, std::string_view what);
    const Node* case_clause();
    const CaseItem* case_item(ReservedSet stops);
    const Node* function_clause();
    const Stmt* function_body(const Position& start);
    const Node* time_clause();
    const Node* coproc_clause();

    // ---- tests.cc
    const Node* test_clause();
    const Node* test_list(const Position& opened, bool in_parens);
    const Node* test_negation(const Position& opened, bool in_parens);
    const Node* test_operand();
    const Node* test_binary(const Node* left);
    std::string_view test_operator();
    bool at_test_end() const;

    // ---- words.cc
    const Word* word(Context context = Context::command);  // null where none starts
    const Lit* literal_word();                             // null where it is more than one literal
    const WordPart* part(Context context);
    const WordPart* literal(Context context);
    const WordPart* sgl_quoted(bool dollar);
    const WordPart* dbl_quoted(bool dollar);
    const WordPart* quoted_literal();
    const WordPart* ext_glob();
    bool ends_literal(Context context, const Gather& gather);
    bool ends_regexp_literal();
    bool ends_at_bracket();
    const Lit* make_literal(const Position& start, const Gather& gather);

    // ---- expansions.cc and parameters.cc
    const WordPart* dollar(Context context);
    const WordPart* lone_dollar();
    const WordPart* cmd_subst(const Position& start, SubstStyle style);
    const WordPart* backquotes();
    const WordPart* proc_subst();
    const WordPart* arithm_exp(const Position& start, bool bracket);
    const WordPart* brief_param(const Position& start);
    const WordPart* param_exp(const Position& start);
    const WordPart* braced_subst(const Position& start);
    void param_prefix(ParamExp& exp, const Position& start);
    const Lit* param_name(const ParamExp& exp);
    void param_operator(ParamExp& exp);
    void param_slice(ParamExp& exp, const Position& at);
    void param_replace(ParamExp& exp);
    void param_transform(ParamExp& exp);
    List<Stmt> substituted(ReservedSet stops);

    // ---- arithmetic.cc
    const Node* arithmetic(Arithmetic where);
    const Node* arithm(Arithmetic where, unsigned level);
    const Node* arithm_rest(Arithmetic where, unsigned level, const Node* left);
    const Node* arithm_unary(Arithmetic where);
    const Node* arithm_operand(Arithmetic where);
    const Node* arithm_ternary(Arithmetic where, const Position& question);
    const Node* arithm_word(Arithmetic where);
    const Node* arithm_required(Arithmetic where, unsigned level, const Position& at, std::string_view behind);
    const Node* index_behind(Arithmetic where);  // [ is next
    void skip_arithm_blanks(Arithmetic where);

    // ---- heredocs.cc
    struct Heredoc {
        Redirect* redirect;
        std::string delimiter;
        bool quoted;
    };
    void heredoc_delimiter(Redirect& redirect);
    void read_heredocs();
    bool at_delimiter(const Heredoc& heredoc, Cursor& behind) const;
    void heredoc_text(const Heredoc& heredoc);

    std::string_view source_;
    Language language_;
    Arena& arena_;
    Cursor cursor_;
    std::optional<Failure> failure_;
    unsigned depth_ = 0;
    size_t nodes_ = 0;
    std::vector<const Node*> waiting_;
    std::vector<Heredoc> heredocs_;  // whose text starts behind the next newline
    unsigned regexp_parens_ = 0;     // open ones behind =~
    bool open_bracket_ = false;      // in the literal that is read
    bool in_braces_ = false;         // of ${…}, where arithmetic is read

    // The last position that was asked for: lines are counted from there.
    const char* line_start_;
    const char* counted_;
    uint32_t line_ = 1;
};

}  // namespace ward::shell
