// A line is out: its tag is there, signed, and has every fix that the record says. ward looks and writes it down; it
// does not sign, build or upload.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/run/line_commits.h"
#include "actions/release/run/project_checkout.h"
#include "actions/release/run/step_parts.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view ship_words[] = {"line", "tag", "releaser", "ci-locked"};

bool has_commits(const Range& range, const gitobjects::History::Commits& behind) {
    return !range.commits.empty() && std::ranges::all_of(range.commits, [&](const std::string& hex) {
        const auto id = gitobjects::ObjectId::from_hex(hex);
        return id && behind.contains(*id);
    });
}

// Every report that the line has a fix of is in the tag: by the commits that the record names, or by trailers.
Result<void> refuse_missing_fixes(StepPlan& plan, const StepInput& input, const Line& line,
                                  const gitobjects::Repository& repository, const ReleaseTag& tag) {
    gitobjects::History history(repository);
    WARD_TRY(const gitobjects::History::Commits* behind, history.behind(tag.commit));
    const std::string base_name = tag_of(input.project, line.base_version);
    WARD_TRY(const auto base, release_tag(repository, base_name));
    std::vector<LineCommit> commits;
    if (base) {
        WARD_TRY(commits, commits_between(repository, base->commit, tag.commit));
    } else {
        plan.refused.push_back(fmt::format("the checkout has no tag {} (git fetch --tags)", base_name));
        return {};
    }
    for (const Report& report : input.release.reports) {
        for (const Range& range : report.ranges) {
            if (range.line != line.name || range.fixed != line.fixed_version || has_commits(range, *behind)) continue;
            const bool is_there = std::ranges::any_of(
                commits, [&](const LineCommit& commit) { return fixes(commit, report, line.name); });
            if (!is_there) plan.refused.push_back(fmt::format("the fix of report {} is not in the tag", report.id));
        }
    }
    return {};
}

Result<StepPlan> plan_ship(const StepInput& input) {
    StepPlan out = plan_of(*step_named("ship"), input);
    WARD_TRY(const std::string word, needed_word(input, "line"));
    const auto name = line_named(word);
    const Line* line = name ? input.release.line(*name) : nullptr;
    if (line == nullptr) return fail(ErrorCode::usage, "is no line of the release", "--line");
    if (line->state == LineState::shipped) return out;
    if (!needs_state(out, input, {State::announced, State::postponed}, "it is announced first")) return out;
    if (line->fixed_version.empty()) {
        out.refused.push_back(fmt::format("{}.x has no fixed version", line->name));
        return out;
    }
    const size_t index = static_cast<size_t>(line - input.release.lines.data());
    Line& after = out.after.lines[index];
    if (const std::string releaser = word_of(input, "releaser"); !releaser.empty()) after.releaser = releaser;
    refuse_slipped_in(out, input, *line);
    if (!word_of(input, "ci-locked").empty()) {
        after.state = LineState::locked;
        return out;
    }
    if (input.release.is_embargoed(input.now)) {
        out.breaches.emplace_back("nothing is published before the end of the embargo");
        return out;
    }
    WARD_TRY(const gitobjects::Repository repository, project_repository(input.doors));
    std::string tag_name = word_of(input, "tag");
    if (tag_name.empty()) tag_name = tag_of(input.project, line->fixed_version);
    else if (tag_name != tag_of(input.project, line->fixed_version))
        out.refused.push_back(fmt::format("{} is not the tag of {}", display(tag_name), line->fixed_version));
    WARD_TRY(const auto tag, release_tag(repository, tag_name));
    if (!tag) {
        out.waiting.push_back(fmt::format("the checkout has no tag {} (git fetch --tags)", display(tag_name)));
        out.after = input.release;
        return out;
    }
    if (!tag->is_annotated || !tag->is_signed)
        out.refused.push_back(fmt::format("{} is no signed tag", display(tag_name)));
    WARD_TRY_VOID(refuse_missing_fixes(out, input, *line, repository, *tag));
    after.tag = tag_name;
    after.commit = tag->commit.hex();
    after.state = LineState::shipped;
    const bool all_out =
        std::ranges::all_of(out.after.lines, [](const Line& one) { return one.state == LineState::shipped; });
    if (all_out) out.after.state = State::shipped;
    out.notes.push_back(fmt::format("whose signature it is: git verify-tag {}", display(tag_name)));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(ship) = {.name = "ship",
                           .summary = "write down that a line is out, when its tag has every fix",
                           .approval = "ship",
                           .words = ship_words,
                           .plan = plan_ship};

}  // namespace ward::release
