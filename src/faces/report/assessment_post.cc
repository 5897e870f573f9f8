#include "faces/report/assessment_post.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "faces/report/dependency_names.h"
#include "faces/report/groups.h"
#include "faces/report/words.h"
#include "formats/escape.h"
#include "formats/purl.h"

namespace ward::report {
namespace {

Affected answer_of(const Finding& finding) {
    switch (vex_status_of(finding)) {
        case VexStatus::affected: return Affected::yes;
        case VexStatus::not_affected:
        case VexStatus::fixed: return Affected::no;
        case VexStatus::under_investigation: return Affected::unknown;
    }
    return Affected::unknown;
}

std::string why_of(const Finding& finding) {
    if (finding.status == Status::fixed_by_backport) return "The fix is backported.";
    if (!finding.assessment) return {};
    if (!finding.assessment->reason.empty()) return finding.assessment->reason;
    return replace_all(finding.assessment->justification, "_", " ");
}

// "high" as it stands in a heading.
std::string severity_word(Severity severity) {
    if (severity == Severity::unknown) return "Severity unknown";
    std::string word(name_of(severity));
    word[0] = static_cast<char>(word[0] - ('a' - 'A'));
    return word;
}

std::string_view word_of(Affected affected) {
    switch (affected) {
        case Affected::yes: return "Yes";
        case Affected::no: return "No";
        case Affected::unknown: return "Under assessment";
    }
    return "Under assessment";
}

// A scalar of YAML: as it is where nothing in it could mean something else, else in single quotes.
std::string yaml(std::string_view text) {
    const std::string shown = display(text);
    const bool plain =
        !shown.empty() && is_alpha(shown[0]) && shown.back() != ' ' && std::ranges::all_of(shown, [](char c) {
            return is_alnum(c) || std::string_view(" .,()-+").find(c) != std::string_view::npos;
        });
    return plain ? shown : '\'' + replace_all(shown, "'", "''") + '\'';
}

// A sentence of its own: a reason is often a fragment.
std::string sentence(std::string_view text) {
    std::string out = escape_markdown(trim(text));
    if (!out.empty() && std::string_view(".!?)").find(out.back()) == std::string_view::npos) out += '.';
    return out;
}

std::string pad(std::string text, size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

std::string heading_id(const PostTopic& topic) {
    return topic.link.empty() || !is_safe_link(topic.link)
               ? escape_markdown(topic.id)
               : fmt::format("[{}](<{}>)", escape_markdown(topic.id), topic.link);
}

class PostWriter {
  public:
    PostWriter(const std::vector<PostTopic>& topics, const PostFrame& frame) : frame_(frame) {
        for (const PostTopic& topic : topics) {
            by_answer_[topic.affected()].push_back(&topic);
            dependencies_.insert(topic.dependency);
        }
    }

    std::string write() {
        head();
        summary();
        analysis();
        unaffected();
        // A job may print the post into its log.
        std::string safe;
        for (const std::string_view line : split(std::string_view(out_).substr(0, out_.size() - 1), '\n'))
            safe += disarm_log_commands(line) + '\n';
        return safe;
    }

  private:
    std::string project() const { return escape_markdown(frame_.project.empty() ? "this project" : frame_.project); }

    std::string subject_of_title() const {
        return dependencies_.size() == 1 && !dependencies_.begin()->empty() ? *dependencies_.begin() : "Dependency";
    }

    void head() {
        const Instant made = parse_instant(frame_.date).value_or(0);
        const std::string instant = format_instant(made);
        const std::string date = date_text(instant);  // "28 January 2026"
        out_ += fmt::format("---\ndate: '{}.000Z'\ncategory: vulnerability\n", instant.substr(0, 19));
        out_ += fmt::format("title: {}\nlayout: blog-post\nauthor: {}\n---\n\n",
                            yaml(fmt::format("{} Security Advisory Assessment, {}", subject_of_title(),
                                             date.substr(date.find(' ') + 1))),
                            yaml(frame_.author.empty() ? frame_.project : frame_.author));
    }

    size_t count(Affected affected) const {
        const auto found = by_answer_.find(affected);
        return found == by_answer_.end() ? 0 : found->second.size();
    }

    void summary() {
        out_ += "## Summary\n\n";
        const size_t all = count(Affected::yes) + count(Affected::no) + count(Affected::unknown);
        const auto advisories = [](size_t number) { return count_text(static_cast<int64_t>(number), "advisory"); };
        const auto plural = [&](size_t number) {
            return number == 1 ? advisories(1)
                               : fmt::format("{} advisories", number_text(static_cast<int64_t>(number)));
        };
        if (all == 0) {
            out_ += fmt::format("No advisory is known for the dependencies of {}.\n\n", project());
        } else {
            std::string names;
            for (const std::string& name : dependencies_) names += (names.empty() ? "" : ", ") + name;
            out_ += fmt::format("{} about {} {} looked at.\n", plural(all), escape_markdown(names),
                                all == 1 ? "was" : "were");
            out_ += fmt::format("{} {} {}, {} {} not", number_text(static_cast<int64_t>(count(Affected::yes))),
                                count(Affected::yes) == 1 ? "affects" : "affect", project(),
                                number_text(static_cast<int64_t>(count(Affected::no))),
                                count(Affected::no) == 1 ? "does" : "do");
            if (const size_t open = count(Affected::unknown); open != 0)
                out_ += fmt::format(", and {} {} still under assessment", number_text(static_cast<int64_t>(open)),
                                    open == 1 ? "is" : "are");
            out_ += ".\n\n";
        }
        if (!frame_.complete)
            out_ += "Not everything could be looked at: the report of the scan tells what is missing.\n\n";
    }

    void analysis() {
        if (count(Affected::yes) + count(Affected::unknown) == 0) return;
        out_ += "## Analysis\n\n";
        for (const Affected answer : {Affected::yes, Affected::unknown})
            for (const PostTopic* topic : by_answer_[answer]) add(*topic);
    }

    void add(const PostTopic& topic) {
        out_ += fmt::format("### {}: {} - {}\n\n", heading_id(topic),
                            escape_markdown(topic.title.empty() ? topic.dependency : topic.title),
                            severity_word(topic.severity));
        table(topic);
        if (const std::string why = reasons(topic); !why.empty()) out_ += why + '\n';
        if (topic.affected() == Affected::unknown) out_ += "Whether it can be exploited here is not decided yet.\n";
        if (!topic.fixed.empty())
            out_ += fmt::format("Fixed in {} {}.\n", escape_markdown(topic.dependency),
                                escape_markdown(join(topic.fixed, ", ")));
        for (const Blocker& blocker : topic.blocked_by)
            out_ += fmt::format("{} has to move for that: it {}.\n", escape_markdown(blocker.name),
                                escape_markdown(blocker.reason));
        out_ += '\n';
    }

    void table(const PostTopic& topic) {
        std::vector<std::array<std::string, 3>> rows{
            {"Branch", escape_markdown(topic.dependency) + " Version", "Affected"}};
        for (const BranchVerdict& verdict : topic.verdicts)
            rows.push_back({escape_markdown(verdict.branch), escape_markdown(verdict.version),
                            std::string(word_of(verdict.affected))});
        std::array<size_t, 3> width{};
        for (const auto& row : rows)
            for (size_t i = 0; i < row.size(); ++i) width.at(i) = std::max(width.at(i), row.at(i).size());
        for (size_t line = 0; line < rows.size(); ++line) {
            for (size_t i = 0; i < width.size(); ++i) out_ += "| " + pad(rows[line].at(i), width.at(i)) + ' ';
            out_ += "|\n";
            if (line != 0) continue;
            for (const size_t columns : width) out_ += "| " + std::string(columns, '-') + ' ';
            out_ += "|\n";
        }
        out_ += '\n';
    }

    // Each reason once; with its branch and version where the branches differ.
    static std::string reasons(const PostTopic& topic) {
        std::map<std::string, std::string> branches;
        std::vector<std::string> order;
        for (const BranchVerdict& verdict : topic.verdicts) {
            if (verdict.why.empty()) continue;
            auto [place, fresh] = branches.try_emplace(verdict.why);
            if (fresh) order.push_back(verdict.why);
            place->second +=
                fmt::format("{}{} ({})", place->second.empty() ? "" : ", ", verdict.branch, verdict.version);
        }
        std::string out;
        for (const std::string& why : order) {
            if (!out.empty()) out += '\n';
            if (order.size() > 1) out += escape_markdown(branches[why]) + ": ";
            out += sentence(why);
        }
        return out;
    }

    void unaffected() {
        const std::vector<const PostTopic*>& topics = by_answer_[Affected::no];
        if (topics.empty()) return;
        out_ += fmt::format("## Advisories that do not affect {}\n\n", project());
        for (const PostTopic* topic : topics) {
            std::string why = reasons(*topic);
            std::ranges::replace(why, '\n', ' ');
            out_ += fmt::format("- **{} ({}, {}):** {}\n", escape_markdown(topic->id), severity_word(topic->severity),
                                escape_markdown(topic->title.empty() ? topic->dependency : topic->title),
                                why.empty() ? "Not affected." : why);
        }
        out_ += '\n';
    }

    const PostFrame& frame_;
    std::map<Affected, std::vector<const PostTopic*>> by_answer_;
    std::set<std::string> dependencies_;
    std::string out_;
};

}  // namespace

namespace {

// The versions in which a branch has the finding's package, where it has none that is affected.
std::vector<std::string> other_versions(const Report& report, const Finding& finding, const std::string& ref) {
    std::vector<std::string> versions;
    const auto wanted = Purl::parse(finding.purl);
    if (!wanted) return versions;
    for (const Component& component : report.components) {
        if (std::ranges::find(component.refs, ref) == component.refs.end() ||
            std::ranges::find(versions, component.version) != versions.end())
            continue;
        const auto purl = Purl::parse(component.purl);
        if (purl && purl->package() == wanted->package()) versions.push_back(component.version);
    }
    return versions;
}

// One row for the tree; of branches a row for each, also where the version that it has is not affected.
void add_verdicts(const Report& report, const Finding& finding, std::vector<BranchVerdict>& verdicts) {
    if (report.subject.refs.empty()) {
        verdicts.push_back({branch_text(report), version_text(report, finding), answer_of(finding), why_of(finding)});
        return;
    }
    for (const SubjectRef& ref : report.subject.refs) {
        const auto on = std::ranges::find(finding.refs, ref.name, &OnRef::ref);
        if (on == finding.refs.end()) {
            for (std::string& version : other_versions(report, finding, ref.name))
                verdicts.push_back({ref.name, std::move(version), Affected::no, {}});
            continue;
        }
        Finding there = finding;
        there.component = on->component;
        there.status = on->status;
        there.assessment = on->assessment;
        verdicts.push_back({ref.name, version_text(report, there), answer_of(there), why_of(there)});
    }
}

}  // namespace

Affected PostTopic::affected() const {
    bool all_unaffected = true;
    for (const BranchVerdict& verdict : verdicts) {
        if (verdict.affected == Affected::yes) return Affected::yes;
        all_unaffected = all_unaffected && verdict.affected == Affected::no;
    }
    return all_unaffected ? Affected::no : Affected::unknown;
}

std::vector<PostTopic> post_topics(const Report& report) {
    std::map<std::pair<std::string, std::string>, PostTopic> topics;
    for (const Finding& finding : report.findings) {
        if (!is_advisory(finding)) continue;
        const std::string dependency = dependency_name(report, finding);
        PostTopic& topic = topics[{dependency, finding.id}];
        topic.id = finding.id;
        topic.dependency = dependency;
        if (topic.title.empty()) topic.title = finding.title;
        if (topic.link.empty()) topic.link = link_of(finding);
        if (topic.severity == Severity::unknown) topic.severity = finding.severity;
        for (const std::string& version : finding.fixed)
            if (std::ranges::find(topic.fixed, version) == topic.fixed.end()) topic.fixed.push_back(version);
        for (const Blocker& blocker : finding.blocked_by)
            if (std::ranges::find(topic.blocked_by, blocker) == topic.blocked_by.end())
                topic.blocked_by.push_back(blocker);
        add_verdicts(report, finding, topic.verdicts);
    }
    std::vector<PostTopic> sorted;
    for (auto& [key, topic] : topics) {
        // Branches are in the order of the caller, who names the newest first.
        if (report.subject.refs.empty())
            std::ranges::sort(topic.verdicts, {},
                              [](const BranchVerdict& verdict) { return std::tie(verdict.branch, verdict.version); });
        sorted.push_back(std::move(topic));
    }
    std::ranges::stable_sort(sorted, {}, [](const PostTopic& topic) {
        return std::tuple(std::string_view(topic.dependency), -weight(topic.severity), std::string_view(topic.id));
    });
    return sorted;
}

std::string post_markdown(const std::vector<PostTopic>& topics, const PostFrame& frame) {
    return PostWriter(topics, frame).write();
}

}  // namespace ward::report
