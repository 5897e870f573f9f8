// Where a hunk belongs. The rules are those of patch(1) (GNU patch 2.7, "Inexact"), so that a stack that quilt or git
// keeps goes on the same way here:
//   - the nearest place wins, the later one of two equally near ones;
//   - a hunk with less context above than below belongs to the start of the file, one with less below to its end;
//   - hunks stay in order.
// One rule is added, because updates make it common: before context is passed over, it is asked whether the hunk is in
// the text already. A fix that upstream took would otherwise be put in twice, a few lines apart.
#include "actions/update/patch/patch_apply.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "actions/update/patch/line_diff.h"

namespace ward::update {
namespace {

// Fewer lines than this are at many places by chance, and say nothing about whether a change is there already.
constexpr size_t telling_lines = 3;

struct Line {
    std::string_view text;
    bool has_end = true;
    bool operator==(const Line&) const = default;
};

std::vector<Line> split_ends(std::string_view text) {
    std::vector<Line> out;
    for (const std::string_view line : lines_of(text)) {
        const bool has_end = line.ends_with('\n');
        out.push_back({has_end ? line.substr(0, line.size() - 1) : line, has_end});
    }
    return out;
}

// The lines of one side of a hunk.
struct Image {
    std::vector<Line> lines;
    size_t lead = 0;  // lines of context at its start, and at its end
    size_t tail = 0;
};

Image image_of(const Hunk& hunk, char other_sign) {
    Image image;
    for (const HunkLine& line : hunk.lines)
        if (line.sign != other_sign) image.lines.push_back({line.text, line.has_end});
    const auto is_change = [](const HunkLine& line) { return line.sign != ' '; };
    image.lead = static_cast<size_t>(std::ranges::find_if(hunk.lines, is_change) - hunk.lines.begin());
    const auto last = std::find_if(hunk.lines.rbegin(), hunk.lines.rend(), is_change);
    image.tail = static_cast<size_t>(last - hunk.lines.rbegin());
    return image;
}

class Applying {
  public:
    Applying(std::string_view text, size_t fuzz, const PatchLimits& limits, SearchBudget& budget,
             std::string_view patch_name)
        : lines_(split_ends(text)), fuzz_(fuzz), limits_(limits), budget_(budget), patch_name_(patch_name) {}

    void put(const Hunk& hunk) {
        const Image before = image_of(hunk, '+');
        const Image after = image_of(hunk, '-');
        // Where it should be, counted from 0.
        const size_t wanted = hunk.old_line + (hunk.old_count == 0 ? 1 : 0) - 1;
        const ptrdiff_t guess = static_cast<ptrdiff_t>(wanted) + shift_;
        PlacedHunk placed = place(hunk, before, after, guess);
        const bool failed = placed.kind == PlacedHunk::Kind::failed;
        // Where it failed, the place is only for people, and may be anywhere.
        const auto at = static_cast<size_t>(
            failed ? std::clamp(guess, static_cast<ptrdiff_t>(done_), static_cast<ptrdiff_t>(lines_.size()))
                   : guess + placed.offset);
        if (!failed) shift_ += placed.offset;
        placed.offset = static_cast<ptrdiff_t>(at) - static_cast<ptrdiff_t>(wanted);
        placed.line = at + 1;
        result_.hunks.push_back(placed);
        switch (placed.kind) {
            case PlacedHunk::Kind::applied: return replace(hunk, before, at, placed.fuzz);
            case PlacedHunk::Kind::there:
                shift_ += static_cast<ptrdiff_t>(after.lines.size()) - static_cast<ptrdiff_t>(before.lines.size());
                return copy_until(at + after.lines.size());
            case PlacedHunk::Kind::failed: return mark(before, after, at);
        }
    }

    AppliedText finish() {
        copy_until(lines_.size());
        if (result_.holds()) result_.marked.clear();
        return std::move(result_);
    }

  private:
    PlacedHunk place(const Hunk& hunk, const Image& before, const Image& after, ptrdiff_t guess) {
        const bool at_start = hunk.old_line <= 1;
        const auto exact = find(before, guess, 0, at_start);
        if (exact && *exact == 0) return {PlacedHunk::Kind::applied, 0, 0, 0};
        const auto there = find_only(after, guess);
        if (exact && (!there || std::abs(*exact) <= std::abs(*there))) return {PlacedHunk::Kind::applied, *exact, 0, 0};
        if (there) return {PlacedHunk::Kind::there, *there, 0, 0};
        for (size_t fuzz = 1; fuzz <= std::min(fuzz_, std::max(before.lead, before.tail)); ++fuzz)
            if (const auto offset = find(before, guess, fuzz, at_start))
                return {PlacedHunk::Kind::applied, *offset, fuzz, 0};
        return {};
    }

    bool matches(const Image& image, size_t at, size_t skip_lead, size_t skip_tail) {
        const size_t end = image.lines.size() - skip_tail;
        if (at + end > lines_.size()) return false;
        for (size_t i = skip_lead; i < end; ++i) {
            // A file of equal lines and a hunk of equal lines would take their product in time.
            const uint64_t cost = 1 + image.lines[i].text.size() / 64;
            if (budget_.comparisons < cost) {
                result_.gave_up = true;
                return false;
            }
            budget_.comparisons -= cost;
            if (lines_[at + i] != image.lines[i]) return false;
        }
        return true;
    }

