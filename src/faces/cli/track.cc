#include "faces/cli/track.h"

#include <cstdlib>

#include <fmt/format.h>

#include "actions/track/driver.h"
#include "actions/track/planner.h"
#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/database_update.h"
#include "faces/cli/outputs.h"
#include "formats/digest.h"
#include "io/net/forge.h"

namespace ward::cli {
namespace {

constexpr std::string_view service = "github:";
constexpr std::string_view public_api = "https://api.github.com";
constexpr size_t max_plan_bytes = 64u << 20;
constexpr size_t max_draft_bytes = 16u << 20;

// Options that mean nothing without --track.
constexpr std::string_view dependents[] = {"apply",        "plan",        "approved",    "drafts",
                                           "track-author", "track-label", "track-limit", "branch"};

struct Place {
    std::string owner;
    std::string repository;
    std::string api;

    std::string name() const { return owner + "/" + repository; }
    std::string scope() const { return api + " " + to_lower(name()); }
};

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read before any thread starts
    return value == nullptr ? std::string() : std::string(value);
}

Result<Place> place_of(const Invocation& invocation) {
    const std::string asked = invocation.value("track");
    const size_t slash = asked.find('/');
    if (!asked.starts_with(service) || slash == std::string::npos || asked.find('/', slash + 1) != std::string::npos)
        return fail(ErrorCode::usage, "'" + display(asked) + "' is not github:OWNER/REPO", "--track");
    Place place{asked.substr(service.size(), slash - service.size()), asked.substr(slash + 1), ""};
    place.api = invocation.value("track-api", environment("GITHUB_API_URL"));
    if (place.api.empty()) place.api = public_api;
    while (place.api.ends_with('/')) place.api.pop_back();
    return place;
}

bool is_this_machine(const std::string& api) {
    return api.starts_with("http://");  // check_url() takes no other plain http
}

// Nor do its lists lag behind for seconds.
track::Patience patience_for(const Place& place) {
    track::Patience patience;
    if (is_this_machine(place.api))
        for (auto& wait : patience.waits) wait = std::chrono::milliseconds(20);
    return patience;
}

Result<std::unique_ptr<net::Forge>> forge_of(const Place& place, net::Http& http) {
    net::GithubOptions options;
    options.base_url = place.api;
    options.owner = place.owner;
    options.repository = place.repository;
    options.token = environment("GITHUB_TOKEN");
    WARD_TRY(const std::string cache, cache_folder());
    options.cache_folder = cache + "/forge";
    // GitHub asks for pauses between writes; a server of one's own does not.
    if (is_this_machine(place.api)) options.courtesy.between_writes = std::chrono::milliseconds(0);
    return net::github(http, std::move(options));
}

Result<size_t> limit_of(const Invocation& invocation) {
    const auto limit = to_number<size_t>(invocation.value("track-limit", "100"));
    if (!limit)
        return fail(ErrorCode::usage, "'" + display(invocation.value("track-limit")) + "' is not a number of issues",
                    "--track-limit");
    return *limit;
}

// What one tree is called where nothing else names it.
std::string branch_of(const Report& report, const Invocation& invocation) {
    if (invocation.has("branch")) return invocation.value("branch");
    const std::string ref = report.subject.ref.value_or("tree");
    constexpr std::string_view heads = "refs/heads/";
    return ref.starts_with(heads) ? ref.substr(heads.size()) : ref;
}

Result<track::Options> options_of_track(const Report& report, const Invocation& invocation, const Place& place) {
    track::Options options;
    options.repository = place.name();
    options.scope = place.scope();
    for (const SubjectRef& ref : report.subject.refs) options.branches.insert(ref.name);
    if (options.branches.empty()) options.branches = {branch_of(report, invocation)};
    options.labels = invocation.values("track-label");
    options.trust.logins = invocation.values("track-author");
    WARD_TRY(options.most_new, limit_of(invocation));
    return options;
}

// One journal for each tracker, so that two of them do not wait for each other.
Result<engine::Journal> open_journal(const Place& place) {
    WARD_TRY(const std::string state, state_folder());
    const std::string folder = state + "/track";
    WARD_TRY_VOID(make_folders(folder));
    std::string name = to_lower(place.owner + "+" + place.repository);
    if (place.api != public_api) name += "+" + sha256_hex(place.api).substr(0, 8);
    return engine::Journal::open(folder + "/" + name + ".journal");
}

std::string plan_text(const engine::Plan& plan, const Place& place, bool apply) {
    std::string text = fmt::format("Plan for {}{}: ", service, place.name());
    if (plan.effects.empty()) text += "nothing to do\n";
    else
        text += fmt::format("{} effect{}, sha256:{}\n", plan.effects.size(), plan.effects.size() == 1 ? "" : "s",
                            engine::hash_of(plan).substr(0, 12));
    for (const engine::Effect& effect : plan.effects) text += "  " + display(effect.summary) + "\n";
    for (const std::string& note : plan.notes) text += "  note: " + display(note) + "\n";
    if (!apply && !plan.effects.empty()) text += "Nothing was written; --apply carries it out\n";
    return text;
}

// On standard output, unless a report for machines is there.
Result<void> show(const std::string& text, const Invocation& invocation) {
    WARD_TRY(const std::vector<Output> outputs, outputs_of(invocation));
    bool taken = invocation.value("plan") == "-";
    for (const Output& output : outputs)
        taken = taken || (output.path == "-" && (output.format == nullptr || output.format->name != "table"));
    if (!taken) return print(text);
    for (const std::string_view line : split(text.substr(0, text.size() - 1), '\n')) invocation.log.info(line);
    return {};
}

// What a person has begun to fill in is not written over.
Result<void> write_drafts(const std::vector<track::Draft>& drafts, const Invocation& invocation, const Place& place) {
    if (!invocation.has("drafts")) return {};
    const std::string path = invocation.value("drafts");
    const std::string text = track::drafts_toml(drafts, place.name());
    if (path != "-") {
        const auto before = read_file(path, max_draft_bytes);
        if (before && *before == text) return {};
        if (before || before.error().code != ErrorCode::not_found)
            return fail(ErrorCode::usage, "is there already; move it away, or name another file", path);
    }
    return write_output(path, text);
}

Result<void> check_approval(const engine::Plan& plan, const Invocation& invocation) {
    if (!invocation.has("approved")) return {};
    const std::string path = invocation.value("approved");
    WARD_TRY(const std::string text, read_input(path, max_plan_bytes));
    WARD_TRY(const engine::Plan approved, engine::plan_from_json(text, path));
    if (engine::hash_of(approved) == engine::hash_of(plan)) return {};
    return fail(ErrorCode::unsupported, "is not the plan that would be carried out now: look at it again", path);
}

std::string outcomes_text(const std::vector<engine::Outcome>& outcomes) {
    std::string text;
    for (const engine::Outcome& outcome : outcomes) {
        const std::string detail = outcome.detail.empty() ? "" : " (" + outcome.detail + ")";
        text += fmt::format("  {:<8}{}{}\n", name_of(outcome.kind), display(outcome.summary), display(detail));
    }
    return text;
}

Result<int> apply(const engine::Plan& plan, engine::Journal& journal, track::IssueDriver& driver,
                  const Invocation& invocation, int status) {
    const engine::Execution execution = engine::execute(plan, journal, driver);
    if (!execution.outcomes.empty())
        WARD_TRY_VOID(show("Carried out\n" + outcomes_text(execution.outcomes), invocation));
    if (execution.stopped) return std::unexpected(*execution.stopped);
    if (const size_t failed = execution.count(engine::Outcome::Kind::failed); failed > 0)
        return fail(ErrorCode::network, fmt::format("{} of {} effects failed", failed, plan.effects.size()));
    return status == 0 && execution.count(engine::Outcome::Kind::changed) > 0 ? 4 : status;
}

}  // namespace

