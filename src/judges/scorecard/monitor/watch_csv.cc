// RFC 4180, with lines ended by \n alone, which everything reads. Numbers stand as they are: the minus of a delta
// starts no formula.
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/escape.h"
#include "judges/scorecard/monitor/chart.h"
#include "judges/scorecard/monitor/watch_reports.h"

namespace ward::scorecard::monitor {
namespace {

class Line {
  public:
    Line& text(std::string_view cell) { return raw(escape_csv(cell)); }
    Line& number(std::optional<double> cell) { return raw(cell ? score_text(*cell) : ""); }
    Line& truth(bool cell) { return raw(cell ? "true" : "false"); }
    Line& raw(std::string_view cell) {
        if (!is_first_) out_ += ',';
        is_first_ = false;
        out_ += cell;
        return *this;
    }
    std::string take() { return std::move(out_) + "\n"; }

  private:
    std::string out_;
    bool is_first_ = true;
};

std::optional<double> score_of(const Row& row, std::string_view check) {
    for (const CheckScore& one : row.checks)
        if (one.name == check) return one.score;
    return std::nullopt;
}

}  // namespace

std::string watch_csv(const Watch& watch) {
    std::set<std::string> checks;
    for (const Watched& watched : watch.rows)
        for (const CheckScore& check : watched.row.checks) checks.insert(check.name);
    Line head;
    for (const std::string_view name :
         {"repository", "groups", "standing", "score", "before", "delta", "causes", "noise", "of_note", "date",
          "age_days", "stale", "commit", "tool_version", "archived", "renamed_from", "missing_checks", "failure"})
        head.raw(name);
    for (const std::string& check : checks) head.text(check);
    std::string out = head.take();
    for (const Watched& watched : watch.rows) {
        const Row& row = watched.row;
        const Change* change = watched.change ? &*watched.change : nullptr;
        const bool moved = change != nullptr && (change->delta != 0 || !change->checks.empty());
        Line line;
        line.text(text_of(row.repository)).text(join(watched.groups, "; ")).text(name_of(watched.standing));
        line.number(row.score).number(change != nullptr ? change->before : watched.last_known);
        line.number(change != nullptr ? std::optional(change->delta) : std::nullopt);
        line.text(moved ? text_of(change->causes) : "").truth(change != nullptr && change->is_noise);
        line.truth(watched.is_of_note).text(row.date);
        line.raw(watched.age_days ? std::to_string(*watched.age_days) : "").truth(watched.is_stale);
        line.text(row.commit).text(row.tool_version).truth(row.is_archived);
        line.text(row.renamed_from ? text_of(*row.renamed_from) : "").text(join(watched.missing_checks, "; "));
        line.text(row.failure);
        for (const std::string& check : checks) line.number(score_of(row, check));
        out += line.take();
    }
    return out;
}

}  // namespace ward::scorecard::monitor
