#include "actions/track/planner.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/track/effects.h"
#include "actions/track/marker.h"
#include "actions/track/texts.h"
#include "actions/track/titles.h"
#include "base/text.h"

namespace ward::track {
namespace {

constexpr size_t most_earlier = 20;  // closed issues that a new one names

// An issue of the tracker that is about a finding.
struct Managed {
    const net::Issue* issue = nullptr;
    MarkedBody body;
    bool fresh = false;  // adopted by this plan

    const Marker& marker() const { return body.marker; }
};

// An issue without a marker whose title has the form.
struct Titled {
    const net::Issue* issue = nullptr;
    FindingTitle title;
};

bool shares(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::any_of(a, [&](const std::string& id) { return std::ranges::find(b, id) != b.end(); });
}

std::set<std::string> open_branches(const Matter& matter) {
    std::set<std::string> branches;
    for (const auto& [branch, spots] : matter.open_on) branches.insert(branch);
    return branches;
}

std::string words_of(const std::set<std::string>& branches) {
    std::string out;
    for (const std::string& branch : branches) out += (out.empty() ? "" : ", ") + display(branch);
    return out;
}

class Planner {
  public:
    Planner(const Report& report, const BranchesOf& branches, const Options& options)
        : report_(report), options_(options), matters_(matters_of(report, branches)) {
        plan_.action = "track";
        plan_.scope = options.scope;
        for (const Component& component : report.components) seen_packages_.insert(package_of(component.purl));
        for (const Skipped& part : report.skipped)
            if (part.kind == SkipKind::unread && part.path.empty()) unread_root_ = true;
    }

    Result<Planned> plan(const std::vector<net::Issue>& issues) {
        for (const net::Issue& issue : issues) sort_in(issue);
        std::vector<bool> used(managed_.size(), false);
        for (const Matter& matter : matters_) {
            std::vector<const Managed*> about;
            for (size_t i = 0; i < managed_.size(); ++i)
                if (!used[i] && is_about(managed_[i].marker(), matter)) {
                    used[i] = true;
                    about.push_back(&managed_[i]);
                }
            settle(matter, about);
        }
        for (size_t i = 0; i < managed_.size(); ++i)
            if (!used[i]) settle_gone(managed_[i]);
        if (opened_ > options_.most_new)
            return fail(
                ErrorCode::limit,
                fmt::format("would get {} new issues, and {} are allowed; if that is meant, say --track-limit {}",
                            opened_, options_.most_new, opened_),
                options_.repository);
        if (of_other_scopes_ > 0)
            note(fmt::format("{} {} no issue: none of what is affected is of a scope that was asked for",
                             of_other_scopes_, of_other_scopes_ == 1 ? "matter gets" : "matters get"));
        if (withheld_ > 0)
            note(
                fmt::format("{} issue{} would be closed, but the report does not say enough: it is incomplete, and the "
                            "dependency was not seen",
                            withheld_, withheld_ == 1 ? "" : "s"));
        return Planned{std::move(plan_), std::move(drafts_)};
    }

  private:
    void note(std::string text) { plan_.notes.push_back(std::move(text)); }

    static bool is_about(const Marker& marker, const Matter& matter) {
        return marker.package == matter.package && shares(marker.ids, matter.ids);
    }

    void sort_in(const net::Issue& issue) {
        if (issue.pull_request) return;
        const bool trusted = options_.trust.in(issue.author);
        if (auto body = split_body(issue.body)) {
            if (!trusted) {
                note(fmt::format("#{} has a marker, but {} may not write here: left alone", issue.number,
                                 display(issue.author.login)));
                return;
            }
            // A copy of a marker, or a second issue about the same: the older one is it.
            const auto older = std::ranges::find_if(managed_, [&](const Managed& other) {
                return !other.marker().adopted && !body->marker.adopted &&
                       other.marker().package == body->marker.package && shares(other.marker().ids, body->marker.ids);
            });
            if (older != managed_.end())
                note(fmt::format("#{} is about the same as #{}: left alone", issue.number, older->issue->number));
            else managed_.push_back({&issue, std::move(*body)});
            return;
        }
        const auto title = parse_title(issue.title);
        if (!title) return;
        if (trusted) titled_.push_back({&issue, *title});
        else if (issue.open)
            note(fmt::format("#{} has the title of a finding, but {} may not write here: left alone", issue.number,
                             display(issue.author.login)));
    }

