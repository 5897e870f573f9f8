#include "faces/report/minutes.h"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/report/component_tree.h"
#include "faces/report/groups.h"
#include "faces/report/words.h"

namespace ward::report {
namespace {

using Kind = Span::Kind;

// Places of one finding shown in its row; the JSON report has all of them.
constexpr size_t max_places = 6;

Span plain(std::string text) {
    return {std::move(text)};
}
Span faint(std::string text) {
    return {std::move(text), Kind::faint};
}
Span strong(std::string text) {
    return {std::move(text), Kind::strong};
}
Span code(std::string text) {
    return {std::move(text), Kind::code};
}
Cell one(Span span) {
    return {{std::move(span)}};
}

class Writer {
  public:
    Writer(const Report& report, const Style& style) : report_(report), style_(style), fresh_(new_keys(report)) {}

    Minutes write() {
        minutes_.title = title_text(report_);
        minutes_.subject = subject_text(report_);
        minutes_.date = date_text(report_.started);
        minutes_.paste = summary_line(report_);
        headline();
        facts();
        if (!style_.inventory) {
            since();
            open();
            decided("assessed", "Assessed findings", Group::assessed);
            decided("backported", "Fixed by a backport", Group::backported);
        }
        contradictions();
        skipped("unread", "Not read", SkipKind::unread, "Nothing is known about these parts.");
        skipped("unexplained", "Unexplained", SkipKind::unexplained,
                "These parts look like dependencies, but no component accounts for them.");
        notes();
        components();
        return std::move(minutes_);
    }

  private:
    Section& section(std::string id, std::string title) {
        minutes_.sections.push_back({std::move(id), std::move(title), {}, {}, {}, false});
        return minutes_.sections.back();
    }

    std::string label(const Finding& finding) const { return component_text(report_, finding); }

    void headline() {
        const Summary& summary = report_.summary;
        if (style_.inventory) minutes_.headline = count_text(summary.components, "component");
        else if (!report_.since) minutes_.headline = "First review: nothing to compare with";
        else if (report_.since->new_keys.empty() && report_.since->new_unexplained.empty())
            minutes_.headline = "Nothing new since " + date_text(report_.since->review);
        else
            minutes_.headline = fmt::format(
                "{} since {}", count_text(static_cast<int64_t>(report_.since->new_keys.size()), "new finding"),
                date_text(report_.since->review));
        const int64_t open = open_count(summary);
        if (!report_.since && report_.command != "review" && !style_.inventory)
            minutes_.headline = open == 0 ? "Nothing open" : number_text(open) + " open";
        std::string rest;
        const auto add = [&rest](std::string_view text) {
            rest += fmt::format("{}{}", rest.empty() ? "" : "; ", text);
        };
        const std::string unshipped = unshipped_text(report_);
        if (open > 0)
            add(fmt::format("{} open: {}{}{}{}", number_text(open), counts_text(summary),
                            unshipped.empty() ? "" : " (of these ", unshipped, unshipped.empty() ? "" : ")"));
        else if (!style_.inventory) add("nothing is open");
        if (summary.none > 0) add(count_text(summary.none, "note"));
        if (summary.assessed > 0) add(number_text(summary.assessed) + " assessed");
        if (!summary.complete) add("incomplete: " + gaps_text(report_));
        minutes_.remainder = rest;
        minutes_.tone = open > 0           ? Minutes::Tone::attention
                        : summary.complete ? Minutes::Tone::calm
                                           : Minutes::Tone::incomplete;
    }

    void facts() {
        const auto fact = [this](std::string name, Line line) {
            minutes_.facts.emplace_back(std::move(name), std::move(line));
        };
        const Subject& subject = report_.subject;
        fact("Date", {plain(report_.started)});
        if (subject.ref || subject.commit) {
            Line line;
            if (subject.ref) line.push_back(code(*subject.ref));
            if (subject.ref && subject.commit) line.push_back(plain(" "));
            if (subject.commit) line.push_back(code(subject.commit->substr(0, 12)));
            fact("Revision", std::move(line));
        }
        for (const SubjectRef& ref : subject.refs)
            fact("Branch", {code(ref.name), plain(ref.version.empty() ? " " : " " + ref.version + " "),
                            code(ref.commit.substr(0, 12))});
        if (report_.since) fact("Compared with", {plain(report_.since->review)});
        fact("Components", {plain(number_text(report_.summary.components))});
        Line advisories{plain(advisories_text(report_))};
        if (report_.advisories.snapshot.starts_with("sha256:")) {
            advisories.push_back(plain(" "));
            advisories.push_back(code(report_.advisories.snapshot.substr(0, 19)));
        }
        fact("Advisories", std::move(advisories));
        fact("Complete", {plain(report_.summary.complete ? "yes" : "no: " + gaps_text(report_))});
        std::string made = "ward " + report_.ward_version;
        if (!report_.ward_commit.empty()) made += " (" + report_.ward_commit + ")";
        fact("Made by", {plain(made)});
    }

