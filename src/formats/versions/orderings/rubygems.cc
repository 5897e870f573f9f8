// RubyGems, as Gem::Version compares: https://docs.ruby-lang.org/en/master/Gem/Version.html
//
// Numbers and words in turn; a word is below every number, and what is missing is 0: 1.a < 1 < 1.0.1. Zeros at the end
// of the numbers before the first word do not count, nor do those at the very end.
#include "base/text.h"
#include "formats/versions/key.h"
#include "formats/versions/versions.h"

namespace ward::versions {
namespace {

constexpr std::string_view rubygems_ecosystems[] = {"RubyGems"};

// What stands at a place of the list. Zeros are written with what follows them: 1.0.a is below 1, and 1.0.1 above.
enum class GemPart : uint8_t { word = 0x01, end = 0x02, number_behind_zeros = 0x03 };

class GemKey {
  public:
    void number(std::string_view digits) {
        if (digits.find_first_not_of('0') == std::string_view::npos) {
            ++zeros_;
            return;
        }
        if (zeros_ > 0) {
            key_.tag(static_cast<uint8_t>(GemPart::number_behind_zeros));
            key_.number(max_version_bytes - zeros_);  // the more zeros, the less
            zeros_ = 0;
        }
        key_.digits(digits);
    }
    void word(std::string_view text) {
        if (!has_word_) zeros_ = 0;
        has_word_ = true;
        key_.tag(static_cast<uint8_t>(GemPart::word));
        key_.number(zeros_);
        zeros_ = 0;
        key_.text(text);
    }
    std::string take() && {
        key_.tag(static_cast<uint8_t>(GemPart::end));
        return std::move(key_).take();
    }

  private:
    Key key_;
    size_t zeros_ = 0;
    bool has_word_ = false;
};

std::optional<std::string> gem_key(std::string_view version) {
    const auto whole = one_word(version);
    if (!whole || !is_digit(whole->front())) return std::nullopt;
    GemKey key;
    std::string_view rest = *whole;
    while (!rest.empty()) {
        if (is_digit(rest[0])) {
            key.number(take_digits(rest));
        } else if (is_alpha(rest[0])) {
            size_t end = 1;
            while (end < rest.size() && is_alpha(rest[end])) ++end;
            key.word(rest.substr(0, end));
            rest.remove_prefix(end);
        } else if (rest[0] == '.' || rest[0] == '-') {
            // 1.0-rc1 is 1.0.pre.rc1.
            if (rest[0] == '-') key.word("pre");
            rest.remove_prefix(1);
            if (rest.empty() || !is_alnum(rest[0])) return std::nullopt;
        } else {
            return std::nullopt;
        }
    }
    return std::move(key).take();
}

}  // namespace

WARD_ORDERING(rubygems) = {
    .name = "rubygems",
    .ecosystems = rubygems_ecosystems,
    .summary = "Gem::Version: numbers and words in turn, words below numbers, missing parts are 0",
    .key = gem_key,
    .satisfies = nullptr,
};

}  // namespace ward::versions
