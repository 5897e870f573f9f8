#include "judges/scorecard/monitor/score_rows.h"

#include "formats/json_writer.h"
#include "formats/script_text.h"
#include "judges/scorecard/monitor/js_json.h"

namespace ward::scorecard::monitor {

std::vector<ScoreRow> record_scores(Database& database, std::span<const Row> rows) {
    std::vector<ScoreRow> out;
    for (const Row& row : rows) {
        if (!row.score) continue;
        if (row.renamed_from) database.rename(*row.renamed_from, row.repository);
        ScoreRow score{.repository = row.repository,
                       .score = *row.score,
                       .date = row.date,
                       .commit = row.commit.empty() ? "unknown" : row.commit,
                       .previous = database.current(row.repository)};
        database.record(row.repository, {.score = score.score, .date = score.date, .commit = score.commit});
        if (score.previous) score.delta = js_to_one_decimal(score.score - score.previous->score);
        out.push_back(std::move(score));
    }
    return out;
}

std::string scores_json(std::span<const ScoreRow> scores) {
    JsonWriter json(JsonLayout::compact);
    json.begin_array();
    for (const ScoreRow& row : scores) {
        json.begin_object().member("platform", row.repository.host).member("org", row.repository.owner);
        json.member("repo", row.repository.name).key("score").raw(script_number(row.score));
        json.member("date", row.date).member("commit", row.commit);
        if (row.previous) {
            json.key("prevScore").raw(script_number(row.previous->score)).member("prevDate", row.previous->date);
            json.member_if("prevCommit", row.previous->commit);
            if (row.previous->score != row.score) json.key("currentDiff").raw(script_number(row.delta));
        }
        json.end_object();
    }
    return json.end_array().take();
}

}  // namespace ward::scorecard::monitor
