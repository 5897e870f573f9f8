#include "base/time.h"
#include "formats/json_writer.h"
#include "formats/script_text.h"
#include "judges/scorecard/monitor/js_json.h"
#include "judges/scorecard/monitor/watch_reports.h"

namespace ward::scorecard::monitor {
namespace {

void number_or_null(JsonWriter& json, std::string_view name, std::optional<double> number) {
    json.key(name);
    number ? json.value(*number) : json.null();
}

void write_causes(JsonWriter& json, const Causes& causes) {
    json.key("causes").begin_array();
    if (causes.project) json.value("project");
    if (causes.forge) json.value("forge");
    if (causes.tool) json.value("tool");
    if (causes.advisories) json.value("advisories");
    json.end_array();
}

void write_change(JsonWriter& json, const Change& change) {
    json.key("change").begin_object();
    number_or_null(json, "before", change.before);
    json.member("before_date", change.before_date).member_if("before_commit", change.before_commit);
    json.member("delta", change.delta).member("noise", change.is_noise);
    write_causes(json, change.causes);
    json.key("checks").begin_array();
    for (const CheckChange& check : change.checks) {
        json.begin_object().member("name", check.check);
        number_or_null(json, "before", check.before);
        number_or_null(json, "after", check.after);
        write_causes(json, check.causes);
        json.member_values("appeared", check.appeared).member_values("gone", check.gone).end_object();
    }
    json.end_array().end_object();
}

void write_points(JsonWriter& json, const std::vector<Point>& points) {
    std::string text = "[";
    for (const Point& point : points) {
        if (text.size() > 1) text += ", ";
        text += "[\"" + format_instant(point.at) + "\", " + script_number(point.score) + "]";
    }
    json.raw(text + "]");
}

void write_checks(JsonWriter& json, const Watched& watched) {
    json.key("checks").begin_array();
    for (const CheckScore& check : watched.row.checks) {
        json.begin_object().member("name", check.name).member("score", check.score).member("reason", check.reason);
        json.member_values("details", check.details);
        for (const CheckTrend& trend : watched.check_trends) {
            if (trend.check != check.name) continue;
            json.key("trend");
            write_points(json, trend.points);
        }
        json.end_object();
    }
    json.end_array();
}

void write_row(JsonWriter& json, const Watched& watched) {
    const Row& row = watched.row;
    json.begin_object().member("repository", text_of(row.repository)).member("url", url_of(row.repository));
    json.member_values("groups", watched.groups).member("standing", name_of(watched.standing));
    number_or_null(json, "score", row.score);
    json.member_if("failure", row.failure);
    if (watched.last_known) json.member("last_known", *watched.last_known);
    json.member_if("date", row.date);
    if (watched.age_days) json.member("age_days", *watched.age_days);
    json.member("stale", watched.is_stale).member("of_note", watched.is_of_note);
    json.member_if("commit", row.commit).member_if("tool_version", row.tool_version);
    json.member_if("tool_commit", row.tool_commit).member_if("advisories", row.advisories);
    if (row.renamed_from) json.member("renamed_from", text_of(*row.renamed_from));
    json.member("archived", row.is_archived).member_values("missing_checks", watched.missing_checks);
    if (watched.change) write_change(json, *watched.change);
    write_checks(json, watched);
    json.key("trend");
    write_points(json, watched.trend);
    json.end_object();
}

void write_summary(JsonWriter& json, const WatchSummary& summary) {
    json.member("repositories", summary.repositories).member("scored", summary.scored);
    json.member("failed", summary.failed).member("new", summary.fresh).member("changed", summary.changed);
    json.member("improved", summary.improved).member("worsened", summary.worsened).member("noise", summary.noise);
    json.member("stale", summary.stale);
    number_or_null(json, "mean", summary.mean);
    number_or_null(json, "lowest", summary.lowest);
}

void write_names(JsonWriter& json, std::string_view key, const std::vector<Repository>& repositories) {
    std::vector<std::string> names;
    names.reserve(repositories.size());
    for (const Repository& repository : repositories) names.push_back(text_of(repository));
    json.member_values(key, names);
}

}  // namespace

std::string watch_json(const Watch& watch) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-scorecard-watch/1").member("title", watch.title);
    json.member("run", format_instant(watch.run));
    json.member("threshold", watch.options.threshold).member("stale_days", watch.options.stale_days);
    json.key("repositories").begin_array();
    for (const Watched& watched : watch.rows) write_row(json, watched);
    json.end_array();
    write_names(json, "gone", watch.gone);
    write_names(json, "archived", watch.archived);
    json.key("problems").begin_array();
    for (const ResultProblem& problem : watch.problems)
        json.begin_object().member("where", problem.where).member("reason", problem.reason).end_object();
    json.end_array();
    json.key("groups").begin_array();
    for (const auto& [group, summary] : watch.groups) {
        json.begin_object().member("name", group);
        write_summary(json, summary);
        json.end_object();
    }
    json.end_array();
    json.key("summary").begin_object();
    write_summary(json, watch.summary);
    json.member("complete", watch.complete()).end_object();
    return json.end_object().take();
}

}  // namespace ward::scorecard::monitor
