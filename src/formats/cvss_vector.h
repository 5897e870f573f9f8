// What the four versions of CVSS share: a vector is a list of metrics, each with one of a few values. A version is a
// table of metrics and a function from a vector to its score. Private to the cvss*.cc files.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "base/result.h"

namespace ward::cvss {

constexpr size_t max_vector_bytes = 512;  // a complete 4.0 vector has fewer than 200
constexpr size_t max_metrics = 32;        // 4.0 has exactly as many

enum class Group { base, threat, environmental, supplemental };

struct Choice {
    std::string_view letters;
    double weight = 0;  // 2.0 and 3.x: the number of the specification; 4.0: steps below the most severe value
};

struct Metric {
    std::string_view name;
    Group group = Group::base;
    std::array<Choice, 6> choices{};  // fewer end with an empty one
};

// One vector with each metric's value. Metrics that are absent or not defined ("X", "ND") are the same thing.
class Vector {
  public:
    // `text` is the vector without prefix and parentheses. Base metrics must be there, any order is good.
    static Result<Vector> parse(std::string_view text, std::span<const Metric> metrics, std::string_view not_defined);

    // Is any metric of the group defined?
    bool any(Group group) const;
    // The value of a metric of the table; nullptr if it is not defined.
    const Choice* find(std::string_view name) const;
    std::string_view letters(std::string_view name) const;
    // Its weight; 1.0, which changes no product, if it is not defined.
    double weight(std::string_view name) const;

  private:
    std::span<const Metric> metrics_;
    std::array<const Choice*, max_metrics> chosen_{};
};

// The tables and equations. Scores come in tenths, 0 to 100.
std::span<const Metric> metrics_v2();
int score_v2(const Vector& vector);
std::span<const Metric> metrics_v3();
int score_v3_0(const Vector& vector);
int score_v3_1(const Vector& vector);
std::span<const Metric> metrics_v4();
int score_v4(const Vector& vector);

}  // namespace ward::cvss
