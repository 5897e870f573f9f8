// See check.h.
#include "judges/scorecard/check.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/core.h>

namespace ward::scorecard {

std::string_view name_of(Risk risk) {
    constexpr std::array<std::string_view, 4> names{"Low", "Medium", "High", "Critical"};
    return names.at(static_cast<size_t>(risk));
}

double weight_of(Risk risk) {
    constexpr std::array<double, 4> weights{2.5, 5, 7.5, 10};
    return weights.at(static_cast<size_t>(risk));
}

std::string_view name_of(Outcome outcome) {
    constexpr std::array<std::string_view, 6> names{"True",          "False",        "NotAvailable",
                                                    "NotApplicable", "NotSupported", "Error"};
    return names.at(static_cast<size_t>(outcome));
}

std::string text_of(const Detail& detail) {
    constexpr std::array<std::string_view, 3> levels{"Info", "Warn", "Debug"};
    std::string out = fmt::format("{}: {}", levels.at(static_cast<size_t>(detail.level)), detail.text);
    if (detail.location) {
        out += ": " + detail.location->path;
        if (detail.location->line != 0 || detail.location->has_line_zero)
            out += fmt::format(":{}", detail.location->line);
        if (detail.location->line_end > detail.location->line) out += fmt::format("-{}", detail.location->line_end);
    }
    if (!detail.remediation.empty()) out += ": " + detail.remediation;
    return out;
}

const Check* check_named(std::string_view name) {
    const auto all = all_checks();
    const auto found = std::ranges::find(all, name, &Check::name);
    return found == all.end() ? nullptr : *found;
}

CheckResult scored(std::string_view check, std::string reason, int score) {
    if (score < 0 || score > max_score) throw std::logic_error(fmt::format("{}: a score of {}", check, score));
    return {.check = check, .score = score, .reason = std::move(reason)};
}

CheckResult without_score(std::string_view check, std::string reason) {
    return {.check = check, .reason = std::move(reason)};
}

CheckResult failed(std::string_view check, std::string error) {
    return {.check = check, .reason = error, .error = std::move(error)};
}

CheckResult proportional(std::string_view check, const std::string& reason, int64_t success, int64_t total) {
    const int score = proportional_score(success, total);
    return scored(check, fmt::format("{} -- score normalized to {}", reason, score), score);
}

Detail detail_of(const ProbeFinding& finding, Detail::Level level) {
    return {.level = level, .text = finding.message, .location = finding.location, .origin = finding.origin};
}

int proportional_score(int64_t success, int64_t total) {
    if (total == 0) return 0;
    return static_cast<int>(std::min<int64_t>(max_score * success / total, max_score));
}

int weighted_score(std::span<const Share> shares) {
    int64_t success = 0;
    int64_t total = 0;
    bool any = false;
    for (const Share& share : shares) {
        any = any || share.total != 0;
        success += share.success * share.weight;
        total += share.total * share.weight;
    }
    if (!any) return inconclusive;
    return total == 0 ? max_score : proportional_score(success, total);
}

double aggregate_score(std::span<const CheckResult> results) {
    double sum = 0;
    double weights = 0;
    for (const CheckResult& result : results) {
        const Check* check = check_named(result.check);
        if (check == nullptr || result.score == inconclusive) continue;
        sum += weight_of(check->risk) * result.score;
        weights += weight_of(check->risk);
    }
    return weights == 0 ? inconclusive : sum / weights;
}

}  // namespace ward::scorecard
