// The report for a terminal: a headline, open findings worst first, what changed, what was decided, what was not seen,
// and last one line to paste. Nothing is told by colour alone, and nothing from a subject reaches the terminal but
// through shown().
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "faces/report/branch_cases.h"
#include "faces/report/component_tree.h"
#include "faces/report/groups.h"
#include "faces/report/report.h"
#include "faces/report/text_table.h"
#include "faces/report/words.h"

namespace ward::report {
namespace {

// Lists that grow with the size of a project are cut here; --explain shows the rest.
constexpr size_t listed_without_explain = 10;

Ink ink_of(Severity severity) {
    switch (severity) {
        case Severity::critical: return Ink::bold_red;
        case Severity::high: return Ink::red;
        case Severity::medium: return Ink::yellow;
        case Severity::low: return Ink::blue;
        case Severity::unknown: return Ink::magenta;
        case Severity::none: return Ink::faint;
    }
    return Ink::plain;
}

TextCell cell(std::string_view text, Ink ink = Ink::plain) {
    return {shown(text), ink};
}

class TerminalReport {
  public:
    TerminalReport(const Report& report, const Style& style)
        : report_(report), style_(style), colour_(style.colour ? Colour::on : Colour::off), fresh_(new_keys(report)) {}

    std::string write() {
        head();
        if (style_.inventory) tree();
        else since();
        findings("", Group::open);
        if (style_.explain) {
            findings("Fixed by a backport", Group::backported);
            assessed();
        }
        contradictions();
        skipped("Not read: the result is incomplete", SkipKind::unread);
        skipped("Unexplained: no component accounts for these", SkipKind::unexplained);
        notes();
        // One line to paste, however long.
        (out_ += paint(shown(summary_line(report_)), Ink::strong, colour_)) += '\n';
        return std::move(out_);
    }

  private:
    // One line of free text, wrapped to the terminal.
    void line(std::string_view text, Ink ink = Ink::plain) {
        for (const std::string& part : wrap(shown(text), style_.width)) (out_ += paint(part, ink, colour_)) += '\n';
    }

    void table(const TextTable& rows) {
        out_ += rows.render(style_.width, colour_);
        out_ += '\n';
    }

    void head() {
        line(fmt::format("{} of {}, {}", title_text(report_), subject_text(report_), report_.started), Ink::strong);
        if (!report_.subject.refs.empty()) line("branches: " + branches(), Ink::faint);
        const Summary& summary = report_.summary;
        line(count_text(summary.components, "component") + "; " + advisories_text(report_) +
                 (report_.advisories.snapshot.starts_with("sha256:")
                      ? fmt::format(" ({})", report_.advisories.snapshot.substr(0, 19))
                      : std::string()),
             Ink::faint);
        std::string counts = "open: " + (open_count(summary) == 0 ? std::string("nothing") : counts_text(summary));
        if (const std::string unshipped = unshipped_text(report_); !unshipped.empty())
            counts += fmt::format(" (of these {})", unshipped);
        if (summary.none > 0) counts += "; notes: " + number_text(summary.none);
        if (summary.assessed > 0)
            counts += fmt::format("; assessed: {}{}", number_text(summary.assessed),
                                  style_.explain ? "" : " (--explain lists them)");
        if (const auto backported = findings_in(report_, Group::backported).size(); backported > 0)
            counts +=
                fmt::format("; fixed by a backport: {}{}", backported, style_.explain ? "" : " (--explain lists them)");
        if (summary.skipped > 0) counts += "; skipped: " + number_text(summary.skipped);
        if (!style_.inventory || open_count(summary) > 0) line(counts);
        out_ += '\n';
    }

    // "main 23.1.0 (0123456789ab), v22.x 22.4.1 (...)"
    std::string branches() const {
        std::string text;
        for (const SubjectRef& ref : report_.subject.refs) text += (text.empty() ? "" : ", ") + branch_label(ref);
        return text;
    }

