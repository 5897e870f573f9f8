#include "faces/cli/tracker.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/database_update.h"
#include "formats/digest.h"

namespace ward::cli {
namespace {

constexpr std::string_view service = "github:";
constexpr std::string_view public_api = "https://api.github.com";
constexpr size_t max_plan_bytes = 64u << 20;

// Of every command with --track. (Settings may give the authors, labels and assignees without it.)
constexpr std::string_view common_dependents[] = {"apply", "plan", "approved"};

struct Place {
    std::string owner;
    std::string repository;
    std::string api;

    std::string name() const { return owner + "/" + repository; }
    std::string scope() const { return api + " " + to_lower(name()); }
};

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

// One journal for each tracker, so that two of them do not wait for each other.
Result<engine::Journal> open_journal(const Place& place) {
    WARD_TRY(const std::string state, state_folder());
    const std::string folder = state + "/track";
    WARD_TRY_VOID(make_folders(folder));
    std::string name = to_lower(place.owner + "+" + place.repository);
    if (place.api != public_api) name += "+" + sha256_hex(place.api).substr(0, 8);
    return engine::Journal::open(folder + "/" + name + ".journal");
}

std::string plan_text(const engine::Plan& plan, const Tracker& tracker) {
    std::string text = fmt::format("Plan for {}{}: ", service, tracker.repository);
    if (plan.effects.empty()) text += "nothing to do\n";
    else
        text += fmt::format("{} effect{}, sha256:{}\n", plan.effects.size(), plan.effects.size() == 1 ? "" : "s",
                            engine::hash_of(plan).substr(0, 12));
    for (const engine::Effect& effect : plan.effects) text += "  " + display(effect.summary) + "\n";
    for (const std::string& note : plan.notes) text += "  note: " + display(note) + "\n";
    if (!tracker.journal && !plan.effects.empty()) text += "Nothing was written; --apply carries it out\n";
    return text;
}

Result<void> tell(const std::string& text, const Tracker& tracker, const Invocation& invocation) {
    if (tracker.telling == Telling::output) return print(text);
    for (const std::string_view line : split(text.substr(0, text.size() - 1), '\n')) invocation.log.info(line);
    return {};
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

}  // namespace

Result<void> check_tracker(const Invocation& invocation, std::span<const std::string_view> dependents,
                           std::span<const std::string> outputs) {
    if (!invocation.has("track")) {
        for (const auto& options : {std::span<const std::string_view>(common_dependents), dependents})
            for (const std::string_view option : options)
                if (invocation.has(option))
                    return fail(ErrorCode::usage, "belongs to --track", "--" + std::string(option));
        return {};
    }
    WARD_TRY_VOID(forbid_offline(invocation, "--track"));
    if (invocation.has("approved") && !invocation.has("apply"))
        return fail(ErrorCode::usage, "belongs to --apply", "--approved");
    WARD_TRY(const Place place, place_of(invocation));
    const auto http = net::curl_http("ward");
    WARD_TRY([[maybe_unused]] const auto forge, forge_of(place, *http));
    if (invocation.has("apply") && environment("GITHUB_TOKEN").empty())
        return fail(ErrorCode::usage, "needs a token in GITHUB_TOKEN", "--apply");
    for (const std::string_view option : {"plan", "drafts"})
        if (invocation.has(option) && std::ranges::find(outputs, invocation.value(option)) != outputs.end())
            return fail(ErrorCode::usage, "two outputs go to '" + display(invocation.value(option)) + "'",
                        "--" + std::string(option));
    return {};
}

Result<std::unique_ptr<Tracker>> open_tracker(const Invocation& invocation, Telling telling) {
    WARD_TRY(const Place place, place_of(invocation));
    auto tracker = std::make_unique<Tracker>();
    tracker->repository = place.name();
    tracker->scope = place.scope();
    tracker->telling = invocation.value("plan") == "-" ? Telling::log : telling;
    tracker->http = net::curl_http("ward/" + std::string(program_version()));
    WARD_TRY(tracker->forge, forge_of(place, *tracker->http));
    tracker->trust.logins = invocation.values("track-author");
    WARD_TRY(const auto login, tracker->forge->own_login());
    if (login) tracker->trust.logins.push_back(*login);
    tracker->driver = std::make_unique<track::IssueDriver>(*tracker->forge, tracker->trust, patience_for(place));
    // Only one that writes settles what an earlier run left open, and it does so before it reads.
    if (invocation.has("apply")) {
        WARD_TRY(tracker->journal, open_journal(place));
        if (tracker->journal->was_torn()) invocation.log.warn("the journal's last line was torn, and is cut off");
        WARD_TRY(const std::vector<engine::Outcome> settled, engine::reconcile(*tracker->journal, *tracker->driver));
        if (!settled.empty())
            WARD_TRY_VOID(tell("Left open by an earlier run\n" + outcomes_text(settled), *tracker, invocation));
    }
    return tracker;
}

Result<void> show_plan(const engine::Plan& plan, const Tracker& tracker, const Invocation& invocation) {
    WARD_TRY_VOID(tell(plan_text(plan, tracker), tracker, invocation));
    if (invocation.has("plan")) WARD_TRY_VOID(write_output(invocation.value("plan"), engine::to_json(plan)));
    return {};
}

Result<engine::Execution> carry_out(const engine::Plan& plan, Tracker& tracker, const Invocation& invocation) {
    if (!tracker.journal) return engine::Execution{};
    WARD_TRY_VOID(check_approval(plan, invocation));
    engine::Execution execution = engine::execute(plan, *tracker.journal, *tracker.driver);
    if (!execution.outcomes.empty())
        WARD_TRY_VOID(tell("Carried out\n" + outcomes_text(execution.outcomes), tracker, invocation));
    if (execution.stopped) return std::unexpected(*execution.stopped);
    if (const size_t failed = execution.count(engine::Outcome::Kind::failed); failed > 0)
        return fail(ErrorCode::network, fmt::format("{} of {} effects failed", failed, plan.effects.size()));
    return execution;
}

int status_after(const engine::Execution& execution, int status) {
    return status == 0 && execution.count(engine::Outcome::Kind::changed) > 0 ? 4 : status;
}

}  // namespace ward::cli
