// See sheets.h.
#include <fmt/core.h>

#include "base/text.h"
#include "formats/json_writer.h"
#include "judges/scorecard/practices/compare.h"
#include "judges/scorecard/practices/sheets.h"

namespace ward::scorecard::practices {
namespace {

std::string_view word_of(Status status) {
    switch (status) {
        case Status::unknown: return "unknown";
        case Status::unmet: return "unmet";
        case Status::met: return "met";
        case Status::not_applicable: return "not-applicable";
    }
    return "unknown";
}

void write_evidence(JsonWriter& json, const Sheet& sheet, const Evidence& evidence) {
    json.begin_object();
    json.member_if("path", evidence.path);
    if (evidence.line != 0) json.member("line", static_cast<int64_t>(evidence.line));
    json.member_if("text", evidence.text);
    json.member("source", evidence.source.empty() ? "tree" : std::string_view(evidence.source));
    json.member_if("url", url_of(evidence, sheet.repository, sheet.commit));
    json.end_object();
}

void write_row(JsonWriter& json, const Sheet& sheet, const Answered& row) {
    json.begin_object();
    json.member("id", row.criterion->id).member("level", name_of(row.criterion->level));
    json.member("section", row.criterion->section).member("strength", name_of(row.criterion->strength));
    json.member("url_required", row.criterion->needs_url).member("summary", row.criterion->summary);
    json.member("status", word_of(row.answer.status)).member("justification", row.answer.justification);
    if (row.answer.status == Status::unknown) json.member("to_say", row.criterion->to_say);
    json.key("evidence").begin_array();
    for (const Evidence& evidence : row.answer.evidence) write_evidence(json, sheet, evidence);
    json.end_array().end_object();
}

void write_published(JsonWriter& json, const Sheet& sheet) {
    const std::vector<Compared> rows = compare(sheet);
    const Agreement sum = agreement_of(rows);
    json.key("published").begin_object().member("file", sheet.published->name);
    json.member("agree", sum.agree).member("differ", sum.differ);
    json.member("only_published", sum.only_published).member("only_seen", sum.only_seen);
    json.key("answers").begin_array();
    for (const Compared& row : rows) {
        if (row.published == nullptr) continue;
        json.begin_object().member("id", row.seen->criterion->id).member("verdict", name_of(row.verdict));
        json.member("seen", word_of(row.seen->answer.status)).member("published", word_of(row.published->status));
        json.member_if("justification", row.published->justification).end_object();
    }
    json.end_array().key("unmatched").begin_array();
    for (const Problem& one : sheet.published->unmatched)
        json.begin_object().member("at", one.path).member("text", one.reason).end_object();
    json.end_array().end_object();
}

}  // namespace

std::string sheet_json(const Sheet& sheet, std::string_view version, std::string_view commit) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-practices/1");
    json.key("ward").begin_object().member("version", version).member("commit", commit).end_object();
    json.member_if("repository", sheet.repository);
    json.member("commit", sheet.commit).member("as_of", format_instant(sheet.as_of));
    json.key("levels").begin_array();
    for (const Level level : sheet.levels) {
        const auto count = counts(sheet.rows, level);
        json.begin_object().member("name", name_of(level)).member("unknown", count[0]).member("unmet", count[1]);
        json.member("met", count[2]).member("not_applicable", count[3]).end_object();
    }
    json.end_array().key("answers").begin_array();
    for (const Answered* row : by_status(sheet.rows)) write_row(json, sheet, *row);
    json.end_array();
    if (sheet.published) write_published(json, sheet);
    json.key("unread").begin_array();
    for (const Problem& one : sheet.unread)
        json.begin_object().member("path", one.path).member("reason", one.reason).end_object();
    json.end_array().end_object();
    return json.take();
}

}  // namespace ward::scorecard::practices
