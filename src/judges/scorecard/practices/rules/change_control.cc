// Repository, versions, release notes, maintenance.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

constexpr int64_t seconds_of_day = 86'400;

Answer repo_public(const Project& project) {
    if (project.forge() != nullptr && project.forge()->is_private) {
        Evidence fact =
            forge_fact(*project.forge()->is_private ? "the repository is private" : "the repository is public");
        if (*project.forge()->is_private) return unmet("The repository is private.", {std::move(fact)});
        return met(fmt::format("The repository is public: {}", project.address()->url), {std::move(fact)});
    }
    if (project.is_on_forge())
        return met(fmt::format("The project names a public address for its repository: {}", project.address()->url),
                   {project.address()->from});
    return unknown("no address of the repository was found");
}

// What is known of the version control system, by itself or by the forge.
std::optional<Evidence> version_control(const Project& project) {
    if (project.refs().is_repository) return Evidence{.text = "the tree is from a git repository", .source = "refs"};
    if (project.is_on_forge()) return project.address()->from;
    return std::nullopt;
}

Answer repo_track(const Project& project) {
    const auto found = version_control(project);
    if (!found) return unknown("it could not be seen which version control system is used");
    return met("git records what was changed, by whom and when.", {*found});
}

Answer repo_interim(const Project& project) {
    static const re2::RE2 anything(".");
    if (project.forge() != nullptr && project.forge()->commits && project.forge()->releases) {
        const size_t commits = project.forge()->commits->size();
        constexpr size_t enough = 10;
        if (commits >= enough && commits > project.forge()->releases->size())
            return met("Work between releases is in the public repository.",
                       {forge_fact(fmt::format("the default branch has {} commits or more", commits))});
    }
    const auto proposals = project.step(anything, Trigger::proposal);
    if (proposals && project.is_on_forge())
        return met("Changes are proposed, tested and merged one by one in the public repository.",
                   {*proposals, project.address()->from});
    static const re2::RE2 by_proposal("(?i)\\b(pull|merge)[- ]requests?\\b");
    if (const auto guide = project.documents().find(contributing, by_proposal); guide && project.is_on_forge())
        return met("Changes are proposed and merged one by one in the public repository.",
                   {*guide, project.address()->from});
    return unknown("the history between releases could not be seen", all_of({proposals}));
}

const re2::RE2& semantic() {
    static const re2::RE2 pattern("^(?:[\\w./-]*?[@/_-])?v?(\\d+\\.\\d+\\.\\d+([-+.][\\w.+-]+)?)$");
    return pattern;
}

std::vector<std::string> tags_of(const Project& project) {
    std::vector<std::string> tags = project.refs().tags;
    if (tags.empty() && project.forge() != nullptr && project.forge()->releases)
        for (const forge::Release& release : *project.forge()->releases) tags.push_back(release.tag);
    return tags;
}

std::optional<Evidence> tag_evidence(const Project& project) {
    const std::vector<std::string> tags = tags_of(project);
    if (tags.empty()) return std::nullopt;
    return Evidence{.text = fmt::format("{} tags or releases, {} among them", tags.size(), tags.front()),
                    .source = project.refs().tags.empty() ? "forge" : "refs"};
}

// Heads of releases: "## v1.2.3", "4.17.0 / 2022-04-25", "Version 1.2".
std::optional<Evidence> version_heading(const Project& project) {
    static const re2::RE2 heading(
        "(?i)^\\W{0,4}(?:<\\w[^>]*>)?\\W{0,3}(?:version |release |changes in |v)?\\[?v?\\d+\\.\\d+(\\.\\d+)?");
    return project.documents().find(changelog, heading);
}

std::optional<Evidence> manifest_version(const Project& project) {
    static const re2::RE2 files("^(Cargo\\.toml|pyproject\\.toml|setup\\.cfg|CMakeLists\\.txt|meson\\.build)$");
    static const re2::RE2 line(
        "(?i)^\\s*(version\\s*[=:]\\s*.?\\d+\\.\\d+\\.\\d+|project\\s*\\(.*version\\s+\\d+\\.\\d+\\.\\d+)");
    auto field = project.package_field("version");
    if (field && field->text.starts_with("0.0.0")) field.reset();
    return first_of({field, project.root_line(files, line)});
}

Answer version_unique(const Project& project) {
    const auto found = first_of({tag_evidence(project), version_heading(project), manifest_version(project)});
    if (!found) return unknown("no tags, release notes or version in a manifest were found");
    return met("Each release has a version of its own.",
               all_of({tag_evidence(project), version_heading(project), manifest_version(project)}));
}

Answer version_semver(const Project& project) {
    const std::vector<std::string> tags = tags_of(project);
    const auto fits =
        std::ranges::count_if(tags, [](const std::string& tag) { return re2::RE2::FullMatch(tag, semantic()); });
    // One old tag of another kind is no other scheme.
    if (!tags.empty() && static_cast<size_t>(fits) * 2 > tags.size())
        return met("Versions have the form of SemVer.", {*tag_evidence(project)});
    if (const auto version = manifest_version(project); version && tags.empty())
        return met("The version in the manifest has the form of SemVer.", {*version});
    static const re2::RE2 heading("^\\W{0,12}(?:[Vv]ersion )?v?\\d+\\.\\d+\\.\\d+");
    if (const auto notes = project.documents().find(changelog, heading))
        return met("Versions in the release notes have the form of SemVer.", {*notes});
    return unknown("no version in a form that was recognised", all_of({tag_evidence(project)}));
}

