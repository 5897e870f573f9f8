// Conditions over CPE names: "this product, in these versions, and that platform", as NVD's configurations have them
// (https://nvd.nist.gov/developers/vulnerabilities, `configurations`). A condition is a text of lines in postfix order,
// so that it is read without recursion: a criterion, or an operator over what stands before it.
//
//     cpe:2.3:o:vendor:product:*:*:*:*:*:*:*:* TAB >=1.0 TAB <2.0     a criterion with bounds of its version
//     & 2      both of the last two hold
//     | 3      any of the last three holds
//     !        the last one does not hold
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/cpe.h"

namespace ward {

namespace limits {
constexpr size_t condition_lines = 10'000;
constexpr size_t condition_bytes = 1u << 20;
}  // namespace limits

// A name of a product, and which of its versions are meant.
struct CpeCriterion {
    Cpe cpe;
    enum class Comparison { at_least, above, at_most, below };
    struct VersionBound {
        Comparison comparison = Comparison::at_least;
        std::string version;
        bool operator==(const VersionBound&) const = default;
    };
    std::vector<VersionBound> bounds;

    // "vendor:product >= 1.0, < 2.0 for node.js"
    std::string words() const;
    // Does a version of the product satisfy the bounds, or equal the version of the name? Compared as upstream versions
    // are. Nothing where it cannot be told.
    std::optional<bool> holds_for(std::string_view version) const;
};

// Whether something holds, where not everything is known.
enum class Truth { no, unknown, yes };

class CpeCondition {
  public:
    struct Line {
        enum class Kind { criterion, all, any, not_ };
        Kind kind = Kind::criterion;
        CpeCriterion criterion;
        size_t count = 0;  // of all and any
    };

    // Nothing where the text is no condition, or above the limits.
    static std::optional<CpeCondition> parse(std::string_view text);

    const std::vector<Line>& lines() const { return lines_; }
    Truth evaluate(const std::function<Truth(const CpeCriterion&)>& of) const;
    // "microsoft:windows, or apple:macos >= 14".
    std::string words() const;

  private:
    std::vector<Line> lines_;
};

// Writes conditions.
class CpeConditionWriter {
  public:
    // `criterion` is a formatted string or URI; bounds are texts as they stand in a record.
    void criterion(std::string_view cpe, const std::vector<CpeCriterion::VersionBound>& bounds);
    // Joins the last `count` (at least one; one is left alone).
    void all(size_t count);
    void any(size_t count);
    void negate();
    const std::string& text() const { return text_; }
    void clear() { text_.clear(); }

  private:
    void line(std::string_view words);
    std::string text_;
};

}  // namespace ward
