// E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), the variant in linear space: the middle of
// the shortest way is found from both ends at once, and the two halves are done alone. Three things are added:
//   - lines that the other text does not have at all are left out first: they are changes anyway;
//   - a search that costs more than max_diff_cost stops where it came furthest (the way is then longer than
//     it could be, but it is a way);
//   - a change that could stand at several places is moved to one of them (line_slide.cc).
#include "actions/update/patch/line_diff.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>

#include "actions/update/patch/line_sides.h"

namespace ward::update {
namespace {

using Id = LineId;
using Side = LineSide;

void number_lines(const std::vector<std::string_view>& before, const std::vector<std::string_view>& after,
                  Side& old_side, Side& new_side) {
    // A sorted map: nobody can make it slow by choosing lines that hash alike.
    std::map<std::string_view, Id> ids;
    const auto number = [&ids](const std::vector<std::string_view>& lines, Side& side) {
        side.lines.reserve(lines.size());
        for (const std::string_view line : lines)
            side.lines.push_back(ids.try_emplace(line, static_cast<Id>(ids.size())).first->second);
        side.flags.assign(lines.size() + 2, 0);
    };
    number(before, old_side);
    number(after, new_side);
    const auto seen = [&ids](const Side& side) {
        std::vector<char> found(ids.size(), 0);
        for (const Id id : side.lines) found[id] = 1;
        return found;
    };
    const std::vector<char> in_old = seen(old_side);
    const std::vector<char> in_new = seen(new_side);
    const auto keep = [](Side& side, const std::vector<char>& in_other) {
        for (size_t i = 0; i < side.lines.size(); ++i) {
            if (in_other[side.lines[i]] == 0) {
                side.set(i, true);
                continue;
            }
            side.kept.push_back(side.lines[i]);
            side.places.push_back(i);
        }
    };
    keep(old_side, in_new);
    keep(new_side, in_old);
}

// A part of both texts.
struct Box {
    ptrdiff_t left, right, top, bottom;  // old lines [left, right), new lines [top, bottom)
};
struct Point {
    ptrdiff_t x, y;
};

class Search {
  public:
    Search(Side& old_side, Side& new_side)
        : old_(old_side),
          new_(new_side),
          forward_(old_.kept.size() + new_.kept.size() + 3),
          backward_(forward_.size()),
          zero_(static_cast<ptrdiff_t>(new_.kept.size()) + 1) {}

    void run() {
        std::vector<Box> boxes{
            {0, static_cast<ptrdiff_t>(old_.kept.size()), 0, static_cast<ptrdiff_t>(new_.kept.size())}};
        while (!boxes.empty()) {
            Box box = boxes.back();
            boxes.pop_back();
            while (box.left < box.right && box.top < box.bottom && same(box.left, box.top)) ++box.left, ++box.top;
            while (box.left < box.right && box.top < box.bottom && same(box.right - 1, box.bottom - 1))
                --box.right, --box.bottom;
            if (box.left == box.right || box.top == box.bottom) {
                mark(box);
                continue;
            }
            const Point middle = split(box);
            const bool inside =
                box.left <= middle.x && middle.x <= box.right && box.top <= middle.y && middle.y <= box.bottom;
            const ptrdiff_t gone = middle.x - box.left + middle.y - box.top;
            if (!inside || gone == 0 || gone == box.right - box.left + box.bottom - box.top)
                throw std::logic_error("a search for common lines left its box");
            boxes.push_back({middle.x, box.right, middle.y, box.bottom});
            boxes.push_back({box.left, middle.x, box.top, middle.y});
        }
    }

  private:
    bool same(ptrdiff_t x, ptrdiff_t y) const {
        return old_.kept[static_cast<size_t>(x)] == new_.kept[static_cast<size_t>(y)];
    }
    void mark(const Box& box) {
        for (ptrdiff_t x = box.left; x < box.right; ++x) old_.set(old_.places[static_cast<size_t>(x)], true);
        for (ptrdiff_t y = box.top; y < box.bottom; ++y) new_.set(new_.places[static_cast<size_t>(y)], true);
    }
    // How far the ways on diagonal x - y = d came, by x.
    ptrdiff_t& forward(ptrdiff_t d) { return forward_[static_cast<size_t>(d + zero_)]; }
    ptrdiff_t& backward(ptrdiff_t d) { return backward_[static_cast<size_t>(d + zero_)]; }

    // Diagonals that are looked at: one more on both sides at each step, as far as the box reaches.
    struct Diagonals {
        ptrdiff_t low, high;
        void widen(const Box& box) {
            low = low > box.left - box.bottom ? low - 1 : low + 1;
            high = high < box.right - box.top ? high + 1 : high - 1;
        }
        bool has(ptrdiff_t d) const { return low <= d && d <= high; }
    };

