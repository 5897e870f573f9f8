#include "actions/track/effects.h"

#include <fmt/core.h>

#include "actions/track/marker.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::track {
namespace {

std::map<std::string, std::string> state_of(const net::Issue& issue) {
    return {{"body", body_digest(issue.body)}, {"state", issue.open ? "open" : "closed"}};
}

}  // namespace

engine::Effect open_effect(const std::string& repository, const net::NewIssue& issue, const std::string& key,
                           const std::string& about) {
    engine::Effect effect;
    effect.kind = effect_open;
    effect.target = "issues of " + repository;
    effect.summary = fmt::format("open {}: {}", issue.title, about);
    effect.content = {{"title", issue.title}, {"body", issue.body}, {"labels", join(issue.labels, "\n")}, {"key", key}};
    if (!issue.assignees.empty()) effect.content["assignees"] = join(issue.assignees, "\n");
    effect.undo = "close the issue";
    return effect;
}

engine::Effect change_effect(const std::string& repository, const net::Issue& issue, std::string body,
                             std::optional<bool> open) {
    engine::Effect effect;
    effect.kind = effect_change;
    effect.target = issue_target(repository, issue.number);
    effect.content = {{"body", std::move(body)}};
    if (open) effect.content["state"] = *open ? "open" : "closed";
    if (open == false) effect.content["reason"] = "completed";
    effect.requires_state = state_of(issue);
    return effect;
}

engine::Effect comment_effect(const std::string& repository, const net::Issue& issue, const std::string& marker,
                              const std::string& text, std::string summary) {
    return {.kind = std::string(effect_comment),
            .target = issue_target(repository, issue.number),
            .summary = std::move(summary),
            .content = {{"body", marker + "\n" + text + "\n"}},
            .requires_state = state_of(issue),
            .undo = "delete the comment"};
}

std::string issue_target(const std::string& repository, int64_t number) {
    return fmt::format("issue {}#{}", repository, number);
}

int64_t issue_number(std::string_view target) {
    const size_t sign = target.rfind('#');
    return sign == std::string_view::npos ? 0 : to_number<int64_t>(target.substr(sign + 1)).value_or(0);
}

std::string body_digest(std::string_view body) {
    return "sha256:" + sha256_hex(normal_body(body));
}

}  // namespace ward::track
