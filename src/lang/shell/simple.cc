// Simple commands, assignments and arrays, declarations, let; and the functions that start like a simple command.
#include <fmt/core.h>

#include "lang/shell/parser.h"

namespace ward::shell {

// Adds to `pieces` what it reads. Null if there is neither a word nor an assignment among them.
const Node* Parser::simple_command(Growing<Node>& pieces) {
    bool words = !pieces.empty() && pieces.back()->kind == NodeKind::word;
    while (!failed()) {
        skip_blanks();
        if (posix() && pieces.size() == 2 && at_foreign_function(*pieces.front())) {
            fail_here("`function` is of bash and mksh");
        } else if (at_redirect()) {
            pieces.add(redirect());
        } else if (cursor_.is('(')) {
            const Word* name = pieces.size() == 1 ? get_if<Word>(pieces.back()) : nullptr;
            if (name != nullptr) return function_of(*name);
            fail_here("a command consists of words and redirections; a ( is neither");
        } else if (!at_word()) {
            break;
        } else if (const Assign* assign = words ? nullptr : assignment(false)) {
            pieces.add(assign);
        } else {
            pieces.add(word());
            words = true;
        }
    }
    return call_of(pieces);
}

// `function name {` or `function name(`, where that is a command's name.
bool Parser::at_foreign_function(const Node& first) const {
    if (!cursor_.is('(') && at_reserved() != Reserved::open_brace) return false;
    const Word* word = get_if<Word>(&first);
    const Lit* name = word != nullptr ? get_if<Lit>(word->parts[0]) : nullptr;
    return name != nullptr && word->parts.size() == 1 && name->value == text_of(Reserved::function);
}

const Node* Parser::call_of(const Growing<Node>& pieces) {
    const List<Assign> assigns = pieces.only<Assign>();
    const List<Word> args = pieces.only<Word>();
    if (assigns.empty() && args.empty()) return nullptr;
    auto* call = make<CallExpr>(assigns.empty() ? args[0]->start : assigns[0]->start);
    call->assigns = assigns;
    call->args = args;
    if (args.empty()) return call;
    for (const Assign* assign : assigns)
        if (assign->index != nullptr || assign->array != nullptr)
            fail(assign->start, "a variable that is set for one command cannot be an array");
    return call;
}

// name() …; at the parenthesis.
const Node* Parser::function_of(const Word& name) {
    const Lit* lit = name.parts.size() == 1 ? get_if<Lit>(name.parts[0]) : nullptr;
    cursor_.advance();
    skip_blanks();
    if (!take(')')) fail(name.start, "a ( behind a command's name must be followed by )");
    if (lit == nullptr || (posix() && !is_name(lit->value))) fail(name.start, "this cannot be a function's name");
    auto* function = make<FuncDecl>(name.start);
    function->name = lit;
    function->parens = true;
    function->body = function_body(name.start);
    return function;
}

// Bytes... of the name that an assignment starts with; `ahead` stands behind it. 0 if there is none.
size_t Parser::assigned_name(Cursor& ahead) const {
    size_t size = 0;
    while (true) {
        if (size == 0 ? is_name_start(ahead.c()) : is_name_char(ahead.c())) {
            ++size;
        } else if (size > 0 && ahead.is('\\') && !ahead.escaped() && ahead.next() == '\n') {
            ahead.advance();
        } else {
            return size;
        }
        ahead.advance();
    }
}

// Null if no assignment starts here.
const Assign* Parser::assignment(bool in_declaration) {
    Cursor ahead = cursor_;
    size_t left = assigned_name(ahead);
    if (left == 0) return nullptr;
    const bool indexed = ahead.is('[') && !posix();
    if (!ahead.is('=') && !indexed && (!ahead.is('+') || ahead.next() != '=' || posix())) return nullptr;

    const Position start = here();
    Gather gather(cursor_);
    for (; left > 0; --left) {
        skip_continuations();
        gather.take(cursor_);
    }
    auto* assign = make<Assign>(start);
    assign->name = make_literal(start, gather);
    skip_continuations();
    if (indexed) assign->index = index_behind(Arithmetic::parens);
    assign->append = cursor_.is('+') && follows('=');
    if (assign->append) cursor_.advance();
    if (!take('=')) {
        assign->naked = true;
        if (!in_declaration || !at_word_end(cursor_) || cursor_.is('('))
            fail(start, "a name with an index must be followed by =");
        assign->end = offset();
        return assign;
    }
    skip_continuations();
    if (cursor_.is('(')) {
        if (posix()) fail_here("arrays are of bash and mksh");
        if (indexed) fail_here("arrays cannot stand in arrays");
        assign->array = array();
    } else if (!at_word_end(cursor_)) {
        assign->value = word();
    }
    assign->end = offset();
    return assign;
}

const ArrayExpr* Parser::array() {
    const Level level(*this);
    const Position start = here();
    auto* array = make<ArrayExpr>(start);
    Growing<ArrayElem> elems(*this);
    cursor_.advance();
    for (skip_newlines(); !failed() && !cursor_.is(')'); skip_newlines()) {
        if (cursor_.at_end() || cursor_.closes_backquotes()) fail_unclosed(start, "(", ")");
        else elems.add(array_element());
    }
    array->close_line = here().line;
    take(')');
    array->elems = elems.done();
    array->end = offset();
    return array;
}

const ArrayElem* Parser::array_element() {
    auto* elem = make<ArrayElem>(here());
    if (bash() && cursor_.is('[')) {
        elem->index = index_behind(Arithmetic::parens);
        if (elem->index != nullptr) elem->start = elem->index->start;
        if (!take('=')) fail(elem->start, "an index in an array must be followed by =");
        if (cursor_.is('(')) fail_here("arrays cannot stand in arrays");
        if (!at_word_end(cursor_)) elem->value = word(Context::element);
        return elem;
    }
    elem->value = word(bash() ? Context::element : Context::command);
    if (elem->value == nullptr)
        fail_here(cursor_.is('(') ? "arrays cannot stand in arrays" : "an array consists of words");
    return elem;
}

const Node* Parser::declaration(Reserved variant) {
    const Position start = here();
    auto* lit = make<Lit>(start);
    lit->value = text_of(variant);
    skip_reserved(variant);
    lit->end = offset();
    auto* clause = make<DeclClause>(start);
    clause->variant = lit;
    Growing<Assign> args(*this);
    for (skip_blanks(); !failed() && !at_statement_end() && !at_redirect(); skip_blanks()) {
        if (const Assign* assign = assignment(true)) {
            args.add(assign);
            continue;
        }
        auto* naked = make<Assign>(here());
        naked->naked = true;
        naked->value = word();
        if (naked->value == nullptr) {
            fail_here(fmt::format("`{}` must be followed by names and assignments", lit->value));
            break;
        }
        const Lit* first = get_if<Lit>(naked->value->parts[0]);
        const bool alone = first != nullptr && naked->value->parts.size() == 1;
        if (alone && is_name(first->value)) {
            naked->name = first;
            naked->value = nullptr;
        } else if (first != nullptr && first->value.find('=') != std::string_view::npos) {
            fail(naked->start, "what is set must be a variable");
        }
        naked->end = offset();
        args.add(naked);
    }
    clause->args = args.done();
    return clause;
}

// As mvdan.cc/sh has it, no comment may stand behind the expressions.
const Node* Parser::let() {
    const Level level(*this);
    const Position start = here();
    skip_reserved(Reserved::let);
    auto* clause = make<LetClause>(start);
    Growing<Node> exprs(*this);
    while (!failed()) {
        for (skip_continuations(); is_blank(cursor_.c()); skip_continuations()) cursor_.advance();
        if (at_statement_end() || at_redirect()) break;
        const Node* expr = arithmetic(Arithmetic::let);
        if (expr == nullptr) {
            fail_here("statements must be separated by &, ; or a newline");
            break;
        }
        exprs.add(expr);
    }
    if (exprs.empty()) fail(start, "`let` must be followed by an expression");
    clause->exprs = exprs.done();
    return clause;
}

}  // namespace ward::shell
