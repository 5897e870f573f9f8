// What a build fetches and the peer does not see: by other package managers, and in action.yml.
#include "judges/scorecard/own/pinning.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>
#include <re2/re2.h>

#include "judges/scorecard/own/own.h"
#include "judges/scorecard/paths.h"
#include "judges/scorecard/pinning/collect.h"

namespace ward::scorecard {
namespace {

// Where a build service runs `yarn install`, Yarn 2 and later keep to the lock file; pnpm does where there is one.
class LockFiles {
  public:
    explicit LockFiles(const inventory::Tree& tree)
        : pnpm_(!tree.files_named("pnpm-lock.yaml").empty()),
          yarn_(!tree.files_named("yarn.lock").empty() && !tree.files_named(".yarnrc.yml").empty()) {}

    bool keeps_to(const OwnDependency& dependency) const {
        if (dependency.command.frozen != OwnCommand::Frozen::in_ci)
            return dependency.command.frozen == OwnCommand::Frozen::yes;
        if (!is_workflow_path(dependency.location.path) && !dependency.is_of_action) return false;
        return dependency.command.label == "pnpmCommand" ? pnpm_ : yarn_;
    }

  private:
    bool pnpm_, yarn_;
};

// An action's scripts and what it uses, by the peer's own rules for workflows.
void read_action_file(const ActionFile& file, Pinning& out) {
    static const RE2 variable("\\{\\{[^{}]*\\}\\}");
    constexpr std::array<std::string_view, 3> shells{"bash", "sh", "mksh"};
    FetchedFiles fetched;
    for (const workflow::Step& step : file.parsed.steps) {
        if (const workflow::Text* action = action_of(step); action != nullptr && !action->value.empty())
            add_action(*action, file.path, out);
        const workflow::Text* script = script_of(step);
        if (script == nullptr || !step.script->shell) continue;
        const std::string& shell = step.script->shell->value;
        if (std::ranges::none_of(
                shells, [&](std::string_view name) { return is_program(name, shell.substr(0, shell.find(' '))); }))
            continue;
        std::string text = script->value;
        RE2::GlobalReplace(&text, variable, "GITHUB_REDACTED_VAR");
        const auto line = static_cast<uint32_t>(script->at.line);
        // What the peer's rules cannot make sense of ends the look at this script alone.
        (void)find_in_script(text, {std::string(file.path), line, line}, fetched, out);
    }
    if (file.parsed.image && file.parsed.image->value.starts_with("docker://"))
        add_action(*file.parsed.image, file.path, out);
}

}  // namespace

std::vector<OwnPin> own_pins(const Facts& facts, const Pinning& pinning) {
    std::vector<OwnPin> out;
    const LockFiles locks(facts.tree());
    const auto add_commands = [&](const std::vector<OwnDependency>& commands) {
        for (const OwnDependency& dependency : commands)
            out.push_back({.label = std::string(dependency.command.label),
                           .pinned = locks.keeps_to(dependency),
                           .location = dependency.location,
                           .remedy = std::string(dependency.command.remedy)});
    };
    add_commands(pinning.own);
    for (const ActionFile& file : action_files(facts)) {
        Pinning found;
        read_action_file(file, found);
        for (Dependency& dependency : found.dependencies)
            if (dependency.remark.empty() && !dependency.is_of_same_repository)
                out.push_back({.type = dependency.type,
                               .label = std::string(name_of(dependency.type)),
                               .pinned = dependency.pinned,
                               .location = std::move(dependency.location),
                               .remedy = std::move(dependency.remediation)});
        for (OwnDependency& dependency : found.own) dependency.is_of_action = true;
        add_commands(found.own);
    }
    return out;
}

}  // namespace ward::scorecard
