// Two names beside each other: in which one way the one may have been made of the other. Pure functions of the two
// names; who is popular and which likenesses count is decided elsewhere (reading.cc).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ward::vet {

struct Technique {
    std::string_view signal;  // "T01"
    std::string reason;       // "`xi` written `ix`"
};

// The likeliest way from `meant` to `written`: T01 to T06, T08, T09, T12 to T16, T18. Nothing where they are equal or
// not alike, and for two names of one scope, which has one owner. Edits of names shorter than five characters are none.
std::optional<Technique> technique_of(std::string_view meant, std::string_view written);

// T07: both have nine characters at least and are exactly two edits apart. Of the most popular names only.
std::optional<Technique> two_edits_of(std::string_view meant, std::string_view written);

// Are the two keys neighbours on a QWERTY, QWERTZ or AZERTY keyboard? Lower-case letters, digits and `-`.
bool are_neighbours(char a, char b);

}  // namespace ward::vet
