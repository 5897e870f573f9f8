// The end of a release: reports are resolved and their disclosure asked for, pull requests of the private repository
// closed, and the log written down as the beginning of the post-mortem.
#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/release/approve/timeline.h"
#include "actions/release/output/heads_up.h"
#include "actions/release/run/cve_parts.h"
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/public_records.h"
#include "actions/release/run/step_parts.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view cleanup_words[] = {"disclosure"};
constexpr std::string_view label = "Security Release";

// A report is not opened to the world before its CVE record is there.
Result<void> refuse_unpublished(StepPlan& plan, const StepInput& input) {
    for (const std::string& cve : cves_of(input.release)) {
        WARD_TRY(const auto record, published_record(input.doors, cve));
        if (!record || record->state != net::CveState::published)
            plan.refused.push_back(fmt::format("{} is not published yet", cve));
    }
    return {};
}

Result<void> add_unless_done(StepPlan& plan, const StepInput& input, engine::Effect effect) {
    const EffectKind* kind = effect_kind_named(effect.kind);
    effect.undo = kind->undo;
    WARD_TRY(const engine::Sight sight, kind->look(input.doors, effect, engine::Doubt::none));
    if (sight.standing == engine::Standing::changed)
        plan.notes.push_back(fmt::format("{}: {}", effect.target, sight.detail));
    if (sight.standing == engine::Standing::missing) plan.plan.effects.push_back(std::move(effect));
    return {};
}

Result<void> plan_reports(StepPlan& plan, const StepInput& input) {
    std::string disclosure = word_of(input, "disclosure");
    if (disclosure.empty()) disclosure = "summary";
    for (const Report& report : input.release.reports) {
        if (report.source != "hackerone") continue;
        WARD_TRY_VOID(add_unless_done(
            plan, input,
            {.kind = "hackerone.close",
             .target = report.id,
             .summary = fmt::format("resolve report {}{}", report.id,
                                    disclosure == "none" ? "" : " and ask for its disclosure"),
             .content = {{"message", fmt::format("The fix is published: {}", input.release.places.announcement)},
                         {"disclosure", disclosure}}}));
    }
    return {};
}

// "https://github.com/OWNER/REPO/pull/7" of the private repository as "OWNER/REPO#7".
std::optional<std::string> private_pull(const StepInput& input, std::string_view url) {
    const std::string prefix = fmt::format("https://github.com/{}/pull/", input.project.private_repository);
    if (!url.starts_with(prefix)) return std::nullopt;
    url.remove_prefix(prefix.size());
    if (!to_number<int64_t>(url)) return std::nullopt;
    return fmt::format("{}#{}", input.project.private_repository, url);
}

Result<void> plan_pulls(StepPlan& plan, const StepInput& input) {
    std::set<std::string> targets;
    const auto add = [&](const std::string& url) {
        if (const auto target = private_pull(input, url)) targets.insert(*target);
    };
    for (const Report& report : input.release.reports)
        for (const Range& range : report.ranges) add(range.pull);
    for (const Dependency& dependency : input.release.dependencies) add(dependency.pull);
    for (const Line& line : input.release.lines) add(line.proposal);
    for (const std::string& target : targets)
        WARD_TRY_VOID(add_unless_done(
            plan, input,
            {.kind = "pull.close", .target = target, .summary = fmt::format("close {}", target), .content = {}}));
    if (input.project.private_repository.empty()) return {};
    // What has the label and is not in the record may be of the next release: people decide.
    WARD_TRY(net::Forge * forge, input.doors.forge(input.project.private_repository));
    WARD_TRY(const std::vector<net::Issue> labelled, forge->open_issues(std::string(label)));
    for (const net::Issue& one : labelled)
        if (!targets.contains(fmt::format("{}#{}", input.project.private_repository, one.number)))
            plan.notes.push_back(fmt::format("{}#{} has the label '{}' and is not in the record: it stays open",
                                             input.project.private_repository, one.number, label));
    return {};
}

Result<StepPlan> plan_cleanup(const StepInput& input) {
    StepPlan out = plan_of(*step_named("cleanup"), input);
    if (input.release.state == State::closed) return out;
    if (!needs_state(out, input, {State::recorded}, "it is to be recorded first (ward release record)")) return out;
    const std::string disclosure = word_of(input, "disclosure");
    if (!disclosure.empty() && disclosure != "full" && disclosure != "summary" && disclosure != "none")
        return fail(ErrorCode::usage, "is full, summary or none", "--disclosure");
    WARD_TRY_VOID(refuse_unpublished(out, input));
    if (out.is_refused()) return out;
    WARD_TRY_VOID(plan_reports(out, input));
    WARD_TRY_VOID(plan_pulls(out, input));
    WARD_TRY_VOID(plan_comments(out, input, "out", heads_up_closing(input.project, input.release), true));
    if (input.kept)
        keep_output(
            out, "post-mortem.md",
            timeline_of(verify_log(input.kept("log.jsonl")), {.embargoed = input.release.is_embargoed(input.now)}),
            GroupFile::Use::group_alone);
    out.notes.emplace_back("sign the end of the log when this is done: ward release log checkpoint");
    out.after.state = State::closed;
    return out;
}

}  // namespace

WARD_RELEASE_STEP(cleanup) = {.name = "cleanup",
                              .summary = "resolve reports, close pull requests, and close the release",
                              .approval = "cleanup",
                              .words = cleanup_words,
                              .plan = plan_cleanup};

}  // namespace ward::release
