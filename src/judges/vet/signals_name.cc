// Signals of names. The weights are measured (docs/vet-evaluation.md): a similar name says little. Where the interval
// of the likelihood ratio reaches below 1 the weight is 0: the signal explains, and does not count. The others are held
// back towards the lower end of the interval.
#include <array>

#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

constexpr std::array signals_name_rows{
    Signal{.id = "T01",
           .name = "transposed-letters",
           .gravity = Gravity::high,
           .weight = 1.5,
           .is_measured = true,
           .title = "two letters of a popular name are swapped",
           .meaning =
               "The name is a popular one with two neighbouring letters swapped (axois, axios). The strongest of "
               "the name signals, and still no proof."},
    Signal{.id = "T02",
           .name = "omitted-letter",
           .gravity = Gravity::medium,
           .weight = 0,
           .is_measured = true,
           .title = "a letter of a popular name is left out",
           .meaning = "One character less than a popular name. Many honest pairs look like this (extend, xtend)."},
    Signal{.id = "T03",
           .name = "inserted-letter",
           .gravity = Gravity::medium,
           .weight = 0,
           .is_measured = true,
           .title = "a letter is added to a popular name",
           .meaning = "One character more than a popular name. Many honest pairs look like this (axios, gaxios)."},
    Signal{.id = "T04",
           .name = "neighbour-key",
           .gravity = Gravity::medium,
           .weight = 0,
           .is_measured = true,
           .title = "a letter is replaced by one beside it on a keyboard",
           .meaning = "One character differs, and the two are neighbours on a QWERTY, QWERTZ or AZERTY keyboard."},
    Signal{.id = "T05",
           .name = "flipped-bit",
           .gravity = Gravity::low,
           .weight = 0,
           .is_measured = true,
           .title = "one bit of a popular name differs",
           .meaning = "One character differs from a popular name in a single bit, as a memory error would have it."},
    Signal{
        .id = "T06",
        .name = "replaced-letter",
        .gravity = Gravity::low,
        .weight = 0,
        .is_measured = true,
        .title = "a letter of a popular name is replaced",
        .meaning = "One character differs from a popular name. By itself the weakest of all (react, preact's family)."},
    Signal{.id = "T07",
           .name = "two-edits",
           .gravity = Gravity::low,
           .weight = 0,
           .is_measured = true,
           .title = "two edits away from a very popular name",
           .meaning = "Both names are long, the other is among the most popular, and two edits make one the other."},
    Signal{.id = "T08",
           .name = "punctuation",
           .gravity = Gravity::high,
           .weight = 0,
           .is_measured = true,
           .title = "a popular name with other punctuation",
           .meaning =
               "Without dots, dashes, underscores and case the names are equal. npm refuses such new names since "
               "2017, so what is there is mostly older, and honest."},
    Signal{.id = "T09",
           .name = "joined-scope",
           .gravity = Gravity::high,
           .weight = 0,
           .is_measured = true,
           .title = "a scoped name written without its scope's punctuation",
           .meaning = "A popular scoped package (@types/node) as one unscoped word (types-node, typesnode)."},
    Signal{.id = "T10",
           .name = "other-scope",
           .gravity = Gravity::info,
           .title = "a very popular name under another scope",
           .meaning = "The name behind the scope is a popular one. Forks do this; it never counts."},
    Signal{.id = "T11",
           .name = "scope-typo",
           .gravity = Gravity::medium,
           .weight = 1.0,
           .title = "the scope looks like a popular scope",
           .meaning = "The scope is one edit away from a popular scope that somebody else owns (@typess, @types)."},
    Signal{.id = "T12",
           .name = "word-order",
           .gravity = Gravity::medium,
           .weight = 0,
           .is_measured = true,
           .title = "the words of a popular name in another order",
           .meaning = "The same words as a popular name, in another order (storybook-test, test-storybook)."},
    Signal{.id = "T13",
           .name = "confusable",
           .gravity = Gravity::high,
           .weight = 1.3,
           .is_measured = true,
           .title = "looks like a popular name in print",
           .meaning = "Characters that look alike: 0 and o, 1, l and i, rn and m, vv and w, and those of other scripts "
                      "(UTS #39)."},
    Signal{.id = "T14",
           .name = "repeated-letter",
           .gravity = Gravity::medium,
           .weight = 0,
           .is_measured = true,
           .title = "a letter of a popular name is doubled, or no longer doubled",
           .meaning = "With runs of a letter written once, the names are equal (expresss, express)."},
    Signal{.id = "T15",
           .name = "version-suffix",
           .gravity = Gravity::medium,
           .weight = 0,
           .is_measured = true,
           .title = "a popular name with a version or a language behind or before it",
           .meaning = "A popular name plus -2, v2, .js, js, -ts, node- and the like. Successors are named this way too "
                      "(corejs3)."},
    Signal{.id = "T16",
           .name = "suffix-and-edit",
           .gravity = Gravity::medium,
           .weight = 0,
           .is_measured = true,
           .title = "one edit away from a popular name, but for a suffix",
           .meaning =
               "Without the suffixes of T15, without punctuation, or in one number and spelling, one edit is left "
               "(ethetsjs, ethers; crosenv, cross-env; reqests, request)."},
    Signal{.id = "T17",
           .name = "combined-name",
           .gravity = Gravity::low,
           .weight = 0,
           .is_measured = true,
           .title = "a very popular name with a common word",
           .meaning =
               "A very popular name and a word such as core, utils, cli or plugin. Plugins are named this way; it "
               "counts only with age and owner."},
    Signal{.id = "T18",
           .name = "misspelling",
           .gravity = Gravity::low,
           .weight = 0,
           .is_measured = true,
           .title = "a misspelling or another number or vowel of a popular name",
           .meaning = "Plural for singular, swapped vowels, numerals for words, common misspellings."},
    Signal{.id = "T19",
           .name = "runtime-name",
           .gravity = Gravity::medium,
           .weight = 1.0,
           .title = "the name of a part of the runtime",
           .meaning =
               "The name is that of a module that Node.js has built in, or of a library it embeds (v8, uv), or one "
               "edit away from it. It is a collision, not malware: who installs it by name may have meant the "
               "other. Established packages of such names (punycode, buffer, undici) are known and not told."},
    Signal{
        .id = "T20",
        .name = "option-name",
        .gravity = Gravity::high,
        .weight = 1.5,
        .title = "the name of a command-line option",
        .meaning = "The name begins with a dash or is one of npm's options: whoever mistypes a command installs it."},
    Signal{.id = "T21",
           .name = "private-name",
           .gravity = Gravity::high,
           .weight = 1.8,
           .title = "a name of your private packages on the public registry",
           .meaning = "The name is in your list of private names, under your scopes, or has the form that dependency "
                      "confusion uses. Claim it, or pin the registry of the scope."},
    Signal{.id = "T22",
           .name = "invented-name",
           .gravity = Gravity::low,
           .weight = 0.1,
           .title = "a plausible name that was never registered before",
           .meaning = "A compound of common words that appears for the first time in a young package: what assistants "
                      "invent, others register."},
};

}  // namespace

std::span<const Signal> name_signals() {
    return signals_name_rows;
}

}  // namespace ward::vet
