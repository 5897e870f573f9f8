// The state of one print(): see print.h. Rules of statements stand in print.cc, those of words in print_words.cc.
#pragma once

#include <string>

#include "lang/shell/print.h"
#include "lang/shell/syntax.h"

namespace ward::shell {

class Printer {
  public:
    explicit Printer(uint32_t line) : line_(line) {}  // that the source starts on

    void stmt(const Stmt& stmt);
    void command(const Node& node, const Stmt& stmt);
    bool complete() const { return complete_; }
    std::string take() { return std::move(text_); }

  private:
    void call(const CallExpr& call, const Stmt& stmt);
    void binary(const BinaryCmd& last);
    void binary_step(const BinaryCmd& step);
    void declaration(const DeclClause& clause);
    void enclosed(const Node& node, List<Stmt> stmts, uint32_t close_line, std::string_view open,
                  std::string_view close);
    void redirect(const Redirect& redirect);
    void assign(const Assign& assign);
    void array(const ArrayExpr& array);
    void separate(uint32_t line);  // a blank, or an escaped newline where the source has one
    void indent(unsigned more);

    void literal(const Lit& lit);
    void word(const Word& word);
    void part(const WordPart& part);
    void sgl_quoted(const SglQuoted& quoted);
    void dbl_quoted(const DblQuoted& quoted);
    void param_exp(const ParamExp& exp);
    void index(const Node& index);
    void arithm(const Node& node);
    void raw(std::string_view text);  // counts its newlines
    void give_up() { complete_ = false; }

    std::string text_;
    uint32_t line_;  // of the source, up to where it is written
    unsigned level_ = 0;
    unsigned depth_ = 0;
    bool in_broken_binary_ = false;  // what is printed stands behind the newline of | && or ||
    bool continued_ = false;         // the command has an escaped newline already
    bool complete_ = true;
};

}  // namespace ward::shell
