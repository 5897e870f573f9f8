#include "judges/scorecard/monitor/watch_words.h"

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/monitor/chart.h"
#include "judges/scorecard/monitor/watch_reports.h"

namespace ward::scorecard::monitor {

std::string counted(size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string signed_text(double delta) {
    return (delta > 0 ? "+" : "") + score_text(delta);
}

std::string age_text(const Watched& watched) {
    if (!watched.age_days) return "unknown";
    if (*watched.age_days == 0) return "today";
    return counted(static_cast<size_t>(*watched.age_days), "day", "days");
}

std::string score_or_known(const Watched& watched) {
    if (watched.row.score) return score_text(*watched.row.score);
    return watched.last_known ? fmt::format("failed (last {})", score_text(*watched.last_known)) : "failed";
}

std::string delta_text(const Watched& watched) {
    if (watched.standing == Standing::scored_first) return "new";
    return watched.change ? signed_text(watched.change->delta) : "";
}

std::string check_change_text(const CheckChange& change) {
    const auto score = [](int value) { return value < 0 ? std::string("?") : std::to_string(value); };
    if (!change.before) return fmt::format("{} new ({})", change.check, score(change.after.value_or(-1)));
    if (!change.after) return fmt::format("{} not made any more", change.check);
    if (change.before == change.after) return fmt::format("{} {}", change.check, score(*change.after));
    return fmt::format("{} {} → {}", change.check, score(*change.before), score(*change.after));
}

std::vector<std::string> marks_of(const Watched& watched) {
    std::vector<std::string> out;
    if (watched.is_stale) out.emplace_back("stale");
    if (watched.change && watched.change->is_noise) out.emplace_back("noise");
    if (watched.row.is_archived) out.emplace_back("archived");
    if (watched.row.renamed_from) out.push_back("renamed from " + text_of(*watched.row.renamed_from));
    if (!watched.missing_checks.empty()) out.push_back("checks missing: " + join(watched.missing_checks, ", "));
    return out;
}

std::string headline_of(const Watch& watch) {
    const WatchSummary& summary = watch.summary;
    std::string out =
        fmt::format("{}: {} scored, {} failed; {} changed", counted(summary.repositories, "repository", "repositories"),
                    summary.scored, summary.failed, summary.changed);
    if (summary.changed > 0) out += fmt::format(" ({} better, {} worse)", summary.improved, summary.worsened);
    if (summary.fresh > 0) out += fmt::format(", {} new", summary.fresh);
    if (summary.noise > 0) out += fmt::format(", {} noise", summary.noise);
    if (summary.stale > 0) out += fmt::format(", {} stale", summary.stale);
    return out;
}

}  // namespace ward::scorecard::monitor
