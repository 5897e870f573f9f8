// One value of a file that is otherwise the project's own: a version in a manifest, a revision in a note.
#include <array>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "actions/update/derive/generator.h"
#include "actions/update/derive/value_place.h"

namespace ward::update {
namespace {

constexpr std::array<std::string_view, 3> set_value_words{"pattern", "pointer", "value"};

Result<std::string> make_set_value(const GenerateInput& input) {
    const std::string& to = input.rule->to;
    const std::string pattern = word_or(input, "pattern", "");
    const std::string pointer = word_or(input, "pointer", "");
    if (pattern.empty() == pointer.empty())
        return fail(ErrorCode::usage, "needs a pattern or a pointer, and not both", to);
    auto value = fill(word_or(input, "value", "{new}"), words_of(input));
    if (!value) return fail(value.error().code, value.error().what, to);
    WARD_TRY(const std::string text, text_as_it_is(input));
    return pattern.empty() ? replace_by_pointer(text, pointer, *value, to)
                           : replace_by_pattern(text, pattern, *value, to);
}

}  // namespace

WARD_UPDATE_GENERATOR(set_value) = {
    .name = "set-value",
    .summary = "one value of a JSON, TOML or YAML file (pointer), or what a pattern's group finds in any file",
    .words = set_value_words,
    .lists = {},
    .make = make_set_value,
};

}  // namespace ward::update
