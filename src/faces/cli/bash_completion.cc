// The completion of bash, made from the option tables. What is offered depends on the command and verb before the
// cursor (values of options are seen through) and on the option whose value is being written. Where a path belongs,
// bash completes it itself: it alone knows quotes, blanks and "~".
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/topics.h"
#include "faces/report/report.h"
#include "formats/versions/versions.h"

namespace ward::cli {
namespace {

// bash takes "a b" and "$x" in a list of words for more than it is; no table has such a word that is worth typing.
void add_word(std::string& words, std::string_view word) {
    const bool typed_as_it_is = std::ranges::all_of(
        word, [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '/' || c == '+'; });
    if (!word.empty() && typed_as_it_is) words += (words.empty() ? "" : " ") + std::string(word);
}

std::string option_words(std::span<const Option* const> options) {
    std::string words;
    for (const Option* option : options) add_word(words, "--" + std::string(option->name));
    return words;
}

// Shell assignments for what an argument of this name takes: "FILE" and "[PATH…]" are paths.
std::string argument_offer(std::string_view argument, std::string_view command) {
    const auto says = [argument](std::string_view word) { return argument.find(word) != std::string_view::npos; };
    std::string words;
    if (says("NAME[=FILE]")) {
        for (const report::Format* format : report::all_formats()) add_word(words, format->name);
    } else if (says("FILE") || says("PATH") || says("FOLDER") || says("SOURCE") || says("GLOB")) {
        return "paths=1";
    } else if (says("ID") && command == "explain") {
        for (const Topic& topic : all_topics()) add_word(words, topic.id);
    } else if (says("ECOSYSTEM")) {
        std::string names;
        for (const versions::Ordering* ordering : versions::all_orderings()) {
            add_word(names, ordering->name);
            for (const std::string_view ecosystem : ordering->ecosystems)
                if (ecosystem != ordering->name) add_word(names, ecosystem);
        }
        return fmt::format("[[ $count == 0 ]] && words='{}'", names);
    } else if (!argument.empty() && to_lower(argument) == argument) {
        words = argument;  // a word to be typed as it is
    }
    return words.empty() ? "" : fmt::format("words='{}'", words);
}

std::string value_offer(const Option& option) {
    const std::string_view listed = option.choices.empty() ? option.offers : option.choices;
    if (!listed.empty()) return fmt::format("words='{}'", replace_all(listed, "|", " "));
    return argument_offer(option.argument, "");
}

std::string patterns_of(const Option& option) {
    return (option.letter != '\0' ? fmt::format("-{} | ", option.letter) : "") + "--" + std::string(option.name);
}

// Each option that takes a value, once: a name means the same wherever it stands.
std::vector<const Option*> valued_options() {
    std::vector<const Option*> all;
    for (const Command* command : commands_for_help())
        for (const Verb& verb : command->verbs)
            for (const Option* option : options_of(verb))
                if (!option->argument.empty() && option->takes == Argument::always &&
                    std::ranges::find(all, option->name, &Option::name) == all.end())
                    all.push_back(option);
    return all;
}

// What is offered behind these words of the command line; nothing where nothing follows.
std::string words_case(std::string_view before, std::span<const std::string_view> words) {
    std::string offered;
    for (const std::string_view word : words) add_word(offered, word);
    return offered.empty() ? "" : fmt::format("        '{}') words='{}' ;;\n", before, offered);
}

std::string command_cases() {
    std::string text;
    for (const Command* command : commands_for_help()) {
        for (const Verb& verb : command->verbs) {
            text +=
                fmt::format("        '{}') options='{}'", full_name(*command, verb), option_words(options_of(verb)));
            if (const std::string offer = argument_offer(verb.usage, command->name); !offer.empty())
                text += "; " + offer;
            text += " ;;\n";
        }
        const std::vector<std::string_view> words = words_after(*command, "");
        text += words_case(command->name, words);
        for (const std::string_view word : words)
            if (!word.empty())
                text += words_case(fmt::format("{} {}", command->name, word), words_after(*command, word));
    }
    return text;
}

constexpr std::string_view script =
    R"(# bash completion of ward, made from its option tables: source <(ward completion bash)
_ward() {
    local word=${COMP_WORDS[COMP_CWORD]} left=$((COMP_CWORD - 1)) equals=
    local words= options='@COMMON@' paths= option= name= count=0 after= i
    # bash breaks --name=value and NAME=FILE at the "=".
    if [[ $word == = ]]; then
        word= equals=1
    elif [[ ${COMP_WORDS[left]} == = ]]; then
        equals=1
        ((left--))
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            --) after=1; break ;;
            =) ((i++)) ;;
            @VALUED@) [[ ${COMP_WORDS[i+1]} == = ]] || ((i++)) ;;
            -*) ;;
            *) case $name in
                '') name=${COMP_WORDS[i]} ;;
                @VERBED@) name+=" ${COMP_WORDS[i]}" ;;
                *) ((count++)) ;;
            esac ;;
        esac
    done
    case $name in
        '') words='@COMMANDS@' ;;
@CASES@    esac
    [[ -n $after ]] || option=${COMP_WORDS[left]}
    [[ -z $equals || $option == -* ]] || { words= options= paths=1; } # --format NAME=FILE
    case $option in
        @VALUED@) words= options= paths= ;;&
@VALUES@        -*) ;;
    esac
    [[ $word != -* || -n $after ]] || { words=$options; paths=; }
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    [[ -z $paths ]] || compopt -o bashdefault -o default
}
complete -F _ward ward ./ward
)";

}  // namespace

std::string bash_completion() {
    std::string commands;
    std::string verbed;
    for (const Command* command : commands_for_help()) {
        add_word(commands, command->name);
        if (command->verbs[0].name.empty()) continue;
        verbed += (verbed.empty() ? "" : " | ") + std::string(command->name);
        for (const std::string_view word : words_after(*command, ""))
            if (!word.empty() && !words_after(*command, word).empty())
                verbed += fmt::format(" | '{} {}'", command->name, word);
    }
    std::string valued;
    std::string values;
    for (const Option* option : valued_options()) {
        valued += (valued.empty() ? "" : " | ") + patterns_of(*option);
        if (const std::string offer = value_offer(*option); !offer.empty())
            values += fmt::format("        {}) {} ;;\n", patterns_of(*option), offer);
    }
    std::string text(script);
    for (const auto& [mark, content] :
         {std::pair("@COMMON@", option_words(options_of_all_commands())), std::pair("@VALUED@", valued),
          std::pair("@VERBED@", verbed), std::pair("@COMMANDS@", commands), std::pair("@CASES@", command_cases()),
          std::pair("@VALUES@", values)})
        text = replace_all(text, mark, content);
    return text;
}

}  // namespace ward::cli
