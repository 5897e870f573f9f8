// From words to an Invocation. CLI11 splits the words by our rows (it is included here only); everything that a person
// reads about a mistake is ours.
#include <algorithm>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/options.h"

#include <CLI/CLI.hpp>

namespace ward::cli {
namespace {

std::string suggestion(std::string_view word, const std::vector<std::string_view>& choices) {
    const auto nearest = closest(word, choices);
    return nearest ? "; did you mean '" + std::string(*nearest) + "'?" : std::string();
}

std::unexpected<Error> unknown_word(std::string_view what, std::string_view word,
                                    const std::vector<std::string_view>& choices) {
    return fail(ErrorCode::usage, "no " + std::string(what) + " '" + display(word) + "'" + suggestion(word, choices));
}

std::unexpected<Error> unknown_option(std::string_view word, const std::vector<const Option*>& options) {
    std::vector<std::string> names;
    names.reserve(options.size());
    for (const Option* option : options) names.push_back("--" + std::string(option->name));
    return unknown_word("option", word.substr(0, word.find('=')), {names.begin(), names.end()});
}

Result<void> check_choice(const Option& option, const std::vector<std::string>& values) {
    if (option.choices.empty()) return {};
    const std::vector<std::string_view> choices = split(option.choices, '|');
    for (const std::string& value : values)
        if (std::ranges::find(choices, value) == choices.end())
            return fail(ErrorCode::usage,
                        "'" + display(value) + "' is not one of " + replace_all(option.choices, "|", ", "),
                        "--" + std::string(option.name));
    return {};
}

bool is_option(const Option& option, std::string_view word) {
    const std::string name = "--" + std::string(option.name);
    return word == name || word.starts_with(name + "=");
}

// Where another program begins: at the first word that is neither an option nor an option's value.
auto start_of_program(const std::vector<std::string>& words, const std::vector<const Option*>& options) {
    auto word = words.begin();
    while (word != words.end() && word->size() > 1 && word->starts_with('-') && *word != "--") {
        const auto option = std::ranges::find_if(options, [&](const Option* row) {
            return *word == "--" + std::string(row->name) ||
                   (row->letter != '\0' && *word == std::string("-") + row->letter);
        });
        const bool has_value =
            option != options.end() && !(*option)->argument.empty() && (*option)->takes == Argument::always;
        word += has_value && word + 1 != words.end() ? 2 : 1;
    }
    return word;
}

// Options whose value may be left out are taken out of `words` here: CLI11 would take the next word for it.
Result<void> take_optional_values(Invocation& invocation, std::vector<std::string>& words,
                                  const std::vector<const Option*>& options) {
    for (const Option* option : options) {
        if (option->takes != Argument::optional) continue;
        std::vector<std::string> values;
        for (const std::string& word : words) {
            if (!is_option(*option, word)) continue;
            const size_t equals = word.find('=');
            // Without a value it means "all": a variable that happens to be empty must not.
            if (equals + 1 == word.size())
                return fail(ErrorCode::usage, "has an empty value", "--" + std::string(option->name));
            values.push_back(equals == std::string::npos ? std::string() : word.substr(equals + 1));
        }
        std::erase_if(words, [&](const std::string& word) { return is_option(*option, word); });
        if (!values.empty()) invocation.set(option->name, std::move(values));
    }
    return {};
}

// Splits `words` (without command and verb) by the rows of `options`.
Result<void> split_words(Parsed& parsed, std::vector<std::string> words, const std::vector<const Option*>& options) {
    Invocation& invocation = parsed.invocation;
    // Behind "--" nothing is an option: arguments, even those that begin with a dash.
    std::vector<std::string> behind;
    if (parsed.verb != nullptr && parsed.verb->words == Verb::Words::program) {
        const auto program = start_of_program(words, options);
        const bool dashes = program != words.end() && *program == "--";
        behind.assign(program + (dashes ? 1 : 0), words.cend());
        words.erase(program, words.cend());
    } else if (const auto dashes = std::ranges::find(words, "--"); dashes != words.end()) {
        behind.assign(dashes + 1, words.end());
        words.erase(dashes, words.end());
    }
    WARD_TRY_VOID(take_optional_values(invocation, words, options));
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    std::vector<std::pair<const Option*, CLI::Option*>> rows;
    for (const Option* option : options) {
        if (option->takes == Argument::optional) continue;
        std::string names = "--" + std::string(option->name);
        if (option->letter != '\0') names += std::string(",-") + option->letter;
        CLI::Option* row = nullptr;
        if (option->argument.empty()) row = app.add_flag(names);
        else
            row = app.add_option(names)
                      ->expected(1)
                      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
                      ->allow_extra_args(false);
        rows.emplace_back(option, row);
    }
    try {
        std::ranges::reverse(words);  // CLI11 takes them from the back
        app.parse(words);
    } catch (const CLI::ParseError& error) {
        // Of our rows only a missing value can go wrong here.
        const std::string what = error.what();
        return fail(ErrorCode::usage, "needs a value", what.substr(0, what.find(':')));
    }
    for (const std::string& extra : app.remaining()) {
        if (extra.size() > 1 && extra[0] == '-') return unknown_option(extra, options);
        invocation.arguments.push_back(extra);
    }
    invocation.arguments.insert(invocation.arguments.end(), behind.begin(), behind.end());
    if (parsed.verb != nullptr && parsed.verb->usage.empty() && !invocation.arguments.empty())
        return fail(ErrorCode::usage, "takes no argument, and there is '" + display(invocation.arguments[0]) + "'");
    for (const auto& [option, row] : rows) {
        if (row->count() == 0) continue;
        if (option->argument.empty() &&
            std::ranges::any_of(row->results(), [](const std::string& value) { return value != "true"; }))
            return fail(ErrorCode::usage, "takes no value", "--" + std::string(option->name));
        std::vector<std::string> values =
            option->argument.empty() ? std::vector<std::string>(row->count(), "true") : row->results();
        if (!option->argument.empty() && option->repeat == Repeat::once && values.size() > 1)
            return fail(ErrorCode::usage, "is given more than once", "--" + std::string(option->name));
        WARD_TRY_VOID(check_choice(*option, values));
        invocation.set(option->name, std::move(values));
    }
    parsed.wants_help = invocation.has("help");
    parsed.wants_version = invocation.has("version");
    return {};
}

const Verb* verb_named(const Command& command, std::string_view name) {
    for (const Verb& verb : command.verbs)
        if (verb.name == name) return &verb;
    return nullptr;
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
        WARD_TRY_VOID(split_words(parsed, rest, options_of_all_commands()));
        return parsed;
    }
    std::vector<std::string_view> names;
    for (const Command* known : all_commands()) {
        names.push_back(known->name);
        if (known->name == words[at]) parsed.command = known;
    }
    if (parsed.command == nullptr) return unknown_word("command", words[at], names);
    command = words[at++];
    parsed.verb = verb_named(*parsed.command, "");
    if (parsed.verb == nullptr) {
        const bool has_word = at < words.size() && !words[at].starts_with('-');
        if (has_word) {
            parsed.verb = verb_named(*parsed.command, words[at]);
            if (parsed.verb == nullptr) {
                std::vector<std::string_view> verbs;
                for (const Verb& verb : parsed.command->verbs) verbs.push_back(verb.name);
                return fail(ErrorCode::usage, "has no '" + display(words[at]) + "'" + suggestion(words[at], verbs));
            }
            command += ' ' + words[at++];
        }
    }
    parsed.invocation.command = command;
    rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
    WARD_TRY_VOID(split_words(parsed, std::move(rest),
                              parsed.verb != nullptr ? options_of(*parsed.verb) : options_of_all_commands()));
    return parsed;
}

}  // namespace ward::cli
