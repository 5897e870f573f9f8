// The state of one print(): see print.h. print.cc has blanks, lines and levels; print_statements.cc statements and
// simple commands; print_compound.cc the others; print_words.cc words; print_heredocs.cc here-documents.
//
// What is written where depends on how far the source has been followed (`line_`): a node that starts behind it is put
// on a new line. Blanks are not written but wanted, until something comes that needs to stand apart.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/shell/print.h"
#include "lang/shell/syntax.h"

namespace ward::shell {

class Printer {
  public:
    explicit Printer(std::string_view source) : source_(source) {}

    void statements(List<Stmt> stmts);
    void command(const Node& node);
    void heredocs();  // those whose redirections are written
    bool complete() const { return complete_; }
    std::string take() { return std::move(text_); }

  private:
    enum class Blank : uint8_t { none, wanted, written };

    // A level of indentation, while it lives. Levels that begin on one line are one.
    class Deeper {
      public:
        explicit Deeper(Printer& printer) : printer_(printer) { printer_.begin_level(); }
        ~Deeper() { printer_.end_level(); }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;

      private:
        Printer& printer_;
    };
    // Counts against max_print_depth, while it lives.
    class Depth {
      public:
        explicit Depth(Printer& printer) : printer_(printer) {
            if (++printer_.depth_ > max_print_depth) printer_.complete_ = false;
        }
        ~Depth() { --printer_.depth_; }
        Depth(const Depth&) = delete;
        Depth& operator=(const Depth&) = delete;

      private:
        Printer& printer_;
    };

    void begin_level();
    void end_level();
    void indent();
    void blank();  // now
    void pad();    // if one is wanted
    void apart(std::string_view text);
    bool wants_newline(uint32_t line) const { return must_newline_ || want_newline_ || line > line_; }
    void newline(uint32_t line = 0);
    void newlines(uint32_t line);  // one where it is wanted, two where the source has an empty line
    void escaped_newline();
    void follow(uint32_t line);  // the source, up to there
    uint32_t line_at(uint32_t offset);
    uint32_t line_before(const Node& node) { return line_at(end_of(node) - 1); }  // of its last byte

    void stmt(const Stmt& stmt);
    void end_of_stmt(const Stmt& stmt, size_t redirects_written);
    void nested(List<Stmt> stmts, uint32_t closing_line);
    void opening_word(std::string_view word, uint32_t line);  // then, do
    void closing_word(std::string_view word, uint32_t line);
    void close_paren(uint32_t line);
    size_t command(const Node& node, List<Redirect> redirects);
    size_t call(const CallExpr& call, List<Redirect> redirects);
    size_t redirects_until(List<Redirect> redirects, size_t written, const Position& end);
    void redirect(const Redirect& redirect);
    void assigns(List<Assign> assigns);
    void elements(const ArrayExpr& array);
    void join(List<Word> words);

    void compound(const Node& node);
    void subshell(const Subshell& subshell);
    void binary(const BinaryCmd& last);
    void binary_step(const BinaryCmd& step);
    void if_clause(const IfClause& head);
    void for_clause(const ForClause& clause);
    void case_clause(const CaseClause& clause);
    void case_item(const CaseItem& item);
    void patterns(List<Word> patterns);
    void coproc(const CoprocClause& clause);

    void literal(std::string_view text);
    void word(const Word& word);
    void parts(List<WordPart> parts, bool quoted);
    void part(const WordPart& part);
    void dbl_quoted(const DblQuoted& quoted);
    void cmd_subst(const CmdSubst& subst);
    void param_exp(const ParamExp& exp);
    void index(const Node* index);
    struct Arithm {
        bool compact = false;
        bool apart_from_colon = false;  // ${a: -1} is something else than ${a:-1}
    };
    void arithm(const Node* node, Arithm how);
    void test(const Node& node);
    void test_on_line(const Node& node);

    void heredoc(const Redirect& redirect);
    void delimiter(const Word& word);

    std::string_view source_;
    std::string text_;
    uint32_t line_ = 0;  // of the source, up to where it is written
    uint32_t known_offset_ = 0;
    uint32_t known_line_ = 1;
    Blank blank_ = Blank::written;
    bool want_newline_ = false;
    bool must_newline_ = false;
    bool wrote_semicolon_ = false;
    bool first_line_ = true;
    bool nested_binary_ = false;
    unsigned level_ = 0;
    unsigned last_level_ = 0;
    std::vector<bool> level_begun_;
    std::vector<const Redirect*> heredocs_;  // whose text has to follow the next newline
    unsigned depth_ = 0;
    bool complete_ = true;
};

// ( at its beginning, which behind another would be arithmetic.
bool starts_with_paren(const Stmt& stmt);

}  // namespace ward::shell
