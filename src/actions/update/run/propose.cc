// See propose.h.
#include "actions/update/run/propose.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "actions/update/run/effects.h"
#include "actions/update/run/plan_update.h"
#include "base/text.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::update {
namespace {

constexpr DocumentLimits offer_limits{.bytes = 4u << 20, .depth = 4, .nodes = 10'000, .aliases = 0};

// The open one for this base; else another open one, which people may have turned to another base.
const net::PullRequest* open_pull_of(const BranchThere& there) {
    const net::PullRequest* out = nullptr;
    for (const net::PullRequest& pull : there.pulls)
        if (pull.open && (out == nullptr || (out->base != there.base && pull.base == there.base))) out = &pull;
    return out;
}

}  // namespace

std::string to_json(const Offer& offer) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-offer/1").member("id", offer.id).member("version", offer.version);
    json.member("wanted", offer.is_wanted ? "yes" : "no").member("branch", offer.branch).member("commit", offer.commit);
    json.member("title", offer.title).member("body", offer.body).member_values("labels", offer.labels);
    return json.end_object().take();
}

Result<Offer> offer_from_json(std::string_view text, std::string_view name) {
    WARD_TRY(const Node root, parse_json(text, name, offer_limits));
    if (root.string_at("schema") != "ward-offer/1")
        return fail(ErrorCode::parse, "is no ward-offer/1 file", fmt::format("{}:1", name));
    Offer out{.id = text_at(root, "id"),
              .version = text_at(root, "version"),
              .is_wanted = text_at(root, "wanted") == "yes",
              .branch = text_at(root, "branch"),
              .commit = text_at(root, "commit"),
              .title = text_at(root, "title"),
              .body = text_at(root, "body"),
              .labels = {}};
    for (const Node& label : items_at(root, "labels")) out.labels.push_back(label.text);
    if (out.id.empty() || out.branch.empty() || out.commit.empty())
        return fail(ErrorCode::parse, "names no dependency, branch or commit", fmt::format("{}:1", name));
    return out;
}

Result<Offer> offer_of(const Work& work, bool is_wanted, const std::string& branch, const std::string& commit) {
    const Recipe& recipe = *work.recipe;
    Offer out{.id = recipe.id, .version = work.new_version(), .is_wanted = is_wanted, .branch = branch};
    out.commit = commit;
    out.labels = recipe.labels;
    WARD_TRY(const std::string title,
             fill(recipe.pr_title.empty() ? recipe.commit_message : recipe.pr_title, words_of(work)));
    out.title = net::title_of_pull(title);
    WARD_TRY(const std::string intro, fill(recipe.pr_body, words_of(work)));
    out.body = fmt::format("{}\n{}{}", version_mark(out.id, out.version), intro.empty() ? "" : intro + "\n\n",
                           pull_body_of(work));
    return out;
}

std::string version_mark(std::string_view id, std::string_view version) {
    return fmt::format("<!-- ward-update: {} {} -->", id, version);
}

bool is_own(const CommitFacts& facts, std::string_view id) {
    const std::string trailer = fmt::format("Ward-Update: {} ", id);
    return facts.authored == facts.committed &&
           std::ranges::any_of(split(facts.message, '\n'), [&](auto line) { return line.starts_with(trailer); });
}

Result<BranchThere> look_there(const ForgeDoors& doors, std::string_view id, const std::string& branch) {
    BranchThere out;
    WARD_TRY(out.tip, doors.git->remote_tip(doors.to.remote, branch, doors.credentials));
    if (out.tip) {
        WARD_TRY(const auto known, doors.git->commit_of(*out.tip));
        // A fresh clone has never seen what an earlier run pushed.
        if (!known) WARD_TRY_VOID(doors.git->bring(doors.to.remote, branch, doors.credentials));
        WARD_TRY(const CommitFacts facts, doors.git->facts_of(*out.tip));
        if (!is_own(facts, id))
            return fail(ErrorCode::conflict, "has commits that are not ward's; it is left as it is",
                        fmt::format("{} {}", doors.to.remote, branch));
    }
    out.base = doors.to.base;
    if (out.base.empty()) {
        WARD_TRY(out.base, doors.pulls->default_branch());
    }
    WARD_TRY(out.pulls, doors.pulls->pulls_of(branch));
    return out;
}

std::string hold_of(const BranchThere& there, const ForgeDoors& doors, std::string_view id, std::string_view version) {
    if (open_pull_of(there) != nullptr) return {};
    const std::string mark = version_mark(id, version);
    const auto last = std::ranges::find_if(
        there.pulls, [&](const net::PullRequest& pull) { return pull.base == there.base && pull.body.contains(mark); });
    if (last == there.pulls.end()) return {};
    if (!last->merged)
        return fmt::format(
            "its pull request {} was closed without being merged; reopen it there, or name the version "
            "with --to",
            link_of(*last));
    const auto head = doors.git->head();
    const auto had =
        head && !last->merge_commit.empty() ? doors.git->is_ancestor(last->merge_commit, *head) : Result<bool>(false);
    if (had && *had) return {};
    return fmt::format("its pull request {} was merged; this checkout does not have it yet", link_of(*last));
}

engine::Plan push_plan(const Offer& offer, const BranchThere& there, const ForgeDoors& doors) {
    engine::Plan plan{.action = "update", .scope = doors.to.repository};
    if (there.tip == offer.commit) return plan;
    plan.effects.push_back({.kind = std::string(effect_push),
                            .target = fmt::format("{} {}", doors.to.remote, offer.branch),
                            .summary = fmt::format("push {} to {}", offer.branch, doors.to.remote),
                            .content = {{"commit", offer.commit}},
                            .requires_state = {{"commit", there.tip.value_or(std::string(absent_word))}}});
    return plan;
}

engine::Plan pull_plan(const Offer& offer, const BranchThere& there, const ForgeDoors& doors) {
    engine::Plan plan{.action = "update", .scope = doors.to.repository};
    if (const net::PullRequest* open = open_pull_of(there))
        plan.effects.push_back({.kind = std::string(effect_change_pull),
                                .target = fmt::format("{}#{}", doors.to.repository, open->number),
                                .summary = fmt::format("bring pull request #{} up to date", open->number),
                                .content = {{"title", offer.title}, {"body", offer.body}}});
    else
        plan.effects.push_back({.kind = std::string(effect_open_pull),
                                .target = fmt::format("{} {}", doors.to.repository, offer.branch),
                                .summary = "open a pull request: " + offer.title,
                                .content = {{"title", offer.title}, {"body", offer.body}, {"base", there.base}}});
    return plan;
}

engine::Plan label_plan(const Offer& offer, const ForgeDoors& doors) {
    engine::Plan plan{.action = "update", .scope = doors.to.repository};
    if (!offer.labels.empty())
        plan.effects.push_back({.kind = std::string(effect_label_pull),
                                .target = fmt::format("{} {}", doors.to.repository, offer.branch),
                                .summary = "label it " + join(offer.labels, ", "),
                                .content = {{"labels", join(offer.labels, "\n")}}});
    return plan;
}

}  // namespace ward::update
