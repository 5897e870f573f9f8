// Splits lenient semantic versions and writes their keys.
#include "formats/versions/semver_key.h"

#include "base/text.h"

namespace ward::versions {
namespace {

// Calls use(part) for each part between dots, without allocating.
template <typename Use>
void for_each_part(std::string_view dotted, Use use) {
    for (size_t dot; (dot = dotted.find('.')) != std::string_view::npos; dotted.remove_prefix(dot + 1))
        use(dotted.substr(0, dot));
    use(dotted);
}

}  // namespace

std::optional<SemverPieces> split_semver(std::string_view version) {
    const auto word = one_word(version);
    if (!word) return std::nullopt;
    std::string_view rest = *word;
    if (rest.front() == 'v' || rest.front() == 'V') rest.remove_prefix(1);

    const char* const start = rest.data();
    if (take_digits(rest).empty()) return std::nullopt;
    while (rest.size() > 1 && rest[0] == '.' && is_digit(rest[1])) {
        rest.remove_prefix(1);
        take_digits(rest);
    }
    const std::string_view numbers(start, static_cast<size_t>(rest.data() - start));
    rest = rest.substr(0, rest.find('+'));
    if (rest.starts_with('-') || rest.starts_with('.')) rest.remove_prefix(1);
    return SemverPieces{numbers, rest};
}

std::string semver_key(const SemverPieces& pieces) {
    Key key;
    size_t zeros = 0;  // written only once something else follows them
    for_each_part(pieces.numbers, [&](std::string_view part) {
        if (part.find_first_not_of('0') == std::string_view::npos) {
            ++zeros;
            return;
        }
        for (; zeros > 0; --zeros) key.number(0);
        key.digits(part);
    });
    if (pieces.prerelease.empty()) {
        key.tag(static_cast<uint8_t>(AfterNumbers::release));
        return std::move(key).take();
    }
    for_each_part(pieces.prerelease, [&](std::string_view identifier) {
        if (is_numeric(identifier)) {
            key.tag(static_cast<uint8_t>(AfterNumbers::numeric_identifier));
            key.digits(identifier);
        } else {
            key.tag(static_cast<uint8_t>(AfterNumbers::text_identifier));
            key.text(identifier);
        }
    });
    return std::move(key).take();  // the end of the key is the end of the list: a longer list of identifiers is greater
}

}  // namespace ward::versions
