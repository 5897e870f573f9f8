// From words to a command, its verb and an Invocation (split.cc splits the words by the rows).
#include <algorithm>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/options.h"

namespace ward::cli {
namespace {

// Reads `words` (without command and verb) by the rows of `options`.
Result<void> read_words(Parsed& parsed, const std::vector<std::string>& words,
                        const std::vector<const Option*>& options) {
    Invocation& invocation = parsed.invocation;
    const auto whose = parsed.verb != nullptr ? parsed.verb->words : Verb::Words::ours;
    WARD_TRY_VOID(split_words(invocation, words, options, whose));
    if (parsed.verb != nullptr && parsed.verb->usage.empty() && !invocation.arguments.empty())
        return fail(ErrorCode::usage, "takes no argument, and there is '" + display(invocation.arguments[0]) + "'");
    parsed.wants_help = invocation.has("help");
    parsed.wants_version = invocation.has("version");
    return {};
}

const Verb* verb_named(const Command& command, std::string_view name) {
    for (const Verb& verb : command.verbs)
        if (verb.name == name) return &verb;
    return nullptr;
}

bool is_word(std::span<const std::string> words, size_t at) {
    return at < words.size() && !words[at].empty() && !words[at].starts_with('-');
}

// Takes the words at `at` that name a verb, or a group of verbs ("vulndb" of "vulndb index"), into parsed and command.
// A word that is a verb's name is that verb; a folder of that name is ./NAME.
Result<void> read_verb(Parsed& parsed, std::span<const std::string> words, size_t& at, std::string& command) {
    const Command& known = *parsed.command;
    if (is_word(words, at)) {
        parsed.verb = verb_named(known, words[at]);
        if (parsed.verb == nullptr && !verbs_of_group(known, words[at]).empty()) parsed.group = words[at];
    }
    if (parsed.verb != nullptr || !parsed.group.empty()) command += ' ' + words[at++];
    if (!parsed.group.empty() && is_word(words, at)) {
        parsed.verb = verb_named(known, parsed.group + ' ' + words[at]);
        if (parsed.verb != nullptr) command += ' ' + words[at++];
    }
    if (parsed.verb != nullptr) return {};
    if (parsed.group.empty()) parsed.verb = verb_named(known, "");
    if (parsed.verb != nullptr || !is_word(words, at)) return {};
    return fail(ErrorCode::usage,
                "has no '" + display(words[at]) + "'" + suggestion(words[at], words_after(known, parsed.group)));
}

}  // namespace

std::vector<const Option*> options_of_all_commands() {
    std::vector<const Option*> options;
    options.reserve(common_options.size());
    for (const Option& option : common_options) options.push_back(&option);
    return options;
}

std::vector<const Option*> options_of(const Verb& verb) {
    std::vector<const Option*> options = options_of_all_commands();
    for (const auto& set : verb.options)
        for (const Option& option : set)
            if (std::ranges::find(options, option.name, &Option::name) == options.end()) options.push_back(&option);
    return options;
}

std::vector<const Option*> own_options_of(const Verb& verb) {
    std::vector<const Option*> options = options_of(verb);
    options.erase(options.begin(), options.begin() + std::ssize(common_options));
    return options;
}

const Verb* verb_named(std::string_view full) {
    for (const Command* command : all_commands())
        for (const Verb& verb : command->verbs)
            if (full_name(*command, verb) == full) return &verb;
    return nullptr;
}

std::vector<const Verb*> verbs_of_group(const Command& command, std::string_view group) {
    std::vector<const Verb*> verbs;
    for (const Verb& verb : command.verbs)
        if (group.empty() || (verb.name.starts_with(group) && verb.name.substr(group.size()).starts_with(' ')))
            verbs.push_back(&verb);
    return verbs;
}

std::vector<std::string_view> words_after(const Command& command, std::string_view group) {
    std::vector<std::string_view> words;
    for (const Verb* verb : verbs_of_group(command, group)) {
        const std::string_view rest = verb->name.substr(group.empty() ? 0 : group.size() + 1);
        const std::string_view word = rest.substr(0, rest.find(' '));
        if (std::ranges::find(words, word) == words.end()) words.push_back(word);
    }
    return words;
}

std::string full_name(const Command& command, const Verb& verb) {
    return verb.name.empty() ? std::string(command.name) : std::string(command.name) + ' ' + std::string(verb.name);
}

std::vector<const Command*> commands_for_help() {
    std::vector<const Command*> commands(all_commands().begin(), all_commands().end());
    std::ranges::stable_sort(commands, {},
                             [](const Command* command) { return std::pair(command->rank, command->name); });
    return commands;
}

Result<Parsed> parse(std::span<const std::string> words, std::string& command) {
    Parsed parsed;
    // Options that stand before the command are the common ones.
    size_t at = 0;
    while (at < words.size() && words[at].starts_with('-') && words[at] != "--") {
        const bool takes_value = words[at] == "--config" || words[at] == "--color";
        at += takes_value ? 2 : 1;
    }
    std::vector<std::string> rest(words.begin(),
                                  words.begin() + static_cast<std::ptrdiff_t>(std::min(at, words.size())));
    if (at >= words.size()) {
        WARD_TRY_VOID(read_words(parsed, rest, options_of_all_commands()));
        return parsed;
    }
    std::vector<std::string_view> names;
    for (const Command* known : all_commands()) {
        names.push_back(known->name);
        if (known->name == words[at]) parsed.command = known;
    }
    if (parsed.command == nullptr) return unknown_word("command", words[at], names);
    command = words[at++];
    WARD_TRY_VOID(read_verb(parsed, words, at, command));
    parsed.invocation.command = command;
    rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
    WARD_TRY_VOID(
        read_words(parsed, rest, parsed.verb != nullptr ? options_of(*parsed.verb) : options_of_all_commands()));
    return parsed;
}

}  // namespace ward::cli