    // How far from `guess` the image stands. What it skips of its context at an end counts as if it were there.
    std::optional<ptrdiff_t> find(const Image& image, ptrdiff_t guess, size_t fuzz, bool at_start) {
        const size_t context = std::max(image.lead, image.tail);
        const auto skip = [&](size_t have) { return have + fuzz > context ? have + fuzz - context : 0; };
        const size_t skip_lead = skip(image.lead);
        const size_t skip_tail = skip(image.tail);
        const size_t size = image.lines.size() - skip_tail;
        if (size > lines_.size()) return std::nullopt;
        const auto first = static_cast<ptrdiff_t>(done_) - static_cast<ptrdiff_t>(skip_lead);
        const auto last = static_cast<ptrdiff_t>(lines_.size() - size);
        const auto matches_at = [&](ptrdiff_t at) {
            return at >= std::max<ptrdiff_t>(first, 0) && at <= last &&
                   matches(image, static_cast<size_t>(at), skip_lead, skip_tail);
        };
        const bool only_start = at_start && image.lead + fuzz < context;
        const bool only_end = image.tail + fuzz < context;
        if (only_start && only_end && size != lines_.size()) return std::nullopt;
        if (only_start) return matches_at(0) ? std::optional(-guess) : std::nullopt;
        if (only_end) return matches_at(last) ? std::optional(last - guess) : std::nullopt;
        if (image.lines.empty()) return guess >= first && guess <= last ? std::optional<ptrdiff_t>(0) : std::nullopt;
        const auto most = static_cast<ptrdiff_t>(limits_.search_lines);
        for (ptrdiff_t away = 0; away <= most && !result_.gave_up; ++away) {
            if (matches_at(guess + away)) return away;
            if (away != 0 && matches_at(guess - away)) return -away;
            if (guess + away > last && guess - away < first) break;
        }
        return std::nullopt;
    }

    // The same for what the hunk makes, where it is at one place alone: deleted lines leave nothing but context, which
    // must not be taken for the change where it stands by chance.
    std::optional<ptrdiff_t> find_only(const Image& after, ptrdiff_t guess) {
        if (after.lines.size() < telling_lines && after.lines.size() != lines_.size()) return std::nullopt;
        const auto last = static_cast<ptrdiff_t>(lines_.size()) - static_cast<ptrdiff_t>(after.lines.size());
        const auto most = static_cast<ptrdiff_t>(limits_.search_lines);
        std::optional<ptrdiff_t> found;
        const ptrdiff_t begin = std::max(static_cast<ptrdiff_t>(done_), guess - most);
        for (ptrdiff_t at = begin; at <= std::min(last, guess + most) && !result_.gave_up; ++at) {
            if (!matches(after, static_cast<size_t>(at), 0, 0)) continue;
            if (found) return std::nullopt;
            found = at - guess;
        }
        return result_.gave_up ? std::nullopt : found;
    }

    static void add(std::string& out, const Line& line) {
        out += line.text;
        if (line.has_end) out += '\n';
    }
    void add(const Line& line) {
        add(result_.text, line);
        add(result_.marked, line);
    }
    void copy_until(size_t end) {
        while (done_ < end) add(lines_[done_++]);
    }
    // Context lines stay as the text has them, which matters where they were passed over.
    void replace(const Hunk& hunk, const Image& before, size_t at, size_t fuzz) {
        const size_t context = std::max(before.lead, before.tail);
        const auto skip = [&](size_t have) { return have + fuzz > context ? have + fuzz - context : 0; };
        copy_until(at);
        size_t here = at;
        const size_t end = at + before.lines.size() - skip(before.tail);
        for (const HunkLine& line : hunk.lines) {
            if (line.sign == '+') {
                add({line.text, line.has_end});
                continue;
            }
            if (here >= end) break;  // context at its end that was passed over
            if (here >= done_) {
                if (line.sign == ' ') copy_until(here + 1);
                else {
                    copy_until(here);
                    done_ = here + 1;
                }
            }
            ++here;
        }
    }
    // What the text has where the hunk should be, what the hunk was made for, and what it would make of it.
    void mark(const Image& before, const Image& after, size_t at) {
        copy_until(at);
        const size_t end = std::min(lines_.size(), at + before.lines.size());
        std::string ours;
        for (size_t i = at; i < end; ++i) add(ours, lines_[i]);
        const auto joined = [](const Image& image) {
            std::string text;
            for (const Line& line : image.lines) add(text, line);
            return text;
        };
        const Merge merge = merge_lines(joined(before), ours, joined(after), "upstream", "base", patch_name_);
        result_.text += ours;
        result_.marked += merge.text;
        done_ = end;
    }

    std::vector<Line> lines_;
    size_t fuzz_;
    const PatchLimits& limits_;
    SearchBudget& budget_;
    std::string_view patch_name_;
    size_t done_ = 0;      // lines that are written or left out
    ptrdiff_t shift_ = 0;  // by which hunks stood away from their places
    AppliedText result_;
};

}  // namespace

bool AppliedText::holds() const {
    return count(PlacedHunk::Kind::failed) == 0;
}

size_t AppliedText::count(PlacedHunk::Kind kind) const {
    return static_cast<size_t>(std::ranges::count(hunks, kind, &PlacedHunk::kind));
}

AppliedText apply_hunks(std::string_view text, const std::vector<Hunk>& hunks, size_t fuzz, const PatchLimits& limits,
                        SearchBudget& budget, std::string_view patch_name) {
    Applying applying(text, fuzz, limits, budget, patch_name);
    for (const Hunk& hunk : hunks) applying.put(hunk);
    return applying.finish();
}

}  // namespace ward::update
