// Bugs and vulnerabilities: where to report them, and what happens then.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

std::optional<Evidence> tracker(const Project& project) {
    static const re2::RE2 link("(?i)(https?://\\S+/(issues|bugs|tracker)\\b|bugzilla\\.|jira\\.|issue tracker)");
    static const re2::RE2 issue_template("(?i)^\\.github/issue_template(/|\\.md$)");
    const auto form = project.own_file(issue_template);
    std::optional<Evidence> field;
    if (const Node* bugs = project.package() == nullptr ? nullptr : project.package()->find("bugs"))
        if (const Node* url = bugs->is_table() ? bugs->find("url") : bugs; url != nullptr && url->is_string())
            field = Evidence{.path = "package.json", .line = static_cast<uint32_t>(url->line), .text = url->text};
    return first_of({form, field, project.documents().find(readme | contributing | security, link)});
}

Answer report_process(const Project& project) {
    if (const auto found = tracker(project)) return met("Users are told where to report bugs.", {*found});
    return unknown("no place for bug reports is named");
}

Answer report_tracker(const Project& project) {
    const auto found = tracker(project);
    if (project.forge() != nullptr && project.forge()->issues && !project.forge()->issues->empty())
        return met("An issue tracker is in use.", {forge_fact(project.forge()->issues->front().url)});
    if (found) return met("An issue tracker is in use.", {*found});
    return unknown("no issue tracker is named");
}

Answer report_archive(const Project& project) {
    const auto found = tracker(project);
    if (found && project.is_on_forge())
        return met("Reports and answers stay on the public tracker.", {*found, project.address()->from});
    return unknown("it could not be seen where reports are kept", all_of({found}));
}

