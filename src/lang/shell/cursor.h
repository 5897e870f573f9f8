// A place in the source, and the character that stands there for the parser. The same everywhere, also in quotes: null
// bytes are not seen, nor is a carriage return before a newline; and inside backquotes, a backslash before a backslash,
// a dollar or a backquote goes away, the way backquotes want it. Copies are cheap and are how one looks ahead.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "lang/shell/characters.h"

namespace ward::shell {

class Cursor {
  public:
    static constexpr int end_of_text = -1;

    explicit Cursor(std::string_view source) : at_(source.data()), end_(source.data() + source.size()) { load(); }

    int c() const { return c_; }  // a byte as 0…255, or end_of_text
    bool is(char which) const { return c_ == static_cast<unsigned char>(which); }
    bool at_end() const { return c_ == end_of_text; }
    const char* where() const { return at_; }
    bool escaped() const { return width_ == 2; }  // it stood behind the backslash that backquotes ask for

    void advance() {
        at_ += width_;
        load();
    }
    int next() const {
        Cursor ahead = *this;
        ahead.advance();
        return ahead.c();
    }
    void to_end() {
        at_ = end_;
        load();
    }

    // Nested backquotes: each level but the first is opened and closed by an escaped one.
    unsigned backquotes() const { return backquotes_; }
    void set_backquotes(unsigned depth) {
        backquotes_ = depth;
        load();
    }
    bool closes_backquotes() const { return is('`') && (backquotes_ > 1 || (backquotes_ == 1 && !escaped())); }

    // Runs over bytes that are plain in the context; returns them, possibly none.
    std::string_view skip_plain(Context context) {
        if (width_ != 1) return {};
        const char* from = at_;
        while (at_ != end_ && plain_bytes.has(context, *at_)) ++at_;
        const std::string_view run(from, static_cast<size_t>(at_ - from));
        if (!run.empty()) load();
        return run;
    }

  private:
    void load() {
        for (; at_ != end_; ++at_) {
            const auto byte = static_cast<unsigned char>(*at_);
            if (byte == 0 || (byte == '\r' && at_ + 1 != end_ && at_[1] == '\n')) continue;
            c_ = byte;
            width_ = 1;
            if (byte == '\\' && backquotes_ > 0 && at_ + 1 != end_ &&
                (at_[1] == '\\' || at_[1] == '$' || at_[1] == '`')) {
                c_ = static_cast<unsigned char>(at_[1]);
                width_ = 2;
            }
            return;
        }
        c_ = end_of_text;
        width_ = 0;
    }

    const char* at_;
    const char* end_;
    int c_ = end_of_text;
    unsigned width_ = 0;
    unsigned backquotes_ = 0;
};

// Gathers what a cursor runs over: a view of the source for as long as that is the same text, a copy from then on.
class Gather {
  public:
    explicit Gather(const Cursor& cursor) : start_(cursor.where()), end_(start_) {}

    bool empty() const { return copied_ ? copy_.empty() : start_ == end_; }
    bool is_copy() const { return copied_; }
    std::string_view text() const { return copied_ ? std::string_view(copy_) : view(); }

    // The character at the cursor, which moves on.
    void take(Cursor& cursor) {
        if (!copied_ && cursor.where() == end_ && !cursor.escaped()) {
            ++end_;
        } else {
            copy();
            copy_ += static_cast<char>(cursor.c());
        }
        cursor.advance();
    }
    void take_plain(Cursor& cursor, Context context) {
        const std::string_view run = cursor.skip_plain(context);
        if (run.empty()) return;
        if (!copied_ && run.data() == end_) {
            end_ += run.size();
        } else {
            copy();
            copy_ += run;
        }
    }

  private:
    std::string_view view() const { return {start_, static_cast<size_t>(end_ - start_)}; }
    void copy() {
        if (copied_) return;
        copied_ = true;
        copy_ = view();
    }

    const char* start_;
    const char* end_;
    bool copied_ = false;
    std::string copy_;
};

}  // namespace ward::shell