    // A package's versions, a column a branch; below it where there are more columns than room.
    void branch_table() {
        const std::vector<BranchRow> found = branch_rows(report_);
        const auto& refs = report_.subject.refs;
        const auto rows_with = [&](Refs place) {
            std::vector<Column> columns{{"COMPONENT", true, Cut::end}, {"SOURCE"}, {"WHERE", true}};
            if (place == Refs::in_columns)
                for (const SubjectRef& ref : refs) columns.push_back({shown(ref.name)});
            TextTable rows(std::move(columns));
            for (const BranchRow& row : found) {
                const Component& component = *row.component;
                const std::string where = component.evidence.empty() ? component.path : component.evidence[0].path;
                std::vector<TextCell> cells{cell(component.name), cell(name_of(component.source), Ink::faint),
                                            cell(where.empty() ? "." : where)};
                std::string below;
                for (size_t i = 0; i < refs.size(); ++i) {
                    const Ink ink = row.versions[i] == "-" ? Ink::faint : Ink::plain;
                    if (place == Refs::in_columns) cells.push_back(cell(row.versions[i], ink));
                    else below += fmt::format("{}{} {}", i == 0 ? "" : ", ", refs[i].name, row.versions[i]);
                }
                rows.row(std::move(cells));
                if (place == Refs::below) rows.below(0, {"    " + shown(below), Ink::faint});
            }
            return rows;
        };
        const TextTable wide = rows_with(Refs::in_columns);
        table(style_.width == 0 || wide.natural_width() <= style_.width ? wide : rows_with(Refs::below));
    }

    void tree() {
        if (report_.subject.refs.size() > 1) return branch_table();
        // The version stands at the end of the name: of the two, the place gives way.
        constexpr size_t usual_label = 64;
        TextTable rows({{"COMPONENT", true, Cut::end, usual_label}, {"SOURCE"}, {"SCOPE"}, {"WHERE", true}});
        for (const TreeRow& row : tree_of(report_)) {
            const Component& component = *row.component;
            const Evidence evidence =
                component.evidence.empty() ? Evidence{component.path, 0, {}} : component.evidence.front();
            rows.row({{row.lead + shown(label_of(component))},
                      cell(name_of(component.source), Ink::faint),
                      cell(name_of(component.scope), Ink::faint),
                      cell(place_text(evidence))});
            if (style_.explain)
                for (const Evidence& place : component.evidence)
                    if (!place.text.empty()) rows.below(3, cell(place.text, Ink::faint));
        }
        table(rows);
    }

    void since() {
        if (!report_.since) return;
        line(fmt::format("Since {}: {}", report_.since->review.substr(0, 10), since_text(report_)));
        for (const Finding& gone : report_.since->gone)
            line(fmt::format("  gone: {} {}", gone.id,
                             gone.purl.empty() && !gone.evidence.empty() ? gone.evidence[0].path : gone.purl),
                 Ink::green);
        for (const std::string& path : report_.since->new_unexplained) line("  new unexplained part: " + path);
        out_ += '\n';
    }

    // Where a version was found is never cut: if the places do not fit as a column, they get lines of their own.
    enum class Where { in_column, below };
    enum class Refs { in_columns, below };

    void findings(std::string_view title, Group group) {
        const std::vector<const Finding*> found = findings_in(report_, group);
        if (found.empty()) return;
        if (!title.empty()) line(fmt::format("{} ({})", title, found.size()), Ink::strong);
        const auto rows_with = [&](Where place, Refs refs) {
            std::vector<Column> columns{{fresh_.empty() ? "" : "NEW"},
                                        {"SEVERITY"},
                                        {"ID", true, Cut::end},
                                        {"COMPONENT", true},
                                        {"FIXED IN", true, Cut::end}};
            if (refs == Refs::in_columns)
                for (const SubjectRef& ref : report_.subject.refs) columns.push_back({shown(ref.name)});
            columns.push_back({place == Where::in_column ? "WHERE" : ""});
            TextTable rows(std::move(columns));
            for (const Finding* finding : found) add(rows, *finding, place, refs);
            return rows;
        };
        // The widest form that fits.
        for (const auto& [place, refs] :
             {std::pair(Where::in_column, Refs::in_columns), std::pair(Where::below, Refs::in_columns),
              std::pair(Where::below, Refs::below)}) {
            // Without branches the third is the second.
            const bool is_last = refs == Refs::below || (place == Where::below && report_.subject.refs.empty());
            const TextTable rows = rows_with(place, refs);
            if (!is_last && style_.width != 0 && rows.natural_width() > style_.width) continue;
            return table(rows);
        }
    }

