// Hunks as text: a hunk says exactly one thing, or it is an error with its line.
#include <algorithm>

#include "actions/update/patch/patch_cursor.h"
#include "base/text.h"

namespace ward::update {
namespace {

class HunkReader {
  public:
    HunkReader(PatchCursor& at, size_t& hunks) : at_(at), hunks_(hunks) {}

    Result<void> read_hunks(FilePatch& file) {
        size_t old_next = 1;
        while (at_.line_.starts_with("@@ -")) {
            if (++hunks_ > at_.limits_.hunks)
                return at_.fault(fmt::format("has more than {} hunks", at_.limits_.hunks), ErrorCode::limit);
            if (!file.hunks.empty() && !has_following_lines(file.hunks.back()))
                return at_.fault("has a hunk behind the one that ends without a line end");
            WARD_TRY(Hunk hunk, read_hunk_place());
            // The line before it, where it has none of its own.
            const size_t first = hunk.old_line + (hunk.old_count == 0 ? 1 : 0);
            if (first < old_next) return at_.fault("has hunks that overlap or are out of order");
            old_next = first + hunk.old_count;
            WARD_TRY_VOID(read_hunk_lines(hunk));
            file.hunks.push_back(std::move(hunk));
        }
        return {};
    }
    static bool has_following_lines(const Hunk& hunk) { return std::ranges::all_of(hunk.lines, &HunkLine::has_end); }

  private:
    // "@@ -3,7 +3,8 @@ text"
    Result<Hunk> read_hunk_place() {
        Hunk hunk;
        hunk.line = at_.number_;
        std::string_view text = at_.line_.substr(3);
        const size_t end = text.find(" @@");
        const size_t blank = text.find(' ');
        if (end == std::string_view::npos || blank >= end ||
            !read_range(text.substr(0, blank), '-', hunk.old_line, hunk.old_count) ||
            !read_range(text.substr(blank + 1, end - blank - 1), '+', hunk.new_line, hunk.new_count))
            return at_.fault("has a hunk whose place cannot be read");
        return hunk;
    }
    static bool read_range(std::string_view text, char sign, size_t& line, size_t& count) {
        if (!text.starts_with(sign)) return false;
        text.remove_prefix(1);
        const size_t comma = text.find(',');
        // Nobody has so many lines; sums of two of them stay inside of a size_t.
        constexpr uint32_t most = 0x7fffffff;
        const auto first = to_number<uint32_t>(text.substr(0, comma));
        const auto second =
            comma == std::string_view::npos ? std::optional<uint32_t>(1) : to_number<uint32_t>(text.substr(comma + 1));
        if (!first || !second || *first > most || *second > most || (*second != 0 && *first == 0)) return false;
        line = *first;
        count = *second;
        return true;
    }
    Result<void> read_hunk_lines(Hunk& hunk) {
        size_t old_left = hunk.old_count;
        size_t new_left = hunk.new_count;
        bool old_ended = false;  // by a line without an end
        bool new_ended = false;
        bool changes = false;
        WARD_TRY_VOID(at_.next());
        while (old_left > 0 || new_left > 0) {
            // Some mailers and editors cut the blank off an empty line.
            const char sign = at_.line_.empty() ? ' ' : at_.line_[0];
            if (at_.at_end_ || (sign != ' ' && sign != '-' && sign != '+'))
                return at_.fault("has a hunk with fewer lines than it says");
            const bool is_old = sign != '+';
            const bool is_new = sign != '-';
            if ((is_old && (old_left == 0 || old_ended)) || (is_new && (new_left == 0 || new_ended)))
                return at_.fault("has a hunk with other lines than it says");
            old_left -= is_old ? 1 : 0;
            new_left -= is_new ? 1 : 0;
            changes = changes || !is_old || !is_new;
            hunk.lines.push_back({sign, std::string(at_.line_.substr(at_.line_.empty() ? 0 : 1)), true});
            WARD_TRY_VOID(at_.next());
            if (!at_.line_.starts_with('\\')) continue;  // "\ No newline at end of file", in any language
            hunk.lines.back().has_end = false;
            old_ended = old_ended || is_old;
            new_ended = new_ended || is_new;
            WARD_TRY_VOID(at_.next());
        }
        if (!changes) return at_.fault("has a hunk that changes nothing");
        return {};
    }

    PatchCursor& at_;
    size_t& hunks_;
};

}  // namespace

Result<void> read_hunks(PatchCursor& at, FilePatch& file, size_t& hunks) {
    return HunkReader(at, hunks).read_hunks(file);
}

}  // namespace ward::update
