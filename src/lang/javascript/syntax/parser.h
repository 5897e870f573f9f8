// The parser behind parse_tree: recursive descent, one token ahead. Where something cannot be read it stops the stream
// (every token is then `end`, so that all loops end by themselves), and the innermost list of statements goes on behind
// the statement.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "lang/javascript/syntax/parse.h"
#include "lang/javascript/syntax/tree.h"
#include "lang/javascript/tokens.h"

namespace ward::javascript {

class Parser {
  public:
    Parser(std::string_view source, const ParseOptions& options, Names& names);
    Tree run();

  private:
    struct Start {
        uint32_t offset = 0;
        uint32_t line = 0;
    };
    // Children that are put together.
    struct List {
        NodeIndex first = 0;
        NodeIndex last = 0;
    };
    // Counts how deep the parser is in itself.
    class Depth {
      public:
        explicit Depth(Parser& parser) : parser_(parser) {
            if (++parser_.nesting_ > max_tree_depth) parser_.fail("nested too deep");
        }
        ~Depth() { --parser_.nesting_; }
        Depth(const Depth&) = delete;
        Depth& operator=(const Depth&) = delete;

      private:
        Parser& parser_;
    };

    // `in` is an operator again inside of brackets, whatever is around them.
    class AllowIn {
      public:
        explicit AllowIn(Parser& parser) : parser_(parser), before_(std::exchange(parser.no_in_, false)) {}
        ~AllowIn() { parser_.no_in_ = before_; }
        AllowIn(const AllowIn&) = delete;
        AllowIn& operator=(const AllowIn&) = delete;

      private:
        Parser& parser_;
        bool before_;
    };

    // The stream.
    void advance();
    const Token& ahead();
    bool at(Punctuator which) const { return token_.is(which); }
    bool at_keyword(Word which) const { return token_.kind == TokenKind::keyword && token_.word == which; }
    // A word that is a keyword in some places only.
    bool at_word(Word which) const { return token_.kind == TokenKind::identifier && token_.word == which; }
    bool at_end() const { return token_.kind == TokenKind::end; }
    bool accept(Punctuator which);
    bool accept_word(Word which);
    void expect(Punctuator which);
    void end_statement();
    void fail(std::string_view reason);
    Start here() const { return {token_.offset, token_.line}; }
    std::string_view text(const Token& token) const { return tree_.source.substr(token.offset, token.length); }

    // Nodes.
    NodeIndex make(NodeKind kind, Start start) { return make(kind, start, List()); }
    NodeIndex make(NodeKind kind, Start start, List children);
    NodeIndex make_absent();
    NodeIndex make_leaf(NodeKind kind);  // of the current token, which is passed
    NodeIndex make_name(NodeKind kind = NodeKind::name);
    Node& node(NodeIndex index) { return tree_.nodes[index]; }
    void add(List& list, NodeIndex child);
    template <typename... Children>
    List list(Children... children) {
        List made;
        (add(made, children), ...);
        return made;
    }
    // Its end is where the parser stands.
    NodeIndex finish(NodeIndex index) {
        node(index).end = last_end_;
        return index;
    }

    // Statements.
    List statements();
    void recover(List& into, Start start, uint32_t depth, Token first);
    NodeIndex statement();
    NodeIndex statement_of_keyword(Start start);
    NodeIndex block();
    NodeIndex if_statement();
    NodeIndex for_statement();
    NodeIndex for_rest(Start start, NodeIndex head, bool is_async);
    NodeIndex switch_statement();
    NodeIndex try_statement();
    NodeIndex jump(NodeKind kind);
    NodeIndex in_parentheses();
    Operation declaration_here();
    NodeIndex variables(Start start, Operation operation, bool in_for);

    // Functions and classes.
    NodeIndex function(NodeKind kind, Start start);
    NodeIndex function_rest(NodeKind kind, Start start, uint16_t flags, List children);
    NodeIndex parameters();
    NodeIndex function_body();
    NodeIndex arrow(Start start, NodeIndex made, uint16_t flags);
    NodeIndex class_of(NodeKind kind, Start start);
    NodeIndex class_body();
    NodeIndex class_member();
    NodeIndex decorator();
    void recover_member(List& into, Start start, uint32_t depth, Token first);

    // Modules.
    NodeIndex import_declaration(Start start);
    NodeIndex import_rest(NodeIndex made, List children);
    NodeIndex export_declaration(Start start);
    NodeIndex specifiers(NodeKind kind, List& into);
    NodeIndex module_name();
    void attributes(List& into);
    void source_and_attributes(List& into);

    // Expressions.
    NodeIndex expression();
    NodeIndex assignment();
    NodeIndex assignment_behind(Start start, NodeIndex left);
    NodeIndex conditional(Start start, NodeIndex test);
    NodeIndex yield_expression();
    NodeIndex binary(int lowest);
    NodeIndex unary();
    NodeIndex subscripts(Start start, NodeIndex base, bool calls);
    NodeIndex primary();
    NodeIndex primary_word(Start start);
    NodeIndex primary_keyword(Start start);
    NodeIndex group(Start start);
    NodeIndex new_expression(Start start);
    NodeIndex import_expression(Start start);
    NodeIndex async_word(Start start);
    NodeIndex template_literal();
    NodeIndex array();
    NodeIndex object();
    NodeIndex property();
    NodeIndex shorthand(Start start, NodeIndex key);
    NodeIndex key(uint16_t& flags);
    struct Modifiers {
        uint16_t of_member = 0;    // getter, setter, static
        uint16_t of_function = 0;  // async, generator
    };
    Modifiers modifiers(bool in_class);
    bool at_member_end();
    void arguments(List& into);
    bool is_bare_arrow(NodeIndex index) const {
        return tree_.nodes[index].kind == NodeKind::arrow_function && !tree_.nodes[index].has(Node::in_parentheses);
    }

    // Patterns.
    NodeIndex pattern();
    NodeIndex pattern_with_default();
    void to_pattern(NodeIndex index);

    // JSX and TypeScript.
    NodeIndex jsx_element();
    NodeIndex jsx_name();
    NodeIndex jsx_attribute();
    NodeIndex jsx_hole();
    void jsx_children(List& into);
    bool is_typescript() const { return typescript_; }
    void type_annotation();  // `: T` and `?: T`, where one stands
    void type();
    void type_parameters();
    bool typescript_statement();
    void pass_brackets();

    Tree tree_;
    Names& names_;
    Tokens tokens_;
    Token token_;
    Token ahead_;
    bool has_ahead_ = false;
    bool typescript_ = false;
    bool no_in_ = false;  // in the head of a `for`
    uint32_t last_end_ = 0;
    uint32_t brackets_ = 0;  // open ones
    unsigned nesting_ = 0;
    // Where reading stopped, if it did.
    bool failed_ = false;
    std::string_view reason_;
    Token stopped_;
};

}  // namespace ward::javascript
