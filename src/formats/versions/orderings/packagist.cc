// Packagist, as Composer compares: up to four numbers, a stability with numbers of its own, and -dev.
// https://getcomposer.org/doc/articles/versions.md, and composer/semver for how each spelling is read
//
// Branches ("dev-main", "1.x-dev") have no order here: a lock names their commit.
#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "formats/versions/key.h"
#include "formats/versions/versions.h"

namespace ward::versions {
namespace {

constexpr std::string_view packagist_ecosystems[] = {"Packagist"};

// What follows the numbers; all below a further number.
enum class Stability : uint8_t { dev = 0x01, alpha = 0x02, beta = 0x03, candidate = 0x04, stable = 0x05, patch = 0x06 };

constexpr std::array<std::pair<std::string_view, Stability>, 9> stabilities{{{"stable", Stability::stable},
                                                                             {"alpha", Stability::alpha},
                                                                             {"beta", Stability::beta},
                                                                             {"patch", Stability::patch},
                                                                             {"rc", Stability::candidate},
                                                                             {"pl", Stability::patch},
                                                                             {"a", Stability::alpha},
                                                                             {"b", Stability::beta},
                                                                             {"p", Stability::patch}}};
constexpr int most_numbers = 4;

void put(Key& key, Stability stability) {
    key.tag(static_cast<uint8_t>(stability));
}

// "1.2.3.4"; trailing zeros do not count. False where there are more numbers than Composer takes.
bool take_numbers(std::string_view& rest, Key& key) {
    size_t zeros = 0;
    for (int count = 1;; ++count) {
        if (count > most_numbers) return false;
        const std::string_view digits = take_digits(rest);
        if (digits.find_first_not_of('0') == std::string_view::npos) {
            ++zeros;
        } else {
            for (; zeros > 0; --zeros) key.number(0);
            key.digits(digits);
        }
        if (rest.size() < 2 || rest[0] != '.' || !is_digit(rest[1])) return true;
        rest.remove_prefix(1);
    }
}

// Behind a stability: "2", ".2", "-2.1".
void take_suffix_numbers(std::string_view& rest, Key& key) {
    while (!rest.empty()) {
        std::string_view digits = rest;
        if (digits[0] == '.' || digits[0] == '-') digits.remove_prefix(1);
        const std::string_view number = take_digits(digits);
        if (number.empty()) return;
        key.digits(number);
        rest = digits;
    }
}

std::optional<std::string> composer_key(std::string_view version) {
    const auto whole = one_word(version);
    if (!whole) return std::nullopt;
    const std::string lower = to_lower(*whole);
    std::string_view rest = lower;
    rest = rest.substr(0, rest.find_first_of("#@+"));
    if (rest.starts_with('v')) rest.remove_prefix(1);
    if (rest.empty() || !is_digit(rest[0])) return std::nullopt;
    Key key;
    if (!take_numbers(rest, key)) return std::nullopt;
    std::string_view word = rest;
    if (!word.empty() && std::string_view("._-").contains(word[0])) word.remove_prefix(1);
    const auto found = std::ranges::find_if(stabilities, [&](const auto& one) { return word.starts_with(one.first); });
    bool is_stable = false;
    if (found != stabilities.end()) {
        rest = word.substr(found->first.size());
        is_stable = found->second == Stability::stable;
        if (!is_stable) {
            put(key, found->second);
            take_suffix_numbers(rest, key);
        }
    }
    if (rest == "dev" || rest == ".dev" || rest == "-dev") {
        // Composer drops what follows the word "stable".
        put(key, is_stable ? Stability::stable : Stability::dev);
        return std::move(key).take();
    }
    if (!rest.empty()) return std::nullopt;
    put(key, Stability::stable);
    return std::move(key).take();
}

}  // namespace

WARD_ORDERING(packagist) = {
    .name = "packagist",
    .ecosystems = packagist_ecosystems,
    .summary = "Composer: up to four numbers, then dev, alpha, beta, RC, the release itself, patches",
    .key = composer_key,
    .satisfies = nullptr,
};

}  // namespace ward::versions
