// How the software is built and installed, and what it depends on.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

std::optional<Evidence> build_script(const Project& project) {
    return first_of(
        {project.package_script("build"), project.package_script("prepare"), project.package_script("compile")});
}

const FoundBuild* compiling(const Project& project) {
    const auto found = std::ranges::find_if(project.builds(), [](const FoundBuild& one) { return one.kind->compiles; });
    return found == project.builds().end() ? nullptr : &*found;
}

// A package of a language that runs as it is written: no compiler's file, no script that builds, no unsafe source.
std::optional<Evidence> needs_no_build(const Project& project) {
    if (project.builds().empty() || compiling(project) != nullptr || build_script(project) || project.unsafe_source())
        return std::nullopt;
    Evidence out = project.builds().front().where;
    out.text = "no script that builds, and no source that has to be compiled";
    return out;
}

Answer build(const Project& project) {
    if (const FoundBuild* found = compiling(project)) {
        return met(fmt::format("{} builds the software from its sources.", found->kind->tool),
                   all_of({found->where, build_script(project)}));
    }
    if (const auto script = build_script(project))
        return met("npm builds the software by a script of the manifest.", {*script});
    if (const auto found = needs_no_build(project)) return not_applicable("Nothing has to be built for use.", {*found});
    return unknown("no build file was recognised in the first folder");
}

Answer build_tools(const Project& project) {
    if (const FoundBuild* found = compiling(project))
        return met(fmt::format("{} is a common tool, and a free one.", found->kind->tool), {found->where});
    if (const auto script = build_script(project)) return met("npm is a common tool, and a free one.", {*script});
    if (const auto found = needs_no_build(project)) return not_applicable("Nothing has to be built for use.", {*found});
    return unknown("no build file was recognised in the first folder");
}

// Criteria of native builds.
Answer native_build(const Project& project) {
    if (const auto found = needs_no_build(project)) return not_applicable("Nothing native is built.", {*found});
    return unknown("it takes a build to see", all_of({build_script(project)}));
}

Answer installation_common(const Project& project) {
    static const re2::RE2 common(
        "(?i)\\b(npm (i|install)|yarn add|pnpm add|pip3? install|cargo install|cargo add|go install|go get|gem "
        "install|brew install|apt(-get)? install|make install|docker pull|dotnet add)\\b");
    const auto told = project.documents().find(readme | building | pages, common);
    if (told) return met("It is installed by a common convention.", {*told});
    return unknown("no common way to install is named in the documentation");
}

Answer installation_development_quick(const Project& project) {
    static const re2::RE2 setup(
        "(?i)\\b(npm (ci|install|i)\\b|yarn install|pnpm install|cargo build|make (dev|setup|deps)|pip install "
        "-e|bundle install|go (build|mod download)|cmake (--preset|-B|\\.)|\\./configure|devcontainer)");
    static const re2::RE2 container("^(devcontainer\\.json|\\.devcontainer)$");
    const auto told = project.documents().find(contributing | building | readme, setup);
    const bool has_tests = project.package_script("test").has_value();
    if (told) return met("A common command sets up what developers need.", {*told});
    if (has_tests && project.package()->find("devDependencies") != nullptr)
        return met("`npm install` brings what developers and tests need.", {*project.package_script("test")});
    return unknown("no common command that sets everything up is named", all_of({project.root_file(container)}));
}

std::optional<Evidence> dependency_list(const Project& project) {
    for (const FoundBuild& found : project.builds())
        if (found.kind->lists_dependencies) return found.where;
    return std::nullopt;
}

Answer external_dependencies(const Project& project) {
    if (const auto list = dependency_list(project)) return met("Dependencies are listed in the manifest.", {*list});
    return unknown("no manifest that lists dependencies is in the first folder");
}

const re2::RE2& watcher() {
    static const re2::RE2 pattern(
        "(?i)(dependency-review-action|osv-scanner|npm audit|yarn audit|pnpm audit|audit-ci|cargo[- "
        "](audit|deny)|govulncheck|pip-audit|snyk|trivy|grype|dependency-check|dep_checker|safety check)");
    return pattern;
}

