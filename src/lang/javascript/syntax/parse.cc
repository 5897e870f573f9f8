// The stream of tokens, nodes, and lists of statements with what is done where one cannot be read.
#include "lang/javascript/syntax/parse.h"

#include <algorithm>

#include "lang/javascript/syntax/parser.h"

namespace ward::javascript {
namespace {

int bracket_step(const Token& token) {
    switch (token.kind) {
        case TokenKind::template_head: return 1;
        case TokenKind::template_tail: return -1;
        case TokenKind::punctuator: break;
        default: return 0;
    }
    switch (token.punctuator) {
        case Punctuator::open_paren:
        case Punctuator::open_bracket:
        case Punctuator::open_brace: return 1;
        case Punctuator::close_paren:
        case Punctuator::close_bracket:
        case Punctuator::close_brace: return -1;
        default: return 0;
    }
}

}  // namespace

Parser::Parser(std::string_view source, const ParseOptions& options, Names& names)
    : names_(names),
      tokens_(source, {.kind = options.kind, .syntax = options.syntax}),
      typescript_(options.syntax == Syntax::typescript || options.syntax == Syntax::tsx) {
    tree_.source = source;
    tree_.nodes.reserve(source.size() / 3 + 16);
    tree_.nodes.emplace_back();
    token_ = tokens_.next();
}

void Parser::advance() {
    if (failed_) return;
    last_end_ = token_.offset + token_.length;
    const int step = bracket_step(token_);
    if (step > 0 || brackets_ > 0) brackets_ += static_cast<uint32_t>(step);
    token_ = has_ahead_ ? ahead_ : tokens_.next();
    has_ahead_ = false;
}

const Token& Parser::ahead() {
    if (failed_) return token_;
    if (!has_ahead_) ahead_ = tokens_.next();
    has_ahead_ = true;
    return ahead_;
}

bool Parser::accept(Punctuator which) {
    if (!at(which)) return false;
    advance();
    return true;
}

bool Parser::accept_word(Word which) {
    if (!at_word(which)) return false;
    advance();
    return true;
}

void Parser::expect(Punctuator which) {
    if (!accept(which)) fail("unexpected token");
}

// A semicolon, or a place where one is inserted.
void Parser::end_statement() {
    if (accept(Punctuator::semicolon) || at(Punctuator::close_brace) || at_end()) return;
    if (!token_.has(Token::newline_before)) fail("unexpected token");
}

void Parser::fail(std::string_view reason) {
    if (failed_) return;
    failed_ = true;
    reason_ = reason;
    stopped_ = token_;
    token_ = Token{};
    token_.offset = stopped_.offset;
    token_.line = stopped_.line;
}

NodeIndex Parser::make(NodeKind kind, Start start, List children) {
    const auto index = static_cast<NodeIndex>(tree_.nodes.size());
    tree_.nodes.push_back({.offset = start.offset,
                           .end = std::max(last_end_, start.offset),
                           .line = start.line,
                           .first = children.first,
                           .kind = kind});
    return index;
}

NodeIndex Parser::make_absent() {
    const NodeIndex index = make(NodeKind::absent, here());
    node(index).end = node(index).offset;
    return index;
}

NodeIndex Parser::make_leaf(NodeKind kind) {
    const Start start = here();
    const bool escaped = token_.has(Token::escaped);
    advance();
    const NodeIndex index = make(kind, start);
    if (escaped) node(index).flags |= Node::is_escaped;
    return index;
}

// Of the current token, which is a name of some kind.
NodeIndex Parser::make_name(NodeKind kind) {
    std::string_view written = text(token_);
    if (token_.kind == TokenKind::private_name) written.remove_prefix(1);
    const NameIndex name = token_.has(Token::escaped) || written.contains('\\')
                               ? names_.intern(cooked(written, TokenKind::identifier))
                               : names_.intern(written);
    const NodeIndex index = make_leaf(kind);
    node(index).first = name;
    return index;
}

void Parser::add(List& list, NodeIndex child) {
    if (child == 0) return;
    if (list.last == 0) list.first = child;
    else node(list.last).next = child;
    list.last = child;
}

// Up to the brace that ends the list, or the end.
Parser::List Parser::statements() {
    List made;
    while (!at(Punctuator::close_brace) && !at_end()) {
        const Start start = here();
        const uint32_t depth = brackets_;
        const Token first = token_;
        // The statement's own failures are mended here; what stopped further out goes further out.
        if (failed_) break;
        const NodeIndex one = statement();
        if (failed_) recover(made, start, depth, first);
        else add(made, one);
    }
    return made;
}

// Passes over the rest of a statement: up to its semicolon, the start of the next one, or the brace that closes the
// list it stands in.
void Parser::recover(List& into, Start start, uint32_t depth, Token first) {
    failed_ = false;
    no_in_ = false;
    token_ = stopped_;
    bool moved = token_.offset != first.offset;
    while (!at_end()) {
        if (brackets_ <= depth && moved) {
            if (at(Punctuator::close_brace) || token_.has(Token::starts_statement)) break;
            if (at(Punctuator::semicolon)) {
                advance();
                break;
            }
        }
        const bool closes_deeper = brackets_ > depth;
        advance();
        moved = true;
        if (closes_deeper && brackets_ <= depth && token_.has(Token::newline_before)) break;
    }
    add(into, make(NodeKind::unreadable, start));
    ++tree_.unread_count;
    if (tree_.unread.size() < max_unread) tree_.unread.push_back({start.offset, last_end_, start.line, reason_});
}

Tree Parser::run() {
    const Start start{0, 1};
    List all;
    // A brace too many ends the list: what is behind it is read as well.
    while (!at_end()) {
        const List some = statements();
        if (some.first != 0) {
            if (all.last == 0) all.first = some.first;
            else node(all.last).next = some.first;
            all.last = some.last;
        }
        if (!at(Punctuator::close_brace)) continue;
        const Start brace = here();
        advance();
        add(all, make(NodeKind::unreadable, brace));
        ++tree_.unread_count;
        if (tree_.unread.size() < max_unread)
            tree_.unread.push_back({brace.offset, last_end_, brace.line, "a brace too many"});
    }
    tree_.program = make(NodeKind::program, start, all);
    node(tree_.program).end = static_cast<uint32_t>(std::min(tree_.source.size(), max_source_bytes));
    tree_.approximate = typescript_;
    tree_.problems = tokens_.problems();
    return std::move(tree_);
}

Tree parse_tree(std::string_view source, const ParseOptions& options, Names& names) {
    return Parser(source, options, names).run();
}

}  // namespace ward::javascript
