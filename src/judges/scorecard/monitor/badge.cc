// A badge's colours say how good a score is: below 3, 5, 7 and 9. White on each of them has a contrast of 4.5 at least.
#include <array>

#include <fmt/core.h>

#include "formats/json_writer.h"
#include "judges/scorecard/monitor/chart.h"

namespace ward::scorecard::monitor {
namespace {

struct Colour {
    double below;
    std::string_view hex;
    std::string_view shields;  // its own names
};
constexpr std::array<Colour, 5> colours{{
    {3, "#b3261e", "red"},
    {5, "#a34700", "orange"},
    {7, "#7a6200", "yellow"},
    {9, "#4d7300", "yellowgreen"},
    {11, "#1b7a35", "brightgreen"},
}};
constexpr Colour unknown{0, "#6a6a6a", "lightgrey"};
constexpr std::string_view label = "openssf scorecard";

const Colour& colour_of(std::optional<double> score) {
    if (!score) return unknown;
    for (const Colour& colour : colours)
        if (*score < colour.below) return colour;
    return colours.back();
}

std::string message_of(std::optional<double> score) {
    return score ? score_text(*score) : "unknown";
}

}  // namespace

std::string badge_svg(std::optional<double> score) {
    const std::string message = message_of(score);
    constexpr int label_width = 108;
    const int message_width = static_cast<int>(message.size()) * 7 + 14;
    const int width = label_width + message_width;
    // textLength makes the text fit whichever font there is.
    const auto text = [](int middle, size_t letters, std::string_view words) {
        return fmt::format(
            "<text x=\"{}\" y=\"14\" text-anchor=\"middle\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\">{}"
            "</text>",
            middle, letters, words);
    };
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"20\" viewBox=\"0 0 {0} 20\" role=\"img\" "
        "aria-label=\"{1}: {2}\"><title>{1}: {2}</title>",
        width, label, message);
    out += fmt::format(
        "<clipPath id=\"r\"><rect width=\"{0}\" height=\"20\" rx=\"3\"/></clipPath><g clip-path=\"url(#r)\">"
        "<rect width=\"{1}\" height=\"20\" fill=\"#484848\"/>"
        "<rect x=\"{1}\" width=\"{2}\" height=\"20\" fill=\"{3}\"/></g>",
        width, label_width, message_width, colour_of(score).hex);
    out += "<g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">";
    out += text(label_width / 2, label_width - 12, label);
    out += text(label_width + message_width / 2, message.size() * 7, message);
    return out + "</g></svg>\n";
}

std::string badge_json(std::optional<double> score) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("schemaVersion", 1).member("label", label).member("message", message_of(score));
    json.member("color", colour_of(score).shields);
    if (!score) json.member("isError", true);
    return json.end_object().take() + "\n";
}

}  // namespace ward::scorecard::monitor