Answer dependency_monitoring(const Project& project) {
    const CheckResult* updates = project.check("Dependency-Update-Tool");
    const auto scan = project.step(watcher(), Trigger::any);
    if (updates != nullptr && updates->score == max_score) {
        std::vector<Evidence> seen{Project::evidence_of(*updates)};
        if (scan) seen.push_back(*scan);
        return met("A tool watches the dependencies.", std::move(seen));
    }
    if (scan) return met("A scanner looks for known vulnerabilities of the dependencies.", {*scan});
    return unknown("neither an update tool nor a scanner of dependencies is configured");
}

Answer updateable(const Project& project) {
    const auto list = dependency_list(project);
    const auto& entries = project.facts().tree().entries();
    const auto vendored = std::ranges::find_if(entries, [&](const Entry& entry) {
        return entry.kind == EntryKind::file && !project.facts().tree().vendored_root(entry.path).empty();
    });
    if (list && vendored == entries.end())
        return met("Reused components come from a package manager; none is copied into the tree.", {*list});
    if (list && project.check("Dependency-Update-Tool") != nullptr &&
        project.check("Dependency-Update-Tool")->score == max_score)
        return met("Reused components are listed, and a tool proposes updates.",
                   {*list, Project::evidence_of(*project.check("Dependency-Update-Tool"))});
    return unknown(
        "copies of other people's code are in the tree, or none of it is listed",
        vendored == entries.end() ? std::vector<Evidence>{} : std::vector<Evidence>{{.path = vendored->path}});
}

Answer standard_ingestion(const Project& project) {
    const auto list = dependency_list(project);
    static const re2::RE2 install(
        "(?i)\\b(npm (ci|install|i)\\b|yarn( install)?|pnpm (i|install)|pip3? install|cargo (build|test|fetch)|go "
        "(build|test|mod)|mvn|gradle|bundle install)");
    const auto step = project.step(install, Trigger::any);
    if (list && step) return met("Pipelines take dependencies in by the package manager.", {*step, *list});
    return unknown("no pipeline that installs dependencies was recognised", all_of({list}));
}

Answer dependency_policy(const Project& project) {
    static const re2::RE2 page(
        "(?i)(maintaining|managing|updating|adding|vendored?)[-_/ "
        "].*dependenc|dependenc(y|ies)[-_/].*(polic|manag|updat)|/dependenc(y|ies)\\.");
    static const re2::RE2 heading("(?i)^#+\\s.*dependenc");
    const auto found = first_of({project.documents().named(all_kinds, page),
                                 project.documents().find(contributing | building | security | governance, heading)});
    if (found) return met("It is described how dependencies are chosen and kept.", {*found});
    return unknown("no page on how dependencies are chosen and kept was found");
}

Answer build_guide(const Project& project) {
    static const re2::RE2 heading(
        "(?i)^(#+|=+)\\s.*\\b(build(ing)?|compil(e|ing)|develop(ment|ing)|from source|prerequisites|setup|setting "
        "up)\\b");
    if (const auto found = project.documents().find(building | readme | contributing | pages, heading))
        return met("Instructions for building are there.", {*found});
    if (const auto none = needs_no_build(project)) return not_applicable("Nothing has to be built.", {*none});
    return unknown("no instructions for building were found");
}

constexpr Rule building_rules[] = {
    {"build", build},
    {"build_common_tools build_floss_tools", build_tools},
    {"build_standard_variables build_preserve_debug build_non_recursive build_repeatable build_reproducible",
     native_build},
    {"installation_common", installation_common},
    {"installation_development_quick", installation_development_quick},
    {"external_dependencies OSPS-QA-02.01", external_dependencies},
    {"dependency_monitoring", dependency_monitoring},
    {"updateable_reused_components", updateable},
    {"OSPS-BR-05.01", standard_ingestion},
    {"OSPS-DO-06.01", dependency_policy},
    {"OSPS-DO-07.01", build_guide},
};

}  // namespace

WARD_RULES(building) = {.name = "building", .rules = building_rules};

}  // namespace ward::scorecard::practices