    Line id_line(const Finding& finding) const {
        Line line;
        line.push_back({finding.id, Kind::strong, link_of(finding)});
        if (fresh_.contains(finding.key)) {
            line.push_back(plain(" "));
            line.push_back({"new", Kind::mark});
        }
        return line;
    }

    void since() {
        if (report_.command != "review" && !report_.since) return;
        Section& out = section("since", "Since the last review");
        if (!report_.since) {
            out.text.push_back({plain("This is the first review: there is nothing to compare it with.")});
            return;
        }
        out.text.push_back(
            {plain(fmt::format("Compared with {}: {}.", date_text(report_.since->review), since_text(report_)))});
        for (const std::string& path : report_.since->new_unexplained)
            out.text.push_back({{"new", Kind::mark}, plain(" unexplained part "), code(path)});
        const auto add = [&out](std::string_view change, const Finding& finding, const std::string& name) {
            out.rows.push_back({one(strong(std::string(change))),
                                one({severity_text(finding), Kind::severity}),
                                {{{finding.id, Kind::strong, link_of(finding)}}, {plain(finding.title)}},
                                one(plain(name))});
        };
        for (const Finding& finding : report_.findings)
            if (fresh_.contains(finding.key)) add("new", finding, label(finding));
        for (const Finding& finding : report_.since->gone) add("gone", finding, finding.purl);
        if (!out.rows.empty()) out.head = {"Change", "Severity", "Finding", "Component"};
    }

    Cell where(const Finding& finding) const {
        Cell cell;
        for (const Evidence& evidence : finding.evidence) {
            if (cell.size() >= max_places) break;
            cell.push_back({code(place_text(evidence))});
        }
        const size_t places = finding.evidence.size() + static_cast<size_t>(finding.more_places);
        if (places > cell.size()) cell.push_back({faint(fmt::format("and {} more", places - cell.size()))});
        if (finding.evidence.size() == 1 && !finding.evidence[0].text.empty())
            cell.push_back({{std::string(trim(finding.evidence[0].text)), Kind::faint}});
        return cell;
    }

    Cell component(const Finding& finding) const {
        Cell cell = one(strong(label(finding)));
        const Component* component = find_component(report_, finding.component);
        if (component != nullptr)
            cell.push_back({faint(
                fmt::format("{}, {}", name_of(component->source), name_of(finding.scope.value_or(component->scope))))});
        for (const auto& path : finding.paths)
            if (path.size() > 2 && cell.size() < max_places) cell.push_back({faint(chain_text(path))});
        return cell;
    }

    Cell about(const Finding& finding) const {
        Cell cell{id_line(finding)};
        if (!finding.title.empty()) cell.push_back({plain(finding.title)});
        if (finding.rule == "malicious-package") cell.push_back({strong("Malicious package: " + remedy_text(finding))});
        std::string also;
        for (const std::string& id : ids_of(finding))
            if (id != finding.id) also += (also.empty() ? "also " : ", ") + id;
        if (!also.empty()) cell.push_back({faint(also)});
        if (finding.assessment && finding.status == Status::open)
            cell.push_back({faint("decided: " + verdict_text(*finding.assessment))});
        if (style_.explain)
            for (const Match& match : finding.matches) cell.push_back({faint("matched " + match_text(match))});
        return cell;
    }

    // The version where it is open, in a strong hand; else the verdict.
    Cell on_branch(const Finding& finding, const SubjectRef& ref) const {
        std::string text = on_ref_text(report_, finding, ref.name);
        const auto on = std::ranges::find(finding.refs, ref.name, &OnRef::ref);
        if (on == finding.refs.end()) return one(faint(std::move(text)));
        return one(on->status == Status::open ? strong(std::move(text)) : plain(std::move(text)));
    }

    void open() {
        const std::vector<const Finding*> found = findings_in(report_, Group::open);
        Section& out = section("open-findings", fmt::format("Open findings ({})", found.size()));
        if (found.empty()) {
            out.text.push_back({plain("No finding is open.")});
            return;
        }
        out.head = {"Severity", "Finding", "Component", "Where", "Fixed in"};
        for (const SubjectRef& ref : report_.subject.refs) out.head.push_back(ref.name);
        for (const Finding* finding : found) {
            Cell fixed;
            for (const std::string& version : finding->fixed) fixed.push_back({code(version)});
            if (fixed.empty()) fixed = one(faint("none known"));
            for (const Blocker& blocker : finding->blocked_by)
                fixed.push_back({faint("move " + blocker_text(blocker))});
            out.rows.push_back({one({severity_text(*finding), Kind::severity}), about(*finding), component(*finding),
                                where(*finding), std::move(fixed)});
            for (const SubjectRef& ref : report_.subject.refs) out.rows.back().push_back(on_branch(*finding, ref));
        }
    }

