#include "faces/cli/branches.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/lifecycle/schedule.h"

namespace ward::cli {
namespace {

using gitobjects::Repository;
using gitobjects::Revision;

// The first of these names that the repository has; the error about the first one where it has none.
Result<Revision> first_of(const Repository& repository, const std::vector<std::string>& names) {
    auto found = repository.resolve(names.front());
    for (size_t i = 1; i < names.size() && !found; ++i)
        if (auto other = repository.resolve(names[i])) return other;
    return found;
}

// main, and the lines of the schedule that have begun and not ended.
Result<std::vector<Revision>> supported(const Repository& repository, const audit::Schedule& schedule, Instant now) {
    std::vector<Revision> revisions;
    WARD_TRY(Revision main, first_of(repository, {"main", "master"}));
    revisions.push_back(std::move(main));
    // The newest line first, as people list them.
    for (const lifecycle::Line& line : schedule.lines | std::views::reverse) {
        const lifecycle::Phase phase = lifecycle::phase_of(line, now);
        if (phase == lifecycle::Phase::planned || phase == lifecycle::Phase::end_of_life) continue;
        auto revision = first_of(repository, {line.name + ".x", line.name});
        if (!revision)
            return fail(
                revision.error().code,
                fmt::format("line {} of {} is supported, but {}", line.name, schedule.name, revision.error().what),
                "--ref");
        revisions.push_back(*std::move(revision));
    }
    return revisions;
}

}  // namespace

Result<Branches> open_branches(const std::string& path, const Invocation& invocation, const audit::Schedule& schedule,
                               Instant now) {
    Branches branches;
    auto opened = Repository::open(path, invocation.values("trust-git"));
    if (!opened) {
        Error error = opened.error();
        // What to do about a worktree, or about a plain folder.
        if (error.code == ErrorCode::unsupported && error.what.starts_with("points to"))
            error.what += " (--trust-git DIR names one)";
        if (error.code == ErrorCode::not_found || error.code == ErrorCode::unsupported) error.code = ErrorCode::usage;
        return std::unexpected(std::move(error));
    }
    branches.repository = std::make_unique<Repository>(*std::move(opened));
    for (const Problem& problem : branches.repository->objects().problems())
        branches.problems.push_back(problem.path + ": " + problem.reason);
    const auto add = [&](Revision revision) {
        // Two names of one branch are one column.
        const auto same = [&](const Revision& one) {
            return one.name == revision.name || (!one.ref.empty() && one.ref == revision.ref);
        };
        if (std::ranges::none_of(branches.revisions, same)) branches.revisions.push_back(std::move(revision));
    };
    for (const std::string& name : invocation.values("ref")) {
        if (name == "supported") {
            WARD_TRY(std::vector<Revision> revisions, supported(*branches.repository, schedule, now));
            for (Revision& revision : revisions) add(std::move(revision));
            continue;
        }
        auto revision = branches.repository->resolve(name);
        if (!revision) {
            // Where something of the repository was not read, the name may be there.
            std::string why = revision.error().what;
            if (!branches.problems.empty()) why += "; not read: " + branches.problems.front();
            return fail(revision.error().code, std::move(why), "--ref");
        }
        add(*std::move(revision));
    }
    if (branches.revisions.size() > max_branches)
        return fail(ErrorCode::usage, fmt::format("names more than {} branches", max_branches), "--ref");
    branches.trees = std::make_unique<inventory::GitTrees>(*branches.repository);
    return branches;
}

}  // namespace ward::cli
