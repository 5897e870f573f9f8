#include "actions/track/watch_planner.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/track/effects.h"
#include "base/text.h"
#include "judges/scorecard/monitor/drop_in_report.h"
#include "judges/scorecard/monitor/issue_marker.h"
#include "judges/scorecard/monitor/watch_reports.h"

namespace ward::track {
namespace {

namespace monitor = scorecard::monitor;

// An issue of this watch.
struct Kept {
    const net::Issue* issue = nullptr;
    monitor::IssueMarker marker;
};

class WatchPlanner {
  public:
    WatchPlanner(const monitor::Watch& watch, const WatchIssueOptions& options)
        : watch_(watch),
          options_(options),
          text_(monitor::watch_issue(watch)),
          marker_(monitor::find_issue_marker(text_).value_or(monitor::IssueMarker{})) {
        plan_.action = "watch";
        plan_.scope = options.scope;
    }

    engine::Plan plan(const std::vector<net::Issue>& issues) {
        for (const net::Issue& issue : issues) sort_in(issue);
        if (open_) update(*open_);
        else open();
        return std::move(plan_);
    }

  private:
    void note(std::string text) { plan_.notes.push_back(std::move(text)); }

    void sort_in(const net::Issue& issue) {
        if (issue.pull_request) return;
        const auto marker = monitor::find_issue_marker(issue.body);
        if (!marker || marker->key != marker_.key) return;
        if (!options_.trust.in(issue.author))
            note(fmt::format("#{} has the marker of this issue, but {} may not write here: left alone", issue.number,
                             display(issue.author.login)));
        else if (!issue.open) closed_.push_back({&issue, *marker});
        else if (!open_) open_ = {&issue, *marker};
        else note(fmt::format("#{} is about the same as #{}: left alone", issue.number, open_->issue->number));
    }

    // The text stays where it says already what is so, and what happened last: a later date alone is no news, and what
    // changed must not be gone when people come to read it.
    void update(const Kept& kept) {
        const net::Issue& issue = *kept.issue;
        const bool is_told = marker_.news.empty() || marker_.news == kept.marker.news;
        if (is_told && marker_.state == kept.marker.state) return;
        if (!issue.body.contains(monitor::issue_start_tag)) {
            note(fmt::format("#{} has lost the line {}: its text is left alone", issue.number,
                             monitor::issue_start_tag));
            return;
        }
        auto body = monitor::replace_segment(issue.body, text_, monitor::issue_start_tag, monitor::issue_end_tag);
        if (!body) {
            note(fmt::format("#{} {}: its text is left alone", issue.number, body.error().what));
            return;
        }
        if (body->size() > net::max_issue_body) {
            note(fmt::format("#{} is too long for what would be written into it: left alone", issue.number));
            return;
        }
        engine::Effect effect = change_effect(options_.repository, issue, std::move(*body), {});
        effect.summary =
            fmt::format("update #{} {}: {}", issue.number, display(issue.title), monitor::headline_of(watch_));
        effect.undo = "write its former text back";
        plan_.effects.push_back(std::move(effect));
    }

    void open() {
        if (watch_.summary.changed == 0) {
            note(closed_.empty() ? "no issue is opened: no score changed"
                                 : fmt::format("#{} was closed, and no score changed since: no other is opened",
                                               closed_.back().issue->number));
            return;
        }
        // What was closed is what somebody has read. An interrupted run may come again with the same changes.
        const auto told = std::ranges::find_if(
            closed_, [&](const Kept& kept) { return !marker_.news.empty() && kept.marker.news == marker_.news; });
        if (told != closed_.end()) {
            note(fmt::format("#{} was closed, and tells these changes: no other is opened", told->issue->number));
            return;
        }
        const std::string body = fmt::format("{}\n{}\n{}\n", monitor::issue_start_tag, text_, monitor::issue_end_tag);
        const net::NewIssue issue{
            .title = options_.title, .body = body, .labels = options_.labels, .assignees = options_.assignees};
        plan_.effects.push_back(open_effect(options_.repository, issue, marker_.key, monitor::headline_of(watch_)));
    }

    const monitor::Watch& watch_;
    const WatchIssueOptions& options_;
    std::string text_;
    monitor::IssueMarker marker_;
    std::optional<Kept> open_;
    std::vector<Kept> closed_;
    engine::Plan plan_;
};

}  // namespace

engine::Plan plan_watch_issue(const monitor::Watch& watch, std::vector<net::Issue> issues,
                              const WatchIssueOptions& options) {
    // Of two open ones the older counts.
    std::ranges::sort(issues, {}, &net::Issue::number);
    return WatchPlanner(watch, options).plan(issues);
}

}  // namespace ward::track
