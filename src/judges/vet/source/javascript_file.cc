#include "judges/vet/source/javascript_file.h"

#include <fmt/core.h>

#include "judges/vet/source/javascript_code.h"
#include "judges/vet/source/javascript_texts.h"
#include "lang/javascript/imports.h"

namespace ward::vet {
namespace {

namespace js = javascript;

void judge_tokens(const js::TokenList& tokens, JavascriptReading& reading) {
    const js::TokenProblems& problems = tokens.problems();
    if (tokens.is_cut()) {
        reading.problem = fmt::format("has more than {} tokens; the rest was not read", js::max_listed_tokens);
    } else if (problems.too_large) {
        reading.problem = fmt::format("is larger than {} bytes; the rest was not read", js::max_source_bytes);
    } else if (problems.errors > 0) {
        reading.problem = "has text that is not JavaScript";
        reading.problem_line = problems.first_error_line;
    } else if (problems.too_deep) {
        reading.problem = fmt::format("has more than {} brackets open at once", js::max_nesting);
    } else if (problems.unbalanced) {
        reading.problem = "has brackets that do not match";
    }
}

}  // namespace

JavascriptReading read_javascript(std::string_view source, std::string_view path, js::TokenList& scratch,
                                  unsigned depth) {
    JavascriptReading reading;
    js::Syntax syntax = js::syntax_of(path);
    scratch.read(source, {.syntax = syntax});
    // Files of the React world are named .js too.
    if (syntax == js::Syntax::javascript && scratch.problems().errors + (scratch.problems().unbalanced ? 1 : 0) > 0) {
        for (const js::Syntax other : {js::Syntax::jsx, js::Syntax::typescript}) {
            js::TokenList again;
            again.read(source, {.syntax = other});
            if (again.problems().errors > 0 || again.problems().unbalanced || again.is_cut()) continue;
            scratch.read(source, {.syntax = other});
            break;
        }
    }
    judge_tokens(scratch, reading);
    JavascriptCode(scratch, reading.marks).read();
    JavascriptTexts(scratch, reading, depth).read();
    read_characters(source, scratch, reading.marks);
    return reading;
}

}  // namespace ward::vet
