// What pipelines may do and whom they trust, binaries in the tree, and the protection of the primary branch.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

Answer no_workflows() {
    return unknown("there are no workflows of GitHub; what other pipelines do was not looked at");
}

std::optional<Evidence> probe(const CheckResult& check, std::string_view name) {
    for (const ProbeFinding& found : check.findings)
        if (found.probe == name && found.outcome == Outcome::yes) {
            Evidence out{.text = found.message, .source = found.location ? "" : "check"};
            if (found.location) out.path = found.location->path, out.line = found.location->line;
            return out;
        }
    return std::nullopt;
}

Answer untrusted_metadata(const Project& project) {
    if (project.facts().workflows().empty()) return no_workflows();
    const CheckResult* check = project.check("Dangerous-Workflow");
    if (check == nullptr) return unknown("the workflows could not be read");
    if (const auto hole = probe(*check, "hasDangerousWorkflowScriptInjection"))
        return unmet("A script is put together from what strangers write.", {*hole});
    return met("No workflow puts what strangers write into a script.", {Project::evidence_of(*check)});
}

Answer untrusted_code(const Project& project) {
    if (project.facts().workflows().empty()) return no_workflows();
    const CheckResult* check = project.check("Dangerous-Workflow");
    if (check == nullptr) return unknown("the workflows could not be read");
    if (const auto hole = probe(*check, "hasDangerousWorkflowUntrustedCheckout"))
        return unmet("A workflow with credentials checks out strangers' code.", {*hole});
    return met("No workflow with credentials checks out strangers' code.", {Project::evidence_of(*check)});
}

// `${{ inputs.x }}` inside a script is the text of a stranger to the shell, trusted or not.
Answer trusted_input(const Project& project) {
    if (project.facts().workflows().empty()) return no_workflows();
    static const re2::RE2 input("\\$\\{\\{[^}]*\\b(github\\.event\\.)?inputs\\.");
    Evidence last;
    for (const WorkflowFile& file : project.facts().workflows()) {
        if (!file.parsed) return unknown("a workflow could not be read", {{.path = std::string(file.path)}});
        last = {.path = std::string(file.path)};
        for (const workflow::Job& job : file.parsed->jobs)
            for (const workflow::Step& step : job.steps) {
                const workflow::Text* script = script_of(step);
                if (script == nullptr || !re2::RE2::PartialMatch(script->value, input)) continue;
                return unmet("A script is put together from a workflow's input.",
                             {{.path = std::string(file.path),
                               .line = static_cast<uint32_t>(std::max(script->at.line, 0)),
                               .text = "an input stands inside the script"}});
            }
    }
    last.text = fmt::format("none of {} workflows puts an input into a script", project.facts().workflows().size());
    return met("No workflow puts its inputs into a script.", {last});
}

Answer default_permissions(const Project& project) {
    if (project.facts().workflows().empty()) return no_workflows();
    size_t read = 0;
    for (const WorkflowFile& file : project.facts().workflows()) {
        if (!file.parsed) return unknown("a workflow could not be read", {{.path = std::string(file.path)}});
        const bool by_job = std::ranges::all_of(file.parsed->jobs,
                                                [](const workflow::Job& job) { return job.permissions.has_value(); });
        if (!file.parsed->permissions && !by_job)
            return unknown("a workflow has jobs without permissions; what they get is a setting of the repository",
                           {{.path = std::string(file.path)}});
        ++read;
    }
    return met(
        "Each workflow says its permissions, so that no default counts.",
        {{.path = std::string(project.facts().workflows().front().path), .text = fmt::format("{} workflows", read)}});
}

Answer least_permissions(const Project& project) {
    if (project.facts().workflows().empty()) return no_workflows();
    const CheckResult* check = project.check("Token-Permissions");
    if (check == nullptr) return unknown("the workflows could not be read");
    if (check->score == max_score)
        return met("No workflow has more permissions than its jobs were seen to need.", {Project::evidence_of(*check)});
    if (check->score == 0)
        return unmet("Workflows have permissions that they were not seen to need.", {Project::evidence_of(*check)});
    return unknown("some permissions may be more than is needed", {Project::evidence_of(*check)});
}

