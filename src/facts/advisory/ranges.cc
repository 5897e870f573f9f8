// The reference algorithm sorts the events and sweeps them for one version v: `introduced` applies when v >= it,
// `fixed` when v >= it, `last_affected` when v > it; the last one that applies wins. Swept over all v at once, the
// outcome can only change at an event's version (introduced, fixed) or right behind it (last_affected), which gives
// intervals.
//
// Not defined by the specification, decided here: events of one version apply in the order introduced, last_affected,
// fixed (so introduced == fixed affects nothing); an event that is no version of the ecosystem is left out, and
// counted. GIT ranges are not seen here: commits have no order without the repository.
#include "facts/advisory/ranges.h"

#include <algorithm>
#include <compare>

#include "facts/advisory/hash.h"

namespace ward::advisory {
namespace {

// The key of an event. Feeds write "1.2" where a strict order wants "1.2.0".
std::optional<std::string_view> event_key(const versions::Ordering& ordering, std::string_view text, KeyCache& keys) {
    if (const auto key = keys.key(ordering, text)) return key;
    if (text.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
    if (const auto key = keys.key(ordering, std::string(text) + ".0")) return key;
    return keys.key(ordering, std::string(text) + ".0.0");
}

}  // namespace

bool Interval::contains(std::string_view key) const {
    return (!lower || key >= lower->key) && is_below(key <=> upper.key, upper_kind);
}

std::optional<std::string_view> KeyCache::key(const versions::Ordering& ordering, std::string_view text) {
    Slot& slot = table_[hash_bytes(0, text) % slots];
    if (slot.ordering != &ordering || slot.text != text) {
        slot.ordering = &ordering;
        slot.text = text;
        slot.key = ordering.key(text);
    }
    if (!slot.key) return std::nullopt;
    return *slot.key;
}

void RangeEvaluator::evaluate(std::span<const OsvEvent> events, const versions::Ordering* ordering,
                              std::string_view ecosystem, KeyCache& keys, Arena& arena,
                              std::vector<Interval>& intervals, std::vector<std::string_view>& exact, Notes& notes) {
    if (!place(events, ordering, ecosystem, keys, arena, exact, notes)) return;
    auto before = [](const Placed& a, const Placed& b) {
        if (a.lowest != b.lowest) return a.lowest;
        if (const auto order = a.at.key <=> b.at.key; order != 0) return order < 0;
        return a.kind < b.kind;
    };
    auto by_version = [](const Placed& a, const Placed& b) {
        return a.lowest != b.lowest ? a.lowest : a.at.key < b.at.key;
    };
    if (!std::ranges::is_sorted(placed_, by_version)) notes.add(Defect::unsorted_events, ecosystem);
    std::ranges::stable_sort(placed_, before);
    if (std::ranges::none_of(placed_, [](const Placed& event) {
            return event.kind == EventKind::introduced || event.kind == EventKind::introduced_after;
        }))
        notes.add(Defect::no_introduced, ecosystem);
    const size_t first = intervals.size();
    sweep(intervals);
    clip(intervals, first);
}

// Gives every event its key. False where the whole range cannot be used.
bool RangeEvaluator::place(std::span<const OsvEvent> events, const versions::Ordering* ordering,
                           std::string_view ecosystem, KeyCache& keys, Arena& arena,
                           std::vector<std::string_view>& exact, Notes& notes) {
    placed_.clear();
    limit_.reset();
    bool limited = false;
    bool endless = false;  // one limit that is no bound lifts all others: a version must be below any one of them
    for (const OsvEvent& event : events) {
        const bool lowest = event.kind == EventKind::introduced && event.version == "0";
        if (event.kind == EventKind::limit && event.version == "*") {
            endless = true;
            continue;
        }
        Bound bound{{}, event.version};
        if (!lowest) {
            if (ordering == nullptr) {
                notes.add(Defect::unordered_ecosystem, ecosystem);
                return false;
            }
            const auto key = event_key(*ordering, event.version, keys);
            if (!key) {
                notes.add(Defect::unplaced_event, ecosystem);
                if (event.kind == EventKind::introduced || event.kind == EventKind::last_affected)
                    exact.push_back(event.version);
                endless = endless || event.kind == EventKind::limit;
                continue;
            }
            // Behind a key, and before the key of any later version.
            bound.key =
                event.kind == EventKind::introduced_after ? arena.keep(std::string(*key) + '\0') : arena.keep(*key);
        }
        if (event.kind == EventKind::limit) {
            limited = true;
            if (!limit_ || bound.key > limit_->key) limit_ = bound;
        } else {
            placed_.push_back({event.kind, lowest, bound});
        }
    }
    if (endless || !limited) limit_.reset();
    return !placed_.empty();
}

void RangeEvaluator::sweep(std::vector<Interval>& intervals) const {
    bool inside = false;
    Interval current;
    for (size_t i = 0; i < placed_.size();) {
        // All events of one version: what holds at it, and what holds right behind it.
        const Placed& here = placed_[i];
        bool at = inside;
        bool behind = inside;
        const Placed* closing = nullptr;
        for (; i < placed_.size() && placed_[i].lowest == here.lowest && placed_[i].at.key == here.at.key; ++i) {
            const bool introduced =
                placed_[i].kind == EventKind::introduced || placed_[i].kind == EventKind::introduced_after;
            if (introduced) at = true;
            if (placed_[i].kind == EventKind::fixed) at = false;
            behind = introduced;
            if (!introduced) closing = &placed_[i];
        }
        if (!inside && at)
            current = {here.lowest ? std::nullopt : std::optional(here.at),
                       here.kind == EventKind::introduced_after,
                       Upper::none,
                       {}};
        if ((inside || at) && !behind) {
            current.upper_kind = at ? Upper::last_affected : Upper::fixed;
            current.upper = closing->at;
            intervals.push_back(current);
        }
        inside = behind;
    }
    if (inside) intervals.push_back(current);
}

// Versions at or above the highest limit are not affected, whatever the other events say.
void RangeEvaluator::clip(std::vector<Interval>& intervals, size_t first) const {
    if (!limit_) return;
    const auto begin = intervals.begin() + static_cast<std::ptrdiff_t>(first);
    intervals.erase(std::remove_if(begin, intervals.end(),
                                   [this](const Interval& interval) {
                                       return interval.lower && interval.lower->key >= limit_->key;
                                   }),
                    intervals.end());
    for (size_t i = first; i < intervals.size(); ++i) {
        Interval& interval = intervals[i];
        const bool beyond = interval.upper_kind == Upper::none || interval.upper.key > limit_->key ||
                            (interval.upper_kind == Upper::last_affected && interval.upper.key == limit_->key);
        if (!beyond) continue;
        interval.upper_kind = Upper::limit;
        interval.upper = *limit_;
    }
}

}  // namespace ward::advisory
