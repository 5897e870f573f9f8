// One HTML file for all repositories: no script, no request to anywhere (its own content security policy forbids both),
// readable in the dark, on paper and by keyboard. What a chart shows stands in a table beside it, too. Every text
// passes through escape_html.
#include <algorithm>
#include <map>
#include <span>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "formats/digest.h"
#include "formats/escape.h"
#include "judges/scorecard/monitor/chart.h"
#include "judges/scorecard/monitor/watch_reports.h"
#include "judges/scorecard/monitor/watch_words.h"

namespace ward::scorecard::monitor {

// watch.css, compiled in (see CMakeLists.txt).
extern const std::string_view watch_style;

namespace {

constexpr size_t max_values_shown = 60;    // in the table of a repository's scores, the latest
constexpr size_t max_findings_shown = 50;  // of one check, appeared and gone each

std::string link_to(const Repository& repository) {
    const std::string url = url_of(repository);
    std::string name = escape_html(repository.owner + "/" + repository.name);
    if (!is_safe_link(url)) return name;
    return fmt::format("<a href=\"{}\" rel=\"noopener noreferrer nofollow\">{}</a>", escape_html(url), name);
}

std::string_view class_of(std::optional<double> score) {
    if (!score) return "bad";
    return *score < 4 ? "bad" : *score < 7 ? "weak" : "good";
}

std::string score_cell(const Watched& watched) {
    return fmt::format("<td class=\"number\"><span class=\"{}\">{}</span></td>", class_of(watched.row.score),
                       escape_html(score_or_known(watched)));
}

std::string marks_cell(const Watched& watched) {
    std::string out = "<td>";
    for (const std::string& mark : marks_of(watched))
        out += fmt::format("<span class=\"mark\">{}</span>", escape_html(mark));
    return out + "</td>";
}

void begin_table(std::string& out, std::string_view label, std::initializer_list<std::string_view> heads) {
    out += fmt::format("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table>\n<thead><tr>",
                       escape_html(label));
    // A head that starts with '>' stands over numbers.
    for (const std::string_view head : heads) {
        const bool is_number = head.starts_with('>');
        out += fmt::format("<th scope=\"col\"{}>{}</th>", is_number ? " class=\"number\"" : "",
                           escape_html(head.substr(is_number ? 1 : 0)));
    }
    out += "</tr></thead>\n<tbody>\n";
}

void end_table(std::string& out) {
    out += "</tbody></table></div>\n";
}

void add_overview(std::string& out, const Watch& watch) {
    out += "<section>\n<h2>All repositories</h2>\n";
    if (const auto mean = mean_trend(watch.rows); mean.size() > 1) out += trend_chart(mean, "Mean score");
    begin_table(out, "All repositories",
                {"Repository", ">Score", ">Change", "Cause", "Scored", ">Age", "Trend", "Remarks"});
    for (const Watched& watched : watch.rows) {
        const bool moved = watched.change && watched.change->delta != 0;
        out += fmt::format("<tr><th scope=\"row\">{}</th>", link_to(watched.row.repository)) + score_cell(watched);
        out += fmt::format("<td class=\"number\">{}</td><td>{}</td>", escape_html(delta_text(watched)),
                           moved ? escape_html(text_of(watched.change->causes)) : "");
        out +=
            fmt::format("<td class=\"day\">{}</td><td class=\"number\">{}</td>",
                        escape_html(std::string_view(watched.row.date).substr(0, 10)), escape_html(age_text(watched)));
        out += fmt::format("<td class=\"trend\">{}</td>",
                           watched.trend.size() > 1 ? spark_line(watched.trend, text_of(watched.row.repository)) : "");
        out += marks_cell(watched) + "</tr>\n";
    }
    end_table(out);
    out += "</section>\n";
}

void add_groups(std::string& out, const Watch& watch) {
    if (watch.groups.empty()) return;
    out += "<section>\n<h2>Groups</h2>\n";
    begin_table(out, "Groups", {"Group", ">Repositories", ">Mean", ">Lowest", ">Changed", ">Failed"});
    const auto number = [](std::optional<double> score) { return score ? score_text(*score) : std::string(); };
    for (const auto& [group, summary] : watch.groups)
        out += fmt::format(
            "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"number\">{}</td>"
            "<td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
            escape_html(group), summary.repositories, number(summary.mean), number(summary.lowest), summary.changed,
            summary.failed);
    end_table(out);
    out += "</section>\n";
}

// How all repositories stand in one check, and how that went.
struct CheckOverview {
    double sum = 0;
    size_t conclusive = 0;
    size_t inconclusive = 0;
    size_t zero = 0;
    std::vector<std::span<const Point>> trends;
};

void add_checks_overview(std::string& out, const Watch& watch) {
    std::map<std::string_view, CheckOverview> checks;
    for (const Watched& watched : watch.rows) {
        for (const CheckScore& check : watched.row.checks) {
            CheckOverview& overview = checks[check.name];
            ++(check.score < 0 ? overview.inconclusive : overview.conclusive);
            overview.zero += check.score == 0 ? 1 : 0;
            overview.sum += std::max(check.score, 0);
        }
        for (const CheckTrend& trend : watched.check_trends) checks[trend.check].trends.emplace_back(trend.points);
    }
    if (checks.empty()) return;
    out += "<section>\n<h2>All checks</h2>\n";
    begin_table(out, "All checks", {"Check", ">Mean", ">Scored", ">At 0", ">Inconclusive", "Trend of the mean"});
    for (const auto& [name, overview] : checks) {
        const auto mean = mean_trend(std::span<const std::span<const Point>>(overview.trends));
        out += fmt::format(
            "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"number\">{}</td>"
            "<td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"trend\">{}</td></tr>\n",
            escape_html(name),
            overview.conclusive == 0 ? "" : score_text(overview.sum / static_cast<double>(overview.conclusive)),
            overview.conclusive, overview.zero, overview.inconclusive, mean.size() > 1 ? spark_line(mean, name) : "");
    }
    end_table(out);
    out += "</section>\n";
}

void add_findings(std::string& out, const std::vector<std::string>& findings, std::string_view word) {
    if (findings.empty()) return;
    out += "<ul>\n";
    for (size_t i = 0; i < std::min(findings.size(), max_findings_shown); ++i)
        out += fmt::format("<li>{}: {}</li>\n", word, escape_html(findings[i]));
    if (findings.size() > max_findings_shown)
        out += fmt::format("<li>{}: {} more</li>\n", word, findings.size() - max_findings_shown);
    out += "</ul>\n";
}

void add_changes(std::string& out, const Watch& watch) {
    std::string body;
    for (const Watched& watched : watch.rows) {
        if (!watched.change || (!watched.is_of_note && watched.change->checks.empty())) continue;
        const Change& change = *watched.change;
        body += fmt::format("<h3>{}: {} → {} ({})</h3>\n", link_to(watched.row.repository),
                            change.before ? score_text(*change.before) : "?", escape_html(score_or_known(watched)),
                            signed_text(change.delta));
        body += fmt::format("<p class=\"soft\">Changed since {}: {}{}.</p>\n",
                            escape_html(std::string_view(change.before_date).substr(0, 10)), text_of(change.causes),
                            change.is_noise ? "; noise: who reviewed or contributed lately" : "");
        for (const CheckChange& check : change.checks) {
            body += fmt::format("<p>{} <span class=\"soft\">({})</span></p>\n", escape_html(check_change_text(check)),
                                text_of(check.causes));
            add_findings(body, check.appeared, "new");
            add_findings(body, check.gone, "gone");
        }
    }
    if (!body.empty()) out += "<section>\n<h2>What changed</h2>\n" + body + "</section>\n";
}

void add_failures(std::string& out, const Watch& watch) {
    if (watch.complete()) return;
    out += "<section>\n<h2>Not scored</h2>\n<ul>\n";
    for (const Watched& watched : watch.rows)
        if (watched.standing == Standing::failed)
            out += fmt::format("<li>{}: {}</li>\n", link_to(watched.row.repository), escape_html(watched.row.failure));
    for (const ResultProblem& problem : watch.problems)
        out += fmt::format("<li>{}: {}</li>\n", escape_html(problem.where), escape_html(problem.reason));
    out += "</ul>\n</section>\n";
}

void add_names(std::string& out, std::string_view title, const std::vector<Repository>& repositories) {
    if (repositories.empty()) return;
    out += fmt::format("<section>\n<h2>{}</h2>\n<ul>\n", title);
    for (const Repository& repository : repositories) out += fmt::format("<li>{}</li>\n", link_to(repository));
    out += "</ul>\n</section>\n";
}

void add_checks(std::string& out, const Watched& watched) {
    if (watched.row.checks.empty()) return;
    begin_table(out, "Checks of " + text_of(watched.row.repository), {"Check", ">Score", "Trend", "Reason"});
    for (const CheckScore& check : watched.row.checks) {
        std::string line;
        for (const CheckTrend& trend : watched.check_trends)
            if (trend.check == check.name && trend.points.size() > 1) line = spark_line(trend.points, check.name);
        const std::optional<double> score = check.score < 0 ? std::nullopt : std::optional<double>(check.score);
        out += fmt::format(
            "<tr><th scope=\"row\">{}</th><td class=\"number\"><span class=\"{}\">{}</span></td>"
            "<td class=\"trend\">{}</td><td class=\"text\">{}</td></tr>\n",
            escape_html(check.name), score ? class_of(score) : "soft", score ? score_text(*score) : "?", line,
            escape_html(check.reason));
    }
    end_table(out);
}

void add_values(std::string& out, const Watched& watched) {
    begin_table(out, "Scores of " + text_of(watched.row.repository), {"Date", ">Score"});
    const size_t start = watched.trend.size() - std::min(watched.trend.size(), max_values_shown);
    for (size_t i = watched.trend.size(); i > start; --i)
        out += fmt::format("<tr><td class=\"day\">{}</td><td class=\"number\">{}</td></tr>\n",
                           format_date(watched.trend[i - 1].at), score_text(watched.trend[i - 1].score));
    end_table(out);
}

void add_details(std::string& out, const Watch& watch) {
    out += "<section>\n<h2>Each repository</h2>\n";
    for (const Watched& watched : watch.rows) {
        const std::string name = text_of(watched.row.repository);
        out += fmt::format("<details>\n<summary>{}: {}</summary>\n", escape_html(name),
                           escape_html(score_or_known(watched)));
        if (!watched.row.commit.empty())
            out += fmt::format("<p class=\"soft\">Commit {}{}</p>\n", escape_html(watched.row.commit),
                               watched.row.tool_version.empty()
                                   ? ""
                                   : ", scored by Scorecard " + escape_html(watched.row.tool_version));
        if (watched.trend.size() > 1) out += trend_chart(watched.trend, name);
        add_checks(out, watched);
        if (!watched.trend.empty()) add_values(out, watched);
        out += "</details>\n";
    }
    out += "</section>\n";
}

}  // namespace

std::string watch_html(const Watch& watch) {
    const auto digest = sha256(watch_style);
    const std::string style_hash = base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
    const std::string title = escape_html(watch.title);
    std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    out += fmt::format(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; "
        "base-uri 'none'; form-action 'none'\">\n",
        style_hash);
    out +=
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n";
    out += fmt::format("<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n", title, watch_style);
    out += fmt::format("<header>\n<p class=\"eyebrow\">{}</p>\n<h1>{}</h1>\n<p class=\"headline\">{}</p>\n",
                       format_date(watch.run), title, escape_html(headline_of(watch)));
    if (watch.summary.mean)
        out += fmt::format("<p>Mean score {}, lowest {}.</p>\n", score_text(*watch.summary.mean),
                           score_text(watch.summary.lowest.value_or(0)));
    out += "</header>\n<main>\n";
    add_overview(out, watch);
    add_groups(out, watch);
    add_checks_overview(out, watch);
    add_changes(out, watch);
    add_failures(out, watch);
    add_names(out, "Not looked at any more", watch.gone);
    add_names(out, "Archived, left out", watch.archived);
    add_details(out, watch);
    return out + "</main>\n</body>\n</html>\n";
}

}  // namespace ward::scorecard::monitor