    void add(TextTable& rows, const Finding& finding, Where place, Refs refs) {
        const size_t places = finding.evidence.size() + static_cast<size_t>(finding.more_places);
        const std::string more = places > 1 ? fmt::format(" (+{})", places - 1) : std::string();
        std::string where = finding.evidence.empty() ? std::string() : place_text(finding.evidence[0]) + more;
        if (const Scope scope = finding.scope.value_or(Scope::unknown); need(scope) < need(Scope::unknown))
            where += fmt::format(" [{}]", name_of(scope));
        std::vector<TextCell> cells{{fresh_.contains(finding.key) ? "+" : "", Ink::strong},
                                    cell(severity_text(finding), ink_of(finding.severity)),
                                    cell(finding.id, Ink::strong),
                                    cell(component_text(report_, finding)),
                                    finding.fixed.empty() ? cell("-", Ink::faint) : cell(finding.fixed[0], Ink::green)};
        if (refs == Refs::in_columns)
            for (const SubjectRef& ref : report_.subject.refs) {
                const std::string text = on_ref_text(report_, finding, ref.name);
                cells.push_back(cell(text, text == "-" ? Ink::faint : Ink::plain));
            }
        cells.push_back(cell(place == Where::in_column ? where : std::string_view()));
        rows.row(std::move(cells));
        if (place == Where::below) rows.below(2, cell(where));
        if (refs == Refs::below && !report_.subject.refs.empty()) rows.below(2, cell(on_refs_text(report_, finding)));
        // The title gets one line; --explain gives all of it.
        if (!finding.title.empty()) {
            constexpr size_t usual_start = 20;
            const size_t room =
                style_.explain || style_.width == 0 ? 0 : style_.width - std::min(style_.width - 1, usual_start);
            rows.below(2, {shorten(shown(finding.title), room, Cut::end), Ink::faint});
        }
        if (finding.rule == "malicious-package") rows.below(2, cell("malicious package", Ink::bold_red));
        if (!finding.blocked_by.empty() && !style_.explain) rows.below(2, cell(movers(finding), Ink::faint));
        if (finding.assessment && finding.status == Status::open)
            rows.below(2, cell(verdict_text(*finding.assessment)));
        if (style_.explain) explain(rows, finding);
    }

    // Who has to move for the fix; --explain tells it with the remedy.
    static std::string movers(const Finding& finding) {
        constexpr size_t named = 3;
        std::string out;
        for (size_t i = 0; i < std::min(finding.blocked_by.size(), named); ++i)
            out += (i == 0 ? "move first: " : ", ") + blocker_text(finding.blocked_by[i]);
        if (finding.blocked_by.size() > named) out += fmt::format(" and {} more", finding.blocked_by.size() - named);
        return out;
    }

    static void explain(TextTable& rows, const Finding& finding) {
        const auto add_line = [&rows](std::string_view label, std::string_view text) {
            if (!text.empty()) rows.below(2, cell(fmt::format("{} {}", label, text)));
        };
        for (const Match& match : finding.matches) add_line("matched", match_text(match));
        for (const auto& path : finding.paths) add_line("through", chain_text(path));
        for (const Evidence& evidence : finding.evidence)
            add_line("evidence", evidence.text.empty() ? place_text(evidence)
                                                       : fmt::format("{}: {}", place_text(evidence), evidence.text));
        std::string aliases;
        for (const std::string& id : ids_of(finding))
            if (id != finding.id) aliases += (aliases.empty() ? "" : ", ") + id;
        add_line("also", aliases);
        add_line("vector", finding.vector);
        for (const OnRef& on : finding.refs)
            if (on.assessment) rows.below(2, cell(fmt::format("on {}: {}", on.ref, verdict_text(*on.assessment))));
        add_line("remedy", remedy_text(finding));
        for (const std::string& reference : finding.references) add_line("see", reference);
        add_line("key", finding.key);
    }