    // Does the title speak of this matter? A name that is only similar counts where no other matter has the id.
    bool is_titled(const Titled& titled, const Matter& matter) const {
        if (std::ranges::find(matter.ids, titled.title.id) == matter.ids.end()) return false;
        const Likeness same = likeness(titled.title.dependency, matter.name);
        if (same == Likeness::same) return true;
        return same == Likeness::similar && std::ranges::count_if(matters_, [&](const Matter& other) {
                                                return std::ranges::find(other.ids, titled.title.id) != other.ids.end();
                                            }) == 1;
    }

    void settle(const Matter& matter, const std::vector<const Managed*>& about) {
        const std::set<std::string> found = open_branches(matter);
        std::vector<int64_t> earlier;
        bool represented = false;
        for (const Titled& titled : titled_) {
            if (!is_titled(titled, matter)) continue;
            if (!titled.issue->open) {
                if (earlier.size() < most_earlier) earlier.push_back(titled.issue->number);
            } else if (!found.empty()) {
                represented = adopt(matter, titled, found) || represented;
            }
        }
        const Managed* own = nullptr;
        for (const Managed* managed : about) {
            if (!managed->marker().adopted) {
                own = managed;
                continue;
            }
            represented = settle_adopted(matter, *managed, found) || represented;
        }
        if (own != nullptr) settle_own(matter, *own, found, earlier, represented);
        else if (!represented && !found.empty()) open(matter, earlier);
    }

    // A marker that could not be read again would have the same issue opened by every run.
    bool is_readable(const Marker& marker, const std::string& what) {
        if (parse_marker(to_line(marker)) == marker) return true;
        note(what + " has names too long or too many for an issue: left alone");
        return false;
    }

    void open(const Matter& matter, const std::vector<int64_t>& earlier) {
        const Scope scope = matter.scope.value_or(Scope::unknown);
        if (!options_.scopes.empty() && scope != Scope::unknown && !options_.scopes.contains(scope)) {
            ++of_other_scopes_;
            return;
        }
        MarkedBody body;
        body.ended = true;
        body.marker.key = matter.key();
        body.marker.package = matter.package;
        body.marker.ids = limited(matter.ids);
        body.marker.branches = open_branches(matter);
        if (!is_readable(body.marker, issue_title(matter))) return;
        ++opened_;
        const std::string text = join_body(body, body.marker, managed_text(matter, rows_of(matter), earlier)) + "\n";
        const net::NewIssue issue{
            .title = issue_title(matter), .body = text, .labels = options_.labels, .assignees = options_.assignees};
        plan_.effects.push_back(
            open_effect(options_.repository, issue, body.marker.key, words_of(body.marker.branches)));
    }

    // Only a line is added, at the end, where it shows least. An issue about a branch that has not got the finding (any
    // more) is none to adopt.
    bool adopt(const Matter& matter, const Titled& titled, const std::set<std::string>& found) {
        const std::string& branch = titled.title.branch;
        if (!branch.empty() && options_.branches.contains(branch) && !found.contains(branch)) {
            note(
                fmt::format("#{} {}: not found there; left alone", titled.issue->number, display(titled.issue->title)));
            return false;
        }
        Marker marker;
        marker.key = matter.key();
        marker.adopted = true;
        marker.package = matter.package;
        marker.ids = limited(matter.ids);
        marker.branches = branch.empty() ? found : std::set<std::string>{branch};
        if (!is_readable(marker, issue_title(matter))) return false;
        std::string body = titled.issue->body;
        if (!body.empty()) body += body.ends_with('\n') ? "\n" : "\n\n";
        body += to_line(marker) + "\n";
        change(*titled.issue, std::move(body), {},
               fmt::format("adopt #{} {}", titled.issue->number, display(titled.issue->title)),
               "take the last line out of its text");
        return true;
    }

