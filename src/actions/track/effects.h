// The effects of a tracker's plan: what the planner makes and the driver understands.
//   issue.open     title, body, labels (a line each), [assignees (a line each)], key
//   issue.change   body, [state, reason]; requires body and state
//   issue.comment  body, whose first line is its marker; requires body and state
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/plan.h"
#include "io/net/forge.h"

namespace ward::track {

inline constexpr std::string_view effect_open = "issue.open";
inline constexpr std::string_view effect_change = "issue.change";
inline constexpr std::string_view effect_comment = "issue.comment";

// `about` is for the summary.
engine::Effect open_effect(const std::string& repository, const net::NewIssue& issue, const std::string& key,
                           const std::string& about);
// `open`: the state that it is to have; without, it keeps its own. Summary and undo are the caller's.
engine::Effect change_effect(const std::string& repository, const net::Issue& issue, std::string body,
                             std::optional<bool> open);
engine::Effect comment_effect(const std::string& repository, const net::Issue& issue, const std::string& marker,
                              const std::string& text, std::string summary);

// "issue OWNER/REPO#12", and the number of such a target; 0 where it is none.
std::string issue_target(const std::string& repository, int64_t number);
int64_t issue_number(std::string_view target);
// How `requires_state` names a body.
std::string body_digest(std::string_view body);

}  // namespace ward::track
