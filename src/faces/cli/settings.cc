// Values that the command line left open: environment, then the user's configuration, then the project's ward.toml
// (only keys whose row trusts a project): nobody's own wish gives way to that of a scanned tree. Every key is an
// option's row; any other key is an error, so that a slip is not a silence.
#include <algorithm>
#include <cstdlib>

#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/command.h"
#include "formats/document.h"

namespace ward::cli {
namespace {

constexpr size_t max_configuration_bytes = 1u << 20;

struct Setting {
    std::string key;  // "audit.fail_on"
    std::vector<std::string> values;
    int line = 0;
    const Option* option = nullptr;
};

// Every row with a key, of all commands: a file may configure commands that do not run now.
const Option* option_of_key(std::string_view key) {
    for (const Command* command : all_commands())
        for (const Verb& verb : command->verbs)
            for (const Option* option : options_of(verb))
                if (option->config == key) return option;
    return nullptr;
}

std::vector<std::string_view> all_keys() {
    std::vector<std::string_view> keys;
    for (const Command* command : all_commands())
        for (const Verb& verb : command->verbs)
            for (const Option* option : options_of(verb))
                if (!option->config.empty() && std::ranges::find(keys, option->config) == keys.end())
                    keys.push_back(option->config);
    return keys;
}

Result<void> read_value(Setting& setting, const Node& value, const std::string& where) {
    switch (value.kind) {
        case Node::Kind::string:
        case Node::Kind::integer:
        case Node::Kind::real: setting.values = {value.text}; return {};
        case Node::Kind::boolean: setting.values = {value.truth ? "true" : "false"}; return {};
        case Node::Kind::list:
            if (setting.option->repeat != Repeat::many)
                return fail(ErrorCode::usage, setting.key + " takes one value, not a list", where);
            for (const Node& item : value.items) {
                if (!item.is_string()) return fail(ErrorCode::usage, setting.key + " takes a list of strings", where);
                setting.values.push_back(item.text);
            }
            return {};
        default: return fail(ErrorCode::usage, setting.key + " has a value of the wrong kind", where);
    }
}

// What the command line would refuse is refused here too: "0" for a switch must not switch it on.
Result<void> check_values(const Setting& setting, const std::string& where) {
    const Option& option = *setting.option;
    const std::string_view listed = option.argument.empty() ? "true|false" : option.choices;
    if (listed.empty()) return {};
    const std::vector<std::string_view> choices = split(listed, '|');
    for (const std::string& value : setting.values)
        if (std::ranges::find(choices, value) == choices.end())
            return fail(ErrorCode::usage, "'" + display(value) + "' is not one of " + replace_all(listed, "|", ", "),
                        where);
    return {};
}

Result<std::vector<Setting>> read_settings(std::string_view text, const std::string& name) {
    auto parsed = parse_toml(text, name);
    if (!parsed) return fail(ErrorCode::usage, parsed.error().what, parsed.error().where);
    std::vector<Setting> settings;
    for (const auto& [table, content] : parsed->fields) {
        if (!content.is_table())
            return fail(ErrorCode::usage, "'" + display(table) + "' stands outside a [table]",
                        name + ":" + std::to_string(content.line));
        for (const auto& [field, value] : content.fields) {
            Setting setting{std::string(table).append(1, '.').append(field), {}, value.line, nullptr};
            const std::string where = name + ":" + std::to_string(value.line);
            if (setting.key == "scorecard.accept") continue;  // no option: `ward scorecard` reads it
            setting.option = option_of_key(setting.key);
            if (setting.option == nullptr) {
                const auto nearest = closest(setting.key, all_keys());
                return fail(ErrorCode::usage,
                            "unknown key '" + display(setting.key) + "'" +
                                (nearest ? "; did you mean '" + std::string(*nearest) + "'?" : ""),
                            where);
            }
            WARD_TRY_VOID(read_value(setting, value, where));
            WARD_TRY_VOID(check_values(setting, where));
            settings.push_back(std::move(setting));
        }
    }
    return settings;
}

void apply(Invocation& invocation, const Verb& verb, const Setting& setting) {
    const auto options = options_of(verb);
    if (std::ranges::find(options, setting.option->name, &Option::name) == options.end()) return;
    if (invocation.has(setting.option->name)) return;
    if (setting.option->argument.empty() && setting.values == std::vector<std::string>{"false"}) return;
    invocation.set(setting.option->name, setting.values);
}

}  // namespace

std::string environment_name(const Option& option) {
    std::string name = "WARD_";
    for (const char c : option.config)
        name += is_alnum(c) ? (c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c) : '_';
    return name;
}

Result<void> add_user_settings(Invocation& invocation, const Verb& verb) {
    for (const Option* option : options_of(verb)) {
        if (option->config.empty() || invocation.has(option->name)) continue;
        const std::string name = environment_name(*option);
        const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): before any thread starts
        if (value == nullptr || *value == '\0') continue;
        const Setting setting{std::string(option->config), {value}, 0, option};
        WARD_TRY_VOID(check_values(setting, name));
        apply(invocation, verb, setting);
    }
    const std::string path = invocation.value("config", user_configuration());
    auto text = read_file(path, max_configuration_bytes);
    if (!text) {
        if (text.error().code == ErrorCode::not_found && !invocation.has("config")) return {};
        return fail(ErrorCode::usage, text.error().what, text.error().where);
    }
    WARD_TRY(const std::vector<Setting> settings, read_settings(*text, path));
    for (const Setting& setting : settings) apply(invocation, verb, setting);
    return {};
}

Result<ProjectSettings> add_project_settings(Invocation& invocation, const Verb& verb,
                                             const std::string& project_folder) {
    ProjectSettings result;
    WARD_TRY(const auto text, read_project_file(project_folder, "ward.toml", max_configuration_bytes));
    if (!text) return result;
    WARD_TRY(const std::vector<Setting> settings, read_settings(*text, project_folder + "/ward.toml"));
    for (const Setting& setting : settings) {
        const std::string where = "ward.toml:" + std::to_string(setting.line);
        if (setting.option->trust == Trust::never) {
            result.remarks.push_back(where + ": " + setting.key + " is not for a project to set; ignored");
            continue;
        }
        if (setting.option->name == "fail-on" && !invocation.has("fail-on") &&
            setting.values != std::vector<std::string>{"any"})
            result.remarks.push_back(where + ": the project sets its own gate: " + setting.values[0]);
        if (setting.option->name == "fail-scope" && !invocation.has("fail-scope"))
            result.remarks.push_back(where +
                                     ": the project sets what gates by its scope: " + join(setting.values, ", "));
        apply(invocation, verb, setting);
    }
    return result;
}

}  // namespace ward::cli
