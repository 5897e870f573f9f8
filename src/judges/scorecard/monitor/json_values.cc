#include "judges/scorecard/monitor/json_values.h"

#include <algorithm>

#include "base/text.h"

namespace ward::scorecard::monitor {
namespace {

class Cutter {
  public:
    explicit Cutter(std::string_view text) : text_(text) {}

    std::vector<JsonValue> cut(size_t max_values) {
        std::vector<JsonValue> out;
        skip([](char c) { return is_space(c); });
        if (at_ < text_.size() && text_[at_] == '[') ++at_;
        while (out.size() <= max_values) {
            // Between values: blanks, the commas of an array, and its end.
            skip([](char c) { return is_space(c) || c == ',' || c == ']'; });
            if (at_ >= text_.size()) break;
            out.push_back(text_[at_] == '{' ? object() : stray_line());
        }
        return out;
    }

  private:
    template <typename Predicate>
    void skip(Predicate is_skipped) {
        for (; at_ < text_.size() && is_skipped(text_[at_]); ++at_) line_ += text_[at_] == '\n' ? 1 : 0;
    }

    JsonValue object() {
        const size_t start = at_;
        const int line = line_;
        size_t depth = 0;
        bool in_string = false;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '\n') {
                // No JSON string has a line break in it: an open quote ends here, or it would swallow all that follows.
                in_string = false;
                // Cut off before another began: a program that writes a result a line was stopped in the middle.
                if (depth > 0 && next_line_starts_anew()) break;
                ++line_;
            } else if (in_string) {
                if (c == '\\') ++at_;
                else if (c == '"') in_string = false;
            } else if (c == '"') {
                in_string = true;
            } else if (c == '{') {
                ++depth;
            } else if (c == '}' && --depth == 0) {
                ++at_;
                return {.text = text_.substr(start, at_ - start), .line = line};
            }
        }
        at_ = std::min(at_, text_.size());
        return {.text = text_.substr(start, at_ - start), .line = line, .is_whole = false};
    }

    bool next_line_starts_anew() const { return text_.substr(at_ + 1).starts_with("{\"date\":"); }

    // What a program said in between ("Skipping ..."): to the end of its line, or of the text.
    JsonValue stray_line() {
        const size_t end = std::min(text_.find('\n', at_), text_.size());
        const JsonValue value{.text = text_.substr(at_, end - at_), .line = line_, .is_whole = false};
        at_ = end;
        return value;
    }

    std::string_view text_;
    size_t at_ = 0;
    int line_ = 1;
};

}  // namespace

std::vector<JsonValue> json_values(std::string_view text, size_t max_values) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return Cutter(text).cut(max_values);
}

}  // namespace ward::scorecard::monitor
