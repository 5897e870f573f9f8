// ward(1): the manual page, in the man macros (man(7)) that groff and mandoc both read. It has no date: the same tables
// give the same bytes.
#include <array>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/pages.h"

namespace ward::cli {
namespace {

// What is read from the environment and is no option's row.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> variables{{
    {"WARD_HOME", "folder of everything that ward keeps: data/, state/, cache/ and config.toml"},
    {"XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME, XDG_CONFIG_HOME", "the same, where WARD_HOME is not set"},
    {"NO_COLOR, CLICOLOR_FORCE", "never, or always, write colours"},
    {"SOURCE_DATE_EPOCH", "the time to be told instead of the clock's, in seconds since 1970"},
    {"WARD_AUDIT_FAIL_ON and so on", "any key of the configuration; this is audit.fail_on"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> files{{
    {"~/.local/share/ward/advisories.db", "the advisory database"},
    {"~/.local/state/ward/ward.sqlite", "reviews, for the comparison with the next one"},
    {"~/.cache/ward", "what was fetched; may be deleted at any time"},
    {"~/.config/ward/config.toml", "settings of the user"},
    {"ward.toml, assessments.toml", "in the root of a project: its settings, and what people decided about findings"},
}};

// Text for roff: nothing in it is a request, an escape or a typographic hyphen.
std::string roff(std::string_view text) {
    std::string result;
    bool starts_line = true;
    while (!text.empty()) {
        const size_t length = std::max<size_t>(utf8_length(text), 1);
        const char c = text[0];
        if (starts_line && (c == '.' || c == '\'')) result += "\\&";
        if (c == '\\') result += "\\e";
        else if (c == '-') result += "\\-";
        else if (text.starts_with("…")) result += "...";
        else result += text.substr(0, length);
        starts_line = c == '\n';
        text.remove_prefix(length);
    }
    return result;
}

std::string item(std::string_view head, std::string_view text) {
    return fmt::format(".TP\n.B {}\n{}\n", roff(head), roff(text));
}

std::string option_item(const Option& option) {
    std::string head =
        fmt::format(".TP\n.BR \"{}{}\"", option.letter != '\0' ? fmt::format("\\-{}, ", option.letter) : "",
                    roff("--" + std::string(option.name)));
    if (!option.argument.empty()) head = fmt::format("{} \"{}\"", head, roff(argument_text(option)));
    std::string text = head + '\n' + roff(option.help);
    if (option.repeat == Repeat::many) text += " (repeatable)";
    if (!option.config.empty())
        text += fmt::format("\n.br\n[{}, {}{}]", roff(option.config), environment_name(option),
                            option.trust == Trust::project ? "; a project may set it" : "");
    return text + '\n';
}

std::string option_items(std::span<const Option* const> options) {
    std::string text;
    for (const Option* option : options) text += option_item(*option);
    return text;
}

std::string command_text(const Command& command) {
    std::string text;
    for (const Verb& verb : command.verbs) {
        text += fmt::format(".SS ward {}\n.B ward {}\n[OPTIONS] {}\n.PP\n{}\n", full_name(command, verb),
                            full_name(command, verb), roff(verb.usage), roff(sentence(verb.summary)));
        if (!verb.details.empty()) text += ".PP\n" + roff(verb.details) + '\n';
        text += option_items(own_options_of(verb));
    }
    return text;
}

}  // namespace

std::string manual_page() {
    std::string text = ".\\\" Made from the program's tables by `ward explain --pages docs`; edit the tables.\n";
    text += fmt::format(".TH WARD 1 \"\" \"ward {}\" \"User Commands\"\n", program_version());
    text += ".SH NAME\nward \\- the work of a security working group on one model, offline\n";
    text += ".SH SYNOPSIS\n.B ward\n.I COMMAND\n[OPTIONS] [ARGUMENTS]\n.SH DESCRIPTION\n";
    for (const Command* command : commands_for_help())
        text += item("ward " + std::string(command->name), command->summary);
    text += ".SH OPTIONS\nOf all commands:\n";
    text += option_items(options_of_all_commands());
    text += ".SH COMMANDS\n";
    for (const Command* command : commands_for_help()) text += command_text(*command);
    text += ".SH EXIT STATUS\n";
    for (const ExitStatus& row : exit_statuses()) text += item(std::to_string(row.status), row.meaning);
    text += ".SH ENVIRONMENT\n";
    for (const auto& [name, meaning] : variables) text += item(name, meaning);
    text += ".SH FILES\n";
    for (const auto& [path, meaning] : files) text += item(path, meaning);
    return text + ".SH SEE ALSO\n" + roff("ward COMMAND --help, ward explain, and docs/ of the source.\n");
}

}  // namespace ward::cli
