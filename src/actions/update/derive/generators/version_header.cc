// A header with the version as a macro, in the shape that nodejs/node's updaters write (src/undici_version.h).
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "actions/update/derive/generator.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::array<std::string_view, 3> version_header_words{"macro", "guard", "comment"};
constexpr std::string_view usual_comment = "This is an auto generated file, please do not edit.";

bool is_identifier(std::string_view name) {
    return !name.empty() && !is_digit(name[0]) &&
           std::ranges::all_of(name, [](char c) { return is_alnum(c) || c == '_'; });
}

// SRC_UNDICI_VERSION_H_ of /src/undici_version.h
std::string guard_of(std::string_view path) {
    if (path.starts_with('/')) path.remove_prefix(1);
    std::string guard;
    for (const char c : path) guard += is_alnum(c) ? static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c) : '_';
    return guard + '_';
}

Result<std::string> make_version_header(const GenerateInput& input) {
    WARD_TRY(const std::string macro, needed_word(input, "macro"));
    const std::string guard = word_or(input, "guard", guard_of(input.rule->to));
    for (const std::string& name : {macro, guard})
        if (!is_identifier(name))
            return fail(ErrorCode::usage, fmt::format("\"{}\" is no name of a macro", display(name)), input.rule->to);
    std::string out;
    const std::string comment = word_or(input, "comment", usual_comment);
    for (const std::string_view line : split(comment, '\n')) {
        // It would go on in the next line, which is code.
        if (line.ends_with('\\'))
            return fail(ErrorCode::usage, "a line of the comment ends in a backslash", input.rule->to);
        out += fmt::format("// {}\n", line);
    }
    return out +
           fmt::format("#ifndef {0}\n#define {0}\n#define {1} \"{2}\"\n#endif  // {0}\n", guard, macro, input.version);
}

}  // namespace

WARD_UPDATE_GENERATOR(version_header) = {
    .name = "version-header",
    .summary = "a C header that defines the version as a macro; guard and comment may be said",
    .words = version_header_words,
    .lists = {},
    .make = make_version_header,
};

}  // namespace ward::update