    // An adopted issue keeps its text for good. It is about the branch in its title, and only a run that looks at this
    // branch may close it. Does it still stand for the matter?
    bool settle_adopted(const Matter& matter, const Managed& managed, const std::set<std::string>& found) {
        const net::Issue& issue = *managed.issue;
        Marker marker = managed.marker();
        std::set<std::string> left;
        for (const std::string& branch : marker.branches)
            if (found.contains(branch) || !options_.branches.contains(branch)) left.insert(branch);
        const bool still = !left.empty();
        if (issue.open) {
            draft_labels(matter, issue, !found.empty());
            if (marker.closed) return leave_reopened(managed, still) || still;
            if (still) return true;
            close(managed, matter.assessed.empty() ? gone_text(marker.branches) : assessed_text(matter), "");
            return false;
        }
        if (!marker.closed) return closed_by_hand(matter, issue, !found.empty());
        if (!still || !found.contains(*left.begin())) return false;
        reopen(managed, marker, "", found);
        return true;
    }

    void settle_own(const Matter& matter, const Managed& managed, const std::set<std::string>& found,
                    const std::vector<int64_t>& earlier, bool represented) {
        const net::Issue& issue = *managed.issue;
        Marker marker = managed.marker();
        std::set<std::string> kept;  // branches that this run did not look at
        for (const std::string& branch : marker.branches)
            if (!options_.branches.contains(branch)) kept.insert(branch);
        marker.branches = found;
        marker.branches.insert(kept.begin(), kept.end());
        // What the alias set was called before stays: it is by these names that the issue is known.
        std::set<std::string> ids(matter.ids.begin(), matter.ids.end());
        ids.insert(marker.ids.begin(), marker.ids.end());
        marker.ids = limited({ids.begin(), ids.end()});
        const bool still = !marker.branches.empty();
        Rows rows = rows_of(matter);
        rows.merge(rows_in(managed.body.managed, kept));
        const std::string text =
            found.empty() ? without_rows(managed.body.managed, options_.branches) : managed_text(matter, rows, earlier);
        if (!issue.open) {
            if (!marker.closed) closed_by_hand(matter, issue, still);
            else if (!found.empty() && !represented) reopen(managed, marker, text, found);
            return;
        }
        draft_labels(matter, issue, !found.empty());
        if (marker.closed && found.empty()) {
            leave_reopened(managed, still);
            return;
        }
        marker.closed = false;
        if (still) update(managed, marker, text);
        else
            close(managed, matter.assessed.empty() ? gone_text(managed.marker().branches) : assessed_text(matter),
                  text);
    }

    // No finding of this report is about it.
    void settle_gone(const Managed& managed) {
        const net::Issue& issue = *managed.issue;
        Marker marker = managed.marker();
        if (!issue.open) return;
        std::set<std::string> gone;
        for (const std::string& branch : options_.branches)
            if (marker.branches.erase(branch) > 0) gone.insert(branch);
        if (marker.closed) {
            leave_reopened(managed, !marker.branches.empty());
            return;
        }
        if (gone.empty() && !marker.branches.empty()) return;
        if (!is_surely_gone(marker.package)) {
            ++withheld_;
            return;
        }
        const std::string text = without_rows(managed.body.managed, gone);
        if (marker.branches.empty()) close(managed, gone_text(managed.marker().branches), text);
        else if (!marker.adopted) update(managed, marker, text);
    }

    // A finding that is not there any more, or one that was not looked for? The starter set knows little, a whole
    // database that failed to load knows nothing, and a lock file that could not be read may hold the dependency.
    bool is_surely_gone(const std::string& package) const {
        if (report_.advisories.snapshot.empty() || report_.advisories.snapshot == "starter" || unread_root_)
            return false;
        return report_.summary.complete || seen_packages_.contains(package);
    }

    // Closed by us, opened by somebody: what people want open stays open.
    bool leave_reopened(const Managed& managed, bool still) {
        if (!still)
            note(
                fmt::format("#{} was opened again by hand, though nothing is found: left open", managed.issue->number));
        return true;
    }

