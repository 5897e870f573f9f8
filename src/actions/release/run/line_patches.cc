#include "actions/release/run/line_patches.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/embargo/git_asker.h"
#include "actions/release/run/line_commits.h"
#include "actions/release/run/project_checkout.h"
#include "actions/release/run/step_parts.h"
#include "base/text.h"
#include "io/net/pulls.h"

namespace ward::release {
namespace {

using Standing = LinePatch::Standing;

// "https://github.com/OWNER/REPO/pull/7" of this repository: 7.
std::optional<int64_t> number_of_pull(std::string_view url, const std::string& repository) {
    const std::string prefix = fmt::format("https://github.com/{}/pull/", repository);
    if (!url.starts_with(prefix)) return std::nullopt;
    return to_number<int64_t>(url.substr(prefix.size()));
}

// Each pull request once, with the trailers of all that it fixes in the line.
std::vector<LinePatch> wanted_patches(const Release& release, const std::string& line) {
    std::vector<LinePatch> out;
    const auto patch_of = [&](const std::string& pull) -> LinePatch& {
        const auto found = std::ranges::find(out, pull, &LinePatch::pull);
        if (found != out.end()) return *found;
        out.push_back({.pull = pull, .trailers = {"PR-URL: " + pull}});
        return out.back();
    };
    for (const Report& report : release.reports) {
        for (const Range& range : report.ranges) {
            if (range.line != line || range.pull.empty()) continue;
            LinePatch& patch = patch_of(range.pull);
            patch.reports.push_back(report.id);
            // A report without an id yet has no trailer of it: that is told by `check`, and is no reason to stop.
            for (const std::string& cve : report.cves) patch.trailers.push_back("CVE-ID: " + cve);
        }
    }
    for (const Dependency& dependency : release.dependencies)
        if (dependency.line == line && !dependency.pull.empty()) patch_of(dependency.pull);
    return out;
}

class Applying {
  public:
    Applying(const StepInput& input, std::string line, std::string remote, update::GitWork git, std::string folder)
        : input_(input),
          line_(std::move(line)),
          remote_(std::move(remote)),
          git_(std::move(git)),
          folder_(std::move(folder)) {}

    Result<LinePatches> run(const std::string& base) {
        LinePatches out;
        const std::string branch = base.empty() ? fmt::format("v{}.x-staging", line_) : base;
        WARD_TRY(const auto tip, brought(branch));
        if (!tip)
            return fail(ErrorCode::not_found, fmt::format("{} has no branch {}", display(remote_), display(branch)));
        out.base = *tip;
        out.tip = *tip;
        out.patches = wanted_patches(input_.release, line_);
        WARD_TRY_VOID(read_staged(out.base));
        for (LinePatch& patch : out.patches) WARD_TRY_VOID(apply(patch, out.tip));
        return out;
    }

  private:
    // The commit of a branch there, with its objects here.
    Result<std::optional<std::string>> brought(const std::string& branch) {
        WARD_TRY(auto tip, git_.remote_tip(remote_, branch, input_.doors.git_credentials));
        if (!tip) return std::nullopt;
        WARD_TRY(const auto known, git_.commit_of(*tip));
        if (!known) WARD_TRY_VOID(git_.bring(remote_, branch, input_.doors.git_credentials));
        return tip;
    }

    // What the staging branch has on top of the version that the release builds on.
    Result<void> read_staged(const std::string& base) {
        const Line* line = input_.release.line(line_);
        if (line == nullptr || line->base_version.empty()) return {};
        WARD_TRY(const gitobjects::Repository repository, gitobjects::Repository::open(folder_));
        WARD_TRY(const auto tag, release_tag(repository, tag_of(input_.project, line->base_version)));
        const auto tip = gitobjects::ObjectId::from_hex(base);
        if (!tag || !tip) return {};
        WARD_TRY(staged_, commits_between(repository, tag->commit, *tip));
        return {};
    }

    bool is_staged(const LinePatch& patch) const {
        return std::ranges::any_of(staged_, [&](const LineCommit& commit) {
            const std::vector<std::string> urls = trailers(commit.message, "PR-URL");
            return std::ranges::find(urls, patch.pull) != urls.end();
        });
    }

