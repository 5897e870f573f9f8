#include "facts/names/distance.h"

#include <algorithm>
#include <array>

#include "facts/names/package_name.h"

namespace ward::names {
namespace {

constexpr size_t max_band = 3;
constexpr uint8_t far = 100;

struct Common {
    size_t front = 0;
    size_t back = 0;
};

// What both begin and end with.
Common common_ends(std::string_view a, std::string_view b) {
    Common common;
    const size_t most = std::min(a.size(), b.size());
    while (common.front < most && a[common.front] == b[common.front]) ++common.front;
    while (common.back < most - common.front && a[a.size() - 1 - common.back] == b[b.size() - 1 - common.back])
        ++common.back;
    return common;
}

// One row of the matrix: of `a`'s first i characters, against b's first j, for j from i - band to i + band.
using Row = std::array<uint8_t, 2 * max_band + 3>;

}  // namespace

std::optional<size_t> distance_within(std::string_view a, std::string_view b, size_t most) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() > max_name_bytes || b.size() - a.size() > most || most > max_band) return std::nullopt;
    const Common common = common_ends(a, b);
    a = a.substr(common.front, a.size() - common.front - common.back);
    b = b.substr(common.front, b.size() - common.front - common.back);
    if (a.empty()) return b.size() <= most ? std::optional(b.size()) : std::nullopt;

    // Cell `k + 1` of a row stands for j = i + k - band; the cells at both ends are never reached.
    const auto band = static_cast<ptrdiff_t>(most);
    Row before_last{};
    Row last{};
    Row row{};
    before_last.fill(far);
    last.fill(far);
    for (ptrdiff_t k = band; k <= 2 * band; ++k) last[static_cast<size_t>(k) + 1] = static_cast<uint8_t>(k - band);
    for (ptrdiff_t i = 1; i <= std::ssize(a); ++i) {
        row.fill(far);
        uint8_t least = far;
        for (ptrdiff_t k = 0; k <= 2 * band; ++k) {
            const ptrdiff_t j = i + k - band;
            if (j < 0 || j > std::ssize(b)) continue;
            const auto cell = static_cast<size_t>(k) + 1;
            int best = last[cell + 1] + 1;  // a[i - 1] is left out
            if (j == 0) best = static_cast<int>(i);
            else {
                const bool is_equal = a[i - 1] == b[j - 1];
                best = std::min({best, row[cell - 1] + 1, last[cell] + (is_equal ? 0 : 1)});
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    best = std::min(best, before_last[cell] + 1);
            }
            row[cell] = static_cast<uint8_t>(std::min<int>(best, far));
            least = std::min(least, row[cell]);
        }
        if (least > most) return std::nullopt;
        before_last = last;
        last = row;
    }
    const size_t distance = last[static_cast<size_t>(std::ssize(b) - std::ssize(a) + band) + 1];
    return distance <= most ? std::optional(distance) : std::nullopt;
}

std::optional<Edit> single_edit(std::string_view meant, std::string_view written) {
    const Common common = common_ends(meant, written);
    const size_t rest_meant = meant.size() - common.front - common.back;
    const size_t rest_written = written.size() - common.front - common.back;
    const size_t at = common.front;
    if (rest_meant == 0 && rest_written == 1) return Edit{EditKind::inserted, at, 0, written[at]};
    if (rest_meant == 1 && rest_written == 0) return Edit{EditKind::omitted, at, meant[at], 0};
    if (rest_meant == 1 && rest_written == 1) return Edit{EditKind::replaced, at, meant[at], written[at]};
    if (rest_meant == 2 && rest_written == 2 && meant[at] == written[at + 1] && meant[at + 1] == written[at])
        return Edit{EditKind::transposed, at, meant[at], written[at]};
    return std::nullopt;
}

}  // namespace ward::names
