#include "actions/update/recipe/pattern.h"

#include <string>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::update {

Result<std::unique_ptr<const RE2>> compile_pattern(std::string_view pattern) {
    if (pattern.empty()) return fail(ErrorCode::usage, "the pattern is empty: it would match everywhere");
    if (pattern.size() > max_pattern_bytes)
        return fail(ErrorCode::usage, fmt::format("the pattern is longer than {} bytes", max_pattern_bytes));
    RE2::Options options;
    options.set_log_errors(false);
    // `^` and `$` are a line's: version files and sources are read by lines, and a pattern that is anchored to the
    // whole text would find nothing there.
    auto compiled = std::make_unique<const RE2>(fmt::format("(?m){}", pattern), options);
    if (!compiled->ok())
        return fail(ErrorCode::usage,
                    fmt::format("the pattern '{}' is none: {}", display(pattern), display(compiled->error())));
    return compiled;
}

}  // namespace ward::update
