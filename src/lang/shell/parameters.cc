// ${…}: at the byte behind the brace.
#include <fmt/core.h>

#include "lang/shell/parser.h"

namespace ward::shell {

const WordPart* Parser::param_exp(const Position& start) {
    const Level level(*this);
    if (is_blank(cursor_.c()) || cursor_.is('\n') || cursor_.is('|')) return braced_subst(start);
    auto* exp = make<ParamExp>(start);
    skip_continuations();
    param_prefix(*exp, start);
    exp->param = param_name(*exp);
    while (is_blank(cursor_.c())) cursor_.advance();
    if (cursor_.is('[') && exp->param != nullptr) {
        if (posix()) fail_here("arrays are of bash and mksh");
        if (!is_name(exp->param->value)) fail_here("a special parameter has no index");
        exp->index = index_behind(Arithmetic::braces);
    }
    if (!cursor_.is('}') && !failed()) {
        if (exp->length) fail_here("a length cannot be combined with an operator");
        param_operator(*exp);
    }
    if (!take('}')) fail_unclosed(start, "${", "}");
    exp->end = offset();
    return exp;
}

// ${ a;} and ${|a;}.
const WordPart* Parser::braced_subst(const Position& start) {
    auto* subst = make<CmdSubst>(start);
    subst->style = cursor_.is('|') ? SubstStyle::reply_var : SubstStyle::temp_file;
    if (language_ != Language::mksh) fail(start, "substitutions in braces are of mksh");
    take('|');
    subst->stmts = substituted(ReservedSet(Reserved::close_brace));
    subst->close_line = here().line;
    if (!take_reserved(Reserved::close_brace)) fail_unclosed(start, "${", "}");
    subst->end = offset();
    return subst;
}

// ${#a}, ${!a} and ${%a}; but # and ! are parameters too, and then what follows is an operator.
void Parser::param_prefix(ParamExp& exp, const Position& start) {
    const int next = cursor_.next();
    switch (cursor_.c()) {
        case '#': {
            Cursor behind = cursor_;
            behind.advance();
            const bool last = behind.next() == '}';
            switch (next) {
                case '}':
                case '+':
                case '=':
                case ':':
                case '%':
                case '/':
                case '^':
                case ',': return;
                case '?':
                case '-':
                    if (!last) return;
                    break;
                default: break;
            }
            exp.length = true;
            cursor_.advance();
            break;
        }
        case '!':
            switch (next) {
                case '}':
                case '+':
                case '=':
                case ':':
                case '%':
                case '/':
                case '^':
                case ',': return;
                default: break;
            }
            if (posix()) fail(start, "${!a} is of bash and mksh");
            exp.excl = true;
            cursor_.advance();
            break;
        case '%':
            if (language_ != Language::mksh) fail(start, "${%a} is of mksh");
            exp.width = true;
            cursor_.advance();
            break;
        default: break;
    }
}

const Lit* Parser::param_name(const ParamExp& exp) {
    const Position start = here();
    Gather gather(cursor_);
    switch (cursor_.c()) {
        case '@':
        case '*':
        case '#':
        case '?':
        case '-':
        case '$':
        case '!':
            gather.take(cursor_);
            if (is_name_char(cursor_.c())) fail(exp.start, "a special parameter is one character");
            return make_literal(start, gather);
        default: break;
    }
    while (is_name_char(cursor_.c())) {
        gather.take(cursor_);
        skip_continuations();
    }
    const Lit* name = make_literal(start, gather);
    if (name == nullptr) fail(start, "${ must be followed by a parameter");
    else if (!is_name(name->value) && !is_number(name->value)) fail(start, "this cannot be a parameter's name");
    return name;
}

namespace {

struct Operator {
    std::string_view text;
    ExpansionOp op;
};
// Longer ones first.
constexpr Operator operators[] = {
    {":-", ExpansionOp::null_minus},
    {":+", ExpansionOp::null_plus},
    {":=", ExpansionOp::null_assign},
    {":?", ExpansionOp::null_error},
    {"##", ExpansionOp::remove_longest_prefix},
    {"%%", ExpansionOp::remove_longest_suffix},
    {"^^", ExpansionOp::upper_all},
    {",,", ExpansionOp::lower_all},
    {"-", ExpansionOp::unset_minus},
    {"+", ExpansionOp::unset_plus},
    {"=", ExpansionOp::unset_assign},
    {"?", ExpansionOp::unset_error},
    {"#", ExpansionOp::remove_prefix},
    {"%", ExpansionOp::remove_suffix},
    {"^", ExpansionOp::upper_first},
    {",", ExpansionOp::lower_first},
};

}  // namespace

void Parser::param_operator(ParamExp& exp) {
    const Position at = here();
    if (exp.excl && (cursor_.is('*') || cursor_.is('@')) && follows('}')) {
        if (!bash()) fail(at, "${!a*} is of bash");
        exp.names = static_cast<char>(cursor_.c());
        cursor_.advance();
        return;
    }
    if (cursor_.is('@')) return param_transform(exp);
    if (cursor_.is('/')) return param_replace(exp);
    for (const Operator& candidate : operators) {
        if (!cursor_.is(candidate.text[0])) continue;
        if (candidate.text.size() > 1 && !follows(candidate.text[1])) continue;
        for (size_t left = candidate.text.size(); left > 0; --left) cursor_.advance();
        exp.op = candidate.op;
        if (exp.op >= ExpansionOp::upper_first && exp.op <= ExpansionOp::lower_all && !bash())
            fail(at, "${a^} and ${a,} are of bash");
        exp.word = word(Context::expansion);
        return;
    }
    if (cursor_.is(':')) return param_slice(exp, at);
    if (cursor_.at_end()) fail_unclosed(exp.start, "${", "}");
    else fail(at, "this is no operator of parameter expansions");
}

void Parser::param_slice(ParamExp& exp, const Position& at) {
    if (posix()) fail(at, "slices are of bash and mksh");
    cursor_.advance();
    exp.slice = true;
    exp.offset = arithmetic(Arithmetic::braces);
    const Position second = here();
    const bool length = take(':');
    if (exp.offset == nullptr && !length) fail(at, ": must be followed by an expression");
    if (!length) return;
    exp.length_of_slice = arithmetic(Arithmetic::braces);
    if (exp.length_of_slice == nullptr) fail(second, ": must be followed by an expression");
}

void Parser::param_replace(ParamExp& exp) {
    if (posix()) fail_here("replacements are of bash and mksh");
    cursor_.advance();
    exp.replace = true;
    exp.replace_all = take('/');
    exp.orig = word(Context::pattern);
    if (take('/')) exp.with = word(Context::expansion);
}

void Parser::param_transform(ParamExp& exp) {
    if (posix()) fail_here("${a@Q} is of bash and mksh");
    cursor_.advance();
    const Position at = here();
    static constexpr std::string_view letters = "QEPAKakuUL";
    const bool known = cursor_.c() > 0 && letters.find(static_cast<char>(cursor_.c())) != std::string_view::npos;
    const bool hash = cursor_.is('#') && language_ == Language::mksh;
    if (known && !bash() && !cursor_.is('Q')) fail(at, "this transformation is of bash");
    if ((!known && !hash) || !follows('}')) fail(at, "this is no transformation");
    exp.op = ExpansionOp::transform;
    exp.word = word(Context::expansion);
}

}  // namespace ward::shell
