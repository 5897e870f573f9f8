// The release commit of a line on its patched branch, pushed to the private repository, and its pull request there.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/run/effect_kind.h"
#include "actions/release/run/line_patches.h"
#include "actions/release/run/project_checkout.h"
#include "actions/release/run/proposal_texts.h"
#include "actions/release/run/step_parts.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view proposal_words[] = {"line", "remote", "changelog"};
constexpr std::string_view notable_file = "changelog-{}.md";

std::string changelog_path(const StepInput& input, const std::string& line) {
    const std::string named = word_of(input, "changelog");
    return named.empty() ? fmt::format("doc/changelogs/CHANGELOG_V{}.md", line) : named;
}

Result<std::string> notable_changes(const StepPlan& plan, const StepInput& input, const std::string& line) {
    WARD_TRY(const std::vector<OutputFile> files, outputs_of("changelog", plan, input));
    const auto found = std::ranges::find(files, fmt::format(notable_file, line), &OutputFile::name);
    if (found == files.end()) return fail(ErrorCode::internal, "the line has no changelog");
    return found->content;
}

struct Proposal {
    std::string commit;
    std::string title;
    std::string body;
};

Result<Proposal> proposed(StepPlan& plan, const StepInput& input, const Line& line, const update::GitWork& git,
                          const std::string& patched) {
    WARD_TRY(std::string notable, notable_changes(plan, input, line.name));
    WARD_TRY(const Checkout* checkout, input.doors.checkout("project"));
    WARD_TRY(const gitobjects::Repository repository, gitobjects::Repository::open(checkout->folder));
    const std::string base_tag = tag_of(input.project, line.base_version);
    WARD_TRY(const auto tag, release_tag(repository, base_tag));
    if (!tag) {
        plan.refused.push_back(fmt::format("the checkout has no tag {} (git fetch --tags)", base_tag));
        return Proposal{};
    }
    const auto tip = gitobjects::ObjectId::from_hex(patched);
    if (!tip) return fail(ErrorCode::io, "git names no commit");
    ProposalInput texts{.release = input.release,
                        .project = input.project,
                        .line = line,
                        .notable = std::move(notable),
                        .date = format_date(*input.release.lift_at)};
    WARD_TRY(texts.commits, commits_between(repository, tag->commit, *tip));
    const std::string path = changelog_path(input, line.name);
    WARD_TRY(const auto changelog, git.file_at(patched, path));
    std::vector<update::TreeChange> changes;
    if (changelog) {
        const auto with = with_section(texts, *changelog);
        if (with) changes.push_back({path, update::TreeFile(*with)});
        else
            plan.refused.push_back(fmt::format("{} has no list of versions and sections to add one to", display(path)));
    } else {
        plan.refused.push_back(fmt::format("the branch has no {} (--changelog)", display(path)));
    }
    if (plan.is_refused()) return Proposal{};
    const std::string title = proposal_title(texts, *changelog);
    // Dated by the release, so that the same proposal is the same commit whenever it is made.
    WARD_TRY(std::string commit,
             git.write_commit(patched, changes, proposal_message(texts, *changelog), *input.release.lift_at));
    return Proposal{.commit = std::move(commit), .title = title, .body = texts.notable};
}

void add_effect(StepPlan& plan, engine::Effect effect) {
    effect.undo = effect_kind_named(effect.kind)->undo;
    plan.plan.effects.push_back(std::move(effect));
}

Result<StepPlan> plan_proposal(const StepInput& input) {
    StepPlan out = plan_of(*step_named("proposal"), input);
    WARD_TRY(const std::string word, needed_word(input, "line"));
    const auto name = line_named(word);
    const Line* line = name ? input.release.line(*name) : nullptr;
    if (line == nullptr) return fail(ErrorCode::usage, "is no line of the release", "--line");
    if (line->state != LineState::patched && line->state != LineState::open) return out;
    if (!needs_state(out, input, {State::cve_assigned, State::announced, State::postponed},
                     "reports have their CVE ids first"))
        return out;
    if (line->fixed_version.empty() || !input.release.lift_at) {
        out.refused.push_back(fmt::format("{}.x has no fixed version, or the release no date", line->name));
        return out;
    }
    refuse_slipped_in(out, input, *line);
    if (out.is_refused()) return out;
    const auto remote = working_remote(input);
    if (!remote && remote.error().what.starts_with("embargo")) {
        out.breaches.push_back(remote.error().what);
        return out;
    }
    if (!remote) return std::unexpected(remote.error());
    WARD_TRY(const Checkout* checkout, input.doors.checkout("project"));
    WARD_TRY(const update::GitWork git, update::GitWork::open(checkout->folder));
    WARD_TRY(const auto patched, git.commit_of(patched_ref(input.release, line->name)));
    if (!patched) {
        out.refused.push_back(fmt::format("{}.x has no patched branch (ward release patches apply)", line->name));
        return out;
    }
    WARD_TRY(const Proposal proposal, proposed(out, input, *line, git, *patched));
    if (out.is_refused()) return out;
    const std::string branch = fmt::format("v{}-proposal", line->fixed_version);
    WARD_TRY(const auto there, git.remote_tip(*remote, branch, input.doors.git_credentials));
    add_effect(out, {.kind = "git.push",
                     .target = fmt::format("project {} {}", *remote, branch),
                     .summary = fmt::format("push {:.12} to {} of {}", proposal.commit, branch, display(*remote)),
                     .content = {{"commit", proposal.commit}},
                     .requires_state = {{"commit", there.value_or("absent")}}});
    add_effect(out, {.kind = "pull.open",
                     .target = input.project.working_repository(),
                     .summary = fmt::format("open the proposal of {} in {}", line->fixed_version,
                                            input.project.working_repository()),
                     .content = {{"head", branch},
                                 {"base", fmt::format("v{}.x", line->name)},
                                 {"title", fmt::format("v{} proposal", line->fixed_version)},
                                 {"body", proposal.body}}});
    out.notes.emplace_back(
        "the version in the sources and REPLACEME in the documentation are the project's own tools' to write");
    return out;
}

Result<void> absorb(Release& release, const engine::Effect& effect, const engine::Outcome& outcome) {
    if (effect.kind != "pull.open") return {};
    WARD_TRY(const std::string head, content_of(effect, "head"));
    for (Line& line : release.lines)
        if (head == fmt::format("v{}-proposal", line.fixed_version)) {
            line.proposal = outcome.detail;
            line.state = LineState::proposed;
        }
    return {};
}

}  // namespace

WARD_RELEASE_STEP(proposal) = {.name = "proposal",
                               .summary = "make the release commit of a line, and propose it in the private repository",
                               .approval = "proposal",
                               .words = proposal_words,
                               .plan = plan_proposal,
                               .absorb = absorb};

}  // namespace ward::release
