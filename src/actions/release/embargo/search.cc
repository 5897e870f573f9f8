#include "actions/release/embargo/search.h"

#include <algorithm>

#include "base/text.h"

namespace ward::release {
namespace {

bool is_hex(char c) {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f');
}

}  // namespace

bool TaintMatcher::Search::stands_right(Around around, size_t begin, size_t end) const {
    const auto at = [&](size_t place) { return place < text_.size() ? text_[place] : ' '; };
    switch (around) {
        case Around::anything: return true;
        // "@bob", and not the host of "alice@bob.example".
        case Around::at_sign:
            return begin > 0 && at(begin - 1) == '@' &&
                   (begin == 1 || (!is_alnum(at(begin - 2)) && at(begin - 2) != '.'));
        // Not the digits of 0.2871234.
        case Around::no_fraction:
            return (begin < 2 || at(begin - 1) != '.' || !is_digit(at(begin - 2))) &&
                   (at(end) != '.' || !is_digit(at(end + 1)));
    }
    return false;
}

const TaintMatcher::HexId* TaintMatcher::Search::hex_id(std::string_view word) const {
    if (matcher_.hex_ids_.empty() || !std::ranges::all_of(word, is_hex)) return nullptr;
    const std::string digits = to_lower(word);
    const auto found = std::ranges::lower_bound(matcher_.hex_ids_, digits, {}, &HexId::digits);
    return found != matcher_.hex_ids_.end() && found->digits.starts_with(digits) ? &*found : nullptr;
}

}  // namespace ward::release
