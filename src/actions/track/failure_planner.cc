// See failure_planner.h.
#include "actions/track/failure_planner.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "actions/track/effects.h"
#include "actions/track/marker.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/escape.h"

namespace ward::track {
namespace {

constexpr std::string_view about = "ward-update/";

std::string key_of(const DependencyUpdate& update) {
    return sha256_hex(std::string(about) + update.id).substr(0, 16);
}

// The reason in a few hex digits: whether a closed issue told the same one.
std::string reason_id(const DependencyUpdate& update) {
    return sha256_hex(update.failed_in + update.reason).substr(0, 16);
}

// Without a date or a count: the same failure is the same text, and not a change every week.
std::string text_of(const DependencyUpdate& update, const FailureIssueOptions& options) {
    std::string out = fmt::format("The update of `{}` fails.\n\n| | |\n| --- | --- |\n", escape_markdown(update.id));
    const auto row = [&](std::string_view word, const std::string& value) {
        if (!value.empty()) out += fmt::format("| {} | {} |\n", word, escape_markdown(value));
    };
    row("in", update.path);
    row("version", update.current);
    row("newest", update.chosen.empty() ? update.newest : update.chosen);
    row("fails after", to_lower(update.failed_in));
    row("reason", update.reason);
    row("would close", join(update.closes, " "));
    out += "\nThis issue is closed when the update works again.";
    // These are the project's own words: its recipe names them so that they are told.
    if (const auto people = options.notify.find(update.id); people != options.notify.end() && !people->second.empty())
        out += fmt::format("\n\ncc @{}", join(people->second, " @"));
    return out;
}

class FailurePlanner {
  public:
    FailurePlanner(const FailureIssueOptions& options) : options_(options) {
        plan_.action = "update-failures";
        plan_.scope = options.scope;
    }

    engine::Plan plan(const std::vector<DependencyUpdate>& updates, const std::vector<net::Issue>& issues) {
        for (const net::Issue& issue : issues) sort_in(issue);
        for (const DependencyUpdate& update : updates) {
            if (update.id.empty()) continue;
            if (update.state == "FAILED") failed(update);
            else worked(update);
        }
        return std::move(plan_);
    }

  private:
    struct Kept {
        const net::Issue* issue = nullptr;
        MarkedBody body;
    };

    void sort_in(const net::Issue& issue) {
        if (issue.pull_request) return;
        auto body = split_body(issue.body);
        if (!body || !body->marker.package.starts_with(about)) return;
        const std::string id = body->marker.package.substr(about.size());
        if (!options_.trust.in(issue.author)) {
            plan_.notes.push_back(fmt::format("#{} has the marker of {}, but {} may not write here: left alone",
                                              issue.number, display(id), display(issue.author.login)));
            return;
        }
        // The newest closed one and the oldest open one are those that count.
        std::map<std::string, Kept>& side = issue.open ? open_ : closed_;
        const auto at = side.find(id);
        if (at == side.end()) side.emplace(id, Kept{&issue, std::move(*body)});
        else if (!issue.open) at->second = {&issue, std::move(*body)};
        else
            plan_.notes.push_back(
                fmt::format("#{} is about the same as #{}: left alone", issue.number, at->second.issue->number));
    }

    static Marker marker_for(const DependencyUpdate& update, bool closed, int round) {
        Marker marker;
        marker.key = key_of(update);
        marker.closed = closed;
        marker.round = round;
        marker.package = std::string(about) + update.id;
        marker.ids = {reason_id(update)};
        return marker;
    }

    void failed(const DependencyUpdate& update) {
        if (const auto at = open_.find(update.id); at != open_.end()) {
            change(at->second, update, text_of(update, options_), {}, "update");
            return;
        }
        if (const auto at = closed_.find(update.id); at != closed_.end()) {
            // Who closed it has read this reason, unless it was ward itself.
            const bool is_told = at->second.body.marker.ids == std::vector{reason_id(update)};
            if (is_told && !at->second.body.marker.closed) {
                plan_.notes.push_back(
                    fmt::format("#{} was closed, and tells this failure: left closed", at->second.issue->number));
                return;
            }
            change(at->second, update, text_of(update, options_), true, "reopen");
            return;
        }
        const Marker marker = marker_for(update, false, 0);
        const net::NewIssue issue{
            .title = fmt::format("The update of {} fails", display(update.id)),
            .body = fmt::format("{}\n{}\n{}\n", to_line(marker), text_of(update, options_), end_line(marker)),
            .labels = options_.labels,
            .assignees = options_.assignees};
        plan_.effects.push_back(open_effect(options_.repository, issue, marker.key, display(update.reason)));
    }

    void worked(const DependencyUpdate& update) {
        const auto at = open_.find(update.id);
        if (at == open_.end()) return;
        change(at->second, update, fmt::format("The update of `{}` works again.", escape_markdown(update.id)), false,
               "close");
    }

    void change(const Kept& kept, const DependencyUpdate& update, const std::string& text, std::optional<bool> open,
                std::string_view verb) {
        const net::Issue& issue = *kept.issue;
        if (!kept.body.ended) {
            plan_.notes.push_back(fmt::format("#{} has lost its last line: its text is left alone", issue.number));
            return;
        }
        const bool closes = open == false;
        Marker marker = marker_for(update, closes, kept.body.marker.round + (closes ? 1 : 0));
        if (closes) marker.ids = kept.body.marker.ids;
        std::string body = join_body(kept.body, marker, text + "\n");
        if (!open && normal_body(body) == normal_body(issue.body)) return;
        engine::Effect effect = change_effect(options_.repository, issue, std::move(body), open);
        effect.summary = fmt::format("{} #{} {}", verb, issue.number, display(issue.title));
        effect.undo = closes ? "open the issue again" : "write its former text back";
        plan_.effects.push_back(std::move(effect));
    }

    const FailureIssueOptions& options_;
    std::map<std::string, Kept> open_;
    std::map<std::string, Kept> closed_;
    engine::Plan plan_;
};

}  // namespace

engine::Plan plan_failure_issues(const std::vector<DependencyUpdate>& updates, std::vector<net::Issue> issues,
                                 const FailureIssueOptions& options) {
    std::ranges::sort(issues, {}, &net::Issue::number);
    return FailurePlanner(options).plan(updates, issues);
}

}  // namespace ward::track