Answer no_executables(const Project& project) {
    const CheckResult* check = project.check("Binary-Artifacts");
    if (check == nullptr) return unknown("the files could not be looked at");
    for (const TreeFile& file : project.facts().files())
        if (is_binary_kind(file.kind) && !is_test_data(file.path))
            return unmet("Executables are in version control.",
                         {{.path = std::string(file.path), .text = std::string(name_of(file.kind))}});
    return met("No generated executable is in the tree, test data apart.", {Project::evidence_of(*check)});
}

Answer no_binaries(const Project& project) {
    const CheckResult* check = project.check("Binary-Artifacts");
    if (check == nullptr) return unknown("the files could not be looked at");
    if (check->score == max_score)
        return met("No binary that cannot be reviewed is in the tree.", {Project::evidence_of(*check)});
    return unmet("Binaries that cannot be reviewed are in version control.", {Project::evidence_of(*check)});
}

// The default branch as the forge tells it; null where it does not.
const forge::Branch* primary(const Project& project) {
    if (project.forge() == nullptr || !project.forge()->branches) return nullptr;
    const auto found =
        std::ranges::find(*project.forge()->branches, project.forge()->default_branch, &forge::Branch::name);
    return found == project.forge()->branches->end() ? nullptr : &*found;
}

constexpr std::string_view no_branch = "the protection of the primary branch is not in the forge's facts";

Answer by_protection(const Project& project, const std::optional<bool>& holds, std::string_view yes,
                     std::string_view no) {
    const forge::Branch* branch = primary(project);
    Evidence fact = forge_fact(fmt::format("protection of '{}'", branch->name));
    if (branch->is_protected && !*branch->is_protected) return unmet(std::string(no), {std::move(fact)});
    if (!holds)
        return unknown("this part of the protection could not be read: it needs an administrator", {std::move(fact)});
    return *holds ? met(std::string(yes), {std::move(fact)}) : unmet(std::string(no), {std::move(fact)});
}

Answer direct_commits(const Project& project) {
    const forge::Branch* branch = primary(project);
    if (branch == nullptr) return unknown(std::string(no_branch));
    return by_protection(project, branch->protection.requires_pull_request,
                         "Changes of the primary branch need a proposal.", "The primary branch takes direct commits.");
}

Answer deletion(const Project& project) {
    const forge::Branch* branch = primary(project);
    if (branch == nullptr) return unknown(std::string(no_branch));
    std::optional<bool> guarded;
    if (branch->protection.allows_deletions) guarded = !*branch->protection.allows_deletions;
    return by_protection(project, guarded, "The primary branch cannot be deleted.",
                         "The primary branch can be deleted.");
}

Answer required_checks(const Project& project) {
    const forge::Branch* branch = primary(project);
    if (branch == nullptr) return unknown(std::string(no_branch));
    std::optional<bool> required;
    if (branch->protection.status_checks) required = !branch->protection.status_checks->empty();
    return by_protection(project, required, "Status checks have to pass.", "No status check is required.");
}

Answer approval(const Project& project) {
    const forge::Branch* branch = primary(project);
    if (branch == nullptr) return unknown(std::string(no_branch));
    std::optional<bool> required;
    if (branch->protection.required_approvals) required = *branch->protection.required_approvals > 0;
    return by_protection(project, required, "Somebody else has to approve.", "No approval is required.");
}

constexpr Rule pipeline_rules[] = {
    {"OSPS-BR-01.01", untrusted_metadata},  {"OSPS-BR-01.03", untrusted_code},    {"OSPS-BR-01.04", trusted_input},
    {"OSPS-AC-04.01", default_permissions}, {"OSPS-AC-04.02", least_permissions}, {"OSPS-QA-05.01", no_executables},
    {"OSPS-QA-05.02", no_binaries},         {"OSPS-AC-03.01", direct_commits},    {"OSPS-AC-03.02", deletion},
    {"OSPS-QA-03.01", required_checks},     {"OSPS-QA-07.01", approval},
};

}  // namespace

WARD_RULES(pipeline) = {.name = "pipeline", .rules = pipeline_rules};

}  // namespace ward::scorecard::practices
