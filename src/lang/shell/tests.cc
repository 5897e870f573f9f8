// [[ … ]].
#include <fmt/core.h>

#include "lang/shell/parser.h"

namespace ward::shell {

bool Parser::at_test_end() const {
    if (!cursor_.is(']') || !follows(']')) return false;
    Cursor ahead = cursor_;
    ahead.advance();
    ahead.advance();
    return at_word_end(ahead);
}

const Node* Parser::test_clause() {
    auto* clause = make<TestClause>(here());
    skip_reserved(Reserved::double_square);
    skip_newlines();
    clause->x = at_test_end() ? nullptr : test_list(clause->start, false);
    if (clause->x == nullptr) fail(clause->start, "[[ must be followed by an expression");
    if (!at_test_end()) fail_unclosed(clause->start, "[[", "]]");
    cursor_.advance();
    cursor_.advance();
    clause->end = offset();
    return clause;
}

// && and || bind alike, and to the right.
const Node* Parser::test_list(const Position& opened, bool in_parens) {
    const Level level(*this);
    if (at_reserved() == Reserved::bang) return test_negation(opened, in_parens);
    const Node* left = test_binary(test_operand());
    if (left == nullptr) return nullptr;
    skip_newlines();
    const bool and_also = cursor_.is('&') && follows('&');
    if (!and_also && !(cursor_.is('|') && follows('|'))) {
        if (!at_test_end() && !cursor_.is(')') && !cursor_.at_end()) fail_here("this is no operator of tests");
        if (in_parens && !cursor_.is(')')) fail_unclosed(opened, "(", ")");
        return left;
    }
    const Position at = here();
    cursor_.advance();
    cursor_.advance();
    skip_newlines();
    auto* binary = make<BinaryTest>(left->start);
    binary->op = and_also ? "&&" : "||";
    binary->x = left;
    binary->y = at_test_end() ? nullptr : test_list(opened, in_parens);
    if (binary->y == nullptr) fail(at, fmt::format("{} must be followed by an expression", binary->op));
    return binary;
}

// ! binds looser than && and ||: it negates all that follows.
const Node* Parser::test_negation(const Position& opened, bool in_parens) {
    const Position start = here();
    cursor_.advance();
    skip_newlines();
    auto* unary = make<UnaryTest>(start);
    unary->op = "!";
    unary->x = at_test_end() ? nullptr : test_list(opened, in_parens);
    if (unary->x == nullptr) fail(start, "! must be followed by an expression");
    return unary;
}

namespace {

std::string_view unary_operator(std::string_view text) {
    static constexpr std::string_view letters = "abcdefgknoprstuvwxzGLNORS";
    static constexpr std::string_view texts = "-e-b-c-d-e-f-g-k-n-o-p-r-s-t-u-v-w-x-z-G-L-N-O-R-S";
    if (text.size() != 2 || text[0] != '-') return {};
    if (text[1] == 'h') return "-L";
    const size_t at = letters.find(text[1]);
    return at == std::string_view::npos ? std::string_view() : texts.substr(at * 2, 2);
}

}  // namespace

const Node* Parser::test_operand() {
    const Position start = here();
    if (take('(')) {
        auto* paren = make<ParenTest>(start);
        skip_newlines();
        paren->x = test_list(start, true);
        if (paren->x == nullptr) fail(start, "( must be followed by an expression");
        take(')');
        paren->end = offset();
        return paren;
    }
    const Word* operand = word();
    const Lit* lit = operand != nullptr && operand->parts.size() == 1 ? get_if<Lit>(operand->parts[0]) : nullptr;
    const std::string_view op = lit != nullptr ? unary_operator(lit->value) : std::string_view();
    if (op.empty() || (op == "-R" && !bash())) return operand;
    auto* unary = make<UnaryTest>(start);
    unary->op = op;
    skip_blanks();
    unary->x = word();
    if (unary->x == nullptr) {
        if (cursor_.at_end()) fail_unclosed(start, "[[", "]]");
        else fail(start, fmt::format("{} must be followed by a word", lit->value));
    }
    return unary;
}

// The operator at the cursor, which moves behind it.
std::string_view Parser::test_operator() {
    static constexpr std::string_view operators[] = {"==",  "=",   "!=",  "=~",  "-eq", "-ne", "-lt",
                                                     "-le", "-gt", "-ge", "-nt", "-ot", "-ef"};
    if (!at_subst() && take('<')) return "<";
    if (!at_subst() && take('>')) return ">";
    for (const std::string_view op : operators) {
        Cursor ahead = cursor_;
        size_t same = 0;
        for (; same < op.size() && ahead.is(op[same]); ++same) ahead.advance();
        if (same != op.size() || !at_word_end(ahead)) continue;
        cursor_ = ahead;
        return op;
    }
    return {};
}

const Node* Parser::test_binary(const Node* left) {
    if (left == nullptr || left->kind != NodeKind::word) return left;
    skip_newlines();
    const Position at = here();
    const std::string_view op = test_operator();
    if (op.empty()) return left;
    auto* binary = make<BinaryTest>(left->start);
    binary->op = op;
    binary->x = left;
    while (is_blank(cursor_.c())) cursor_.advance();  // a # starts no comment here
    if (op == "=~") {
        if (!bash()) fail(at, "=~ is of bash");
        binary->y = word(Context::regexp);
    } else {
        binary->y = word();
    }
    if (binary->y == nullptr) fail(at, fmt::format("{} must be followed by a word", op));
    return binary;
}

}  // namespace ward::shell
