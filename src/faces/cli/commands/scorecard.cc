// ward scorecard: OpenSSF Scorecard's checks on one repository, offline once the forge's facts are there.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/options.h"
#include "faces/cli/scan.h"
#include "faces/cli/scorecard/card_report.h"
#include "faces/cli/scorecard/card_subject.h"
#include "faces/cli/scorecard/monitor.h"
#include "faces/cli/scorecard/options.h"
#include "faces/cli/scorecard/practices.h"
#include "faces/report/card.h"
#include "faces/report/report.h"

namespace ward::cli {
namespace {

using scorecard::Card;
using scorecard::Check;
using scorecard::CheckResult;

std::vector<std::string_view> names_of_checks() {
    std::vector<std::string_view> names;
    for (const Check* check : scorecard::all_checks()) names.push_back(check->name);
    return names;
}

Result<const Check*> known_check(std::string_view name, std::string_view option) {
    for (const Check* check : scorecard::all_checks())
        if (equal_ignoring_case(check->name, name)) return check;
    return fail(ErrorCode::usage, "no check '" + display(name) + "'" + suggestion(name, names_of_checks()),
                std::string(option));
}

Result<std::vector<const Check*>> chosen_checks(const Invocation& invocation) {
    std::vector<const Check*> out;
    if (!invocation.has("checks")) {
        for (const Check* check : scorecard::all_checks())
            if (!check->is_experimental || invocation.has("experimental")) out.push_back(check);
        return out;
    }
    for (const std::string& list : invocation.values("checks"))
        for (const std::string_view name : split(list, ',')) {
            WARD_TRY(const Check* check, known_check(trim(name), "--checks"));
            if (std::ranges::find(out, check) == out.end()) out.push_back(check);
        }
    return out;
}

struct Gate {
    std::optional<double> aggregate;
    std::vector<std::pair<const Check*, int>> checks;
};

Result<Gate> gate_of(const Invocation& invocation) {
    Gate gate;
    if (invocation.has("fail-below")) {
        gate.aggregate = to_number<double>(invocation.value("fail-below"));
        const bool is_score = gate.aggregate && scorecard::is_score(*gate.aggregate);
        if (!is_score)
            return fail(ErrorCode::usage, "needs a score from 0 to 10", "--fail-below");
    }
    for (const std::string& row : invocation.values("fail-check")) {
        const size_t equals = row.find('=');
        const auto least = equals == std::string::npos ? std::nullopt : to_number<int>(row.substr(equals + 1));
        if (!least || *least < 0 || *least > scorecard::max_score)
            return fail(ErrorCode::usage, "'" + display(row) + "' is not NAME=SCORE", "--fail-check");
        WARD_TRY(const Check* check, known_check(row.substr(0, equals), "--fail-check"));
        gate.checks.emplace_back(check, *least);
    }
    return gate;
}

// By the peer's own number, whatever ward adds. What is printed counts: 6.96 passes --fail-below 7.
bool passes(const Card& card, const Gate& gate) {
    constexpr double tenths = 10;
    if (gate.aggregate && std::round(card.score * tenths) / tenths < *gate.aggregate) return false;
    return std::ranges::all_of(gate.checks, [&](const auto& row) {
        const auto made = std::ranges::find(card.checks, row.first->name, &CheckResult::check);
        return made != card.checks.end() && made->score >= row.second;
    });
}

// Without what ward adds.
void leave_to_peer(Card& card) {
    for (CheckResult& result : card.checks) {
        std::erase_if(result.details, [](const auto& detail) { return detail.origin == scorecard::Origin::ward; });
        std::erase_if(result.findings, [](const auto& finding) { return finding.origin == scorecard::Origin::ward; });
        result.own_score.reset();
    }
}

struct CardOutput {
    const report::CardForm* form = nullptr;  // null: the common report, in `format`
    const report::Format* format = nullptr;
    std::string path;
};

Result<std::vector<CardOutput>> outputs(const Invocation& invocation) {
    std::vector<std::string> wanted = invocation.values("format");
    if (invocation.has("json")) wanted.emplace_back("json");
    if (wanted.empty()) wanted.emplace_back("table");
    std::vector<CardOutput> out;
    for (const std::string& word : wanted) {
        const size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        CardOutput one{.form = report::form_named(name),
                       .path = equals == std::string::npos ? invocation.value("output", "-") : word.substr(equals + 1)};
        // What ward's reports have in common is there too: json, sarif, html, csv.
        if (one.form == nullptr && (name == "json" || name == "sarif" || name == "html"))
            one.format = report::format_named(name);
        if (one.form == nullptr && one.format == nullptr) {
            std::vector<std::string_view> names{"html", "json", "sarif"};
            for (const report::CardForm* form : report::all_forms()) names.push_back(form->name);
            return fail(ErrorCode::usage, "no format '" + display(name) + "' of a scorecard" + suggestion(name, names),
                        "--format");
        }
        if (std::ranges::find(out, one.path, &CardOutput::path) != out.end())
            return fail(ErrorCode::usage, "two outputs go to '" + display(one.path) + "'; give one a =FILE",
                        "--format");
        out.push_back(std::move(one));
    }
    return out;
}

Result<int> run(const Invocation& invocation) {
    if (invocation.arguments.size() > 1) return fail(ErrorCode::usage, "looks at one repository");
    WARD_TRY(const std::vector<const Check*> checks, chosen_checks(invocation));
    WARD_TRY(const Gate gate, gate_of(invocation));
    WARD_TRY(const std::vector<CardOutput> wanted, outputs(invocation));
    const bool asks_advisories =
        std::ranges::any_of(checks, [](const Check* check) { return check->name == "Vulnerabilities"; });
    const std::string path = invocation.arguments.empty() ? "." : invocation.arguments[0];
    WARD_TRY(const CardSubject subject, card_subject(invocation, path, asks_advisories));

    Card card = scorecard::make_card(*subject.facts, checks);
    card.repository = subject.repository;
    card.commit = subject.commit;
    card.advisories = subject.advisories;
    if (invocation.has("compat")) leave_to_peer(card);

    for (const CardOutput& output : wanted) {
        if (output.form == nullptr) {
            const Report report = report_of_card(card, subject, invocation);
            report::Style style;
            style.width = 0;
            WARD_TRY_VOID(write_output(output.path, output.format->write(report, style)));
            continue;
        }
        report::CardStyle style{.details = !invocation.has("no-details"),
                                .debug = invocation.has("show-debug"),
                                .annotations = invocation.has("annotations"),
                                .colour = output.path == "-" && wants_colour(invocation),
                                .width = output.path == "-" ? terminal_width() : 0};
        WARD_TRY_VOID(write_output(output.path, output.form->write(card, style)));
    }
    for (const Skipped& part : subject.skipped)
        if (part.kind == SkipKind::unread)
            invocation.log.warn(fmt::format("not read: {}: {}", display(part.path), display(part.reason)));
    if (!passes(card, gate)) return 1;
    constexpr int incomplete = 4;
    const bool failed =
        std::ranges::any_of(card.checks, [](const CheckResult& result) { return result.error.has_value(); });
    return failed || is_incomplete(card, subject) ? incomplete : 0;
}

constexpr Verb verbs[] = {
    {.name = "monitor",
     .usage = "",
     .summary = "many repositories in one file: scores, what moved and why, since when",
     .options = {monitor_options, monitor_report_options, collect_options, database_options},
     .run = scorecard_monitor,
     .details =
         "Reads and writes scorecard-monitor's scope.json, database.json and report.md, and remembers each check "
         "and finding of its own\n(--history). A repository that fails is a row, and the exit status 4. With "
         "--source trees checkouts or clones are scored here."},
    {.name = "",
     .usage = "[PATH]",
     .summary = "OpenSSF Scorecard's checks on one repository",
     .options = {card_options, collect_options, card_gate_options},
     .run = run,
     .details =
         "PATH is a checkout, or with --ref any repository. Checks that need the forge (reviews, protection of "
         "branches, releases) take\nits facts from --facts or --collect; without them they are inconclusive, with the "
         "reason. Vulnerabilities are what `ward audit` finds.\nScores are OpenSSF Scorecard's own; what ward "
         "finds beyond it is marked and never moves them. The exit status is 1 below\n--fail-below or "
         "--fail-check, and 4 where a check could not be made or a file not be read."},
    {.name = "practices",
     .usage = "[PATH]",
     .summary = "the OpenSSF Best Practices badge and the OSPS Baseline, answered from what is seen",
     .options = {practices_options},
     .run = run_practices,
     .details = "Each criterion is met, unmet, not applicable or unknown, with the place that says so; unknown ones come "
                "first, with\nwhat a person has to say. `--format bestpractices` writes .bestpractices.json, from which "
                "the badge site proposes answers.\nThe exit status is 1 only with --fail-unmet, and 4 where a file could "
                "not be read."},
};

}  // namespace

WARD_COMMAND(scorecard) = {
    .name = "scorecard", .summary = "OpenSSF Scorecard checks on one repository or many", .verbs = verbs, .rank = 45};

}  // namespace ward::cli
