// A change that could stand at several places (a line among equal ones) stands at the last one where a change of the
// other side stands too, or at the last one of all, as git and diff have it. Otherwise two people who insert at one
// place would seem to have inserted at two.
#include <stdexcept>

#include "actions/update/patch/line_sides.h"

namespace ward::update {
namespace {

using Side = LineSide;

// A run of changed lines, or the empty place between two unchanged ones. Both sides have equally many of them, and the
// nth of one belongs to the nth of the other.
class Group {
  public:
    explicit Group(Side& side) : side_(side) { grow_down(); }

    size_t begin() const { return begin_; }
    size_t end() const { return end_; }
    bool empty() const { return begin_ == end_; }
    bool next() {
        if (end_ == side_.lines.size()) return false;
        begin_ = end_ = end_ + 1;
        grow_down();
        return true;
    }
    void previous() {
        begin_ = end_ = begin_ - 1;
        grow_up();
    }
    bool slide_down() {
        if (end_ == side_.lines.size() || side_.lines[begin_] != side_.lines[end_]) return false;
        side_.set(begin_++, false);
        side_.set(end_++, true);
        grow_down();
        return true;
    }
    bool slide_up() {
        if (begin_ == 0 || side_.lines[begin_ - 1] != side_.lines[end_ - 1]) return false;
        side_.set(--begin_, true);
        side_.set(--end_, false);
        grow_up();
        return true;
    }

  private:
    void grow_down() {
        while (side_.changed(end_)) ++end_;
    }
    void grow_up() {
        while (side_.changed_before(begin_)) --begin_;
    }

    Side& side_;
    size_t begin_ = 0;
    size_t end_ = 0;
};

}  // namespace

// Moves changes to where they are told best. A group that is moved may meet another one, and is then moved again with
// it; each line is moved over once for each such meeting, and a meeting makes one group of two.
void slide_changes(Side& side, Side& other) {
    Group group(side);
    Group partner(other);
    do {
        if (group.empty()) continue;
        size_t lowest_with_partner = 0;
        bool has_partner = false;
        size_t size = 0;
        bool could_move = false;
        do {
            size = group.end() - group.begin();
            has_partner = false;
            while (group.slide_up()) partner.previous();
            const size_t highest = group.end();
            const auto look = [&] {
                if (partner.empty()) return;
                has_partner = true;
                lowest_with_partner = group.end();
            };
            look();
            while (group.slide_down()) {
                partner.next();
                look();
            }
            could_move = group.end() != highest;
        } while (size != group.end() - group.begin());
        if (!could_move || !has_partner) continue;
        while (group.end() > lowest_with_partner && group.slide_up()) partner.previous();
    } while (group.next() && partner.next());
}

}  // namespace ward::update
