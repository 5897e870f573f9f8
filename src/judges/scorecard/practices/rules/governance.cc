// People, roles, policies and plans, as far as they are written down.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

std::optional<Evidence> document(const Project& project, uint32_t kinds) {
    const Document* found = project.documents().first(kinds);
    if (found == nullptr || trim(found->text).empty()) return std::nullopt;
    return Evidence{.path = found->path};
}

Answer governance_model(const Project& project) {
    static const re2::RE2 decides(
        "(?i)\\b(consensus|vot(e|es|ing)|steering|committee|decision|benevolent|maintainers? "
        "(decide|have)|collaborators?)\\b");
    if (const auto found = project.documents().find(governance, decides))
        return met("It is written down how the project decides.", {*found});
    static const re2::RE2 heading("(?i)^#+\\s.*governance");
    const auto hint = project.documents().find(readme | contributing, heading);
    return unknown("no page on governance that tells how decisions are made", all_of({hint}));
}

Answer code_of_conduct(const Project& project) {
    if (const auto found = document(project, conduct))
        return met("There is a code of conduct in a usual place.", {*found});
    static const re2::RE2 link("(?i)code[ _-]of[ _-]conduct.*https?://");
    if (const auto found = project.documents().find(readme | contributing, link))
        return met("The documentation links a code of conduct.", {*found});
    return unknown("no code of conduct was found; the organisation may have one", {});
}

Answer roles(const Project& project) {
    static const re2::RE2 duties(
        "(?i)\\b(responsib|roles?\\b|duties|(maintainers?|collaborators?|committers?|triagers?|releasers?|reviewers?|"
        "members?) (are|can|may|have|should|must|will|is)\\b)");
    if (const auto found = project.documents().find(governance | contributing, duties))
        return met("Roles and their duties are written down.", {*found});
    return unknown("no page that describes roles and duties was found");
}

std::optional<Evidence> list_of_people(const Project& project) {
    static const re2::RE2 file("(?i)(maintainers|codeowners|owners|committers)(\\.\\w+)?$");
    static const re2::RE2 section(
        "(?i)^(#+|=+)\\s.*\\b(maintainers|collaborators|core team|team members?|committers|technical "
        "steering|TC\\b|triagers|releasers)\\b");
    return first_of({project.documents().named(governance, file),
                     project.documents().find(readme | governance | contributing, section)});
}

Answer members(const Project& project) {
    if (const auto found = list_of_people(project)) return met("The people with access are listed.", {*found});
    return unknown("no list of maintainers was found");
}

Answer onboarding(const Project& project) {
    static const re2::RE2 nominate(
        "(?i)(nominat|onboard|becom(e|ing) an? (maintainer|collaborator|committer|member)|(add|invit|promot)\\w* (new "
        "|a |as )?(a )?(maintainers?|collaborators?|committers?|members?))");
    if (const auto found = project.documents().find(governance | contributing, nominate))
        return met("It is written down how people get more rights.", {*found});
    return unknown("no policy on how people get more rights was found");
}

Answer legal_assertion(const Project& project) {
    static const re2::RE2 words(
        "(?i)(developer'?s? certificate of origin|\\bDCO\\b|signed-off-by|sign(ing)? off|contributor license "
        "agreement|\\bCLA\\b)");
    const auto found = first_of({project.documents().find(contributing | readme | governance, words),
                                 project.root_file(re2::RE2("(?i)^dco(\\.yml|\\.txt|\\.md)?$"))});
    if (found) return met("Contributors assert that they may contribute.", {*found});
    return unknown("neither DCO nor CLA is named");
}

Answer signed_off_commits(const Project& project) {
    static const re2::RE2 app("(?i)^dco\\.yml$");
    static const re2::RE2 step("(?i)(\\bdco\\b|cla-?assistant|contributor-assistant|easycla)");
    const auto enforced = first_of({project.root_file(app), project.step(step, Trigger::proposal)});
    if (enforced) return met("A check asks for the assertion on proposed changes.", {*enforced});
    if (project.forge() == nullptr || !project.forge()->commits || project.forge()->commits->empty())
        return unknown("neither a check nor the commits' messages could be seen");
    const auto& commits = *project.forge()->commits;
    const auto signed_off = std::ranges::count_if(
        commits, [](const forge::Commit& commit) { return commit.message.contains("Signed-off-by:"); });
    Evidence fact = forge_fact(fmt::format("{} of the last {} commits are signed off", signed_off, commits.size()));
    if (static_cast<size_t>(signed_off) == commits.size()) return met("Commits are signed off.", {std::move(fact)});
    return unknown("not every commit is signed off; another mechanism may be there", {std::move(fact)});
}

Answer documentation_roadmap(const Project& project) {
    static const re2::RE2 heading("(?i)^#+\\s.*\\b(road ?map|strategic initiatives)\\b");
    static const re2::RE2 page("(?i)(road-?_?map|strategic-initiatives)");
    const auto found = first_of({document(project, roadmap), project.documents().named(all_kinds, page),
                                 project.documents().find(readme, heading)});
    if (found) return met("There is a roadmap.", {*found});
    return unknown("no roadmap was found in the tree");
}

Answer documentation_architecture(const Project& project) {
    static const re2::RE2 page("(?i)(architecture|design|internals|overview)([-_.]|$)");
    static const re2::RE2 heading(
        "(?i)^#+\\s.*\\b(architecture|internals|high-level design|how it works|code ?base structure)\\b");
    const auto found =
        first_of({project.documents().named(all_kinds, page), project.documents().find(guides, heading)});
    if (found) return met("The architecture is described.", {*found});
    return unknown("no page on architecture was found");
}

