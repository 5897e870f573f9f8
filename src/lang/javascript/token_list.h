// All tokens of a file at random access, with the partner of every bracket: for readers that look far around
// themselves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "lang/javascript/name_numbers.h"
#include "lang/javascript/tokens.h"

namespace ward::javascript {

// Limit: tokens of one file (20 bytes each). Behind it nothing is read, and `is_cut` says so.
inline constexpr size_t max_listed_tokens = 16'000'000;
inline constexpr uint32_t no_token = UINT32_MAX;

class TokenList {
  public:
    // `source` must outlive what is asked afterwards. An object can read one file after the other.
    void read(std::string_view source, const TokenOptions& options = {});

    size_t size() const { return size_; }
    // Behind the end, and before the start (an index that wrapped around), there are `end` tokens.
    const Token& at(size_t index) const { return index < size_ ? tokens_.data()[index] : end_; }
    // Of ( [ { and the pieces of templates: the other one, or no_token. A template's pieces follow each other: the head
    // has the first middle (or the tail) as its partner.
    uint32_t partner(size_t index) const {
        const uint32_t link = index < size_ ? links_.data()[index] : no_token;
        return (link & name_bit) != 0 ? no_token : link;
    }
    // Of a name (`is_name`): equal for names that are written alike, less than `names`.
    uint32_t name_number(size_t index) const { return links_.data()[index] & ~name_bit; }
    size_t names() const { return numbers_.size(); }
    std::string_view name_text(uint32_t number) const { return numbers_.text(number); }
    std::string_view text(size_t index) const { return source_.substr(at(index).offset, at(index).length); }
    std::string_view source() const { return source_; }
    const TokenProblems& problems() const { return problems_; }
    bool is_cut() const { return is_cut_; }

  private:
    static constexpr uint32_t name_bit = uint32_t{1} << 31;
    static_assert(max_listed_tokens < name_bit);

    std::string_view source_;
    std::vector<Token> tokens_;
    std::vector<uint32_t> links_;  // of brackets the partner, of names the number with `name_bit`, of others no_token
    size_t size_ = 0;
    NameNumbers numbers_;
    std::vector<uint32_t> open_;
    TokenProblems problems_;
    Token end_;
    bool is_cut_ = false;
};

// Does an operand end with this token, so that what follows is an operator, a call or an index?
bool ends_operand(const Token& token);

}  // namespace ward::javascript