    Result<void> apply(LinePatch& patch, std::string& tip) {
        if (is_staged(patch)) {
            patch.standing = Standing::there;
            return {};
        }
        const auto number = number_of_pull(patch.pull, input_.project.working_repository());
        if (!number) {
            patch.reason = fmt::format("is no pull request of {}", input_.project.working_repository());
            return {};
        }
        if (!input_.doors.pulls) return fail(ErrorCode::usage, "pull requests are not asked for with --offline");
        WARD_TRY(net::Pulls * service, input_.doors.pulls(input_.project.working_repository()));
        const auto pull = service->pull(*number);
        if (!pull && pull.error().code != ErrorCode::not_found) return std::unexpected(pull.error());
        if (!pull) {
            patch.reason = "is not there";
            return {};
        }
        WARD_TRY(const auto head, brought(fmt::format("refs/pull/{}/head", *number)));
        WARD_TRY(const auto base, brought(pull->base));
        if (!head || !base) {
            patch.reason = !head ? "its commits are not at the remote" : "its base branch is not at the remote";
            return {};
        }
        return pick_all(patch, *base, *head, tip);
    }

    Result<void> pick_all(LinePatch& patch, const std::string& base, const std::string& head, std::string& tip) {
        WARD_TRY(const gitobjects::Repository repository, gitobjects::Repository::open(folder_));
        const auto from = gitobjects::ObjectId::from_hex(base);
        const auto to = gitobjects::ObjectId::from_hex(head);
        if (!from || !to) return fail(ErrorCode::io, "git names no commit");
        WARD_TRY(std::vector<LineCommit> commits, commits_between(repository, *from, *to));
        if (commits.size() > max_commits_of_pull)
            return fail(ErrorCode::limit, fmt::format("a pull request has more than {} commits", max_commits_of_pull));
        std::ranges::reverse(commits);
        std::string now = tip;
        for (const LineCommit& commit : commits) {
            WARD_TRY(const update::GitWork::Picked picked, git_.pick(commit.id.hex(), now));
            if (!picked.conflicts.empty()) {
                patch.standing = Standing::conflicts;
                patch.conflicts = picked.conflicts;
                return {};
            }
            WARD_TRY(const std::string tree, git_.tree_of(now));
            if (picked.tree == tree) continue;  // the line has that already
            WARD_TRY(const update::CommitFacts facts, git_.facts_of(commit.id.hex()));
            WARD_TRY(now, git_.write_picked(picked.tree, now, commit.id.hex(),
                                            with_trailers(commit.message, patch.trailers), facts.committed));
            ++patch.commits;
        }
        patch.standing = patch.commits == 0 ? Standing::there : Standing::applies;
        tip = now;
        return {};
    }

    const StepInput& input_;
    std::string line_;
    std::string remote_;
    update::GitWork git_;
    std::string folder_;
    std::vector<LineCommit> staged_;
};

}  // namespace

bool LinePatches::is_whole() const {
    return std::ranges::all_of(patches, [](const LinePatch& patch) {
        return patch.standing == Standing::applies || patch.standing == Standing::there;
    });
}

std::string patched_ref(const Release& release, const std::string& line) {
    return fmt::format("refs/heads/ward-security/{}/v{}.x", release.id, line);
}

Result<std::string> working_remote(const StepInput& input) {
    WARD_TRY(std::string remote, needed_word(input, "remote"));
    WARD_TRY(const Checkout* checkout, input.doors.checkout("project"));
    if (input.doors.audience == nullptr) return fail(ErrorCode::internal, "audiences are not known");
    WARD_TRY(const PushTargets targets,
             push_targets(checkout->folder, remote, environment_of_process(), *input.doors.audience));
    if (input.release.is_embargoed(input.now) && targets.audience() != Audience::closed)
        return fail(ErrorCode::conflict, fmt::format("embargo: the remote {} is public", display(remote)));
    return remote;
}

Result<LinePatches> line_patches(const StepInput& input, const std::string& line, const std::string& remote,
                                 const std::string& base) {
    WARD_TRY(const Checkout* checkout, input.doors.checkout("project"));
    WARD_TRY(update::GitWork git, update::GitWork::open(checkout->folder));
    return Applying(input, line, remote, std::move(git), checkout->folder).run(base);
}

}  // namespace ward::release
