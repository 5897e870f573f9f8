// See monitor_rows.h. Published scores and results of files are read; checkouts and facts are scored here.
#include "faces/cli/scorecard/monitor_rows.h"

#include <filesystem>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "base/time.h"
#include "faces/cli/scorecard/card_subject.h"
#include "faces/cli/scorecard/collect.h"
#include "faces/report/card.h"
#include "io/net/api_client.h"

namespace ward::cli {
namespace {

namespace monitor = scorecard::monitor;
using monitor::Repository;
using monitor::Row;

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

std::string owner_and_name(const Repository& repository) {
    return repository.owner + '/' + repository.name;
}
std::string facts_file_of(const Invocation& invocation, const Repository& repository) {
    return invocation.value("facts-dir") + '/' + owner_and_name(repository) + ".json";
}

// Whose facts are these? The repository's own, or those of what it is called now.
Result<void> check_facts(const CardSubject& subject, const Repository& repository) {
    if (subject.forge == nullptr) return {};
    const auto is_it = [&](const std::string& name) {
        return to_lower(subject.forge->host + '/' + name) == monitor::key_of(repository);
    };
    if (is_it(subject.forge->name) || is_it(subject.forge->renamed_from)) return {};
    return fail(ErrorCode::conflict, "the facts are about " + display(subject.repository));
}

// The card in the peer's JSON, read as any other result is: so a repository that has another name by now is told.
Result<Row> row_of_card(const CardSubject& subject, const std::vector<const scorecard::Check*>& checks,
                        const Repository& repository) {
    WARD_TRY_VOID(check_facts(subject, repository));
    scorecard::Card card = scorecard::make_card(*subject.facts, checks);
    card.repository = subject.forge == nullptr ? monitor::text_of(repository) : subject.repository;
    card.commit = subject.commit;
    const report::CardForm* form = report::form_named("scorecard");
    if (form == nullptr) return fail(ErrorCode::internal, "no form is called scorecard");
    Row row = monitor::row_of_result(form->write(card, {.details = true}), owner_and_name(repository), repository);
    row.advisories = subject.advisories;
    row.is_archived = subject.forge != nullptr && subject.forge->archived.value_or(false);
    return row;
}

// What one repository's card is asked with.
Result<Invocation> invocation_for_one(const Invocation& invocation, const Repository& repository) {
    Invocation one;
    one.command = invocation.command;
    one.log = invocation.log;
    for (const char* option : {"forge-api", "forge", "oss-fuzz", "badge-site", "packages-api", "offline", "db"})
        if (invocation.has(option)) one.set(option, invocation.values(option));
    const std::string facts = facts_file_of(invocation, repository);
    if (invocation.has("collect")) {
        one.set("collect", {"true"});
        if (invocation.has("facts-dir")) {
            WARD_TRY_VOID(make_folders(facts.substr(0, facts.rfind('/'))));
            one.set("save-facts", {facts});
        }
    } else if (invocation.has("facts-dir") && is_file(facts)) {
        one.set("facts", {facts});
    }
    return one;
}

// Of a checkout or clone.
Result<Row> from_tree(const Invocation& invocation, const Repository& repository) {
    WARD_TRY(Invocation one, invocation_for_one(invocation, repository));
    one.set("repository", {monitor::text_of(repository)});
    const std::string folder = invocation.value("trees") + '/' + owner_and_name(repository);
    // A bare clone has no files of its own: what its HEAD is at.
    if (is_file(folder + "/HEAD") && !is_folder(folder + "/.git")) one.set("ref", {"HEAD"});
    WARD_TRY(const CardSubject subject, card_subject(one, folder, {.vulnerabilities = true, .one_of_many = true}));
    return row_of_card(subject, scorecard::default_checks(), repository);
}

// Of the forge's archive and facts.
Result<Row> from_forge(const Invocation& invocation, const Repository& repository) {
    WARD_TRY(const Invocation one, invocation_for_one(invocation, repository));
    WARD_TRY(const CardSubject subject,
             card_subject(one, monitor::url_of(repository), {.vulnerabilities = true, .one_of_many = true}));
    return row_of_card(subject, scorecard::default_checks(), repository);
}

// Of facts that were kept: the checks that read no file. The others are not made, and the report says which.
Result<Row> from_facts(const Invocation& invocation, const Repository& repository) {
    CardSubject subject;
    WARD_TRY(forge::ForgeFacts facts, read_facts_file(facts_file_of(invocation, repository)));
    subject.forge = std::make_unique<forge::ForgeFacts>(std::move(facts));
    subject.repository = subject.forge->host + '/' + subject.forge->name;
    subject.commit = subject.forge->commit.empty() ? "unknown" : subject.forge->commit;
    WARD_TRY(Root root, Root::open(invocation.value("facts-dir")));
    subject.root = std::make_unique<Root>(std::move(root));
    subject.tree = std::make_unique<inventory::Tree>(*subject.root, Listing{});
    subject.facts = std::make_unique<scorecard::Facts>(scorecard::Facts::read(*subject.tree));
    subject.facts->as_of = now();
    subject.facts->forge = subject.forge.get();
    std::vector<const scorecard::Check*> checks = scorecard::default_checks();
    std::erase_if(checks, [](const scorecard::Check* check) { return check->reads_files; });
    return row_of_card(subject, checks, repository);
}

Result<monitor::Run> from_results(const Invocation& invocation, const monitor::Scope& scope) {
    if (!invocation.has("results")) return fail(ErrorCode::usage, "needs --results FILE", "--source results");
    monitor::Results all;
    for (const std::string& file : invocation.values("results")) {
        WARD_TRY(const std::string text, read_input(file, size_t{2} << 30));
        monitor::add_results(all, monitor::parse_results(text, file), file);
    }
    monitor::Run run{.at = now(), .problems = all.problems};
    monitor::Selected selected = monitor::select_rows(scope, std::move(all));
    run.rows = std::move(selected.rows);
    for (const Repository& beyond : selected.beyond)
        invocation.log.info("not in the scope: " + display(monitor::text_of(beyond)));
    return run;
}

// How the cards of this run are made; a mistake in what was asked for is told before any.
using MakeRow = Result<Row> (*)(const Invocation& invocation, const Repository& repository);
Result<MakeRow> maker_of(const Invocation& invocation, std::string_view source) {
    if (invocation.has("trees")) return from_tree;
    if (source == "trees") return fail(ErrorCode::usage, "needs --trees DIR", "--source trees");
    if (invocation.has("collect")) {
        WARD_TRY_VOID(open_http(invocation, "--collect"));
        return from_forge;
    }
    if (!invocation.has("facts-dir"))
        return fail(ErrorCode::usage, "needs --collect, or --facts-dir DIR with facts that were kept",
                    "--source facts");
    return from_facts;
}

}  // namespace

Result<monitor::Run> look_at_scope(const Invocation& invocation, const monitor::Scope& scope) {
    const std::string source = invocation.value("source", invocation.has("results") ? "results" : "api");
    if (source == "results") return from_results(invocation, scope);
    if (scope.included.empty()) return fail(ErrorCode::usage, "names no repository", "--scope");
    monitor::Run run{.at = now()};
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
    WARD_TRY(const MakeRow make, maker_of(invocation, source));
    // One after the other: each uses all processors, and a forge asks for patience.
    run.rows = monitor::collect(
        scope,
        [&](const monitor::ScopeEntry& entry) {
            auto row = make(invocation, entry.repository);
            return row ? std::move(*row) : monitor::failed_row(entry.repository, row.error().message());
        },
        monitor::Pace::one_by_one);
    return run;
}

}  // namespace ward::cli