    // Stands for its matter all the same: opening it again, or another one, would be a quarrel.
    bool closed_by_hand(const Matter& matter, const net::Issue& issue, bool still) {
        if (!still) return true;
        note(fmt::format(
            "#{} {} was closed by hand, and the finding is still there: closing is not an assessment; write "
            "one in assessments.toml",
            issue.number, display(issue.title)));
        if (!draft_labels(matter, issue, true))
            drafts_.push_back({matter.id, matter.package, "", "", fmt::format("#{} was closed by hand", issue.number)});
        return true;
    }

    bool draft_labels(const Matter& matter, const net::Issue& issue, bool still) {
        if (!still) return false;
        std::optional<Draft> draft;
        for (const std::string& label : issue.labels) {
            const auto words = label_words(label);
            if (!words) continue;
            // A justification says more than the bare status beside it.
            if (draft && words->justification.empty()) continue;
            draft = Draft{matter.id, matter.package, words->status, words->justification,
                          fmt::format("label '{}' of #{}", display(label), issue.number)};
        }
        if (draft) drafts_.push_back(std::move(*draft));
        return draft.has_value();
    }

    void update(const Managed& managed, const Marker& marker, const std::string& text) {
        if (!is_readable(marker, fmt::format("#{}", managed.issue->number))) return;
        if (!managed.body.ended && !marker.adopted)
            note(fmt::format("the end line of #{} is gone: its text is left alone", managed.issue->number));
        std::string body = join_body(managed.body, marker, text);
        if (normal_body(body) == normal_body(managed.issue->body)) return;
        change(*managed.issue, std::move(body), {},
               fmt::format("update #{} {}: {}", managed.issue->number, display(managed.issue->title),
                           words_of(marker.branches)),
               "write its former text back");
    }

    void close(const Managed& managed, const std::string& why, const std::string& text) {
        Marker marker = managed.marker();
        marker.closed = true;
        ++marker.round;
        if (!marker.adopted) marker.branches.clear();
        say(*managed.issue, marker, "close", why);
        change(*managed.issue, join_body(managed.body, marker, text), false,
               fmt::format("close #{} {}", managed.issue->number, display(managed.issue->title)), "open it again");
    }

    void reopen(const Managed& managed, Marker marker, const std::string& text, const std::set<std::string>& found) {
        marker.closed = false;
        say(*managed.issue, marker, "reopen", returned_text(found));
        change(*managed.issue, join_body(managed.body, marker, text), true,
               fmt::format("reopen #{} {}: {}", managed.issue->number, display(managed.issue->title), words_of(found)),
               "close it again");
    }

    void say(const net::Issue& issue, const Marker& marker, std::string_view what, const std::string& text) {
        const std::string line = comment_line(marker.key, what, marker.round, text);
        plan_.effects.push_back(comment_effect(options_.repository, issue, line, text,
                                               fmt::format("comment on #{} ({})", issue.number, what)));
    }

    void change(const net::Issue& issue, std::string body, std::optional<bool> open, std::string summary,
                std::string undo) {
        if (body.size() > net::max_issue_body) {
            note(fmt::format("#{} is too long for what would be written into it: left alone", issue.number));
            return;
        }
        engine::Effect effect = change_effect(options_.repository, issue, std::move(body), open);
        effect.summary = std::move(summary);
        effect.undo = std::move(undo);
        plan_.effects.push_back(std::move(effect));
    }

    static std::vector<std::string> limited(std::vector<std::string> ids) {
        if (ids.size() > max_marker_values) ids.resize(max_marker_values);
        return ids;
    }

    const Report& report_;
    const Options& options_;
    std::vector<Matter> matters_;
    std::set<std::string> seen_packages_;
    bool unread_root_ = false;
    std::vector<Managed> managed_;
    std::vector<Titled> titled_;
    engine::Plan plan_;
    std::vector<Draft> drafts_;
    size_t opened_ = 0;
    size_t withheld_ = 0;
    size_t of_other_scopes_ = 0;
};

}  // namespace

Result<Planned> plan_issues(const Report& report, const BranchesOf& branches, std::vector<net::Issue> issues,
                            const Options& options) {
    // The oldest issue about a matter is the one that counts.
    std::ranges::sort(issues, {}, &net::Issue::number);
    return Planner(report, branches, options).plan(issues);
}

}  // namespace ward::track
