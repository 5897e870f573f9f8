// What a range's events say, as intervals between version keys: the OSV specification's evaluation algorithm, run once
// at import over all versions at the same time instead of once per version asked for.
// https://ossf.github.io/osv-schema/#evaluation
#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/advisory/arena.h"
#include "facts/advisory/notes.h"
#include "facts/advisory/osv_record.h"
#include "formats/versions/versions.h"

namespace ward::advisory {

// How an interval ends above. The values are part of the index format.
enum class Upper : uint8_t { none = 0, fixed = 1, last_affected = 2, limit = 3 };

// Is a version below an upper bound of this kind that it stands so to?
constexpr bool is_below(std::strong_ordering to_bound, Upper kind) {
    switch (kind) {
        case Upper::none: return true;
        case Upper::last_affected: return to_bound <= 0;
        case Upper::fixed:
        case Upper::limit: break;
    }
    return to_bound < 0;
}

struct Bound {
    std::string_view key;
    std::string_view text;
};

// Whether an interval begins, and with its text or right behind it. The values are part of the index format.
enum class Lower : uint8_t { none = 0, at = 1, behind = 2 };

// Versions from `lower` on (or all from the first one, without it) up to `upper`: exclusive for fixed and limit,
// inclusive for last_affected.
struct Interval {
    std::optional<Bound> lower;
    bool behind = false;  // the text of `lower` itself is not in it; its key is the first one behind the text's own
    Upper upper_kind = Upper::none;
    Bound upper;

    // Is it every version there is, so that no key is needed to tell?
    bool is_everything() const { return !lower && upper_kind == Upper::none; }
    bool contains(std::string_view key) const;
};

// Keys, remembered: the same few version texts come again and again in a feed.
class KeyCache {
  public:
    // The key, or nothing where `text` is no version of the ordering. The view lives until the next call.
    std::optional<std::string_view> key(const versions::Ordering& ordering, std::string_view text);

  private:
    struct Slot {
        const versions::Ordering* ordering = nullptr;
        std::string text;
        std::optional<std::string> key;
    };
    static constexpr size_t slots = 1u << 13;
    std::vector<Slot> table_{slots};
};

// Turns ranges into intervals; reusable, one per thread.
class RangeEvaluator {
  public:
    // Appends the intervals of one range, in rising order and apart from each other; none where it affects nothing.
    // `ordering` is null where the ecosystem has none: then only "every version" can be said. Events that the ordering
    // cannot place go to `exact` where they say that this very version is affected. Keys live in `arena`.
    void evaluate(std::span<const OsvEvent> events, const versions::Ordering* ordering, std::string_view ecosystem,
                  KeyCache& keys, Arena& arena, std::vector<Interval>& intervals, std::vector<std::string_view>& exact,
                  Notes& notes);

  private:
    struct Placed {
        EventKind kind;
        bool lowest;  // `introduced: "0"`: before every version
        Bound at;
    };
    bool place(std::span<const OsvEvent> events, const versions::Ordering* ordering, std::string_view ecosystem,
               KeyCache& keys, Arena& arena, std::vector<std::string_view>& exact, Notes& notes);
    void sweep(std::vector<Interval>& intervals) const;
    void clip(std::vector<Interval>& intervals, size_t first) const;

    std::vector<Placed> placed_;
    std::optional<Bound> limit_;  // the highest one
};

}  // namespace ward::advisory
