#include "judges/vet/names/likeness.h"

#include <bit>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/names/distance.h"
#include "facts/names/forms.h"
#include "facts/names/index.h"
#include "facts/names/package_name.h"

namespace ward::vet {
namespace {

using names::Edit;
using names::EditKind;

constexpr size_t least_edited = names::LikenessIndex::least_edited_bytes;
// Of shorter names, equal forms are chance.
constexpr size_t least_formed = 4;

bool is_vowel(char c) {
    return std::string_view("aeiouy").contains(c);
}

bool is_name_character(char c) {
    return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '~';
}

bool is_bit_flip(char a, char b) {
    const auto difference = static_cast<unsigned char>(static_cast<unsigned char>(a) ^ static_cast<unsigned char>(b));
    return std::popcount(difference) == 1 && is_name_character(b);
}

Technique replaced(const Edit& edit) {
    std::string what = fmt::format("`{}` replaced by `{}`", edit.meant, edit.written);
    if (are_neighbours(edit.meant, edit.written)) return {"T04", what + ", its neighbour on a keyboard"};
    if (is_vowel(edit.meant) && is_vowel(edit.written)) return {"T18", what + ", another vowel"};
    if (is_bit_flip(edit.meant, edit.written)) return {"T05", what + ", one bit apart"};
    return {"T06", std::move(what)};
}

Technique edited(const Edit& edit) {
    switch (edit.kind) {
        case EditKind::transposed:
            return {"T01", fmt::format("`{}{}` written `{}{}`", edit.meant, edit.written, edit.written, edit.meant)};
        case EditKind::omitted: return {"T02", fmt::format("`{}` is left out", edit.meant)};
        case EditKind::inserted: return {"T03", fmt::format("`{}` is added", edit.written)};
        case EditKind::replaced: break;
    }
    return replaced(edit);
}

// Both names unscoped, lower-case and not equal.
struct Pair {
    std::string_view meant;
    std::string_view written;

