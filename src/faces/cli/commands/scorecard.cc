// ward scorecard: OpenSSF Scorecard's checks on one repository, offline once the forge's facts are there.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/options.h"
#include "faces/cli/scorecard/card_outputs.h"
#include "faces/cli/scorecard/card_report.h"
#include "faces/cli/scorecard/card_subject.h"
#include "faces/cli/scorecard/fix.h"
#include "faces/cli/scorecard/gate.h"
#include "faces/cli/scorecard/monitor.h"
#include "faces/cli/scorecard/options.h"
#include "faces/cli/scorecard/practices.h"
#include "faces/report/report.h"
#include "judges/scorecard/accept.h"
#include "judges/scorecard/annotations.h"
#include "judges/scorecard/make_probes.h"

namespace ward::cli {
namespace {

using scorecard::Card;
using scorecard::Check;
using scorecard::CheckResult;
using scorecard::Counting;
using scorecard::Probe;

// By --checks, else those of the policy, else all but the experimental ones. As in the peer, a policy has to speak of
// each check that is made.
Result<std::vector<const Check*>> chosen_checks(const Invocation& invocation, const Gate& gate) {
    std::vector<const Check*> out;
    for (const std::string& list : invocation.values("checks"))
        for (const std::string_view name : split(list, ',')) {
            WARD_TRY(const Check* check, known_check(trim(name), "--checks"));
            if (std::ranges::find(out, check) == out.end()) out.push_back(check);
        }
    if (out.empty())
        for (const Check* check : scorecard::all_checks()) {
            const bool wanted = gate.policy ? gate.policy->contains(check->name)
                                            : !check->is_experimental || invocation.has("experimental");
            if (wanted) out.push_back(check);
        }
    if (gate.policy)
        for (const Check* check : out)
            if (!gate.policy->contains(check->name))
                return fail(ErrorCode::usage, fmt::format("the policy says nothing of {}", check->name), "--policy");
    return out;
}

Result<std::vector<const Probe*>> chosen_probes(const Invocation& invocation) {
    std::vector<const Probe*> out;
    for (const std::string& list : invocation.values("probes"))
        for (const std::string_view word : split(list, ',')) {
            const Probe* probe = scorecard::probe_named(trim(word));
            if (probe == nullptr) {
                std::vector<std::string_view> names;
                for (const Probe& each : scorecard::all_probes()) names.push_back(each.id);
                return fail(ErrorCode::usage, "no probe '" + display(word) + "'" + suggestion(trim(word), names),
                            "--probes");
            }
            if (std::ranges::find(out, probe) == out.end()) out.push_back(probe);
        }
    return out;
}

// Without what ward adds.
void leave_to_peer(Card& card) {
    for (CheckResult& result : card.checks) {
        std::erase_if(result.details, [](const auto& detail) { return detail.origin == scorecard::Origin::ward; });
        std::erase_if(result.findings, [](const auto& finding) { return finding.origin == scorecard::Origin::ward; });
        result.own_score.reset();
    }
}

Result<void> add_acceptances(Card& card, const CardSubject& subject, const Invocation& invocation) {
    for (const std::string& file : invocation.values("accept")) {
        WARD_TRY(const std::string text, read_input(file, scorecard::max_accept_bytes));
        WARD_TRY(auto entries, scorecard::read_acceptances(text, file));
        scorecard::apply_acceptances(card, *subject.facts, std::move(entries), Counting::counted);
    }
    // What is wrong in the project's file is the project's affair: told, and no reason to fail.
    if (!subject.tree->has_file("ward.toml")) return {};
    const auto text = subject.tree->read("ward.toml", scorecard::max_accept_bytes);
    auto entries = text ? scorecard::read_acceptances(*text, "ward.toml")
                        : Result<std::vector<scorecard::Acceptance>>(std::unexpected(text.error()));
    if (!entries) {
        invocation.log.warn(display("ward.toml: " + entries.error().message()));
        return {};
    }
    scorecard::apply_acceptances(card, *subject.facts, std::move(*entries), Counting::shown);
    return {};
}

Result<void> write_card(const Card& card, const CardSubject& subject, const Invocation& invocation,
                        const std::vector<CardOutput>& wanted) {
    for (const CardOutput& output : wanted) {
        if (output.form == nullptr) {
            report::Style style;
            style.width = 0;
            const Report report = report_of_card(card, subject, invocation);
            WARD_TRY_VOID(write_output(output.path, report::format_named("json")->write(report, style)));
            continue;
        }
        WARD_TRY_VOID(write_output(output.path, output.form->write(card, card_style(invocation, output))));
    }
    for (const Skipped& part : subject.skipped)
        if (part.kind == SkipKind::unread)
            invocation.log.warn(fmt::format("not read: {}: {}", display(part.path), display(part.reason)));
    return {};
}

int card_status(const Card& card, const CardSubject& subject) {
    constexpr int incomplete = 4;
    const bool failed =
        std::ranges::any_of(card.checks, [](const CheckResult& result) { return result.error.has_value(); });
    return failed || is_incomplete(card, subject) ? incomplete : 0;
}

void name_card(Card& card, const CardSubject& subject, const Invocation& invocation) {
    card.repository = subject.repository;
    card.commit = subject.commit;
    card.advisories = subject.advisories;
    if (invocation.has("compat")) leave_to_peer(card);
}

Result<int> run_probes(const Invocation& invocation, const std::string& path) {
    WARD_TRY(const std::vector<const Probe*> probes, chosen_probes(invocation));
    WARD_TRY(const std::vector<CardOutput> wanted, card_outputs(invocation, "probe"));
    if (invocation.has("checks") || invocation.has("policy"))
        return fail(ErrorCode::usage, "goes with neither --checks nor --policy", "--probes");
    if (std::ranges::any_of(
            wanted, [](const CardOutput& output) { return output.form == nullptr || output.form->name != "probe"; }))
        return fail(ErrorCode::usage, "has no other form than `probe`", "--probes");
    const bool asks_advisories =
        std::ranges::any_of(probes, [](const Probe* probe) { return probe->check == "Vulnerabilities"; });
    WARD_TRY(const CardSubject subject, card_subject(invocation, path, {.vulnerabilities = asks_advisories}));
    Card card = scorecard::make_probes(*subject.facts, probes);
    name_card(card, subject, invocation);
    WARD_TRY_VOID(write_card(card, subject, invocation, wanted));
    return card_status(card, subject);
}

// A statement is about a commit, or about nothing.
Result<void> check_commit(const CardSubject& subject, const Invocation& invocation,
                          const std::vector<CardOutput>& wanted) {
    const bool states = std::ranges::any_of(
        wanted, [](const CardOutput& output) { return output.form != nullptr && output.form->name == "in-toto"; });
    if (!states || subject.commit != "unknown" || invocation.has("compat")) return {};
    return fail(ErrorCode::usage, "needs a commit, and the folder is no repository", "--format in-toto");
}

Result<int> run_scorecard(const Invocation& invocation) {
    if (invocation.arguments.size() > 1) return fail(ErrorCode::usage, "looks at one repository");
    const std::string path = invocation.arguments.empty() ? "." : invocation.arguments[0];
    if (invocation.has("probes")) return run_probes(invocation, path);
    WARD_TRY(const Gate gate, gate_of(invocation));
    WARD_TRY(const std::vector<const Check*> checks, chosen_checks(invocation, gate));
    WARD_TRY(const std::vector<CardOutput> wanted, card_outputs(invocation, "table"));
    const bool asks_advisories =
        std::ranges::any_of(checks, [](const Check* check) { return check->name == "Vulnerabilities"; });
    WARD_TRY(const CardSubject subject, card_subject(invocation, path, {.vulnerabilities = asks_advisories}));
    WARD_TRY_VOID(check_commit(subject, invocation, wanted));

    Card card = scorecard::make_card(*subject.facts, checks);
    name_card(card, subject, invocation);
    if (gate.policy) card.thresholds = *gate.policy;
    scorecard::Annotations annotations = scorecard::read_annotations(*subject.facts);
    card.annotations = std::move(annotations.reasons);
    if (!annotations.problem.empty()) invocation.log.warn(display(annotations.problem));
    if (!invocation.has("compat")) WARD_TRY_VOID(add_acceptances(card, subject, invocation));

    WARD_TRY_VOID(write_card(card, subject, invocation, wanted));
    return passes(card, gate) ? card_status(card, subject) : 1;
}

constexpr Verb scorecard_verbs[] = {
    {.name = "monitor",
     .usage = "",
     .summary = "many repositories in one file: scores, what moved and why, since when",
     .options = {monitor_options, monitor_report_options, monitor_track_options, tracker_options, collect_options,
                 database_options},
     .run = scorecard_monitor,
     .details =
         "Reads and writes scorecard-monitor's scope.json, database.json and report.md, and remembers each check "
         "and finding of its own\n(--history). A repository that fails is a row, and the exit status 4. With "
         "--source facts the forge's files and facts are scored here,\nand with --source trees checkouts or clones.\n"
         "With --track one issue is kept up to date: docs/tracker.md. Without --apply it is only planned, and neither "
         "the database nor\nthe history is written."},
    {.name = "",
     .usage = "[PATH|URL]",
     .summary = "OpenSSF Scorecard's checks on one repository",
     .options = {card_options, collect_options, card_gate_options},
     .run = run_scorecard,
     .details =
         "PATH is a checkout, or with --ref any repository; of https://github.com/OWNER/NAME (or GitLab's, or another "
         "host's) the forge\ngives files and facts. Checks that need the forge (reviews, protection of branches, "
         "releases) take its facts from --facts or\n--collect; without them they are inconclusive, with the reason. "
         "Vulnerabilities are what `ward audit` finds.\nScores are OpenSSF Scorecard's own; what ward "
         "finds beyond it is marked and never moves them. The exit status is 1 below\n--fail-below, "
         "--fail-check or --policy, and 4 where a check could not be made or a file not be read. The forms "
         "are described in\ndocs/formats/scorecard-forms.md."},
    {.name = "practices",
     .usage = "[PATH|URL]",
     .summary = "the OpenSSF Best Practices badge and the OSPS Baseline, answered from what is seen",
     .options = {practices_options, collect_options},
     .run = run_practices,
     .details =
         "Each criterion is met, unmet, not applicable or unknown, with the place that says so; unknown ones come "
         "first, with\nwhat a person has to say. Formats: table, json, markdown, bestpractices; the last writes "
         ".bestpractices.json, from which "
         "the badge site proposes answers.\nThe exit status is 1 only with --fail-unmet, and 4 where a file could "
         "not be read."},
    {.name = "fix",
     .usage = "[PATH|URL]",
     .summary = "a patch that raises the score, to review and apply",
     .options = {fix_options},
     .run = run_fix,
     .details = fix_details},
};

}  // namespace

WARD_COMMAND(scorecard) = {.name = "scorecard",
                           .summary = "OpenSSF Scorecard checks on one repository or many",
                           .verbs = scorecard_verbs,
                           .rank = 45};

}  // namespace ward::cli
