// The effects of an update's plan, and the driver that does them once (actions/engine):
//   tree.exchange   target: a folder of the project; staged, tree (digest); requires tree: the digest of what is there,
//                   "absent" where nothing is
//   file.replace    target: a file of the project; staged, sha256 ("absent": it is removed); requires sha256, "absent"
//                   where nothing is
//   git.commit      target: a ref; commit, [index]; requires commit, "absent" where the ref is not there
//   git.push        target: "REMOTE BRANCH"; commit; requires commit, likewise
//   pull.open       target: "OWNER/REPO BRANCH"; title, body, base
//   pull.label      target: "OWNER/REPO BRANCH"; labels (a line each), of the branch's open pull request
//   pull.change     target: "OWNER/REPO#7"; title, body; requires body: its digest
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/executor.h"
#include "actions/update/run/git_work.h"
#include "actions/update/tree/tree.h"
#include "base/root.h"
#include "io/net/pulls.h"

namespace ward::update {

inline constexpr std::string_view effect_exchange = "tree.exchange";
inline constexpr std::string_view effect_replace = "file.replace";
inline constexpr std::string_view effect_commit = "git.commit";
inline constexpr std::string_view effect_push = "git.push";
inline constexpr std::string_view effect_open_pull = "pull.open";
inline constexpr std::string_view effect_change_pull = "pull.change";
inline constexpr std::string_view effect_label_pull = "pull.label";
inline constexpr std::string_view absent_word = "absent";

// The first line of what is ward's in a pull request's body, and the last; what stands outside is people's.
inline constexpr std::string_view pull_begin = "<!-- ward-update: begin -->";
inline constexpr std::string_view pull_end = "<!-- ward-update: end -->";
// `body` with what is between the marks replaced by `ours`; appended where there are none.
std::string with_our_part(std::string_view body, std::string_view ours);

// Where people look at it: its URL, or "#7" where the forge's answer has none that can be shown.
std::string link_of(const net::PullRequest& pull);

// What is at a path of the project: the digest of a folder's tree or a file's bytes; "absent".
Result<std::string> digest_of_folder(const Root& project, std::string_view path);
Result<std::string> digest_of_file(const Root& project, std::string_view path);

class UpdateDriver : public engine::Driver {
  public:
    struct Doors {
        const Root* project = nullptr;
        const GitWork* git = nullptr;  // null where nothing is committed
        net::Pulls* pulls = nullptr;   // null where nothing is proposed
        std::string repository = {};   // "OWNER/REPO", of `pulls`
        GitCredentials credentials = {};
    };
    explicit UpdateDriver(Doors doors) : doors_(std::move(doors)) {}

    Result<engine::Sight> look(const engine::Effect& effect, engine::Doubt doubt) override;
    Result<std::string> perform(const engine::Effect& effect) override;

  private:
    Result<engine::Sight> look_at_place(const engine::Effect& effect) const;
    Result<engine::Sight> look_at_ref(const engine::Effect& effect) const;
    Result<engine::Sight> look_at_remote(const engine::Effect& effect) const;
    Result<engine::Sight> look_for_pull(const engine::Effect& effect) const;
    Result<engine::Sight> look_at_labels(const engine::Effect& effect) const;
    Result<engine::Sight> look_at_pull(const engine::Effect& effect) const;
    Result<std::string> put_in_place(const engine::Effect& effect) const;
    Result<std::string> move_ref(const engine::Effect& effect) const;
    Result<std::string> push(const engine::Effect& effect) const;
    Result<std::string> open_pull(const engine::Effect& effect) const;
    Result<std::string> change_pull(const engine::Effect& effect) const;
    Result<std::string> label_pull(const engine::Effect& effect) const;
    Result<void> check_forge(const engine::Effect& effect) const;
    // The branch's, which "OWNER/REPO BRANCH" names.
    Result<std::optional<net::PullRequest>> open_pull_of(const std::string& target) const;

    Doors doors_;
};

// Takes back what an effect of the first two kinds did, where nothing has changed since: what was there before is
// still at `staged`. `conflict` where something else is there by now, `not_found` where the old state is gone.
Result<void> take_back(const Root& project, const engine::Effect& effect);

}  // namespace ward::update
