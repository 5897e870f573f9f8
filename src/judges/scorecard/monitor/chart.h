// Trend charts and badges as SVG: plain elements, no script, no style of their own but classes, so that the page's
// style gives the colours and a content security policy can forbid everything else.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judges/scorecard/monitor/watch.h"

namespace ward::scorecard::monitor {

// A small line without axes, for a table's cell; the label says the same in words for those who do not see it.
std::string spark_line(std::span<const Point> points, std::string_view label);
// With a scale from 0 to 10 and dates.
std::string trend_chart(std::span<const Point> points, std::string_view label);

// The mean of the last known scores of several trends, at every instant at which one was seen. At most max_mean_points,
// evenly picked.
std::vector<Point> mean_trend(std::span<const std::span<const Point>> trends);
std::vector<Point> mean_trend(std::span<const Watched> rows);
constexpr size_t max_mean_points = 200;
constexpr size_t max_chart_points = 400;  // the latest ones are drawn

// "6.3": one decimal where there is one.
std::string score_text(double score);

// A badge like those beside a README's title, for one score; nothing known: "unknown".
std::string badge_svg(std::optional<double> score);
// What shields.io reads from an endpoint (https://shields.io/badges/endpoint-badge).
std::string badge_json(std::optional<double> score);

}  // namespace ward::scorecard::monitor