    void decided(std::string id, std::string_view title, Group group) {
        const std::vector<const Finding*> found = findings_in(report_, group);
        if (found.empty()) return;
        Section& out = section(std::move(id), fmt::format("{} ({})", title, found.size()));
        out.head = {"Severity", "Finding", "Component", "Decision", "By"};
        for (const SubjectRef& ref : report_.subject.refs) out.head.push_back(ref.name);
        for (const Finding* finding : found) {
            Cell decision = one(plain(std::string(name_of(finding->status))));
            Cell author;
            if (finding->assessment) {
                const Verdict& verdict = *finding->assessment;
                decision = one(strong(std::string(name_of(verdict.status))));
                if (verdict.proof)
                    decision.push_back({plain("proved by "), code(place_text(*verdict.proof)),
                                        faint(" " + std::string(trim(verdict.proof->text)))});
                if (!verdict.justification.empty()) decision.push_back({code(verdict.justification)});
                if (!verdict.reason.empty()) decision.push_back({plain(verdict.reason)});
                if (!verdict.author.empty()) author.push_back({plain(verdict.author)});
                if (!verdict.expires.empty()) author.push_back({faint("until " + verdict.expires)});
                if (!verdict.origin.path.empty()) author.push_back({code(place_text(verdict.origin))});
            }
            out.rows.push_back({one({severity_text(*finding), Kind::severity}), about(*finding), component(*finding),
                                std::move(decision), std::move(author)});
            for (const SubjectRef& ref : report_.subject.refs) out.rows.back().push_back(on_branch(*finding, ref));
        }
    }

    void contradictions() {
        const std::vector<Contradiction> found = contradictions_of(report_);
        if (found.empty()) return;
        Section& out = section("contradictions", fmt::format("Contradictions ({})", found.size()));
        out.text.push_back({plain("These components claim several versions. All of them were checked.")});
        out.head = {"Component", "Claims", "Where"};
        for (const Contradiction& row : found) {
            bool first = true;
            for (const Claim& claim : row.claims) {
                Cell place = one(code(place_text(claim.evidence)));
                if (!claim.evidence.text.empty())
                    place.push_back({{std::string(trim(claim.evidence.text)), Kind::faint}});
                out.rows.push_back(
                    {first ? one(strong(row.label)) : Cell{}, one(code(claim.version)), std::move(place)});
                first = false;
            }
        }
    }

    void skipped(std::string id, std::string_view title, SkipKind kind, std::string_view meaning) {
        const std::vector<const Skipped*> found = skipped_of(report_, kind);
        if (found.empty()) return;
        Section& out = section(std::move(id), fmt::format("{} ({})", title, found.size()));
        out.text.push_back({plain(std::string(meaning))});
        out.head = {"Part", "Reason", "Accepted"};
        for (const Skipped* part : found)
            out.rows.push_back({one(code(part->path.empty() ? "." : part->path)),
                                one(plain(reason_text(part->reason, part->path) + some_refs_text(report_, part->refs))),
                                one(part->expected ? plain("yes") : faint("no"))});
    }

    void notes() {
        if (report_.notes.empty()) return;
        Section& out = section("notes", fmt::format("Notes ({})", report_.notes.size()));
        out.head = {"Note", "Where"};
        for (const Note& note : report_.notes)
            out.rows.push_back(
                {one(plain(reason_text(note.text, note.where))), note.where.empty() ? Cell{} : one(code(note.where))});
    }

    void components() {
        if (report_.components.empty()) return;
        Section& out = section("components", fmt::format("Components ({})", report_.components.size()));
        out.folded = !style_.inventory;
        if (report_.subject.refs.size() > 1) return branches(out);
        out.head = {"Component", "Source", "Scope", "Where"};
        for (const TreeRow& row : tree_of(report_)) {
            const Component& component = *row.component;
            Line name;
            if (!row.lead.empty()) name.push_back(faint(row.lead));
            name.push_back(plain(label_of(component)));
            const std::string place = component.evidence.empty() ? component.path : place_text(component.evidence[0]);
            out.rows.push_back({{name},
                                one(plain(std::string(name_of(component.source)))),
                                one(plain(std::string(name_of(component.scope)))),
                                one(code(place))});
        }
    }

    void branches(Section& out) {
        out.head = {"Component", "Source", "Scope", "Where"};
        for (const SubjectRef& ref : report_.subject.refs) out.head.push_back(ref.name);
        for (const BranchRow& row : branch_rows(report_)) {
            const Component& component = *row.component;
            const std::string place = component.evidence.empty() ? component.path : component.evidence[0].path;
            out.rows.push_back({one(plain(component.name)), one(plain(std::string(name_of(component.source)))),
                                one(plain(std::string(name_of(component.scope)))), one(code(place))});
            for (const std::string& version : row.versions)
                out.rows.back().push_back(one(version == "-" ? faint(version) : plain(version)));
        }
    }

    const Report& report_;
    const Style& style_;
    std::set<std::string_view> fresh_;
    Minutes minutes_;
};

}  // namespace

Minutes minutes_of(const Report& report, const Style& style) {
    return Writer(report, style).write();
}

}  // namespace ward::report
