// What people and shells read about the tables.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/options.h"

namespace ward::cli {
namespace {

std::string left_column(const Option& option) {
    std::string text = option.letter != '\0' ? fmt::format("-{}, ", option.letter) : "    ";
    text += "--" + std::string(option.name);
    return text + argument_text(option);
}

std::string option_lines(std::span<const Option* const> options) {
    size_t width = 0;
    for (const Option* option : options) width = std::max(width, left_column(*option).size());
    std::string text;
    for (const Option* option : options) {
        text += fmt::format("  {:<{}}  {}{}\n", left_column(*option), width, option->help,
                            option->repeat == Repeat::many ? " (repeatable)" : "");
        if (!option->config.empty())
            text += fmt::format("  {:<{}}  [{}, {}]\n", "", width, option->config, environment_name(*option));
    }
    return text;
}

constexpr std::array statuses{
    ExitStatus{0, "done, nothing at or above the gate"},
    ExitStatus{1, "open findings at or above the gate (--fail-on)"},
    ExitStatus{2, "usage or configuration error"},
    ExitStatus{3, "failed: I/O, network, authentication, a defect"},
    ExitStatus{4, "incomplete: not everything could be read, or only the starter advisories were asked"},
};

}  // namespace

std::string argument_text(const Option& option) {
    if (option.argument.empty()) return {};
    const std::string argument(option.argument);
    return option.takes == Argument::optional ? "[=" + argument + "]" : " " + argument;
}

std::span<const ExitStatus> exit_statuses() {
    return statuses;
}

std::string help_for_program() {
    std::string text =
        "ward: vulnerabilities, look-alikes, scorecards, policies, updates and releases of a project, on one model, "
        "offline.\n\n"
        "usage: ward COMMAND [OPTIONS] [ARGUMENTS]\n\ncommands:\n";
    for (const Command* command : commands_for_help())
        text += fmt::format("  {:<12} {}\n", command->name, command->summary);
    text += "\nexit status:\n";
    for (const ExitStatus& row : exit_statuses()) text += fmt::format("  {}  {}\n", row.status, row.meaning);
    return text +
           "\n`ward COMMAND --help` shows a command's options, `ward explain` what the words of a report mean.\n";
}

std::string help_for(const Command& command, const Verb* verb, std::string_view group) {
    std::string text = fmt::format("ward {}: {}\n\n", command.name, verb != nullptr ? verb->summary : command.summary);
    if (verb == nullptr) {
        text += fmt::format("usage: ward {}{}{} VERB [OPTIONS] [ARGUMENTS]\n\n", command.name, group.empty() ? "" : " ",
                            group);
        for (const Verb* row : verbs_of_group(command, group))
            text += fmt::format("  {:<28} {}\n", std::string(row->name) + " " + std::string(row->usage), row->summary);
        return text;
    }
    text += fmt::format("usage: ward {} [OPTIONS] {}\n", full_name(command, *verb), verb->usage);
    if (verb->name.empty())
        for (const Verb& row : command.verbs)
            if (!row.name.empty()) text += fmt::format("       {:<28} {}\n", full_name(command, row), row.summary);
    text += '\n';
    if (!verb->details.empty()) text += std::string(verb->details) + "\n\n";
    return text + "options:\n" + option_lines(options_of(*verb));
}

}  // namespace ward::cli
