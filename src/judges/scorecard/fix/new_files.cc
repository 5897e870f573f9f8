// Files that a project lacks: a start, to be read and edited by those who know it.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/fix/fix.h"
#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/project_updaters.h"
#include "judges/scorecard/raw.h"

namespace ward::scorecard {
namespace {

// Which file tells of which ecosystem, in Dependabot's words.
// https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference
struct Ecosystem {
    std::string_view name;
    std::string_view file;
};
constexpr std::array<Ecosystem, 16> ecosystems{{{"npm", "package.json"},
                                                {"pip", "requirements.txt"},
                                                {"pip", "pyproject.toml"},
                                                {"pip", "setup.py"},
                                                {"gomod", "go.mod"},
                                                {"cargo", "Cargo.toml"},
                                                {"bundler", "Gemfile"},
                                                {"composer", "composer.json"},
                                                {"maven", "pom.xml"},
                                                {"gradle", "build.gradle"},
                                                {"gradle", "build.gradle.kts"},
                                                {"mix", "mix.exs"},
                                                {"pub", "pubspec.yaml"},
                                                {"swift", "Package.swift"},
                                                {"docker", "Dockerfile"},
                                                {"gitsubmodule", ".gitmodules"}}};

bool has_update_tool(const Facts& facts) {
    const CheckResult result = check_named("Dependency-Update-Tool")->run(facts);
    return std::ranges::any_of(result.findings, [](const ProbeFinding& finding) {
        return finding.outcome == Outcome::yes && finding.origin == Origin::peer;
    });
}

}  // namespace

void add_dependabot(const Facts& facts, Fixes& out) {
    constexpr std::string_view path = ".github/dependabot.yml";
    if (has_update_tool(facts)) return;
    if (!project_updaters(facts.tree()).empty())
        return out.tell(FixKind::dependabot, path, 0, "the project has an updater of its own");
    std::vector<std::string_view> found;
    if (!facts.workflows().empty()) found.emplace_back("github-actions");
    for (const Ecosystem& ecosystem : ecosystems)
        if (facts.tree().has_file(ecosystem.file) && std::ranges::find(found, ecosystem.name) == found.end())
            found.push_back(ecosystem.name);
    if (found.empty())
        return out.tell(FixKind::dependabot, path, 0, "nothing in the first folder that it would update");
    std::string text =
        "# A start: add folders below the first one, and how often and in which groups you want updates.\n"
        "# https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference\n"
        "version: 2\nupdates:\n";
    for (const std::string_view name : found)
        text +=
            fmt::format("  - package-ecosystem: {}\n    directory: /\n    schedule:\n      interval: weekly\n", name);
    out.added[std::string(path)] = std::move(text);
}

void add_policy(const Facts& facts, Fixes& out) {
    if (found_policy(facts)) return;
    std::string where = "EDIT: a mail address, or the address of a form that only maintainers read";
    if (facts.forge != nullptr && facts.forge->forge == "github")
        where = fmt::format("https://{}/{}/security/advisories/new (EDIT: turn private reporting on in the settings)",
                            facts.forge->host, facts.forge->name);
    out.added["SECURITY.md"] = fmt::format(
        "# Security\n\n<!-- EDIT each line: promise only what you can keep. -->\n\n## Reporting a vulnerability\n\n"
        "Please report vulnerabilities in private: {}\n\nSay which version is affected, what an attacker can do, and "
        "how "
        "to see it.\n\n## What happens then\n\nWe answer within EDIT days. We agree with you on a day for the "
        "disclosure, "
        "at most EDIT days later,\nand name you in the advisory if you wish.\n\n## Versions that get fixes\n\nEDIT: "
        "the "
        "latest release.\n",
        where);
}

}  // namespace ward::scorecard
