#include "lang/dockerfile/stages.h"

#include "lang/dockerfile/runes.h"
#include "lang/dockerfile/shell_words.h"

namespace ward::dockerfile {
namespace {

Stage read_from(const Instruction& from, const std::vector<Stage>& earlier) {
    Stage out{.start_line = from.start_line, .end_line = from.end_line};
    const std::vector<std::string>& words = from.words;
    if (!words.empty()) out.image = words[0];
    const bool aliased = words.size() == 3 && lower_name(words[1]) == "as";
    out.regular = words.size() == 1 || aliased;
    if (aliased) out.alias = words[2];
    constexpr std::string_view platform = "--platform=";
    for (const std::string& flag : from.flags)
        if (flag.starts_with(platform)) out.platform = flag.substr(platform.size());
    // Of two stages with one name the later counts.
    for (size_t i = earlier.size(); i-- > 0 && !out.base;)
        if (!earlier[i].alias.empty() && equal_ignoring_case(earlier[i].alias, out.image)) out.base = i;
    return out;
}

}  // namespace

std::vector<Argument> arguments_of(const Instruction& instruction) {
    std::vector<Argument> out;
    for (const std::string& word : instruction.words) {
        const size_t sign = word.find('=');
        Argument argument{.name = word.substr(0, sign), .line = instruction.start_line};
        if (sign != std::string::npos) argument.value = word.substr(sign + 1);
        out.push_back(std::move(argument));
    }
    return out;
}

Stages read_stages(const Dockerfile& file) {
    Stages out;
    for (size_t i = 0; i < file.instructions.size(); ++i) {
        const Instruction& instruction = file.instructions[i];
        if (instruction.is("from")) {
            Stage stage = read_from(instruction, out.stages);
            stage.instruction = i;
            out.stages.push_back(std::move(stage));
        } else if (out.stages.empty() && instruction.is("arg")) {
            for (Argument& argument : arguments_of(instruction)) out.global_arguments.push_back(std::move(argument));
        }
    }
    return out;
}

std::optional<std::string> expand_image(std::string_view image, const std::vector<Argument>& arguments, char escape) {
    std::map<std::string, std::string, std::less<>> values;
    const WordOptions options{.escape = escape, .lookup = [&](std::string_view name) -> std::optional<std::string> {
                                  const auto found = values.find(name);
                                  if (found == values.end()) return std::nullopt;
                                  return found->second;
                              }};
    // Defaults that name each other can only grow by what is written: the values are cut off where a build would give
    // up.
    constexpr size_t max_value_bytes = 64u << 10;
    for (const Argument& argument : arguments) {
        if (!argument.value) continue;
        auto value = split_words(*argument.value, options);
        if (!value || value->whole.size() > max_value_bytes) return std::nullopt;
        values.insert_or_assign(argument.name, std::move(value->whole));
    }
    auto whole = split_words(image, options);
    if (!whole) return std::nullopt;
    return std::move(whole->whole);
}

}  // namespace ward::dockerfile