Result<void> check_track(const Invocation& invocation) {
    if (!invocation.has("track")) {
        for (const std::string_view option : dependents)
            if (invocation.has(option) && option != "track-author" &&
                option != "track-label")  // settings may say these
                return fail(ErrorCode::usage, "belongs to --track", "--" + std::string(option));
        return {};
    }
    WARD_TRY_VOID(forbid_offline(invocation, "--track"));
    if (invocation.has("approved") && !invocation.has("apply"))
        return fail(ErrorCode::usage, "belongs to --apply", "--approved");
    WARD_TRY(const Place place, place_of(invocation));
    WARD_TRY([[maybe_unused]] const size_t limit, limit_of(invocation));
    const auto http = net::curl_http("ward");
    WARD_TRY([[maybe_unused]] const auto forge, forge_of(place, *http));
    if (invocation.has("apply") && environment("GITHUB_TOKEN").empty())
        return fail(ErrorCode::usage, "needs a token in GITHUB_TOKEN", "--apply");
    WARD_TRY(const std::vector<Output> outputs, outputs_of(invocation));
    for (const std::string_view option : {"plan", "drafts"})
        for (const Output& output : outputs)
            if (invocation.has(option) && invocation.value(option) == output.path)
                return fail(ErrorCode::usage, "two outputs go to '" + display(output.path) + "'",
                            "--" + std::string(option));
    return {};
}

Result<int> track(const Report& report, const Invocation& invocation, int status) {
    if (!invocation.has("track")) return status;
    WARD_TRY(const Place place, place_of(invocation));
    const auto http = net::curl_http("ward/" + std::string(program_version()));
    WARD_TRY(const std::unique_ptr<net::Forge> forge, forge_of(place, *http));
    WARD_TRY(track::Options options, options_of_track(report, invocation, place));
    WARD_TRY(const auto login, forge->own_login());
    if (login) options.trust.logins.push_back(*login);

    // Only one that writes settles what an earlier run left open, and it does so before it reads.
    std::optional<engine::Journal> journal;
    track::IssueDriver driver(*forge, options.trust, patience_for(place));
    if (invocation.has("apply")) {
        WARD_TRY(journal, open_journal(place));
        if (journal->was_torn()) invocation.log.warn("the journal's last line was torn, and is cut off");
        WARD_TRY(const std::vector<engine::Outcome> settled, engine::reconcile(*journal, driver));
        if (!settled.empty()) WARD_TRY_VOID(show("Left open by an earlier run\n" + outcomes_text(settled), invocation));
    }
    const auto branches = [branch = branch_of(report, invocation)](const Finding&) { return std::vector{branch}; };
    WARD_TRY(std::vector<net::Issue> issues, forge->issues());
    WARD_TRY(const track::Planned planned, track::plan_issues(report, branches, std::move(issues), options));
    WARD_TRY_VOID(show(plan_text(planned.plan, place, journal.has_value()), invocation));
    if (invocation.has("plan")) WARD_TRY_VOID(write_output(invocation.value("plan"), engine::to_json(planned.plan)));
    WARD_TRY_VOID(write_drafts(planned.drafts, invocation, place));
    if (!journal) return status;
    WARD_TRY_VOID(check_approval(planned.plan, invocation));
    return apply(planned.plan, *journal, driver, invocation, status);
}

}  // namespace ward::cli
