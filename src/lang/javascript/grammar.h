// The part of the grammar that the tokens themselves depend on: whether an operand may stand here (then `/` starts a
// regular expression and `{` an object), what a bracket encloses, and which words are keywords here. A pushdown
// automaton with one frame for each open bracket.
#pragma once

#include <cstdint>
#include <vector>

#include "lang/javascript/tokens.h"

namespace ward::javascript {

class Grammar {
  public:
    explicit Grammar(const TokenOptions& options);

    // An operand has just ended: `/` divides, `(` calls, `++` belongs to it.
    bool after_operand() const { return position_ == Position::after_operand; }
    Bracket top() const { return frames_.back().role; }
    bool is_typescript() const { return typescript_; }
    bool has_jsx() const { return jsx_; }
    // The tag that is read is a closing one, </name>.
    bool in_closing_tag() const { return frames_.back().traits != 0; }

    // Each of these puts the kind, the word's role, the bracket and the flags into the token and moves on.
    void on_name(Token& token);
    void on_operand(Token& token);  // literals, private names, whole templates
    void on_punctuator(Token& token);
    void on_template_head(Token& token);
    void on_template_middle(Token& token);
    void on_template_tail(Token& token);

    // JSX. A tag's brackets are the two angles; its children stand between two tags.
    void open_tag(Token& token);
    void open_hole(Token& token);
    void close_tag(Token& token);  // `>`: of an opening tag (children follow), or of a closing one (the element ends)
    void end_element(Token& token);
    void start_closing_tag(Token& token);
    void on_jsx_token(const Token& token) { remember(token); }
    void on_jsx_punctuator(Token& token) { remember(token); }

    bool too_deep() const { return too_deep_; }
    bool unbalanced() const { return unbalanced_ || frames_.size() > 1; }

  private:
    enum class Position : uint8_t { statement, operand, after_operand };
    // Of functions and classes.
    static constexpr uint8_t pending = 1;
    static constexpr uint8_t declaration = 2;
    static constexpr uint8_t method = 4;
    static constexpr uint8_t async = 8;
    static constexpr uint8_t generator = 16;

    struct Frame {
        Bracket role = Bracket::none;
        bool key = false;  // in objects, classes and lists of names: a member's name is next
        bool in_async = false;
        bool in_generator = false;
        bool arrow_async = false;  // an async arrow function's expression is being read
        bool in_case = false;      // between `case` and its colon
        bool async_call = false;   // ( behind `async`
        bool class_declaration = false;
        uint8_t traits = 0;      // of the function or class that the bracket belongs to; closing tags
        uint8_t function = 0;    // `function` was read, its ( is next
        uint8_t body = 0;        // parameters were read, their { is next
        uint8_t member = 0;      // async, generator of the member that starts
        uint8_t classes = 0;     // `class` was read, its { is next
        uint16_t questions = 0;  // ? without their :
    };

    Frame& frame() { return frames_.back(); }
    static bool has_statements(const Frame& frame);
    bool starts_statement(const Token& token) const;
    void start_member_after_newline(const Token& token) {
        if (token.has(Token::newline_before) && !frame().key && position_ != Position::operand) start_member();
    }
    void start_member();
    void on_keyword(Token& token, bool starts);
    void on_typescript_word(Token& token, bool starts);
    void open_paren(Token& token);
    void open_brace(Token& token);
    Bracket brace_role(const Token& token, uint8_t& traits);
    void close(Token& token, Punctuator opener);
    void closed_brace(const Frame& closed);
    void on_colon();
    void on_arrow();
    void on_star();
    void on_comma();
    void on_semicolon();
    bool push(Token& token, Bracket role, uint8_t traits);
    void remember(const TokenNature& token) {
        before_ = previous_;
        previous_ = token;
        previous_started_ = false;
    }
    void remember_started(const TokenNature& token, bool starts) {
        remember(token);
        previous_started_ = starts;
    }

    bool typescript_;
    bool jsx_;
    Position position_ = Position::statement;
    TokenNature previous_;
    TokenNature before_;  // the one before it
    bool previous_started_ = false;
    bool closed_async_ = false;  // the last ) ended what stood behind `async`
    bool too_deep_ = false;
    bool unbalanced_ = false;
    size_t lost_ = 0;  // open brackets without a frame
    std::vector<Frame> frames_;
};

}  // namespace ward::javascript
