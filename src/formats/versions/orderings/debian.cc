// Debian and Ubuntu: [epoch:]upstream[-revision], as deb-version(7) defines it and dpkg compares it.
//
// A part is a chain of (non-digits, number) pairs. Non-digits compare character by character: `~` below the end of the
// part, then the end, then letters, then everything else; a missing number is 0. So the bytes of a key are
//
//     0x01 `~`   0x02 end of the part   0x10..0x40 a number follows   0x41..0x7a letters   0x80 | c  the rest
//
// What dpkg refuses (empty epoch, upstream version or revision, epoch above INT_MAX, blanks inside) has no key; what it
// merely warns about (a version that starts with a letter, `_`) has one.
#include <algorithm>
#include <climits>

#include "base/text.h"
#include "formats/versions/key.h"
#include "formats/versions/versions.h"

namespace ward::versions {
namespace {

constexpr std::string_view debian_ecosystems[] = {"Debian", "Ubuntu"};
constexpr uint8_t tilde = 0x01;
constexpr uint8_t end_of_part = 0x02;
constexpr uint8_t above_letters = 0x80;

void append_part(Key& key, std::string_view part) {
    do {
        while (!part.empty() && !is_digit(part.front())) {
            const char c = part.front();
            if (c == '~') key.tag(tilde);
            else key.tag(static_cast<uint8_t>(is_alpha(c) ? c : c | above_letters));
            part.remove_prefix(1);
        }
        key.digits(take_digits(part));
    } while (!part.empty());
    key.tag(end_of_part);
}

std::optional<std::string> key_of(std::string_view version) {
    const auto word = one_word(version);
    if (!word || std::ranges::any_of(*word, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        return std::nullopt;
    std::string_view upstream = *word;

    int epoch = 0;
    if (const size_t colon = upstream.find(':'); colon != std::string_view::npos) {
        const auto number = to_number<int>(upstream.substr(0, colon));
        if (!number || *number < 0) return std::nullopt;
        epoch = *number;
        upstream.remove_prefix(colon + 1);
    }
    std::string_view revision = "0";
    if (const size_t hyphen = upstream.rfind('-'); hyphen != std::string_view::npos) {
        revision = upstream.substr(hyphen + 1);
        upstream = upstream.substr(0, hyphen);
    }
    if (upstream.empty() || revision.empty()) return std::nullopt;

    Key key;
    key.number(static_cast<uint64_t>(epoch));
    append_part(key, upstream);
    append_part(key, revision);
    return std::move(key).take();
}

}  // namespace

WARD_ORDERING(debian) = {
    .name = "debian",
    .ecosystems = debian_ecosystems,
    .summary = "Debian and Ubuntu: epoch, upstream version and revision as dpkg compares them; ~ sorts before the end",
    .key = key_of,
    .satisfies = nullptr,
};

}  // namespace ward::versions
