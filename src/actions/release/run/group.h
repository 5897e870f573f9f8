// The group's private repository, which is the store of its releases: whatever a steward does is a commit, and a second
// steward goes on from there. The working tree is the user's own checkout, on any branch.
//
//   ward.release.toml                what is the same for all releases (record/project.h)
//   stewards.toml                    who may approve (approve/stewards.h)
//   releases/ID/release.json         the record
//   releases/ID/plans/HASH/          plans that were, or are to be, carried out (plan_files.h)
//   releases/ID/pending.json         which of them wait for approvals
//   releases/ID/approvals/HASH/…     approvals of them
//   releases/ID/running.json         the plan that is being carried out, by whom: while it is there nobody else begins.
//                                    A push that is refused because the branch moved decides between two who try at
//                                    once
//   releases/ID/journal              intents and outcomes of effects (actions/engine/journal.h)
//   releases/ID/log.jsonl            what was done, chained (approve/audit_log.h)
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/record/project.h"
#include "actions/release/record/release.h"
#include "actions/release/record/siblings.h"
#include "actions/release/run/sealing.h"
#include "actions/update/run/git_work.h"
#include "base/result.h"
#include "base/root.h"

namespace ward::release {

constexpr size_t max_group_file = 64u << 20;

// A file below the repository's root; without content it goes away.
struct GroupChange {
    std::string path;
    std::optional<std::string> content;
};

// Who carries out what.
struct Running {
    std::string plan;  // hash
    std::string step;
    std::string steward;
    std::string host;
    std::string since;  // RFC 3339

    bool operator==(const Running&) const = default;
};

class Group {
  public:
    struct Remote {
        std::string name = "origin";  // of git; empty: commits stay here
        update::GitCredentials credentials = {};
    };
    // `not_found` where the folder is no work tree of git, or has no ward.release.toml.
    static Result<Group> open(const std::string& folder, Remote remote);

    const Project& project() const { return project_; }
    const update::GitWork& git() const { return git_; }
    const std::string& folder() const { return root_.path(); }

    // Ids of the releases, sorted.
    Result<std::vector<std::string>> ids() const;
    // Those and the ones that are only planned yet.
    Result<std::vector<std::string>> folders() const;
    // The one that is not closed; `not_found` where there is none, `usage` where there are several.
    Result<std::string> current() const;
    Result<Release> release(std::string_view id) const;
    Result<std::vector<Release>> all() const;
    // Of all releases but this one.
    Result<Siblings> others(std::string_view id) const;
    Result<std::optional<Running>> running(std::string_view id) const;
    // A file of the repository as it stands here, decrypted where it is encrypted; nothing: it is not there.
    Result<std::optional<std::string>> read(std::string_view path) const;
    // Does the group encrypt what is embargoed (Project::encrypt_to)?
    bool is_sealing() const { return !project_.encrypt_to.empty(); }

    // Sends what an earlier run could not send. A `conflict` error where the remote has what is not here (git pull).
    Result<void> bring_up_to_date() const;
    // One commit of these files alone, and the push of it. Behind a `conflict` error neither is done: files, index and
    // branch are as they were. Behind an error of the network the commit is there, and sent by the next run. Files are
    // readable by their owner alone.
    Result<void> commit(std::span<const GroupChange> given, std::string_view message, Instant when);

    static std::string path_of(std::string_view id, std::string_view file);  // "releases/ID/FILE"
    std::string folder_of(std::string_view id) const { return folder() + "/releases/" + std::string(id); }

  private:
    Group(update::GitWork git, Root root, Remote remote)
        : git_(std::move(git)), root_(std::move(root)), remote_(std::move(remote)) {}
    Result<std::string> branch() const;
    Result<std::optional<std::string>> raw(std::string_view path) const;
    // As it stands in the repository: what says the same as before stays as it is, though encrypted anew it would be
    // other bytes.
    Result<std::string> sealed(const GroupChange& change, const std::optional<std::string>& old) const;
    Result<void> write(std::span<const GroupChange> changes) const;
    Result<void> push(const std::string& branch, const std::string& commit, const std::string& before) const;

    update::GitWork git_;
    Root root_;
    Remote remote_;
    Project project_;
    Sealer sealer_ = sealer_of_process();
};

std::string to_json(const Running& running);
Result<Running> running_from_json(std::string_view json, std::string_view name);

}  // namespace ward::release