Answer report_responses(const Project& project) {
    if (project.forge() == nullptr || !project.forge()->issues) return unknown("the forge's facts have no issues");
    constexpr int64_t month = 30 * int64_t{86'400};
    constexpr int64_t youngest = 2;
    constexpr int64_t oldest = 12;
    constexpr size_t enough = 10;
    size_t all = 0;
    size_t answered = 0;
    for (const forge::Issue& issue : *project.forge()->issues) {
        const auto created = parse_instant(issue.created);
        if (!created) continue;
        const int64_t age = project.facts().as_of - *created;
        if (age < youngest * month || age > oldest * month) continue;
        ++all;
        if (std::ranges::any_of(issue.comments, [&](const forge::IssueComment& comment) {
                return !comment.author.is_bot && comment.author.login != issue.author.login;
            }))
            ++answered;
    }
    std::vector<Evidence> seen{
        forge_fact(fmt::format("{} of {} issues of that time have an answer of somebody else", answered, all))};
    // The facts have the issues that were touched last: a sample that can show many answers, and never few.
    if (all >= enough && answered * 2 > all)
        return met("Most issues of the last 2 to 12 months were answered.", std::move(seen));
    return unknown("the issues that the facts have are too few or too new to tell", std::move(seen));
}

// SECURITY of the tree or of the organisation, or the README's section.
std::optional<Evidence> policy(const Project& project, const re2::RE2& line) {
    if (auto found = project.documents().find(security, line)) return found;
    if (project.forge() != nullptr && project.forge()->organisation_files)
        for (const forge::OrganisationFile& file : *project.forge()->organisation_files)
            if (to_lower(file.path).contains("security"))
                if (auto found = find_line(file.path, file.text, line)) {
                    found->source = "organisation";
                    return found;
                }
    static const re2::RE2 section("(?i)^#+\\s.*(security|vulnerabilit)");
    return project.documents().find(readme, section) ? project.documents().find(readme, line) : std::nullopt;
}

const re2::RE2& contact() {
    static const re2::RE2 pattern(
        "(?i)([\\w.+-]+(@|\\s*\\[?at\\]?\\s*)[\\w-]+\\.[\\w.-]+|https?://\\S*(hackerone|bugcrowd|security/"
        "advisories|huntr|intigriti|security/policy|/security\\b)|report a vulnerability|privately report)");
    return pattern;
}

Answer vulnerability_report_process(const Project& project) {
    static const re2::RE2 report("(?i)\\b(report(ing|s|ed)?|disclos|contact|e-?mail|notify|submit)");
    const auto how = policy(project, report);
    const auto where = policy(project, contact());
    if (how && where) return met("It is published how to report a vulnerability.", all_of({how, where}));
    return unknown("no security policy that tells how to report was found in the tree", all_of({how, where}));
}

Answer vulnerability_report_private(const Project& project) {
    static const re2::RE2 channel(
        "(?i)(hackerone|bugcrowd|huntr\\.|intigriti|security/advisories|private vulnerability|(privately|in "
        "private|confidential)|\\bGPG\\b|\\bPGP\\b|"
        "(not|n't|avoid)\\b.{0,40}\\b(public|open|file|creat|github|issue)|security@|[\\w.+-]*secur[\\w.+-]*@)");
    const auto found = policy(project, channel);
    const auto where = policy(project, contact());
    if (found && where) return met("A private channel for vulnerability reports is named.", all_of({where, found}));
    return unknown("no private channel for vulnerability reports was found", all_of({found, where}));
}

const re2::RE2& timeframe() {
    static const re2::RE2 pattern(
        "(?i)\\b(\\d+|one|two|three|five|seven|ten|fourteen)[\\s-]+(business |working "
        ")?(hours?|days?|weeks?|months?)\\b");
    return pattern;
}

Answer vulnerability_report_response(const Project& project) {
    return unknown("what the policy promises is no record of what happened", all_of({policy(project, timeframe())}));
}

Answer vulnerability_response_process(const Project& project) {
    static const re2::RE2 process(
        "(?i)(acknowledge|triage|embargo|(we|team|maintainers?) will|fix(es)? (is|are|will be) "
        "(prepared|released|developed)|coordinat|primary handler|patch(es)? (is|are|will))");
    const auto found = policy(project, process);
    const auto time = policy(project, timeframe());
    if (found && time) return met("The policy tells how reports are answered.", all_of({found, time}));
    return unknown("no policy that tells what happens after a report", all_of({found, time}));
}

Answer disclosure_policy(const Project& project) {
    const auto time = policy(project, timeframe());
    const auto where = policy(project, contact());
    if (time && where) return met("The disclosure policy names a time for the answer.", {*time, *where});
    return unknown("no disclosure policy with a time for the answer was found", all_of({where}));
}

Answer security_contacts(const Project& project) {
    if (const auto where = policy(project, contact())) return met("Security contacts are published.", {*where});
    return unknown("no security contact was found in the tree");
}

Answer published_vulnerabilities(const Project& project) {
    static const re2::RE2 id("\\b(CVE-\\d{4}-\\d{4,}|GHSA-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})\\b");
    static const re2::RE2 list(
        "(?i)(security/advisories\\b|security advisor(y|ies)|vulnerability (list|announcements?)|security releases)");
    const auto found = first_of({project.documents().find(changelog | security, id), policy(project, list)});
    if (found) return met("Found vulnerabilities are published.", {*found});
    return unknown("no published vulnerability, and no list of them, was found");
}

Answer credit(const Project& project) {
    static const re2::RE2 thanks(
        "(?i)(credit|thanks? to|reported by|acknowledg).{0,80}(report|discover|vulnerab|security|CVE)");
    return unknown("whether each of the last year's reporters was named cannot be seen",
                   all_of({project.documents().find(changelog | security, thanks)}));
}

Answer vex(const Project& project) {
    static const re2::RE2 file("(?i)(\\.openvex\\.json|\\.vex\\.json|(^|/)vex/.*\\.json|openvex.*\\.json)$");
    if (const auto found = project.own_file(file)) return met("VEX documents are published in the tree.", {*found});
    return unknown("no VEX document was found in the tree");
}

constexpr Rule reporting_rules[] = {
    {"report_process OSPS-DO-02.01", report_process},
    {"report_tracker", report_tracker},
    {"report_archive", report_archive},
    {"report_responses", report_responses},
    {"vulnerability_report_process", vulnerability_report_process},
    {"vulnerability_report_private OSPS-VM-03.01", vulnerability_report_private},
    {"vulnerability_report_response", vulnerability_report_response},
    {"vulnerability_response_process", vulnerability_response_process},
    {"vulnerability_report_credit", credit},
    {"OSPS-VM-01.01", disclosure_policy},
    {"OSPS-VM-02.01", security_contacts},
    {"OSPS-VM-04.01", published_vulnerabilities},
    {"OSPS-VM-04.02", vex},
};

}  // namespace

WARD_RULES(reporting) = {.name = "reporting", .rules = reporting_rules};

}  // namespace ward::scorecard::practices
