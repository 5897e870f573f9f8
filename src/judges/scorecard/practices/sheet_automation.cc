// See sheets.h.
#include <set>

#include <fmt/core.h>

#include "formats/json_writer.h"
#include "judges/scorecard/practices/sheets.h"

namespace ward::scorecard::practices {
namespace {

constexpr size_t told_evidence = 2;  // a form that is read by people, and the site's limit

std::string justification_of(const Sheet& sheet, const Answer& answer) {
    std::string out = answer.justification;
    for (size_t i = 0; i < answer.evidence.size() && i < told_evidence; ++i) {
        const std::string url = url_of(answer.evidence[i], sheet.repository, sheet.commit);
        out += fmt::format(" {}", url.empty() ? "(" + text_of(answer.evidence[i]) + ")" : url);
    }
    return out;
}

}  // namespace

Automation sheet_automation(const Sheet& sheet) {
    Automation out;
    JsonWriter json;
    json.begin_object();
    std::set<std::string> written;  // levels that repeat a criterion share its answer
    for (const Answered& row : sheet.rows) {
        if (row.answer.status == Status::unknown || row.criterion->is_retired) continue;
        const std::string field = field_of(row.criterion->id);
        if (!written.insert(field).second) continue;
        if (row.criterion->needs_url && row.answer.status == Status::met &&
            url_of(row.answer, sheet.repository, sheet.commit).empty() &&
            !row.answer.justification.contains("https://")) {
            out.without_url.emplace_back(row.criterion->id);
            continue;
        }
        json.member(field + "_status", name_of(row.answer.status));
        json.member(field + "_justification", justification_of(sheet, row.answer));
    }
    json.end_object();
    out.text = json.take();
    return out;
}

}  // namespace ward::scorecard::practices
