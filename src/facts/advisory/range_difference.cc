#include "facts/advisory/range_difference.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>

#include "base/text.h"
#include "formats/versions/npm.h"

namespace ward::advisory {
namespace {

using versions::npm::RangeEnd;
using versions::npm::RangeInterval;

// A place on the line of all versions: before or behind a key; the first and the last place have none.
struct Edge {
    enum class Kind { first, key, last };
    Kind kind = Kind::first;
    std::string key;
    bool behind = false;
    std::string version;

    auto place() const { return std::tie(kind, key, behind); }
    bool operator<(const Edge& other) const { return place() < other.place(); }
    bool operator==(const Edge& other) const { return place() == other.place(); }
};

struct Stretch {
    Edge begin;
    Edge end;
    bool ends_patched = false;  // the end is where a patched stretch begins
};

std::vector<Stretch> stretches_of(const std::vector<RangeInterval>& intervals) {
    std::vector<Stretch> stretches;
    for (const RangeInterval& interval : intervals) {
        Stretch stretch;
        stretch.end.kind = Edge::Kind::last;
        if (const auto& lower = interval.lower)
            stretch.begin = {Edge::Kind::key, lower->key, !lower->inclusive, lower->version};
        if (const auto& upper = interval.upper)
            stretch.end = {Edge::Kind::key, upper->key, upper->inclusive, upper->version};
        stretches.push_back(std::move(stretch));
    }
    std::ranges::sort(stretches, [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
    // Joined where they touch.
    std::vector<Stretch> joined;
    for (Stretch& stretch : stretches) {
        if (joined.empty() || joined.back().end < stretch.begin) joined.push_back(std::move(stretch));
        else if (joined.back().end < stretch.end) joined.back().end = std::move(stretch.end);
    }
    return joined;
}

std::vector<Stretch> without(const std::vector<Stretch>& vulnerable, const std::vector<Stretch>& patched) {
    std::vector<Stretch> left;
    for (const Stretch& whole : vulnerable) {
        Stretch rest = whole;
        bool gone = false;
        for (const Stretch& cut : patched) {
            if (!(rest.begin < cut.end) || !(cut.begin < rest.end)) continue;
            if (rest.begin < cut.begin) left.push_back({rest.begin, cut.begin, true});
            gone = !(cut.end < rest.end);
            if (gone) break;
            rest.begin = cut.end;
        }
        if (gone || !(rest.begin < rest.end)) continue;
        // "<1.2.3" beside ">=1.2.3": patched from its end on.
        rest.ends_patched = std::ranges::any_of(patched, [&](const Stretch& next) { return next.begin == rest.end; });
        left.push_back(std::move(rest));
    }
    return left;
}

// npm writes "9.0.0-0" for the lowest of 9.0.0; a fix is the release that people can install.
std::string_view release_of(std::string_view version) {
    if (version.ends_with("-0")) version.remove_suffix(2);
    return version;
}

std::vector<OsvEvent> events_of(const Stretch& stretch, Arena& arena) {
    std::vector<OsvEvent> events;
    const Edge& begin = stretch.begin;
    if (begin.kind == Edge::Kind::first) events.push_back({EventKind::introduced, "0"});
    else
        events.push_back(
            {begin.behind ? EventKind::introduced_after : EventKind::introduced, arena.keep(begin.version)});
    const Edge& end = stretch.end;
    if (end.kind == Edge::Kind::last) return events;
    if (end.behind) events.push_back({EventKind::last_affected, arena.keep(end.version)});
    else if (stretch.ends_patched) events.push_back({EventKind::fixed, arena.keep(release_of(end.version))});
    else events.push_back({EventKind::limit, arena.keep(end.version)});
    return events;
}

}  // namespace

Result<std::vector<std::vector<OsvEvent>>> events_of_difference(std::string_view vulnerable, std::string_view patched,
                                                                Arena& arena) {
    WARD_TRY(const std::vector<RangeInterval> in, versions::npm::intervals_of(vulnerable));
    std::vector<RangeInterval> out;
    if (!trim(patched).empty()) {
        WARD_TRY(out, versions::npm::intervals_of(patched));
    }
    std::vector<std::vector<OsvEvent>> groups;
    for (const Stretch& stretch : without(stretches_of(in), stretches_of(out)))
        groups.push_back(events_of(stretch, arena));
    return groups;
}

}  // namespace ward::advisory
