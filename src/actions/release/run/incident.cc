#include "actions/release/run/incident.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/mail.h"
#include "actions/release/output/output.h"
#include "actions/release/output/post.h"

namespace ward::release {
namespace {

constexpr IncidentTask first_tasks[] = {
    {"stewards", "open an issue in the group's private tracker: what is known, since when, by whom; links, no texts"},
    {"stewards", "call the TSC, the releasers of every line and the build team together in a private channel"},
    {"TSC", "name who leads, and who speaks for the project"},
};

constexpr IncidentTask last_tasks[] = {
    {"TSC", "decide when it comes out: `ward release incident TYPE --to DAY --time HH:MM` moves the release"},
    {"stewards", "what is missing: `ward release check`, `ward release status`, `ward release cve request`"},
    {"build team", "lock CI from now on until every line is out"},
    {"releasers", "every line: patches, proposal, release, then `ward release ship --line LINE`"},
    {"stewards", "tell the reporters and who ships the project what the new day is"},
    {"stewards", "`ward release announce post`, `ward release record`, `ward release verify` until it says 0"},
    {"stewards", "`ward release incident over`, and the post-mortem that it writes from the log"},
};

constexpr IncidentTask disclosure_tasks[] = {
    {"stewards", "find all that stands in public: `ward release leak-check --clone DIR`, for every clone and site"},
    {"stewards", "ask for it to be taken down, and write down who may have seen it: taking down undoes nothing"},
    {"TSC", "decide whether what is known is enough for an attack. If it is: `ward release break-embargo`"},
};

constexpr IncidentTask zero_day_tasks[] = {
    {"stewards", "prove it with the least that shows it; do not publish that"},
    {"stewards", "take it into the release: `ward release start`, `ward release add`, with severity and vector"},
    {"releasers", "what people can do before there is a fix: `workaround` of the report"},
    {"TSC", "decide whether people are warned before there is a fix. If they are: `ward release break-embargo`"},
};

constexpr IncidentTask dependency_tasks[] = {
    {"stewards", "which lines have it: `ward audit DIR --json` in a checkout of every line"},
    {"stewards", "is what it is about reached at all; where it is not, say so in an assessment"},
    {"releasers", "the version with the fix, on every line: `ward update check --json`, `ward update apply NAME`"},
    {"stewards", "into the record: `ward release add --dependencies FILE --line LINE`, with either report"},
    {"stewards", "ask upstream for its day, and do not come out before it"},
};

constexpr IncidentTask violation_tasks[] = {
    {"TSC", "who told whom, and what; people first, and in private"},
    {"stewards", "take away access that is not needed any more, and make tokens that were seen anew"},
    {"stewards", "is the log what was written: `ward release log verify`; who may approve: `stewards.toml`"},
    {"stewards", "find what stands in public: `ward release leak-check --clone DIR`, for every clone and site"},
    {"TSC", "decide whether it is still a secret. If it is not: `ward release break-embargo`"},
};

constexpr IncidentType types[] = {
    {"premature-disclosure", "Something of the release became public before its time.",
     "Information about security issues that are being fixed became public earlier than planned.", disclosure_tasks},
    {"zero-day", "A vulnerability is used, or known in public, and there is no fix yet.",
     "A security issue for which there was no fix yet became known.", zero_day_tasks},
    {"dependency", "A dependency that is shipped with the project has a vulnerability.",
     "A dependency that is shipped has a security issue.", dependency_tasks},
    {"embargo-violation", "Somebody with access told what is embargoed.",
     "Information about security issues that are being fixed was passed on earlier than planned.", violation_tasks},
};

std::string day_of(const Release& release) {
    if (!release.lift_at) return "as soon as they are ready";
    return "on " + long_date(*release.lift_at, release.timezone);
}

std::string tasks_text(std::span<const IncidentTask> tasks) {
    std::string out;
    for (const IncidentTask& task : tasks) out += fmt::format("- [ ] **{}**: {}\n", task.owner, task.text);
    return out;
}

}  // namespace

std::span<const IncidentType> incident_types() {
    return types;
}

const IncidentType* incident_type_named(std::string_view name) {
    const auto* const found = std::ranges::find(types, name, &IncidentType::name);
    return found == std::end(types) ? nullptr : found;
}

std::string incident_checklist(const IncidentType& type, const Release& release) {
    return fmt::format(
        "# Incident: {} (release {})\n\n{}\n\n## Now\n\n{}\n## Of this kind\n\n{}\n## Until it is out\n\n{}", type.name,
        release.id, type.meaning, tasks_text(first_tasks), tasks_text(type.tasks), tasks_text(last_tasks));
}

std::string incident_mail(const IncidentType& type, const Release& release) {
    return mail_draft("TSC, security stewards, releasers",
                      fmt::format("[private] {}: release {}", type.name, release.id),
                      fmt::format("{}\n\nRelease {} is in incident mode; it is planned to come out {}.\nWho does what "
                                  "stands in the group's repository: releases/{}/outputs/incident-{}.md\n\nPlease do "
                                  "not answer with details: this mail is not encrypted.\n",
                                  type.meaning, release.id, day_of(release), release.id, type.name));
}

std::string incident_notice(const IncidentType& type, const Release& release, const Project& project) {
    const std::string lines = release.lines.empty() ? "" : fmt::format(" ({})", lines_newest_first(release));
    return mail_draft(project.mailing_list, fmt::format("{} security releases", project.name),
                      fmt::format("{}\n\nSecurity releases of {}{} are planned to come out {}. More is told then.\n\n"
                                  "Where to report a vulnerability: {}\n",
                                  type.notice, project.name, lines, day_of(release), project.contact));
}

}  // namespace ward::release
