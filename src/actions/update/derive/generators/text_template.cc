// A file of the recipe's own text, with words in it; {file:PATH} is a file of the new tree.
#include <array>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "actions/update/derive/generator.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::array<std::string_view, 1> text_template_words{"template"};

Result<std::string> make_text_template(const GenerateInput& input) {
    WARD_TRY(const std::string text, needed_word(input, "template"));
    std::map<std::string, std::string> known = words_of(input);
    constexpr std::string_view key = "{file:";
    for (size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + 1)) {
        const size_t end = text.find('}', at);
        if (end == std::string::npos) break;  // fill() tells
        const std::string path = text.substr(at + key.size(), end - at - key.size());
        const auto file = input.files->find(path);
        if (file == input.files->end() || file->second.kind() == FileKind::symlink)
            return fail(ErrorCode::not_found, fmt::format("no file {} is in the new tree", display(path)),
                        input.rule->to);
        known["file:" + path] = std::string(file->second.bytes());
    }
    auto filled = fill(text, known);
    if (!filled) return fail(filled.error().code, filled.error().what, input.rule->to);
    return *std::move(filled);
}

}  // namespace

WARD_UPDATE_GENERATOR(text_template) = {
    .name = "template",
    .summary = "a text with {new}, {tag}, {commit}, {major}, …, and {file:PATH} for a file of the new tree",
    .words = text_template_words,
    .lists = {},
    .make = make_text_template,
};

}  // namespace ward::update
