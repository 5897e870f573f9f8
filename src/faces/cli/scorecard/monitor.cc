// See monitor.h. Files are written at the end, each whole, the memory last; one repository that fails is a row.
#include "faces/cli/scorecard/monitor.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "base/time.h"
#include "faces/cli/scorecard/card_subject.h"
#include "faces/cli/scorecard/collect.h"
#include "faces/cli/scorecard/discover.h"
#include "faces/cli/scorecard/track_watch.h"
#include "faces/report/card.h"
#include "io/net/api_client.h"
#include "judges/scorecard/monitor/monitor.h"

namespace ward::cli {
namespace {

namespace monitor = scorecard::monitor;
using monitor::Repository;
using monitor::Row;

constexpr size_t max_report_bytes = 64u << 20;

Result<monitor::Scope> scope_of(const Invocation& invocation) {
    monitor::Scope scope;
    if (invocation.has("scope")) {
        const std::string file = invocation.value("scope");
        WARD_TRY(const std::string text, read_input(file, monitor::max_scope_bytes));
        auto parsed = monitor::parse_scope(text, file);
        if (!parsed) return fail(ErrorCode::usage, parsed.error().what, parsed.error().where);
        scope = std::move(*parsed);
    }
    for (const std::string& owner : invocation.values("discover")) {
        WARD_TRY(const std::vector<Repository> found, discover_repositories(invocation, owner));
        const size_t added = monitor::add_discovered(scope, found);
        invocation.log.info(fmt::format("{}: {} {}, {} of them new to the scope", display(owner), found.size(),
                                        found.size() == 1 ? "repository" : "repositories", added));
    }
    if (invocation.has("save-scope")) WARD_TRY_VOID(write_output(invocation.value("save-scope"), scope_json(scope)));
    if (invocation.has("group")) scope = monitor::only_group(scope, invocation.value("group"));
    return scope;
}

Row from_api(const Invocation& invocation, const Repository& repository) {
    const auto http = open_http(invocation, "--source api");
    if (!http) return monitor::failed_row(repository, http.error().what);
    std::string url = monitor::api_url(repository);
    std::string base = net::origin_of(url);
    if (invocation.has("scores-api")) {
        const size_t path = url.find("/projects/");
        base = invocation.value("scores-api");
        if (const auto checked = net::check_base_url(base); !checked)
            return monitor::failed_row(repository, checked.error().what);
        url = base + url.substr(path == std::string::npos ? url.size() : path);
    }
    net::ApiClient client(**http, {.base_url = base,
                                   .answer_bytes = monitor::max_result_bytes,
                                   .courtesy = {.attempts = 3, .patience = std::chrono::seconds(60)}});
    const auto answer = client.read(url);
    if (!answer) return monitor::failed_row(repository, answer.error().what);
    return monitor::row_of_api_answer(repository, answer->status, answer->body);
}

bool is_file(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
}

// The card of a checkout or clone, in the peer's JSON, read as any other result is.
Result<Row> from_tree(const Invocation& invocation, const Repository& repository) {
    const std::string place = repository.owner + '/' + repository.name;
    const std::string folder = invocation.value("trees") + '/' + place;
    Invocation one;
    one.command = invocation.command;
    one.log = invocation.log;
    for (const char* option : {"forge-api", "forge", "oss-fuzz", "badge-site", "packages-api", "offline", "db"})
        if (invocation.has(option)) one.set(option, invocation.values(option));
    one.set("repository", {monitor::text_of(repository)});
    const std::string facts = invocation.value("facts-dir") + '/' + place + ".json";
    if (invocation.has("collect")) {
        one.set("collect", {"true"});
        if (invocation.has("facts-dir")) {
            WARD_TRY_VOID(make_folders(facts.substr(0, facts.rfind('/'))));
            one.set("save-facts", {facts});
        }
    } else if (invocation.has("facts-dir") && is_file(facts)) {
        one.set("facts", {facts});
    }
    // A bare clone has no files of its own: what its HEAD is at.
    if (is_file(folder + "/HEAD") && !is_folder(folder + "/.git")) one.set("ref", {"HEAD"});
    const auto checks = scorecard::default_checks();
    WARD_TRY(const CardSubject subject, card_subject(one, folder, {.vulnerabilities = true, .one_of_many = true}));
    scorecard::Card card = scorecard::make_card(*subject.facts, checks);
    card.repository = monitor::text_of(repository);
    card.commit = subject.commit;
    const report::CardForm* form = report::form_named("scorecard");
    if (form == nullptr) return fail(ErrorCode::internal, "no form is called scorecard");
    Row row = monitor::row_of_result(form->write(card, {.details = true}), place, repository);
    row.advisories = subject.advisories;
    row.is_archived = subject.forge != nullptr && subject.forge->archived.value_or(false);
    if (subject.forge != nullptr && !subject.forge->renamed_from.empty())
        if (auto before = monitor::parse_repository(repository.host + '/' + subject.forge->renamed_from))
            row.renamed_from = std::move(*before);
    return row;
}

Result<monitor::Run> look(const Invocation& invocation, const monitor::Scope& scope) {
    monitor::Run run;
    run.at = now();
    const std::string source = invocation.value("source", invocation.has("results") ? "results" : "api");
    if (source == "results") {
        monitor::Results all;
        for (const std::string& file : invocation.values("results")) {
            WARD_TRY(const std::string text, read_input(file, size_t{2} << 30));
            monitor::Results results = monitor::parse_results(text, file);
            std::ranges::move(results.rows, std::back_inserter(all.rows));
            std::ranges::move(results.problems, std::back_inserter(all.problems));
        }
        if (!invocation.has("results")) return fail(ErrorCode::usage, "needs --results FILE", "--source results");
        run.problems = all.problems;
        monitor::Selected selected = monitor::select_rows(scope, std::move(all));
        run.rows = std::move(selected.rows);
        for (const Repository& beyond : selected.beyond)
            invocation.log.info("not in the scope: " + display(monitor::text_of(beyond)));
        return run;
    }
    if (scope.included.empty()) return fail(ErrorCode::usage, "names no repository", "--scope");
    if (source == "api") {
        WARD_TRY_VOID(open_http(invocation, "--source api"));
        std::string base = invocation.value("scores-api", "https://example.org");
        if (const auto checked = net::check_base_url(base); !checked)
            return fail(ErrorCode::usage, checked.error().what, "--scores-api");
        run.rows = monitor::collect(
            scope, [&](const monitor::ScopeEntry& entry) { return from_api(invocation, entry.repository); },
            monitor::Pace::parallel);
        return run;
    }
    if (!invocation.has("trees")) return fail(ErrorCode::usage, "needs --trees DIR", "--source trees");
    // One after the other: each uses all processors, and a forge asks for patience.
    run.rows = monitor::collect(
        scope,
        [&](const monitor::ScopeEntry& entry) {
            auto row = from_tree(invocation, entry.repository);
            return row ? std::move(*row) : monitor::failed_row(entry.repository, row.error().message());
        },
        monitor::Pace::one_by_one);
    return run;
}

std::string issue_title(const Invocation& invocation, const monitor::WatchOptions& options) {
    return invocation.value("issue-title", options.title);
}

Result<monitor::WatchOptions> options_of_watch(const Invocation& invocation) {
    monitor::WatchOptions options;
    if (invocation.has("delta")) {
        const auto delta = to_number<double>(invocation.value("delta"));
        if (!delta || !scorecard::is_score(*delta))
            return fail(ErrorCode::usage, "needs a number from 0 to 10", "--delta");
        options.threshold = *delta;
    }
    if (invocation.has("stale-days")) {
        const auto days = to_number<int>(invocation.value("stale-days"));
        if (!days || *days < 0) return fail(ErrorCode::usage, "needs a number of days", "--stale-days");
        options.stale_days = *days;
    }
    options.title = invocation.value("title", options.title);
    options.identity = issue_title(invocation, options) + '\n' + invocation.value("group");
    options.archived = invocation.has("keep-archived") ? monitor::Archived::keep : monitor::Archived::drop;
    return options;
}

struct WatchForm {
    std::string_view name;
    std::string (*write)(const monitor::Watch& watch);
};
constexpr std::array<WatchForm, 4> forms{{{"json", monitor::watch_json},
                                          {"csv", monitor::watch_csv},
                                          {"markdown", monitor::watch_markdown},
                                          {"html", monitor::watch_html}}};

struct WatchOutput {
    const WatchForm* form = nullptr;
    std::string path;
};

Result<std::vector<WatchOutput>> outputs_of_watch(const Invocation& invocation) {
    std::vector<std::string> wanted = invocation.values("format");
    if (invocation.has("json")) wanted.emplace_back("json");
    std::vector<WatchOutput> out;
    for (const std::string& word : wanted) {
        const size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const auto* form = std::ranges::find(forms, name, &WatchForm::name);
        if (form == forms.end())
            return fail(ErrorCode::usage, "is json, csv, markdown or html, not '" + display(name) + "'", "--format");
        std::string path = equals == std::string::npos ? invocation.value("output", "-") : word.substr(equals + 1);
        if (std::ranges::find(out, path, &WatchOutput::path) != out.end())
            return fail(ErrorCode::usage, "two outputs go to '" + display(path) + "'; give one a =FILE", "--format");
        out.push_back({form, std::move(path)});
    }
    return out;
}

// scorecard-monitor's own files.
Result<void> write_drop_in(const Invocation& invocation, std::span<const monitor::ScoreRow> scores) {
    monitor::DropInStyle style;
    if (const auto tool = monitor::report_tool_named(invocation.value("report-tool"))) style.tool = *tool;
    if (invocation.has("render-badge")) style.badges = monitor::Badges::yes;
    if (invocation.has("report")) {
        const std::string path = invocation.value("report");
        const auto before = read_file(path, max_report_bytes);
        std::string text;
        if (before && before->contains(monitor::default_start_tag)) {
            style.heading = monitor::Heading::no;
            WARD_TRY(text, monitor::replace_segment(*before, monitor::drop_in_report(scores, style),
                                                    monitor::default_start_tag, monitor::default_end_tag));
        } else {
            text = monitor::drop_in_report(scores, style);
        }
        WARD_TRY_VOID(write_output(path, text));
    }
    style.heading = monitor::Heading::yes;
    if (invocation.has("issue"))
        if (const auto issue = monitor::drop_in_issue(scores, style))
            WARD_TRY_VOID(write_output(invocation.value("issue"), *issue));
    if (invocation.has("scores"))
        WARD_TRY_VOID(write_output(invocation.value("scores"), monitor::scores_json(scores) + '\n'));
    return {};
}

// Every file, or "-", that is written beside the memory.
std::vector<std::string> places_of(const Invocation& invocation, const std::vector<WatchOutput>& wanted) {
    std::vector<std::string> places;
    places.reserve(wanted.size() + 5);
    for (const WatchOutput& output : wanted) places.push_back(output.path);
    if (wanted.empty()) places.push_back(invocation.value("output", "-"));
    for (const char* option : {"report", "issue", "scores", "issue-body"})
        if (invocation.has(option)) places.push_back(invocation.value(option));
    return places;
}

}  // namespace

Result<int> scorecard_monitor(const Invocation& invocation) {
    WARD_TRY(const std::vector<WatchOutput> wanted, outputs_of_watch(invocation));
    WARD_TRY(const monitor::WatchOptions options, options_of_watch(invocation));
    const std::vector<std::string> places = places_of(invocation, wanted);
    const std::string title = issue_title(invocation, options);
    WARD_TRY_VOID(check_watch_track(invocation, places, title));
    WARD_TRY(const monitor::Scope scope, scope_of(invocation));
    const monitor::MemoryPaths paths{invocation.value("database"), invocation.value("history")};
    WARD_TRY(monitor::Memory memory, monitor::load_memory(paths));
    for (const std::string& problem : memory.history.problems()) invocation.log.warn(display(problem));

    WARD_TRY(monitor::Run run, look(invocation, scope));
    const auto [watch, scores, database_changed, history_lines] =
        monitor::conclude(scope, std::move(run), memory, options);
    WARD_TRY_VOID(write_drop_in(invocation, scores));
    if (invocation.has("issue-body"))
        WARD_TRY_VOID(write_output(invocation.value("issue-body"), monitor::watch_issue(watch)));
    for (const WatchOutput& output : wanted) WARD_TRY_VOID(write_output(output.path, output.form->write(watch)));
    if (wanted.empty()) WARD_TRY_VOID(write_output(invocation.value("output", "-"), monitor::watch_markdown(watch)));

    WARD_TRY(const Told told, track_watch(invocation, watch, places, title));
    // The memory last: a run that was interrupted is made again, and so is one that did not tell what it saw.
    if (told == Told::all) {
        WARD_TRY_VOID(monitor::save_memory(memory, paths));
        invocation.log.debug(fmt::format("{} in the database, {} lines of history added",
                                         database_changed ? "scores changed" : "no score changed", history_lines));
    }

    for (const monitor::Watched& row : watch.rows)
        if (row.standing == monitor::Standing::failed)
            invocation.log.warn(
                fmt::format("{}: {}", display(monitor::text_of(row.row.repository)), display(row.row.failure)));
    for (const monitor::ResultProblem& problem : watch.problems)
        invocation.log.warn(fmt::format("{}: {}", display(problem.where), display(problem.reason)));
    invocation.log.info(monitor::headline_of(watch));
    constexpr int incomplete = 4;
    return watch.complete() && !watch.rows.empty() && told != Told::left_out ? 0 : incomplete;
}

}  // namespace ward::cli
