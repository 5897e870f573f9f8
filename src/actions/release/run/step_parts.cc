#include "actions/release/run/step_parts.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/approve/audit_log.h"
#include "actions/release/embargo/matcher.h"
#include "actions/release/embargo/release_taint.h"
#include "actions/release/output/machine.h"
#include "actions/release/output/proof.h"
#include "actions/release/record/record_table.h"
#include "actions/release/record/secret.h"
#include "actions/release/run/effect_kind.h"
#include "actions/release/vulndb/script_json.h"
#include "base/text.h"
#include "facts/lifecycle/releases.h"
#include "formats/digest.h"
#include "formats/document.h"

namespace ward::release {
namespace {

constexpr std::string_view issue_prefix = "https://github.com/";
constexpr std::string_view issue_part = "/issues/";
constexpr size_t max_post_bytes = 4u << 20;

void set_field(Node& table, std::string_view key, Node value) {
    table.kind = Node::Kind::table;
    for (auto& [name, old] : table.fields) {
        if (name != key) continue;
        old = std::move(value);
        return;
    }
    table.fields.emplace_back(key, std::move(value));
}

}  // namespace

Result<std::string> needed_word(const StepInput& input, const std::string& option) {
    const auto found = input.words.find(option);
    if (found == input.words.end() || found->second.empty())
        return fail(ErrorCode::usage, fmt::format("--{} is needed", option));
    return found->second;
}

std::optional<std::string> issue_target(std::string_view url) {
    if (!url.starts_with(issue_prefix)) return std::nullopt;
    url.remove_prefix(issue_prefix.size());
    const size_t at = url.find(issue_part);
    if (at == std::string_view::npos) return std::nullopt;
    return fmt::format("{}#{}", url.substr(0, at), url.substr(at + issue_part.size()));
}

std::string word_of(const StepInput& input, const std::string& option) {
    const auto found = input.words.find(option);
    return found == input.words.end() ? std::string() : found->second;
}

std::vector<std::string> words_of(const StepInput& input, const std::string& option) {
    std::vector<std::string> out;
    if (const std::string all = word_of(input, option); !all.empty())
        for (const std::string_view one : split(all, '\n')) out.emplace_back(one);
    return out;
}

Result<Instant> instant_of_day(const std::string& day, const std::string& time, const std::string& timezone,
                               std::string_view option) {
    const auto offset = offset_of(timezone);
    if (!offset) return fail(ErrorCode::usage, "is neither UTC nor an offset such as +09:00", "--timezone");
    constexpr size_t day_letters = std::string_view("2026-06-16").size();
    constexpr size_t time_letters = std::string_view("12:00").size();
    const std::string clock = time.empty() ? "00:00" : time;
    const auto instant = parse_instant(fmt::format("{}T{}:00Z", day, clock));
    if (day.size() != day_letters || clock.size() != time_letters || !instant)
        return fail(ErrorCode::usage, "is a day, YYYY-MM-DD, and --time is HH:MM", std::string(option));
    return *instant - *offset;
}

std::string newest_of_line(const Doors& doors, const std::string& line, Instant now) {
    if (doors.released == nullptr) return {};
    for (const lifecycle::Release* release : doors.released->newest_at(now))
        if (line_of_version(release->version) == line) return release->version;
    return {};
}

void refuse_slipped_in(StepPlan& plan, const StepInput& input, const Line& line) {
    const std::string newest = newest_of_line(input.doors, line.name, input.now);
    if (newest.empty() || newest == line.fixed_version || line.base_version.empty()) return;
    if (version_key(newest) > version_key(line.base_version))
        plan.refused.push_back(fmt::format(
            "{} came out since the record was made, which builds {} on {} (ward release sync, and new versions)",
            newest, line.fixed_version, line.base_version));
}

bool needs_state(StepPlan& plan, const StepInput& input, std::initializer_list<State> states, std::string_view first) {
    if (std::ranges::find(states, input.release.state) != states.end()) return true;
    plan.refused.push_back(fmt::format("the release is {}: {}", name_of(input.release.state), first));
    return false;
}

void refuse_past(StepPlan& plan, const StepInput& input) {
    if (plan.after.lift_at && *plan.after.lift_at <= input.now && plan.after.lift_at != input.release.lift_at)
        plan.refused.emplace_back("that moment is over: name a later day, or a later --time");
}

bool is_free(StepPlan& plan, const StepInput& input, const Report& report) {
    const auto elsewhere = input.others.reports.find(report.id);
    if (elsewhere != input.others.reports.end()) {
        plan.refused.push_back(fmt::format("report {} is in release {}", report.id, elsewhere->second));
        return false;
    }
    for (const std::string& cve : report.cves) {
        const auto other = input.others.cves.find(cve);
        if (other == input.others.cves.end()) continue;
        plan.refused.push_back(fmt::format("report {} has a CVE id of release {}", report.id, other->second));
        return false;
    }
    return true;
}

Result<void> tell_log(StepPlan& plan, const StepInput& input, const std::string& option) {
    const std::string text = word_of(input, option);
    // The log's entry has who approved it too.
    if (text.size() > max_log_note_bytes / 2 || !is_clean_text(text, Text::line))
        return fail(ErrorCode::usage, fmt::format("is one line of at most {} bytes", max_log_note_bytes / 2),
                    "--" + option);
    const Release held = held_of(input.release);
    for (const Release* secret : {&input.release, &held}) {
        if (text.empty() || !secret->is_embargoed(input.now)) continue;
        WARD_TRY(const TaintMatcher matcher, TaintMatcher::of(taint_of(*secret, input.project, {})));
        for (const Taint& taint : matcher.find(text))
            plan.breaches.push_back(
                fmt::format("--{} {} ({} {})", option, meaning_of(taint.rule), name_of(taint.rule), taint.item + 1));
    }
    plan.log_note = text;
    return {};
}

void keep_output(StepPlan& plan, std::string name, std::string content, GroupFile::Use use) {
    plan.files.push_back({"outputs/" + std::move(name), std::move(content), use});
}

Result<std::vector<OutputFile>> outputs_of(std::string_view kind, const StepPlan& plan, const StepInput& input,
                                           int64_t number, std::string previous) {
    const OutputKind* output = output_named(kind);
    if (output == nullptr) return fail(ErrorCode::internal, fmt::format("there is no output '{}'", kind));
    return output->make({.release = plan.after,
                         .project = input.project,
                         .now = input.day,
                         .previous = std::move(previous),
                         .number = number});
}

Result<void> plan_file(StepPlan& plan, const StepInput& input, std::string_view checkout, std::string path,
                       std::string content) {
    const auto found = input.doors.checkouts.find(checkout);
    if (found == input.doors.checkouts.end()) {
        keep_output(plan, path.substr(path.rfind('/') + 1), std::move(content));
        return {};
    }
    WARD_TRY(std::string there, found->second.digest_of(path));
    if (there == sha256_hex(content)) return {};
    engine::Effect effect{.kind = "file.write",
                          .target = fmt::format("{} {}", checkout, path),
                          .summary = fmt::format("write {} in the checkout '{}'", path, checkout),
                          .content = {{"text", std::move(content)}},
                          .requires_state = {{"sha256", std::move(there)}}};
    effect.undo = effect_kind_named(effect.kind)->undo;
    plan.plan.effects.push_back(std::move(effect));
    return {};
}

Result<void> plan_comments(StepPlan& plan, const StepInput& input, std::string_view what, std::string_view text,
                           bool close) {
    for (const auto& [name, url] : input.release.places.issues) {
        const auto target = issue_target(url);
        if (!target) continue;
        engine::Effect effect{.kind = "issue.comment",
                              .target = *target,
                              .summary = fmt::format("comment on {}{}", *target, close ? " and close it" : ""),
                              .content = {}};
        const std::string marker =
            fmt::format("<!-- ward:{:.32} -->", sha256_hex(fmt::format("{}\n{}\n{}", input.release.id, *target, what)));
        effect.content = {
            {"marker", marker}, {"body", fmt::format("{}\n{}", text, marker)}, {"close", close ? "yes" : "no"}};
        effect.undo = effect_kind_named(effect.kind)->undo;
        // What is done is not planned again.
        WARD_TRY(const engine::Sight sight,
                 effect_kind_named(effect.kind)->look(input.doors, effect, engine::Doubt::none));
        if (sight.standing != engine::Standing::present) plan.plan.effects.push_back(std::move(effect));
    }
    return {};
}

Result<std::string> published_post(const StepInput& input) {
    const std::string path = filled(input.project.post_path, {{"slug", input.release.slug}});
    const auto site = input.doors.checkouts.find("site");
    if (site == input.doors.checkouts.end())
        return input.kept ? input.kept("outputs/" + path.substr(path.rfind('/') + 1)) : std::string();
    auto text = site->second.root.read(path, max_post_bytes);
    if (text) return *std::move(text);
    if (text.error().code == ErrorCode::not_found) return std::string();
    return std::unexpected(std::move(text).error());
}

Result<void> plan_post(StepPlan& plan, const StepInput& input, std::string_view kind) {
    WARD_TRY(std::string previous, published_post(input));
    WARD_TRY(std::vector<OutputFile> post, outputs_of(kind, plan, input, 0, std::move(previous)));
    return plan_file(plan, input, "site", filled(input.project.post_path, {{"slug", plan.after.slug}}),
                     std::move(post.front().content));
}

Result<void> plan_drafts(StepPlan& plan, const StepInput& input, std::initializer_list<std::string_view> kinds) {
    for (const std::string_view kind : kinds) {
        WARD_TRY(std::vector<OutputFile> files, outputs_of(kind, plan, input));
        for (OutputFile& file : files) keep_output(plan, std::move(file.name), std::move(file.content));
    }
    return {};
}

std::vector<std::string> released_by_now(const Doors& doors) {
    std::vector<std::string> out;
    if (doors.released == nullptr) return out;
    for (const lifecycle::Release& release : doors.released->all())
        if (release.version.find_first_of("-+") == std::string::npos) out.push_back(release.version);
    return out;
}

Result<void> prove_plan(StepPlan& plan, const StepInput& input) {
    constexpr size_t shown = 10;
    const std::vector<std::string> versions = released_by_now(input.doors);
    WARD_TRY(
        const Proof proof,
        prove_outputs(
            {.release = plan.after, .project = input.project, .now = input.day, .previous = {}, .versions = versions}));
    for (const Disagreement& one : proof.disagreements) {
        if (plan.mismatches.size() == shown) break;
        plan.mismatches.push_back(fmt::format("{} says of {}{}{}: {}", one.format, one.cve,
                                              one.version.empty() ? "" : " in ", one.version, one.says));
    }
    if (proof.disagreements.size() > shown)
        plan.mismatches.push_back(fmt::format("and {} more", proof.disagreements.size() - shown));
    if (proof.answers == 0 && !plan.after.reports.empty())
        plan.mismatches.emplace_back("no format could be asked about any version");
    return {};
}

void refuse_lacks(StepPlan& plan, const Release& release, Lack::Before before) {
    for (const Lack& lack : lacks_before(release, before))
        plan.refused.push_back(lack.report.empty() ? lack.text : fmt::format("report {}: {}", lack.report, lack.text));
}

Result<void> plan_banner(StepPlan& plan, const StepInput& input) {
    WARD_TRY(const std::vector<OutputFile> banner, outputs_of("banner", plan, input));
    const auto site = input.doors.checkouts.find("site");
    if (site == input.doors.checkouts.end())
        return plan_file(plan, input, "site", banner.front().name, banner.front().content);
    constexpr size_t max_site_bytes = 4u << 20;
    const std::string& path = input.project.banner_path;
    WARD_TRY(const std::string text, site->second.root.read(path, max_site_bytes));
    WARD_TRY(Node root, parse_json(text, path));
    WARD_TRY(const Node wanted, parse_json(banner.front().content, "banner.json"));
    const Node* banners = root.find("websiteBanners");
    const Node* old = banners == nullptr ? nullptr : banners->find("index");
    Node index = wanted;
    // A banner that is up already keeps its beginning: the plan must not depend on when it is made.
    if (old != nullptr && text_at(*old, "link") == text_at(wanted, "link") &&
        text_at(*old, "text") == text_at(wanted, "text") && old->find("startDate") != nullptr)
        set_field(index, "startDate", *old->find("startDate"));
    Node all = banners == nullptr ? Node() : *banners;
    set_field(all, "index", std::move(index));
    set_field(root, "websiteBanners", std::move(all));
    return plan_file(plan, input, "site", path, vulndb::script_json(root) + '\n');
}

}  // namespace ward::release
