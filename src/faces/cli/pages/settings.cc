// Every key of the configuration files, with its variable of the environment and whom it is for.
#include <map>

#include "faces/cli/command.h"
#include "faces/cli/pages.h"

namespace ward::cli {
namespace {

struct Setting {
    const Option* option = nullptr;
    std::vector<std::string> users;  // "audit", "db update"
};

std::map<std::string_view, Setting> settings() {
    std::map<std::string_view, Setting> all;
    for (const Command* command : commands_for_help())
        for (const Verb& verb : command->verbs)
            for (const Option* option : own_options_of(verb)) {
                if (option->config.empty()) continue;
                Setting& setting = all[option->config];
                setting.option = option;
                setting.users.push_back(full_name(*command, verb));
            }
    for (const Option* option : options_of_all_commands())
        if (!option->config.empty()) all[option->config] = {option, {}};
    return all;
}

std::string value_cell(const Option& option) {
    if (option.argument.empty()) return "true or false";
    const std::string one = code(option.choices.empty() ? option.argument : option.choices);
    return option.repeat == Repeat::many ? "list of " + one : one;
}

std::string text_settings() {
    std::string text = table_head({"key", "environment", "value", "option", "of", "a project may set it"});
    for (const auto& [key, setting] : settings()) {
        const Option& option = *setting.option;
        const std::vector<std::string_view> users(setting.users.begin(), setting.users.end());
        text += table_row({code(key), code(environment_name(option)), value_cell(option),
                           code("--" + std::string(option.name)), users.empty() ? "all commands" : codes(users),
                           option.trust == Trust::project ? "yes" : "no"});
    }
    return text;
}

}  // namespace

WARD_PAGE(settings) = {
    .file = "settings.md",
    .title = "Settings",
    .about =
        "Every key of the configuration files, its variable of the environment, and whether a project may set it.\n"
        "The command line goes before the environment, that before the user's `config.toml` "
        "([where it is](../contract.md#folders)), and that before the `ward.toml` in a scanned project's root.\nWhat a "
        "project may not set is ignored there. The report tells of that, of a gate that the project sets, and of every "
        "excluded path.\n`scan.exclude` is the key `exclude` in the table `[scan]`. An unknown key is an error.",
    .text = text_settings,
};

}  // namespace ward::cli
