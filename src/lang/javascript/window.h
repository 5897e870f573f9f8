// The tokens of a text with a look at those behind and before.
#pragma once

#include <array>
#include <string>

#include "lang/javascript/imports.h"
#include "lang/javascript/tokens.h"

namespace ward::javascript {

class Window {
  public:
    static constexpr size_t max_look_back = 30;

    Window(std::string_view source, const TokenOptions& options) : tokens_(source, options) { fill(0); }

    const Token& current() const { return ring_[at_ % size]; }
    // `ahead` at most max_look_ahead. Behind the end there are `end` tokens.
    const Token& peek(size_t ahead) {
        fill(ahead);
        return ring_[(at_ + ahead) % size];
    }
    // `behind` at most max_look_back. Before the start there are `end` tokens.
    const Token& back(size_t behind) const {
        static const Token none{};
        return behind > at_ ? none : ring_[(at_ - behind) % size];
    }
    void advance() {
        ++at_;
        fill(0);
    }
    std::string_view text(const Token& token) const { return tokens_.text(token); }
    const TokenProblems& problems() const { return tokens_.problems(); }

  private:
    static constexpr size_t size = 128;
    static_assert(size > max_look_ahead + max_look_back);

    void fill(size_t ahead) {
        for (; filled_ <= at_ + ahead; ++filled_) ring_[filled_ % size] = tokens_.next();
    }

    Tokens tokens_;
    std::array<Token, size> ring_;
    size_t at_ = 0;
    size_t filled_ = 0;
};

}  // namespace ward::javascript
