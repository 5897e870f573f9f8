// The `${{ … }}` of a string in a workflow.
// https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace ward::workflow {

// Where an expression ends. GitHub goes on over `}}` inside a string literal ('a}}b', with '' for a quote), as its own
// lexer does; OpenSSF Scorecard stops at the first `}}`.
enum class ExpressionEnd { outside_literals, first_braces };

struct Expression {
    size_t begin = 0;              // of `${{` in the string
    size_t end = 0;                // behind `}}`
    std::string_view inside = {};  // what stands between, spaces and all; a view into the string
};

struct Expressions {
    std::vector<Expression> found = {};   // in order, none inside another
    std::optional<size_t> unclosed = {};  // the `${{` that no `}}` ends; nothing behind it is looked at
};

Expressions find_expressions(std::string_view text, ExpressionEnd rule);

// Is the text, but for white space around it, `${{` … `}}` with no second `${{`?
bool is_one_expression(std::string_view text);

}  // namespace ward::workflow