    void assessed() {
        const std::vector<const Finding*> found = findings_in(report_, Group::assessed);
        if (found.empty()) return;
        line(fmt::format("Assessed ({})", found.size()), Ink::strong);
        TextTable rows({{""}, {""}, {""}});
        for (const Finding* finding : found) {
            rows.row({cell("  " + finding->id), cell(component_text(report_, *finding)),
                      cell(severity_text(*finding), Ink::faint)});
            if (finding->assessment) rows.below(1, cell(verdict_text(*finding->assessment), Ink::faint));
        }
        table(rows);
    }

    void contradictions() {
        const std::vector<Contradiction> found = contradictions_of(report_);
        if (found.empty()) return;
        line(fmt::format("Contradictions ({}): a component claims several versions", found.size()), Ink::strong);
        TextTable rows({{""}, {""}, {"", true}});
        for (const Contradiction& row : found) {
            std::string label = "  " + shown(row.label);
            for (const Claim& claim : row.claims) {
                rows.row({{std::exchange(label, {})}, cell(claim.version), cell(place_text(claim.evidence))});
                if (style_.explain && !claim.evidence.text.empty())
                    rows.below(2, cell(claim.evidence.text, Ink::faint));
            }
            if (!row.title.empty()) rows.below(1, cell(row.title, Ink::faint));
        }
        table(rows);
    }

    void skipped(std::string_view title, SkipKind kind) {
        const std::vector<const Skipped*> found = skipped_of(report_, kind);
        if (found.empty()) return;
        const auto accepted = std::ranges::count_if(found, &Skipped::expected);
        const bool all_accepted = static_cast<size_t>(accepted) == found.size();
        line(fmt::format("{} ({}{})", all_accepted ? title.substr(0, title.find(':')) : title, found.size(),
                         accepted == 0 ? std::string() : fmt::format(", {} of them accepted", accepted)),
             Ink::strong);
        const size_t listed = style_.explain ? found.size() : std::min(found.size(), listed_without_explain);
        TextTable rows({{"", true}, {""}});
        for (size_t i = 0; i < listed; ++i) {
            rows.row({cell("  " + (found[i]->path.empty() ? std::string(".") : found[i]->path)),
                      cell(found[i]->expected ? "accepted" : "", Ink::faint)});
            rows.below(0, {"    " + shown(reason_text(found[i]->reason, found[i]->path)) +
                               shown(some_refs_text(report_, found[i]->refs)),
                           Ink::faint});
        }
        if (listed < found.size())
            rows.row({cell(fmt::format("  and {} more (--explain lists them)", found.size() - listed))});
        table(rows);
    }

    void notes() {
        if (report_.notes.empty()) return;
        line("Notes", Ink::strong);
        for (const Note& note : report_.notes) {
            const std::string text = reason_text(note.text, note.where);
            line(note.where.empty() ? "  " + text : fmt::format("  {}: {}", note.where, text));
        }
        out_ += '\n';
    }

    const Report& report_;
    const Style& style_;
    Colour colour_;
    std::set<std::string_view> fresh_;
    std::string out_;
};

std::string write_table(const Report& report, const Style& style) {
    return TerminalReport(report, style).write();
}

}  // namespace

WARD_REPORT(table) = {
    .name = "table",
    .media_type = "text/plain; charset=utf-8",
    .extension = ".txt",
    .summary = "for a terminal: what is open, worst first, and what could not be seen",
    .write = write_table,
};

}  // namespace ward::report