    // A point on a shortest way through the box, or on a good one; never the corner where that would be no progress.
    Point split(const Box& box) {
        const ptrdiff_t start = box.left - box.top;
        const ptrdiff_t goal = box.right - box.bottom;
        const bool odd = ((start - goal) & 1) != 0;
        Diagonals ahead{start, start};
        Diagonals behind{goal, goal};
        forward(start) = box.left;
        backward(goal) = box.right;
        for (size_t cost = 1;; ++cost) {
            const Diagonals ahead_before = ahead;
            ahead.widen(box);
            if (ahead.low < ahead_before.low) forward(ahead.low - 1) = nowhere_ahead;
            if (ahead.high > ahead_before.high) forward(ahead.high + 1) = nowhere_ahead;
            for (ptrdiff_t d = ahead.high; d >= ahead.low; d -= 2) {
                const ptrdiff_t x = step_forward(box, d);
                if (odd && behind.has(d) && backward(d) <= x) return {x, x - d};
            }
            const Diagonals behind_before = behind;
            behind.widen(box);
            if (behind.low < behind_before.low) backward(behind.low - 1) = nowhere_behind;
            if (behind.high > behind_before.high) backward(behind.high + 1) = nowhere_behind;
            for (ptrdiff_t d = behind.high; d >= behind.low; d -= 2) {
                const ptrdiff_t x = step_backward(box, d);
                if (!odd && ahead.has(d) && x <= forward(d)) return {x, x - d};
            }
            if (cost >= max_diff_cost) return furthest(box, ahead, behind);
        }
    }
    ptrdiff_t step_forward(const Box& box, ptrdiff_t d) {
        ptrdiff_t x = std::max(forward(d - 1) + 1, forward(d + 1));
        while (x < box.right && x - d < box.bottom && same(x, x - d)) ++x;
        forward(d) = x;
        return x;
    }
    ptrdiff_t step_backward(const Box& box, ptrdiff_t d) {
        ptrdiff_t x = std::min(backward(d - 1), backward(d + 1) - 1);
        while (x > box.left && x - d > box.top && same(x - 1, x - d - 1)) --x;
        backward(d) = x;
        return x;
    }
    // Where more lines lie behind: from the start, or from the end.
    Point furthest(const Box& box, const Diagonals& ahead, const Diagonals& behind) {
        Point best_ahead{box.left, box.top};
        for (ptrdiff_t d = ahead.high; d >= ahead.low; d -= 2) {
            const ptrdiff_t x = std::min({forward(d), box.right, box.bottom + d});
            if (x + (x - d) > best_ahead.x + best_ahead.y) best_ahead = {x, x - d};
        }
        Point best_behind{box.right, box.bottom};
        for (ptrdiff_t d = behind.high; d >= behind.low; d -= 2) {
            const ptrdiff_t x = std::max({backward(d), box.left, box.top + d});
            if (x + (x - d) < best_behind.x + best_behind.y) best_behind = {x, x - d};
        }
        const ptrdiff_t gone = best_ahead.x + best_ahead.y - box.left - box.top;
        const ptrdiff_t come = box.right + box.bottom - best_behind.x - best_behind.y;
        return gone > come ? best_ahead : best_behind;
    }

    static constexpr ptrdiff_t nowhere_ahead = -1;
    static constexpr ptrdiff_t nowhere_behind = std::numeric_limits<ptrdiff_t>::max() / 2;

    Side& old_;
    Side& new_;
    std::vector<ptrdiff_t> forward_;
    std::vector<ptrdiff_t> backward_;
    ptrdiff_t zero_;
};

std::vector<LineChange> changes_of(const Side& old_side, const Side& new_side) {
    std::vector<LineChange> out;
    size_t x = 0;
    size_t y = 0;
    const size_t width = old_side.lines.size();
    const size_t height = new_side.lines.size();
    while (x < width || y < height) {
        LineChange change{x, x, y, y};
        while (x < width && old_side.changed(x)) ++x;
        while (y < height && new_side.changed(y)) ++y;
        change.old_end = x;
        change.new_end = y;
        if (change.old_begin != x || change.new_begin != y) out.push_back(change);
        if (x < width) ++x;
        if (y < height) ++y;
    }
    return out;
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        const size_t size = end == std::string_view::npos ? text.size() : end + 1;
        lines.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return lines;
}

std::vector<LineChange> diff_lines(const std::vector<std::string_view>& before,
                                   const std::vector<std::string_view>& after) {
    Side old_side;
    Side new_side;
    number_lines(before, after, old_side, new_side);
    Search(old_side, new_side).run();
    slide_changes(old_side, new_side);
    slide_changes(new_side, old_side);
    return changes_of(old_side, new_side);
}

}  // namespace ward::update
