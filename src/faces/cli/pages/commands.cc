// Every command with its verbs, arguments and options.
#include <fmt/core.h>

#include "faces/cli/command.h"
#include "faces/cli/pages.h"

namespace ward::cli {
namespace {

std::string option_cell(const Option& option) {
    std::string name = "--" + std::string(option.name);
    name += argument_text(option);
    return (option.letter != '\0' ? fmt::format("`-{}`, ", option.letter) : "") + code(name);
}

std::string meaning_cell(const Option& option) {
    return plain(option.help) + (option.repeat == Repeat::many ? " (repeatable)" : "");
}

std::string setting_cell(const Option& option) {
    if (option.config.empty()) return {};
    return code(option.config) + ", " + code(environment_name(option)) +
           (option.trust == Trust::project ? "; a project may set it" : "");
}

std::string option_table(std::span<const Option* const> options) {
    std::string text = table_head({"option", "does", "setting"});
    for (const Option* option : options)
        text += table_row({option_cell(*option), meaning_cell(*option), setting_cell(*option)});
    return text + '\n';
}

std::string verb_text(const Command& command, const Verb& verb) {
    std::string text;
    if (!verb.name.empty())
        text += fmt::format("### ward {}\n\n{}\n\n", full_name(command, verb), plain(sentence(verb.summary)));
    text += fmt::format("```\nward {} [OPTIONS]{}{}\n```\n\n", full_name(command, verb), verb.usage.empty() ? "" : " ",
                        verb.usage);
    if (!verb.details.empty()) text += plain(verb.details) + "\n\n";
    const std::vector<const Option*> own = own_options_of(verb);
    return own.empty() ? text : text + option_table(own);
}

std::string text_commands() {
    std::string text = "## Exit status\n\n" + table_head({"status", "meaning"});
    for (const ExitStatus& row : exit_statuses()) text += table_row({std::to_string(row.status), plain(row.meaning)});
    text += "\n[The contract](../contract.md) has the details.\n\n## Options of all commands\n\n" +
            option_table(options_of_all_commands());
    for (const Command* command : commands_for_help()) {
        text += fmt::format("## ward {}\n\n{}\n\n", command->name, plain(sentence(command->summary)));
        for (const Verb& verb : command->verbs) text += verb_text(*command, verb);
    }
    text.pop_back();
    return text;
}

}  // namespace

WARD_PAGE(commands) = {
    .file = "commands.md",
    .title = "Commands and options",
    .about =
        "Every command with its arguments, options and settings.\n"
        "A setting is a key of the configuration files and a variable of the environment: see "
        "[settings](settings.md).",
    .text = text_commands,
};

}  // namespace ward::cli