Answer version_tags(const Project& project) {
    if (const auto found = tag_evidence(project)) return met("Releases are tagged in git.", {*found});
    static const re2::RE2 releases(
        "(?i)(git tag|git push .*--tags|action-gh-release|gh release "
        "create|create-release|release-please|goreleaser|softprops|np\\b|changesets|semantic-release)");
    if (const auto step = project.step(releases, Trigger::any))
        return met("A workflow makes releases with their tags.", {*step});
    static const re2::RE2 guide(
        "(?i)(\\bgit tag\\b|git secure-tag|\\btag(ging)? (and sign )?(the|each|every|a) release)");
    if (const auto told = project.documents().find(contributing | pages, guide))
        return met("The guide for releases tags each of them.", {*told});
    if (project.refs().is_repository) return unknown("the repository here has no tags; a shallow copy has none either");
    return unknown("tags could not be seen in a plain folder without the forge's facts");
}

Answer release_notes(const Project& project) {
    if (const auto heading = version_heading(project))
        return met("Release notes are kept, version by version.", {*heading});
    if (project.forge() != nullptr && project.forge()->releases && !project.forge()->releases->empty())
        return unknown("there are releases, and whether they have notes was not looked at",
                       {forge_fact(project.forge()->releases->front().url)});
    static const re2::RE2 generate(
        "(?i)(release-please|release-drafter|semantic-release|changesets/"
        "action|generate.release.notes|goreleaser|git-cliff)");
    if (const auto step = project.step(generate, Trigger::any))
        return met("A workflow writes notes for each release.", {*step});
    return unknown("no release notes were found in the tree");
}

Answer release_notes_vulns(const Project& project) {
    static const re2::RE2 id("\\b(CVE-\\d{4}-\\d{4,}|GHSA-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})\\b");
    if (const auto found = project.documents().find(changelog, id))
        return met("The release notes name fixed vulnerabilities by their ids.", {*found});
    return unknown("no id of a vulnerability (CVE, GHSA) stands in the release notes");
}

Answer maintained(const Project& project) {
    static const re2::RE2 given_up(
        "(?i)(^#*\\s*\\W*deprecated\\b|no longer (being )?(actively "
        ")?maintained|unmaintained\\.tech|no-maintenance-intended|this (project|repository|package) is "
        "(deprecated|archived|abandoned|unmaintained))");
    const forge::ForgeFacts* forge = project.forge();
    if (forge != nullptr && forge->archived.value_or(false))
        return unmet("The repository is archived.", {forge_fact("the repository is archived")});
    // Of its own README alone, and near the beginning: further down other projects are spoken of.
    constexpr uint32_t near_beginning = 40;
    const Document* page = project.documents().first(readme);
    if (page != nullptr && !page->path.contains('/'))
        if (const auto said = find_line(page->path, page->text, given_up); said && said->line <= near_beginning)
            return unmet("The README says that nobody maintains the project.", {*said});
    if (const CheckResult* check = project.check("Maintained"); check != nullptr && check->score > 0)
        return met("There are commits or answers in the last 90 days.", {Project::evidence_of(*check)});
    constexpr int64_t recent = 180 * seconds_of_day;
    if (const auto last = project.refs().last_commit; last && project.facts().as_of - *last <= recent)
        return met("There are commits in the last half year.",
                   {{.text = "the last commit is of " + format_date(*last), .source = "refs"}});
    return unknown("neither history nor the forge's facts tell when somebody last worked on it");
}

Answer maintenance_or_update(const Project& project) {
    static const re2::RE2 supported(
        "(?i)(supported versions|release (schedule|line)|long.term support|\\bLTS\\b|security (support|fixes) "
        "for|backport)");
    static const re2::RE2 upgrade(
        "(?i)(upgrad(e|ing) (guide|from)|migrat(e|ing|ion)( guide)? (from|to|guide)|breaking changes)");
    const auto found = first_of({project.documents().find(security | readme | governance | contributing, supported),
                                 project.documents().find(guides | changelog, upgrade)});
    if (!found) return unknown("neither supported versions nor a way to upgrade is described");
    return met("Older versions are supported, or the way to newer ones is described.", {*found});
}

constexpr Rule change_control_rules[] = {
    {"repo_public OSPS-QA-01.01", repo_public},
    {"repo_track repo_distributed OSPS-QA-01.02", repo_track},
    {"repo_interim", repo_interim},
    {"version_unique OSPS-BR-02.01", version_unique},
    {"version_semver", version_semver},
    {"version_tags", version_tags},
    {"release_notes OSPS-BR-04.01", release_notes},
    {"release_notes_vulns", release_notes_vulns},
    {"maintained", maintained},
    {"maintenance_or_update", maintenance_or_update},
};

}  // namespace

WARD_RULES(change_control) = {.name = "change control", .rules = change_control_rules};

}  // namespace ward::scorecard::practices
