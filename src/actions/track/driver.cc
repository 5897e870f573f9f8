#include "actions/track/driver.h"

#include <algorithm>
#include <thread>

#include <fmt/core.h>

#include "actions/track/effects.h"
#include "actions/track/marker.h"
#include "base/text.h"
#include "judges/scorecard/monitor/issue_marker.h"

namespace ward::track {
namespace {

namespace monitor = scorecard::monitor;
using engine::Doubt;
using engine::Effect;
using engine::Sight;
using engine::Standing;

std::string value_of(const std::map<std::string, std::string>& texts, const std::string& key) {
    const auto found = texts.find(key);
    return found == texts.end() ? std::string() : found->second;
}

std::string name_of_issue(int64_t number) {
    return fmt::format("#{}", number);
}

std::string_view state_of(const net::Issue& issue) {
    return issue.open ? "open" : "closed";
}

// Whether the issue still is as the plan had it.
Sight as_required(const Effect& effect, const net::Issue& issue) {
    const auto& required = effect.requires_state;
    if (const std::string body = value_of(required, "body"); !body.empty() && body != body_digest(issue.body))
        return {Standing::changed, name_of_issue(issue.number) + " was edited after the plan was made"};
    if (const std::string state = value_of(required, "state"); !state.empty() && state != state_of(issue))
        return {Standing::changed,
                fmt::format("{} is {} since the plan was made", name_of_issue(issue.number), state_of(issue))};
    return {};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string_view line : split(text, '\n'))
        if (!line.empty()) lines.emplace_back(line);
    return lines;
}

// Is this the issue that the effect opens? That of a watch is a new one where the one before was closed, unless that
// told the same.
bool is_opened(const net::Issue& issue, const Effect& effect) {
    if (const auto wanted = monitor::find_issue_marker(value_of(effect.content, "body"))) {
        const auto own = monitor::find_issue_marker(issue.body);
        return own && own->key == wanted->key && (issue.open || own->news == wanted->news);
    }
    const auto body = split_body(issue.body);
    return body && !body->marker.adopted && body->marker.key == value_of(effect.content, "key");
}

}  // namespace

Result<Sight> IssueDriver::look(const Effect& effect, Doubt doubt) {
    WARD_TRY(Sight sight, look_once(effect, doubt));
    if (doubt == Doubt::none) return sight;
    for (const auto wait : patience_.waits) {
        if (sight.standing != Standing::missing) break;
        if (patience_.sleep) patience_.sleep(wait);
        else std::this_thread::sleep_for(wait);
        WARD_TRY(sight, look_once(effect, doubt));
    }
    return sight;
}

Result<Sight> IssueDriver::look_once(const Effect& effect, Doubt doubt) {
    if (effect.kind == effect_open) return look_for_issue(effect, doubt);
    if (effect.kind == effect_comment) return look_for_comment(effect);
    if (effect.kind == effect_change) return look_at_issue(effect);
    return fail(ErrorCode::unsupported, "no such effect: " + display(effect.kind), effect.target);
}

// The plan was made from the whole list a moment ago, so that only the newest can be news; an intent may be older.
Result<Sight> IssueDriver::look_for_issue(const Effect& effect, Doubt doubt) {
    WARD_TRY(const std::vector<net::Issue> issues, doubt == Doubt::none ? forge_.newest_issues() : forge_.issues());
    for (const net::Issue& issue : issues)
        if (!issue.pull_request && trust_.in(issue.author) && is_opened(issue, effect))
            return Sight{Standing::present, name_of_issue(issue.number)};
    return Sight{};
}

Result<Sight> IssueDriver::look_at_issue(const Effect& effect) {
    WARD_TRY(const net::Issue issue, forge_.issue(issue_number(effect.target)));
    const std::string state = value_of(effect.content, "state");
    if (normal_body(issue.body) == normal_body(value_of(effect.content, "body")) &&
        (state.empty() || state == state_of(issue)))
        return Sight{Standing::present, name_of_issue(issue.number)};
    return as_required(effect, issue);
}

Result<Sight> IssueDriver::look_for_comment(const Effect& effect) {
    const int64_t number = issue_number(effect.target);
    WARD_TRY(const std::vector<net::Comment> comments, forge_.comments(number));
    const std::string wanted = value_of(effect.content, "body");
    const std::string marker = wanted.substr(0, wanted.find('\n'));
    const bool there = std::ranges::any_of(comments, [&](const net::Comment& comment) {
        const std::string body = normal_body(comment.body);
        return trust_.in(comment.author) && body.substr(0, body.find('\n')) == marker;
    });
    if (there) return Sight{Standing::present, name_of_issue(number)};
    WARD_TRY(const net::Issue issue, forge_.issue(number));
    return as_required(effect, issue);
}

Result<std::string> IssueDriver::perform(const Effect& effect) {
    const std::string body = value_of(effect.content, "body");
    if (effect.kind == effect_open) {
        WARD_TRY(const net::Issue issue,
                 forge_.open_issue({.title = value_of(effect.content, "title"),
                                    .body = body,
                                    .labels = lines_of(value_of(effect.content, "labels")),
                                    .assignees = lines_of(value_of(effect.content, "assignees"))}));
        // Or every run would open it again.
        if (!trust_.in(issue.author))
            return fail(
                ErrorCode::auth,
                fmt::format("{} was opened as {}, whom the next run would not know: say --track-author {}",
                            name_of_issue(issue.number), display(issue.author.login), display(issue.author.login)));
        return name_of_issue(issue.number);
    }
    const int64_t number = issue_number(effect.target);
    if (effect.kind == effect_comment) {
        WARD_TRY_VOID(forge_.comment(number, body));
        return name_of_issue(number);
    }
    net::IssueChange change{.body = body, .reason = value_of(effect.content, "reason")};
    if (const std::string state = value_of(effect.content, "state"); !state.empty()) change.open = state == "open";
    WARD_TRY([[maybe_unused]] const net::Issue issue, forge_.change_issue(number, change));
    return name_of_issue(number);
}

}  // namespace ward::track
