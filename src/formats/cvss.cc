// Decides which version of CVSS a vector is of, and reads its metrics. The equations are in cvss2.cc, cvss3.cc,
// cvss4.cc.
//
// The specifications say in which order a program should write metrics; one that reads has to take any order.
#include "formats/cvss.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/cvss_vector.h"

namespace ward::cvss {
namespace {

struct VersionRow {
    Version version;
    std::string_view prefix;
    std::string_view not_defined;
    std::span<const Metric> (*metrics)();
    int (*score)(const Vector& vector);
};

// 2.0 has no prefix, so its row is the last.
constexpr std::array<VersionRow, 4> versions{{
    {Version::v4_0, "CVSS:4.0/", "X", metrics_v4, score_v4},
    {Version::v3_1, "CVSS:3.1/", "X", metrics_v3, score_v3_1},
    {Version::v3_0, "CVSS:3.0/", "X", metrics_v3, score_v3_0},
    {Version::v2, "", "ND", metrics_v2, score_v2},
}};

std::unexpected<Error> bad(std::string reason) {
    return fail(ErrorCode::parse, "CVSS vector: " + std::move(reason));
}

const Choice* choice_of(const Metric& metric, std::string_view letters) {
    for (const Choice& choice : metric.choices)
        if (!choice.letters.empty() && choice.letters == letters) return &choice;
    return nullptr;
}

const VersionRow& row_of(std::string_view vector) {
    return *std::ranges::find_if(versions, [&](const VersionRow& row) { return vector.starts_with(row.prefix); });
}

}  // namespace

Result<Vector> Vector::parse(std::string_view text, std::span<const Metric> metrics, std::string_view not_defined) {
    Vector vector;
    vector.metrics_ = metrics;
    std::array<bool, max_metrics> seen{};
    for (const std::string_view part : split(text, '/')) {
        const size_t colon = part.find(':');
        if (colon == std::string_view::npos) return bad(fmt::format("\"{}\" is not METRIC:VALUE", display(part)));
        const std::string_view name = part.substr(0, colon);
        const std::string_view letters = part.substr(colon + 1);
        const auto metric = std::ranges::find(metrics, name, &Metric::name);
        if (metric == metrics.end()) return bad(fmt::format("unknown metric \"{}\"", display(name)));
        const auto index = static_cast<size_t>(metric - metrics.begin());
        if (seen.at(index)) return bad(fmt::format("{} is given twice", name));
        seen.at(index) = true;
        if (metric->group != Group::base && letters == not_defined) continue;
        vector.chosen_.at(index) = choice_of(*metric, letters);
        if (vector.chosen_.at(index) == nullptr)
            return bad(fmt::format("{} has no value \"{}\"", name, display(letters)));
    }
    for (size_t i = 0; i < metrics.size(); ++i)
        if (metrics[i].group == Group::base && vector.chosen_.at(i) == nullptr)
            return bad(fmt::format("{} is missing", metrics[i].name));
    return vector;
}

bool Vector::any(Group group) const {
    for (size_t i = 0; i < metrics_.size(); ++i)
        if (metrics_[i].group == group && chosen_.at(i) != nullptr) return true;
    return false;
}

const Choice* Vector::find(std::string_view name) const {
    const auto metric = std::ranges::find(metrics_, name, &Metric::name);
    return chosen_.at(static_cast<size_t>(metric - metrics_.begin()));
}

std::string_view Vector::letters(std::string_view name) const {
    const Choice* choice = find(name);
    return choice == nullptr ? std::string_view{} : choice->letters;
}

double Vector::weight(std::string_view name) const {
    const Choice* choice = find(name);
    return choice == nullptr ? 1.0 : choice->weight;
}

Result<Score> score(std::string_view vector) {
    if (vector.size() > max_vector_bytes)
        return fail(ErrorCode::limit, fmt::format("CVSS vector is longer than {} bytes", max_vector_bytes));
    const VersionRow& row = row_of(vector);
    if (row.version == Version::v2 && vector.starts_with("CVSS:"))
        return fail(ErrorCode::unsupported,
                    fmt::format("\"{}\" is not a known version of CVSS", display(vector.substr(0, vector.find('/')))));
    vector.remove_prefix(row.prefix.size());
    if (row.version == Version::v2 && vector.starts_with('(') && vector.ends_with(')') && vector.size() > 1)
        vector = vector.substr(1, vector.size() - 2);
    WARD_TRY(const Vector metrics, Vector::parse(vector, row.metrics(), row.not_defined));
    return Score{row.version, row.score(metrics) / 10.0};
}

std::string base_vector(std::string_view vector) {
    const VersionRow& row = row_of(vector);
    const std::span<const Metric> metrics = row.metrics();
    std::string out(row.prefix);
    for (const std::string_view part : split(vector.substr(row.prefix.size()), '/')) {
        const auto metric = std::ranges::find(metrics, part.substr(0, part.find(':')), &Metric::name);
        if (metric != metrics.end() && metric->group != Group::base) continue;
        if (out.size() > row.prefix.size()) out += '/';
        out += part;
    }
    return out;
}

}  // namespace ward::cvss
