// From a commit on a branch of ward's to a pull request: how the branch stands at the remote, what is offered, and the
// effects that lie between. One branch and one pull request a dependency; what people did to either is theirs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/plan.h"
#include "actions/update/run/git_work.h"
#include "actions/update/run/prepare.h"
#include "io/net/pulls.h"

namespace ward::update {

struct Proposal {
    std::string repository;  // "owner/name"
    std::string remote = "origin";
    std::string base;  // branch; empty: the forge's default
};

struct ForgeDoors {
    const GitWork* git = nullptr;
    net::Pulls* pulls = nullptr;
    GitCredentials credentials = {};
    Proposal to = {};
};

// What is offered. A run keeps it in its folder, because a run that is resumed has no tree to make it of.
struct Offer {
    std::string id = {};  // of the dependency
    std::string version = {};
    bool is_wanted = false;  // by name (--to): what people said of this version earlier does not count
    std::string branch = {};
    std::string commit = {};
    std::string title = {};
    std::string body = {};  // the part that is ward's
    std::vector<std::string> labels = {};

    bool operator==(const Offer&) const = default;
};
std::string to_json(const Offer& offer);
Result<Offer> offer_from_json(std::string_view text, std::string_view name);
Result<Offer> offer_of(const Work& work, bool is_wanted, const std::string& branch, const std::string& commit);

// Is a commit what ward made, and nobody's since? Whoever amends or rebases it leaves another time in it.
bool is_own(const CommitFacts& facts, std::string_view id);

struct BranchThere {
    std::optional<std::string> tip;       // ward's own commit, and known here
    std::string base;                     // that is proposed to
    std::vector<net::PullRequest> pulls;  // of the branch, the newest first
};
// A `conflict` where the branch has commits that are not ward's.
Result<BranchThere> look_there(const ForgeDoors& doors, std::string_view id, const std::string& branch);

// Why this version is not to be proposed: people closed its pull request, or merged it already. Empty where it may be.
// While one is open, or where this checkout has had the merge (it was taken back since), nothing holds it.
std::string hold_of(const BranchThere& there, const ForgeDoors& doors, std::string_view id, std::string_view version);

// The line of a body by which hold_of() knows of which version a pull request is.
std::string version_mark(std::string_view id, std::string_view version);

// One after the other: a refused push is no reason to open a pull request, and one without its labels is one still.
// A plan is empty where there is nothing to do.
engine::Plan push_plan(const Offer& offer, const BranchThere& there, const ForgeDoors& doors);
engine::Plan pull_plan(const Offer& offer, const BranchThere& there, const ForgeDoors& doors);
engine::Plan label_plan(const Offer& offer, const ForgeDoors& doors);

}  // namespace ward::update
