// What people and shells read about the tables.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/options.h"

namespace ward::cli {
namespace {

std::string left_column(const Option& option) {
    std::string text = option.letter != '\0' ? fmt::format("-{}, ", option.letter) : "    ";
    text += "--" + std::string(option.name);
    if (!option.argument.empty()) text += " " + std::string(option.argument);
    return text;
}

std::string option_lines(std::span<const Option* const> options) {
    size_t width = 0;
    for (const Option* option : options) width = std::max(width, left_column(*option).size());
    std::string text;
    for (const Option* option : options) {
        text += fmt::format("  {:<{}}  {}\n", left_column(*option), width, option->help);
        if (!option->config.empty())
            text += fmt::format("  {:<{}}  [{}, {}]\n", "", width, option->config, environment_name(*option));
    }
    return text;
}

}  // namespace

std::string help_for_program() {
    std::string text =
        "ward: vulnerabilities, look-alikes, scorecards, policies, updates and releases of a project, on one model, "
        "offline.\n\n"
        "usage: ward COMMAND [OPTIONS] [ARGUMENTS]\n\ncommands:\n";
    for (const Command* command : commands_for_help())
        text += fmt::format("  {:<12} {}\n", command->name, command->summary);
    text +=
        "\n`ward COMMAND --help` shows a command's options. Exit status: 0 nothing at the gate, 1 findings, 2 usage, 3 "
        "failed,\n"
        "4 incomplete (see docs/contract.md).\n";
    return text;
}

std::string help_for(const Command& command, const Verb* verb) {
    std::string text = fmt::format("ward {}: {}\n\n", command.name, verb != nullptr ? verb->summary : command.summary);
    if (verb == nullptr) {
        text += fmt::format("usage: ward {} VERB [OPTIONS] [ARGUMENTS]\n\n", command.name);
        for (const Verb& row : command.verbs)
            text += fmt::format("  {:<28} {}\n", std::string(row.name) + " " + std::string(row.usage), row.summary);
        return text;
    }
    const std::string name =
        verb->name.empty() ? std::string(command.name) : fmt::format("{} {}", command.name, verb->name);
    text += fmt::format("usage: ward {} [OPTIONS] {}\n\n", name, verb->usage);
    if (!verb->details.empty()) text += std::string(verb->details) + "\n\n";
    return text + "options:\n" + option_lines(options_of(*verb));
}

std::string bash_completion() {
    std::string text =
        "# bash completion of ward, made from its option tables: source <(ward completion bash)\n_ward() {\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]} line=\" "
        "${COMP_WORDS[*]:1:COMP_CWORD-1} \"\n"
        "    local words=\n    case \"$line\" in\n";
    std::string names;
    // Longer names first: "db update" before "db".
    for (const Command* command : commands_for_help()) {
        names += std::string(names.empty() ? "" : " ") + std::string(command->name);
        std::string verbs;
        for (const Verb& verb : command->verbs) {
            std::string options;
            for (const Option* option : options_of(verb)) options += " --" + std::string(option->name);
            if (verb.name.empty()) {
                text += fmt::format("        *\" {} \"*) words='{}' ;;\n", command->name, trim(options));
            } else {
                text += fmt::format("        *\" {} {} \"*) words='{}' ;;\n", command->name, verb.name, trim(options));
                verbs += (verbs.empty() ? "" : " ") + std::string(verb.name);
            }
        }
        if (!verbs.empty()) text += fmt::format("        *\" {} \"*) words='{}' ;;\n", command->name, verbs);
    }
    text += fmt::format("        *) words='{}' ;;\n    esac\n    case \"$last\" in\n", names);
    std::vector<std::string_view> seen;
    for (const Command* command : commands_for_help())
        for (const Verb& verb : command->verbs)
            for (const Option* option : options_of(verb)) {
                if (option->choices.empty() || std::ranges::find(seen, option->name) != seen.end()) continue;
                seen.push_back(option->name);
                text +=
                    fmt::format("        --{}) words='{}' ;;\n", option->name, replace_all(option->choices, "|", " "));
            }
    return text +
           "    esac\n    if [[ $word == -* || -n $words ]]; then mapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
           "\"$word\"); fi\n"
           "    [[ ${#COMPREPLY[@]} -gt 0 ]] || mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n}\n"
           "complete -o filenames -F _ward ward ./ward\n";
}

}  // namespace ward::cli
