#include "judges/scorecard/monitor/issue_marker.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/json_writer.h"
#include "judges/scorecard/monitor/watch_words.h"

namespace ward::scorecard::monitor {
namespace {

constexpr std::string_view opening = "<!-- ward:watch/1 ";
constexpr std::string_view closing = " -->";
constexpr size_t digits = 16;
constexpr size_t max_line_bytes = 1'024;

std::string digest_of(std::string_view text) {
    return sha256_hex(text).substr(0, digits);
}

bool is_digest(std::string_view text) {
    return text.size() == digits &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// What people look for in the issue. That a row is new, or noise, is about one run: the next has to say neither.
void write_state(JsonWriter& json, const Watched& watched) {
    json.begin_object().member("repository", text_of(watched.row.repository)).member("score", score_or_known(watched));
    json.member("stale", watched.is_stale).member("archived", watched.row.is_archived);
    if (watched.row.renamed_from) json.member("renamed_from", text_of(*watched.row.renamed_from));
    json.member_values("groups", watched.groups).member_values("missing", watched.missing_checks);
    json.end_object();
}

void write_names(JsonWriter& json, std::string_view key, const std::vector<Repository>& repositories) {
    std::vector<std::string> names;
    names.reserve(repositories.size());
    for (const Repository& repository : repositories) names.push_back(text_of(repository));
    json.member_values(key, names);
}

// Why something failed is not in it: a reason may hold times and numbers that differ from run to run.
std::string state_of(const Watch& watch) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().key("rows").begin_array();
    for (const Watched& watched : watch.rows) write_state(json, watched);
    json.end_array();
    write_names(json, "gone", watch.gone);
    write_names(json, "archived", watch.archived);
    std::vector<std::string> problems;
    problems.reserve(watch.problems.size());
    for (const ResultProblem& problem : watch.problems) problems.push_back(problem.where);
    json.member_values("problems", problems).end_object();
    return json.take();
}

std::optional<IssueMarker> parse_line(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() > max_line_bytes || line.size() < opening.size() + closing.size() || !line.starts_with(opening) ||
        !line.ends_with(closing))
        return std::nullopt;
    line = line.substr(opening.size(), line.size() - opening.size() - closing.size());
    IssueMarker marker;
    for (const std::string_view part : split(line, ' ')) {
        const size_t equals = part.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        const std::string_view name = part.substr(0, equals);
        const std::string_view value = part.substr(equals + 1);
        std::string* field = name == "key"     ? &marker.key
                             : name == "state" ? &marker.state
                             : name == "news"  ? &marker.news
                                               : nullptr;
        if (field == nullptr) continue;  // of a later ward
        if (!is_digest(value) && (!value.empty() || field != &marker.news)) return std::nullopt;
        *field = value;
    }
    if (marker.key.empty() || marker.state.empty()) return std::nullopt;
    return marker;
}

}  // namespace

IssueMarker issue_marker_of(const Watch& watch, std::string_view changes) {
    return {.key = digest_of(watch.options.identity),
            .state = digest_of(state_of(watch)),
            .news = changes.empty() ? std::string() : digest_of(changes)};
}

std::string to_line(const IssueMarker& marker) {
    return fmt::format("{}key={} state={} news={}{}", opening, marker.key, marker.state, marker.news, closing);
}

std::optional<IssueMarker> find_issue_marker(std::string_view text) {
    for (const std::string_view line : split(text, '\n'))
        if (auto marker = parse_line(line)) return marker;
    return std::nullopt;
}

}  // namespace ward::scorecard::monitor