std::optional<Evidence> threats(const Project& project) {
    static const re2::RE2 words("(?i)(threat model|attack surface|trust boundar|\\bSTRIDE\\b)");
    return project.documents().find(security | pages | contributing | readme, words);
}

Answer documentation_security(const Project& project) {
    static const re2::RE2 words(
        "(?i)(threat model|security (model|considerations|guarantees|properties|expectations)|(is|are) (not "
        ")?considered (a )?(security )?vulnerabilit|not a vulnerability|trusted)");
    if (const auto found = project.documents().find(security | pages | readme, words))
        return met("It is documented what users can expect in security.", {*found});
    return unknown("no page on security expectations was found");
}

Answer threat_model(const Project& project) {
    if (const auto found = threats(project)) return met("Threats are analysed in the documentation.", {*found});
    return unknown("no threat model was found");
}

Answer assurance_case(const Project& project) {
    static const re2::RE2 words("(?i)assurance case");
    if (const auto found = project.documents().find(security | pages | readme, words))
        return met("There is an assurance case.", {*found});
    return unknown("no assurance case was found; a threat model is a part of one", all_of({threats(project)}));
}

Answer security_review(const Project& project) {
    static const re2::RE2 words(
        "(?i)(security (audit|assessment|review|self-assessment)|audited by|third.party audit|penetration test)");
    return unknown("a review's date and extent have to be told",
                   all_of({project.documents().find(security | pages | readme | contributing, words)}));
}

Answer support_duration(const Project& project) {
    static const re2::RE2 words(
        "(?i)(supported versions|release (schedule|cycle|line)s?|long.term support|\\bLTS\\b|support(ed)? "
        "(period|until|for \\d)|\\|\\s*version\\s*\\|\\s*supported)");
    if (const auto found = project.documents().find(security | readme | governance | contributing | pages, words))
        return met("It is told what is supported, and for how long.", {*found});
    return unknown("no statement on supported versions was found");
}

Answer end_of_support(const Project& project) {
    static const re2::RE2 words(
        "(?i)(end[- ]of[- ](life|support)|\\bEOL\\b|no longer (supported|maintained|receive)|:x:|❌|only the "
        "(latest|most recent|current))");
    if (const auto found = project.documents().find(security | readme | governance, words))
        return met("It is told which versions get no more updates.", {*found});
    return unknown("no statement on the end of support was found");
}

Answer small_tasks(const Project& project) {
    static const re2::RE2 words(
        "(?i)(good[ -]first[ -](issue|contribution)|help[ -]wanted|first[- ]timers|beginner[- ]friendly|easy "
        "(issues|fix))");
    if (const auto found = project.documents().find(contributing | readme | pages, words))
        return met("Small tasks are marked for newcomers.", {*found});
    return unknown("no mark of small tasks is named in the documentation");
}

Answer code_review_standards(const Project& project) {
    static const re2::RE2 words(
        "(?i)((approv(al|ed|als)|review(s|ed|er|ers|ing)?)\\b.{0,80}\\b(by|from|before|required|must|at "
        "least|collaborators?|maintainers?)|\\bLGTM\\b|code review)");
    if (const auto found = project.documents().find(contributing | governance, words))
        return met("It is documented what a review asks.", {*found});
    return unknown("no page on code review was found");
}

Answer secrets_policy(const Project& project) {
    static const re2::RE2 words(
        "(?i)((secret|credential|token)s?\\b.{0,60}\\b(rotat|polic|stored "
        "in|managed)|rotat\\w*.{0,40}(secret|credential|token|key))");
    if (const auto found = project.documents().find(security | governance | contributing, words))
        return met("A policy tells how secrets are handled.", {*found});
    return unknown("no policy on secrets was found");
}

Answer remediation_policy(const Project& project) {
    static const re2::RE2 words(
        "(?i)(vulnerab|finding|severity).{0,80}(within \\d|threshold|must be (fixed|addressed)|before (a |each |every "
        "|the )?release)");
    return unknown("a policy with a threshold for findings has to be told",
                   all_of({project.documents().find(security | contributing | governance, words)}));
}

constexpr Rule governance_rules[] = {
    {"governance", governance_model},
    {"code_of_conduct", code_of_conduct},
    {"roles_responsibilities OSPS-GV-01.02", roles},
    {"OSPS-GV-01.01", members},
    {"OSPS-GV-04.01", onboarding},
    {"dco", legal_assertion},
    {"OSPS-LE-01.01", signed_off_commits},
    {"documentation_roadmap", documentation_roadmap},
    {"documentation_architecture OSPS-SA-01.01", documentation_architecture},
    {"documentation_security", documentation_security},
    {"OSPS-SA-03.02", threat_model},
    {"assurance_case", assurance_case},
    {"security_review OSPS-SA-03.01", security_review},
    {"OSPS-DO-04.01", support_duration},
    {"OSPS-DO-05.01", end_of_support},
    {"small_tasks", small_tasks},
    {"code_review_standards", code_review_standards},
    {"OSPS-BR-07.02", secrets_policy},
    {"OSPS-VM-05.01 OSPS-VM-05.02 OSPS-VM-06.01", remediation_policy},
};

}  // namespace

WARD_RULES(governance) = {.name = "governance", .rules = governance_rules};

}  // namespace ward::scorecard::practices
