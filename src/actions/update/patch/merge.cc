// Three texts made one: what one side changed is taken, what both changed alike is taken once, and what both changed
// differently, or right beside each other, is a conflict with all three versions between marks (diff3's form, which git
// reads and people know). S. Khanna, K. Kunal, B. C. Pierce, "A Formal Investigation of Diff3" (2007).
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "actions/update/patch/line_diff.h"
#include "actions/update/patch/patch_stack.h"

namespace ward::update {
namespace {

constexpr std::string_view mark_ours = "<<<<<<<";
constexpr std::string_view mark_base = "|||||||";
constexpr std::string_view mark_between = "=======";
constexpr std::string_view mark_theirs = ">>>>>>>";

using Lines = std::vector<std::string_view>;

struct Range {
    size_t begin, end;
};

// A part of the base that one or both sides changed, and what they made of it.
struct Region {
    Range base, ours, theirs;
    bool ours_changed = false;
    bool theirs_changed = false;
};

enum class LineEnd : uint8_t { unknown, lf, crlf };

// Of the line there. Of a last line without an end, the one before it tells.
LineEnd end_of(const Lines& lines, size_t at) {
    if (lines.empty()) return LineEnd::unknown;
    at = std::min(at, lines.size() - 1);
    if (!lines[at].ends_with('\n')) {
        if (at == 0) return LineEnd::unknown;
        --at;
    }
    return lines[at].ends_with("\r\n") ? LineEnd::crlf : LineEnd::lf;
}

class Merging {
  public:
    Merging(std::string_view base, std::string_view ours, std::string_view theirs)
        : base_(lines_of(base)), ours_(lines_of(ours)), theirs_(lines_of(theirs)) {}

    Merge run(std::string_view ours_name, std::string_view base_name, std::string_view theirs_name) {
        names_ = {ours_name, base_name, theirs_name};
        size_t done = 0;  // lines of ours that are written
        for (const Region& region : regions()) {
            add(ours_, {done, region.ours.begin});
            done = region.ours.end;
            if (!region.theirs_changed) add(ours_, region.ours);
            else if (!region.ours_changed || same(region)) add(theirs_, region.theirs);
            else add_conflict(region);
        }
        add(ours_, {done, ours_.size()});
        return std::move(merge_);
    }

  private:
    // Changes of both sides that overlap or touch become one region.
    std::vector<Region> regions() const {
        const std::vector<LineChange> mine = diff_lines(base_, ours_);
        const std::vector<LineChange> yours = diff_lines(base_, theirs_);
        std::vector<Region> out;
        size_t i = 0;
        size_t j = 0;
        // Behind the last region: line n of the base is line n + shift of a side.
        ptrdiff_t ours_shift = 0;
        ptrdiff_t theirs_shift = 0;
        while (i < mine.size() || j < yours.size()) {
            const size_t begin = std::min(i < mine.size() ? mine[i].old_begin : base_.size(),
                                          j < yours.size() ? yours[j].old_begin : base_.size());
            Region region{
                .base = {begin, begin}, .ours = {at(begin, ours_shift), 0}, .theirs = {at(begin, theirs_shift), 0}};
            for (bool grew = true; grew;) {
                grew = false;
                if (i < mine.size() && mine[i].old_begin <= region.base.end) {
                    take(mine[i++], region.base, ours_shift);
                    region.ours_changed = grew = true;
                }
                if (j < yours.size() && yours[j].old_begin <= region.base.end) {
                    take(yours[j++], region.base, theirs_shift);
                    region.theirs_changed = grew = true;
                }
            }
            region.ours.end = at(region.base.end, ours_shift);
            region.theirs.end = at(region.base.end, theirs_shift);
            out.push_back(region);
        }
        return out;
    }
    static size_t at(size_t line, ptrdiff_t shift) { return static_cast<size_t>(static_cast<ptrdiff_t>(line) + shift); }
    static void take(const LineChange& change, Range& base, ptrdiff_t& shift) {
        base.end = std::max(base.end, change.old_end);
        shift = static_cast<ptrdiff_t>(change.new_end) - static_cast<ptrdiff_t>(change.old_end);
    }
    bool same(const Region& region) const {
        return std::equal(ours_.begin() + static_cast<ptrdiff_t>(region.ours.begin),
                          ours_.begin() + static_cast<ptrdiff_t>(region.ours.end),
                          theirs_.begin() + static_cast<ptrdiff_t>(region.theirs.begin),
                          theirs_.begin() + static_cast<ptrdiff_t>(region.theirs.end));
    }

    void add(const Lines& lines, Range range) {
        for (size_t i = range.begin; i < range.end; ++i) merge_.text += lines[i];
    }
    // A mark stands on a line of its own, whatever stands before it.
    void add_side(const Lines& lines, Range range, std::string_view end) {
        add(lines, range);
        if (range.begin < range.end && !lines[range.end - 1].ends_with('\n')) merge_.text += end;
    }
    void add_mark(std::string_view mark, std::string_view name, std::string_view end) {
        merge_.text += mark;
        if (!name.empty()) merge_.text += fmt::format(" {}", name);
        merge_.text += end;
    }
    // Marks end as the lines around them do, where all sides agree.
    std::string_view end_around(const Region& region) const {
        const auto before = [](size_t begin) { return begin == 0 ? 0 : begin - 1; };
        const std::array<LineEnd, 3> ends{end_of(ours_, before(region.ours.begin)),
                                          end_of(theirs_, before(region.theirs.begin)), end_of(base_, 0)};
        const auto has = [&ends](LineEnd end) { return std::ranges::find(ends, end) != ends.end(); };
        return has(LineEnd::crlf) && !has(LineEnd::lf) ? "\r\n" : "\n";
    }
    void add_conflict(const Region& region) {
        ++merge_.conflicts;
        const std::string_view end = end_around(region);
        add_mark(mark_ours, names_.ours, end);
        add_side(ours_, region.ours, end);
        add_mark(mark_base, names_.base, end);
        add_side(base_, region.base, end);
        add_mark(mark_between, {}, end);
        add_side(theirs_, region.theirs, end);
        add_mark(mark_theirs, names_.theirs, end);
    }

    struct Names {
        std::string_view ours, base, theirs;
    };
    Lines base_;
    Lines ours_;
    Lines theirs_;
    Names names_;
    Merge merge_;
};

}  // namespace

Merge merge_lines(std::string_view base, std::string_view ours, std::string_view theirs, std::string_view ours_name,
                  std::string_view base_name, std::string_view theirs_name) {
    return Merging(base, ours, theirs).run(ours_name, base_name, theirs_name);
}

}  // namespace ward::update
