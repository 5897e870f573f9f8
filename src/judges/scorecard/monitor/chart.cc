// Scores stay what they are until they are looked at again, so a trend is a line of steps, not of slopes.
#include "judges/scorecard/monitor/chart.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "base/time.h"
#include "formats/escape.h"
#include "formats/script_text.h"
#include "judges/scorecard/monitor/js_json.h"

namespace ward::scorecard::monitor {
namespace {

// Where the points lie, in the units of the drawing.
struct Frame {
    double left = 0;
    double top = 0;
    double width = 0;
    double height = 0;
};

double x_of(Instant at, Instant first, Instant last, const Frame& frame) {
    if (last == first) return frame.left + frame.width;
    return frame.left + frame.width * static_cast<double>(at - first) / static_cast<double>(last - first);
}

double y_of(double score, const Frame& frame) {
    return frame.top + frame.height * (1 - std::clamp(score, 0.0, 10.0) / 10);
}

std::string steps(std::span<const Point> points, const Frame& frame) {
    const Instant first = points.front().at;
    const Instant last = points.back().at;
    std::string path;
    for (size_t i = 0; i < points.size(); ++i) {
        const double x = x_of(points[i].at, first, last, frame);
        const double y = y_of(points[i].score, frame);
        // Within a level stretch only its ends are told.
        const bool is_level = i > 0 && i + 1 < points.size() && points[i].score == points[i - 1].score;
        if (is_level) continue;
        if (i == 0) path = fmt::format("M{:.1f} {:.1f}", x, y);
        else path += fmt::format("H{:.1f}V{:.1f}", x, y);
    }
    return path;
}

std::span<const Point> latest(std::span<const Point> points) {
    return points.size() > max_chart_points ? points.last(max_chart_points) : points;
}

// The line and a dot at its end.
std::string drawing(std::span<const Point> points, const Frame& frame) {
    if (points.empty()) return "";
    const double x = x_of(points.back().at, points.front().at, points.back().at, frame);
    return fmt::format("<path class=\"line\" d=\"{}\"/><circle class=\"dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\"/>",
                       steps(points, frame), x, y_of(points.back().score, frame));
}

std::string in_words(std::span<const Point> points, std::string_view label) {
    if (points.empty()) return fmt::format("{}: no scores", label);
    if (points.size() == 1)
        return fmt::format("{}: {} on {}", label, score_text(points[0].score), format_date(points[0].at));
    const auto [low, high] = std::ranges::minmax(points, {}, &Point::score);
    return fmt::format("{}: from {} on {} to {} on {}, lowest {}, highest {}", label, score_text(points.front().score),
                       format_date(points.front().at), score_text(points.back().score), format_date(points.back().at),
                       score_text(low.score), score_text(high.score));
}

}  // namespace

std::string score_text(double score) {
    return script_number(js_to_one_decimal(score));
}

std::string spark_line(std::span<const Point> points, std::string_view label) {
    points = latest(points);
    const std::string words = escape_html(in_words(points, label));
    return fmt::format(
        "<svg class=\"spark\" viewBox=\"0 0 120 28\" width=\"120\" height=\"28\" role=\"img\" aria-label=\"{0}\">"
        "<title>{0}</title>{1}</svg>",
        words, drawing(points, {.left = 2, .top = 4, .width = 112, .height = 20}));
}

std::string trend_chart(std::span<const Point> points, std::string_view label) {
    points = latest(points);
    const Frame frame{.left = 28, .top = 10, .width = 600, .height = 130};
    std::string grid;
    for (const int score : {0, 5, 10}) {
        const double y = y_of(score, frame);
        grid += fmt::format(
            "<path class=\"grid\" d=\"M{0} {1:.1f}H{2}\"/><text class=\"scale\" x=\"{3}\" y=\"{4:.1f}\" "
            "text-anchor=\"end\">{5}</text>",
            frame.left, y, frame.left + frame.width, frame.left - 6, y + 4, score);
    }
    if (!points.empty()) {
        const auto date = [&](double x, std::string_view anchor, Instant at) {
            grid += fmt::format("<text class=\"scale\" x=\"{}\" y=\"158\" text-anchor=\"{}\">{}</text>", x, anchor,
                                format_date(at));
        };
        if (points.size() > 1) date(frame.left, "start", points.front().at);
        date(frame.left + frame.width, "end", points.back().at);
    }
    const std::string words = escape_html(in_words(points, label));
    return fmt::format(
        "<svg class=\"trend\" viewBox=\"0 0 640 164\" role=\"img\" aria-label=\"{0}\"><title>{0}</title>{1}{2}</svg>\n",
        words, grid, drawing(points, frame));
}

std::vector<Point> mean_trend(std::span<const Watched> rows) {
    std::vector<std::span<const Point>> trends;
    trends.reserve(rows.size());
    for (const Watched& watched : rows) trends.emplace_back(watched.trend);
    return mean_trend(trends);
}

std::vector<Point> mean_trend(std::span<const std::span<const Point>> trends) {
    // What every score became, by instant.
    std::multimap<Instant, std::pair<size_t, double>> moves;
    for (size_t i = 0; i < trends.size(); ++i)
        for (const Point& point : trends[i]) moves.emplace(point.at, std::pair(i, point.score));
    std::map<size_t, double> known;
    double sum = 0;
    std::vector<Point> all;
    for (auto move = moves.begin(); move != moves.end();) {
        const Instant at = move->first;
        for (; move != moves.end() && move->first == at; ++move) {
            const auto [trend, score] = move->second;
            const auto place = known.try_emplace(trend, 0).first;
            sum += score - place->second;
            place->second = score;
        }
        all.push_back({at, sum / static_cast<double>(known.size())});
    }
    if (all.size() <= max_mean_points) return all;
    std::vector<Point> out;
    out.reserve(max_mean_points);
    for (size_t i = 0; i < max_mean_points; ++i) out.push_back(all[i * (all.size() - 1) / (max_mean_points - 1)]);
    return out;
}

}  // namespace ward::scorecard::monitor
