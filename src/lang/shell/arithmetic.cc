// Arithmetic expressions, by precedence climbing.
#include <fmt/core.h>

#include "lang/shell/parser.h"

namespace ward::shell {
namespace {

// From loose to tight.
constexpr unsigned level_comma = 0;
constexpr unsigned level_assign = 1;
constexpr unsigned level_ternary = 2;
constexpr unsigned level_power = 13;

struct Operator {
    std::string_view text;
    unsigned level;
};
// A longer one stands before those that it starts with.
constexpr Operator operators[] = {
    {"<<=", 1}, {">>=", 1}, {"**", 13}, {"&&", 4}, {"||", 3}, {"==", 8}, {"!=", 8}, {"<=", 9},
    {">=", 9},  {"<<", 10}, {">>", 10}, {"+=", 1}, {"-=", 1}, {"*=", 1}, {"/=", 1}, {"%=", 1},
    {"&=", 1},  {"|=", 1},  {"^=", 1},  {"=", 1},  {",", 0},  {"?", 2},  {"|", 5},  {"^", 6},
    {"&", 7},   {"<", 9},   {">", 9},   {"+", 11}, {"-", 11}, {"*", 12}, {"/", 12}, {"%", 12},
};

// Can it be assigned to?
bool is_variable(const Node* node) {
    const Word* word = get_if<Word>(node);
    if (word == nullptr || word->parts.size() != 1) return false;
    if (const Lit* lit = get_if<Lit>(word->parts[0])) return is_name(lit->value);
    const ParamExp* exp = get_if<ParamExp>(word->parts[0]);
    return exp != nullptr && exp->brief && exp->index != nullptr && is_name(exp->param->value);
}

}  // namespace

void Parser::skip_arithm_blanks(Arithmetic where) {
    skip_continuations();
    if (where == Arithmetic::let) return;
    while (is_blank(cursor_.c()) || cursor_.is('\n')) {
        cursor_.advance();
        skip_continuations();
    }
}

// Null if none starts here.
const Node* Parser::arithmetic(Arithmetic where) {
    const bool outer = in_braces_;
    in_braces_ = where == Arithmetic::braces;
    const Node* expression = arithm(where, level_comma);
    skip_arithm_blanks(where);
    in_braces_ = outer;
    return expression;
}

const Node* Parser::arithm(Arithmetic where, unsigned level) {
    const Level deeper(*this);
    const Node* left = arithm_unary(where);
    return left == nullptr ? nullptr : arithm_rest(where, level, left);
}

const Node* Parser::arithm_required(Arithmetic where, unsigned level, const Position& at, std::string_view behind) {
    const Node* node = arithm(where, level);
    if (node == nullptr) fail(at, fmt::format("{} must be followed by an expression", behind));
    return node;
}

const Node* Parser::arithm_rest(Arithmetic where, unsigned level, const Node* left) {
    while (!failed()) {
        skip_arithm_blanks(where);
        const Operator* found = nullptr;
        for (const Operator& candidate : operators) {
            Cursor ahead = cursor_;
            size_t same = 0;
            for (; same < candidate.text.size() && ahead.is(candidate.text[same]); ++same) ahead.advance();
            if (same != candidate.text.size()) continue;
            found = &candidate;
            break;
        }
        if (found == nullptr || found->level < level) return left;
        const Position at = here();
        for (size_t count = found->text.size(); count > 0; --count) cursor_.advance();
        if (found->level == level_assign && !is_variable(left))
            fail(at, fmt::format("{} must follow a name", found->text));
        auto* binary = make<BinaryArithm>(left->start);
        binary->op = found->text;
        binary->x = left;
        if (found->level == level_ternary) {
            binary->y = arithm_ternary(where, at);
        } else {
            const bool to_the_right = found->level == level_assign || found->level == level_power;
            binary->y = arithm_required(where, to_the_right ? found->level : found->level + 1, at, found->text);
        }
        left = binary;
    }
    return left;
}

// Behind the question mark.
const Node* Parser::arithm_ternary(Arithmetic where, const Position& question) {
    const Node* yes = arithm_required(where, level_assign, question, "?");
    skip_arithm_blanks(where);
    const Position colon = here();
    if (!take(':')) fail(question, "? without its :");
    if (failed()) return nullptr;
    auto* choice = make<BinaryArithm>(yes->start);
    choice->op = ":";
    choice->x = yes;
    choice->y = arithm_required(where, level_ternary, colon, ":");
    return choice;
}

const Node* Parser::arithm_unary(Arithmetic where) {
    const Level deeper(*this);
    skip_arithm_blanks(where);
    const Position start = here();
    const bool sign = cursor_.is('+') || cursor_.is('-');
    if (!sign && !cursor_.is('!') && !cursor_.is('~')) return arithm_operand(where);
    auto* unary = make<UnaryArithm>(start);
    if (sign && follows(static_cast<char>(cursor_.c()))) {
        unary->op = cursor_.is('+') ? "++" : "--";
        cursor_.advance();
        cursor_.advance();
        skip_arithm_blanks(where);
        unary->x = arithm_word(where);
        if (unary->x == nullptr || !is_variable(unary->x))
            fail(start, fmt::format("{} must be followed by a name", unary->op));
        return unary;
    }
    unary->op = cursor_.is('+') ? "+" : cursor_.is('-') ? "-" : cursor_.is('!') ? "!" : "~";
    cursor_.advance();
    unary->x = arithm_unary(where);
    if (unary->x == nullptr) fail(start, fmt::format("{} must be followed by an expression", unary->op));
    return unary;
}

const Node* Parser::arithm_operand(Arithmetic where) {
    const Node* operand = nullptr;
    if (cursor_.is('(')) {
        auto* paren = make<ParenArithm>(here());
        cursor_.advance();
        const Arithmetic inside = where == Arithmetic::let ? Arithmetic::parens : where;
        paren->x = arithm_required(inside, level_comma, paren->start, "(");
        skip_arithm_blanks(inside);
        if (!take(')')) fail_unclosed(paren->start, "(", ")");
        paren->end = offset();
        operand = paren;
    } else {
        operand = arithm_word(where);
    }
    if (operand == nullptr) return nullptr;
    skip_arithm_blanks(where);
    const bool plus = cursor_.is('+') && follows('+');
    if (!plus && !(cursor_.is('-') && follows('-'))) return operand;
    const Position at = here();
    if (!is_variable(operand)) fail(at, plus ? "++ must follow a name" : "-- must follow a name");
    auto* unary = make<UnaryArithm>(operand->start);
    unary->op = plus ? "++" : "--";
    unary->post = true;
    unary->x = operand;
    cursor_.advance();
    cursor_.advance();
    unary->op_end = offset();
    return unary;
}

// A word, with its index if it is a single literal.
const Node* Parser::arithm_word(Arithmetic where) {
    const Word* node = word(Context::arithmetic);
    if (node == nullptr || !cursor_.is('[') || posix() || node->parts.size() != 1) return node;
    const Lit* name = get_if<Lit>(node->parts[0]);
    if (name == nullptr) return node;
    auto* exp = make<ParamExp>(node->start);
    exp->brief = true;
    exp->param = name;
    exp->index = index_behind(where == Arithmetic::let ? Arithmetic::parens : where);
    exp->end = offset();
    Growing<WordPart> parts(*this);
    parts.add(exp);
    auto* with_index = make<Word>(node->start);
    with_index->parts = parts.done();
    return with_index;
}

// At its [.
const Node* Parser::index_behind(Arithmetic where) {
    const Position start = here();
    cursor_.advance();
    const Node* index = nullptr;
    if (cursor_.is('@') || cursor_.is('*')) {
        const Position at = here();
        Gather gather(cursor_);
        gather.take(cursor_);
        Growing<WordPart> parts(*this);
        parts.add(make_literal(at, gather));
        auto* all = make<Word>(at);
        all->parts = parts.done();
        index = all;
    } else {
        index = arithmetic(where);
    }
    if (index == nullptr) fail(start, "[ must be followed by an expression");
    if (!take(']')) fail_unclosed(start, "[", "]");
    return index;
}

}  // namespace ward::shell
