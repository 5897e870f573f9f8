// What rules have in common.
#include "actions/update/derive/generator.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"

namespace ward::update {
const Generator* generator_named(std::string_view name) {
    const auto all = all_generators();
    const auto found = std::ranges::find(all, name, &Generator::name);
    return found == all.end() ? nullptr : *found;
}

Result<std::string> needed_word(const GenerateInput& input, std::string_view name) {
    const auto found = input.rule->words.find(std::string(name));
    if (found == input.rule->words.end() || found->second.empty())
        return fail(ErrorCode::usage, fmt::format("needs {} = \"…\"", name), input.rule->to);
    return found->second;
}

std::string word_or(const GenerateInput& input, std::string_view name, std::string_view otherwise) {
    const auto found = input.rule->words.find(std::string(name));
    return found == input.rule->words.end() ? std::string(otherwise) : found->second;
}

Result<std::string> text_as_it_is(const GenerateInput& input) {
    if (!input.project) return fail(ErrorCode::internal, "a rule without a project", input.rule->to);
    WARD_TRY(std::optional<std::string> text, input.project(input.rule->to));
    if (!text) return fail(ErrorCode::not_found, "is not there, and the rule changes a part of it", input.rule->to);
    return *std::move(text);
}

std::map<std::string, std::string> words_of(const GenerateInput& input) {
    std::map<std::string, std::string> words{{"new", input.version}, {"v", input.version}, {"tag", input.tag}};
    if (input.recipe != nullptr) {
        words["id"] = input.recipe->id;
        words["subsystem"] = input.recipe->subsystem;
    }
    if (!input.old_version.empty()) words["old"] = input.old_version;
    if (input.published) words["date"] = format_date(*input.published);
    if (!input.commit.empty()) {
        words["commit"] = input.commit;
        words["sha7"] = input.commit.substr(0, 7);
    }
    const auto parts = split(std::string_view(input.version).substr(0, input.version.find_first_of("-+~")), '.');
    if (parts.size() < 3) return words;
    constexpr std::string_view names[] = {"major", "minor", "patch"};
    for (size_t i = 0; i < 3; ++i) {
        const auto number = to_number<uint32_t>(parts[i]);
        if (!number) return words;
        words[std::string(names[i])] = fmt::format("{}", *number);
        // Two digits, and an error rather than three where it has grown out of them.
        if (*number < 100) words[fmt::format("{}:02", names[i])] = fmt::format("{:02}", *number);
    }
    return words;
}

}  // namespace ward::update
