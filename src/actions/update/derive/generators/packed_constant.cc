// A version as one number, where a pattern's group finds the old one. `form` is the number's picture: MMmmpp is
// 30502 for 3.5.2 (libffi), 0xMMmmpp the same in hexadecimal digits, 0xMMmmmppp what brotli has.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "actions/update/derive/generator.h"
#include "actions/update/derive/value_place.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::array<std::string_view, 2> packed_constant_words{"pattern", "form"};
constexpr size_t max_part_digits = 8;

// "03" for 3 in "mm"; nothing where it has grown out of its digits.
std::optional<std::string> digits_of(uint32_t number, size_t width, bool hexadecimal) {
    std::string digits = hexadecimal ? fmt::format("{:0{}x}", number, width) : fmt::format("{:0{}}", number, width);
    return digits.size() > width ? std::nullopt : std::optional(std::move(digits));
}

Result<std::string> packed(const GenerateInput& input, std::string_view form) {
    const auto known = words_of(input);
    const bool hexadecimal = form.starts_with("0x");
    const std::string_view picture = form.substr(hexadecimal ? 2 : 0);
    std::string digits;
    size_t at = 0;
    for (const auto& [letter, name] : {std::pair('M', "major"), std::pair('m', "minor"), std::pair('p', "patch")}) {
        const size_t end = std::min(picture.find_first_not_of(letter, at), picture.size());
        const size_t width = end - at;
        if (width == 0 || width > max_part_digits) at = picture.size() + 1;
        if (at > picture.size()) break;
        const auto word = known.find(name);
        if (word == known.end())
            return fail(ErrorCode::damaged,
                        fmt::format("the version {} does not begin with three numbers", input.version), input.rule->to);
        const auto part = digits_of(to_number<uint32_t>(word->second).value_or(0), width, hexadecimal);
        if (!part)
            return fail(ErrorCode::damaged,
                        fmt::format("{} has more digits than \"{}\" gives its {}", input.version, display(form), name),
                        input.rule->to);
        digits += *part;
        at = end;
    }
    if (at != picture.size())
        return fail(ErrorCode::usage,
                    fmt::format("\"{}\" is no picture of a number, such as MMmmpp or 0xMMmmpp", display(form)),
                    input.rule->to);
    // In C a leading zero would make it octal.
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return (hexadecimal ? "0x" : "") + digits;
}

Result<std::string> make_packed_constant(const GenerateInput& input) {
    WARD_TRY(const std::string pattern, needed_word(input, "pattern"));
    WARD_TRY(const std::string form, needed_word(input, "form"));
    WARD_TRY(const std::string number, packed(input, form));
    WARD_TRY(const std::string text, text_as_it_is(input));
    return replace_by_pattern(text, pattern, number, input.rule->to);
}

}  // namespace

WARD_UPDATE_GENERATOR(packed_constant) = {
    .name = "packed-constant",
    .summary =
        "the version as one number (form MMmmpp, 0xMMmmpp, 0xMMmmmppp), where a pattern's group finds the old one",
    .words = packed_constant_words,
    .lists = {},
    .make = make_packed_constant,
};

}  // namespace ward::update