    bool are_long(size_t least) const { return meant.size() >= least && written.size() + 1 >= least; }
    template <typename Form>
    bool agree(Form form) const {
        const auto mine = form(meant);
        return !mine.empty() && mine == form(written);
    }
};

std::string added_text(std::string_view longer, std::string_view shorter) {
    const std::string_view added =
        longer.starts_with(shorter) ? longer.substr(shorter.size()) : longer.substr(0, longer.size() - shorter.size());
    return fmt::format("`{}` {} it", added, longer.starts_with(shorter) ? "behind" : "before");
}

// T15: equal once a word of version or language is off one of them, or off both.
std::optional<Technique> suffixed(const Pair& pair) {
    const auto of_meant = names::stripped(pair.meant);
    const auto of_written = names::stripped(pair.written);
    for (const std::string_view form : of_written)
        if (form == pair.meant) return Technique{"T15", added_text(pair.written, pair.meant)};
    for (const std::string_view form : of_meant)
        if (form == pair.written) return Technique{"T15", added_text(pair.meant, pair.written).replace(0, 0, "lacks ")};
    for (const std::string_view form : of_meant)
        for (const std::string_view other : of_written)
            if (form == other) return Technique{"T15", "differs in a word of version or language alone"};
    return std::nullopt;
}

// T16: one edit apart once such a word is off, or once the punctuation is.
std::optional<Technique> suffixed_and_edited(const Pair& pair) {
    auto of_meant = names::stripped(pair.meant);
    auto of_written = names::stripped(pair.written);
    of_meant.push_back(pair.meant);
    of_written.push_back(pair.written);
    const auto edit_of = [](std::string_view form, std::string_view other) {
        const bool are_long = form.size() >= least_edited && other.size() + 1 >= least_edited;
        return are_long ? names::single_edit(form, other) : std::nullopt;
    };
    for (const std::string_view form : of_meant)
        for (const std::string_view other : of_written) {
            const bool is_plain = form.size() == pair.meant.size() && other.size() == pair.written.size();
            if (const auto edit = is_plain ? std::nullopt : edit_of(form, other))
                return Technique{"T16", edited(*edit).reason + ", and a word of version or language differs"};
        }
    if (const auto edit = edit_of(names::squashed(pair.meant), names::squashed(pair.written)))
        return Technique{"T16", edited(*edit).reason + ", and punctuation differs"};
    return std::nullopt;
}

// T15 of a name too short for chance to be ruled out: only with a sign between it and the word, `vue.js`, `node-zod`.
std::optional<Technique> short_suffixed(const Pair& pair) {
    if (pair.meant.size() < names::min_stripped || pair.written.size() < pair.meant.size() + 2) return std::nullopt;
    for (const std::string_view form : names::stripped(pair.written)) {
        if (form != pair.meant) continue;
        const bool is_behind = pair.written.starts_with(pair.meant);
        const char sign =
            is_behind ? pair.written[pair.meant.size()] : pair.written[pair.written.size() - pair.meant.size() - 1];
        const char end = is_behind ? pair.written.back() : pair.written.front();
        if (!is_alnum(sign) && is_alpha(end)) return Technique{"T15", added_text(pair.written, pair.meant)};
    }
    return std::nullopt;
}

// T16: one edit apart once both are in one number and spelling: `reqest` and `requests`.
std::optional<Technique> sounded_and_edited(const Pair& pair) {
    const std::string meant = names::sounded(pair.meant);
    const std::string written = names::sounded(pair.written);
    if (meant.size() < least_edited || written.size() + 1 < least_edited) return std::nullopt;
    if (meant.size() == pair.meant.size() && written.size() == pair.written.size()) return std::nullopt;
    const auto edit = names::single_edit(meant, written);
    if (!edit) return std::nullopt;
    return Technique{"T16", edited(*edit).reason + ", and number or spelling differs"};
}

std::optional<Technique> formed(const Pair& pair) {
    if (pair.agree(names::squashed)) return Technique{"T08", "equal but for punctuation"};
    if (pair.agree(names::skeleton)) return Technique{"T13", "looks the same in print"};
    return std::nullopt;
}

std::optional<Technique> unscoped(const Pair& pair) {
    if (pair.are_long(least_formed))
        if (auto found = formed(pair)) return found;
    const auto edit = pair.are_long(least_edited) ? names::single_edit(pair.meant, pair.written) : std::nullopt;
    if (edit && edit->kind == EditKind::transposed) return edited(*edit);
    if (pair.are_long(least_edited) && pair.agree(names::collapsed))
        return Technique{"T14", "equal once repeated letters are written once"};
    if (auto found = pair.are_long(least_formed) ? suffixed(pair) : short_suffixed(pair)) return found;
    if (pair.agree(names::sorted_words)) return Technique{"T12", "the same words in another order"};
    if (pair.are_long(least_edited) && pair.agree(names::sounded))
        return Technique{"T18", "the same word in another number or spelling"};
    if (edit) return edited(*edit);
    if (auto found = suffixed_and_edited(pair)) return found;
    return sounded_and_edited(pair);
}

}  // namespace

std::optional<Technique> technique_of(std::string_view meant, std::string_view written) {
    if (meant == written) return std::nullopt;
    const bool is_scoped = !names::parts_of(meant).scope.empty();
    // What a scope's name looks like is asked of the scope (scopes.cc), not of each package in it.
    if (!names::parts_of(written).scope.empty()) return std::nullopt;
    if (is_scoped) {
        if (names::squashed(meant) != names::squashed(written)) return std::nullopt;
        return Technique{"T09", "a scoped name without its scope's marks"};
    }
    const std::string meant_lower = to_lower(meant);
    const std::string written_lower = to_lower(written);
    if (meant_lower == written_lower) return Technique{"T08", "equal but for case"};
    return unscoped({meant_lower, written_lower});
}

std::optional<Technique> two_edits_of(std::string_view meant, std::string_view written) {
    if (std::min(meant.size(), written.size()) < names::two_edits_bytes) return std::nullopt;
    if (!names::parts_of(meant).scope.empty() || !names::parts_of(written).scope.empty()) return std::nullopt;
    if (names::distance_within(to_lower(meant), to_lower(written), 2) != 2) return std::nullopt;
    return Technique{"T07", "two edits apart"};
}

}  // namespace ward::vet
