#include "actions/release/embargo/git_asker.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::array<std::string_view, 6> plain_variables{"PATH", "HOME",   "XDG_CONFIG_HOME",
                                                          "USER", "TMPDIR", "SSH_AUTH_SOCK"};
constexpr std::array<std::string_view, 5> place_variables{"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR",
                                                          "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM"};
constexpr std::string_view configuration = "GIT_CONFIG";
constexpr std::string_view settings_count = "GIT_CONFIG_COUNT";

std::string_view value_of(const std::vector<std::string>& environment, std::string_view name) {
    for (const std::string& variable : environment)
        if (variable.size() > name.size() && variable.starts_with(name) && variable[name.size()] == '=')
            return std::string_view(variable).substr(name.size() + 1);
    return {};
}

std::string last_line(std::string_view text) {
    text = trim(text);
    return display(text.substr(text.rfind('\n') + 1));
}

}  // namespace

Result<GitAsker> GitAsker::in(const std::string& folder, const std::vector<std::string>& environment) {
    GitAsker out;
    out.folder_ = folder;
    WARD_TRY(out.git_, find_program("git", search_path_of(std::string(value_of(environment, "PATH")))));
    out.environment_ = {"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_NO_REPLACE_OBJECTS=1"};
    for (const std::string& variable : environment) {
        const std::string_view name = std::string_view(variable).substr(0, variable.find('='));
        const bool is_place = std::ranges::find(place_variables, name) != place_variables.end();
        if (name == settings_count) {
            out.settings_before_ = to_number<size_t>(value_of(environment, settings_count)).value_or(0);
        } else if (is_place || name.starts_with(configuration) ||
                   std::ranges::find(plain_variables, name) != plain_variables.end()) {
            out.environment_.push_back(variable);
        }
        if (is_place || name.starts_with(configuration)) out.telling_.emplace_back(name);
    }
    std::ranges::sort(out.telling_);
    return out;
}

Result<ProcessOutcome> GitAsker::ask(std::vector<std::string> words, const std::vector<std::string>& settings,
                                     std::string input) const {
    std::vector<std::string> all{"core.hooksPath=/dev/null", "core.fsmonitor=false"};
    all.insert(all.end(), settings.begin(), settings.end());
    return run(std::move(words), all, std::move(input));
}

Result<std::string> GitAsker::hooks_folder() const {
    WARD_TRY(const ProcessOutcome outcome,
             run({"rev-parse", "--path-format=absolute", "--git-path", "hooks"}, {"core.fsmonitor=false"}, ""));
    if (!outcome.succeeded() || !outcome.out.starts_with('/'))
        return fail(ErrorCode::io, "git cannot say where its hooks are: " + outcome.end(), folder_);
    return std::string(trim(outcome.out));
}

Result<ProcessOutcome> GitAsker::run(std::vector<std::string> words, const std::vector<std::string>& settings,
                                     std::string input) const {
    ProcessRequest request{
        .arguments = {git_}, .environment = environment_, .folder = folder_, .input = std::move(input)};
    // Numbered settings are read in their order: these stand behind those of the push.
    size_t number = settings_before_;
    for (const std::string& setting : settings) {
        const size_t equals = setting.find('=');
        request.environment.push_back(fmt::format("GIT_CONFIG_KEY_{}={}", number, setting.substr(0, equals)));
        request.environment.push_back(fmt::format("GIT_CONFIG_VALUE_{}={}", number, setting.substr(equals + 1)));
        ++number;
    }
    request.environment.push_back(fmt::format("{}={}", settings_count, number));
    std::ranges::move(words, std::back_inserter(request.arguments));
    return run_process(request);
}

Result<std::string> GitAsker::answer(std::vector<std::string> words) const {
    const std::string doing = words.front();
    WARD_TRY(const ProcessOutcome outcome, ask(std::move(words)));
    if (!outcome.succeeded())
        return fail(ErrorCode::io,
                    fmt::format("git could not {}: {}", doing,
                                trim(outcome.err).empty() ? outcome.end() : last_line(outcome.err)),
                    folder_);
    return std::string(trim(outcome.out));
}

std::optional<std::string> GitAsker::answer_if(std::vector<std::string> words) const {
    const auto outcome = ask(std::move(words));
    if (!outcome || !outcome->succeeded()) return std::nullopt;
    return std::string(trim(outcome->out));
}

std::vector<std::string> environment_elsewhere(const std::vector<std::string>& environment) {
    std::vector<std::string> out;
    std::ranges::copy_if(environment, std::back_inserter(out), [](const std::string& variable) {
        return std::ranges::find(place_variables, std::string_view(variable).substr(0, variable.find('='))) ==
               place_variables.end();
    });
    return out;
}

std::vector<std::string> environment_of_process() {
    std::vector<std::string> out;
    for (char** variable = ::environ; *variable != nullptr; ++variable) out.emplace_back(*variable);
    return out;
}

}  // namespace ward::release
