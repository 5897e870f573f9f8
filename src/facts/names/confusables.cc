#include "facts/names/confusables.h"

#include <algorithm>
#include <array>

namespace ward::names {
namespace {

struct Look {
    char32_t character;
    std::string_view ascii;
};

// Latin with marks that are easily missed, Greek, Cyrillic, Armenian, letter-like symbols, dashes and dots. Sorted.
constexpr std::array looks{
    Look{0x00b7, "."}, Look{0x00c5, "a"}, Look{0x00d7, "x"}, Look{0x00e0, "a"},  Look{0x00e1, "a"}, Look{0x00e2, "a"},
    Look{0x00e3, "a"}, Look{0x00e4, "a"}, Look{0x00e5, "a"}, Look{0x00e6, "ae"}, Look{0x00e7, "c"}, Look{0x00e8, "e"},
    Look{0x00e9, "e"}, Look{0x00ea, "e"}, Look{0x00eb, "e"}, Look{0x00ec, "i"},  Look{0x00ed, "i"}, Look{0x00ee, "i"},
    Look{0x00ef, "i"}, Look{0x00f1, "n"}, Look{0x00f2, "o"}, Look{0x00f3, "o"},  Look{0x00f4, "o"}, Look{0x00f5, "o"},
    Look{0x00f6, "o"}, Look{0x00f8, "o"}, Look{0x00f9, "u"}, Look{0x00fa, "u"},  Look{0x00fb, "u"}, Look{0x00fc, "u"},
    Look{0x00fd, "y"}, Look{0x00ff, "y"}, Look{0x0101, "a"}, Look{0x0107, "c"},  Look{0x0111, "d"}, Look{0x0117, "e"},
    Look{0x0131, "i"}, Look{0x0142, "l"}, Look{0x0144, "n"}, Look{0x0146, "n"},  Look{0x014b, "n"}, Look{0x0155, "r"},
    Look{0x015b, "s"}, Look{0x015f, "s"}, Look{0x0163, "t"}, Look{0x0167, "t"},  Look{0x016b, "u"}, Look{0x017a, "z"},
    Look{0x017c, "z"}, Look{0x017e, "z"}, Look{0x017f, "f"}, Look{0x0192, "f"},  Look{0x01bd, "s"}, Look{0x01c0, "l"},
    Look{0x0251, "a"}, Look{0x0261, "g"}, Look{0x0269, "i"}, Look{0x026a, "i"},  Look{0x028b, "u"}, Look{0x029f, "l"},
    Look{0x0391, "a"}, Look{0x0392, "b"}, Look{0x0395, "e"}, Look{0x0396, "z"},  Look{0x0397, "h"}, Look{0x0399, "l"},
    Look{0x039a, "k"}, Look{0x039c, "m"}, Look{0x039d, "n"}, Look{0x039f, "o"},  Look{0x03a1, "p"}, Look{0x03a4, "t"},
    Look{0x03a5, "y"}, Look{0x03a7, "x"}, Look{0x03b1, "a"}, Look{0x03b3, "y"},  Look{0x03b9, "i"}, Look{0x03ba, "k"},
    Look{0x03bd, "v"}, Look{0x03bf, "o"}, Look{0x03c1, "p"}, Look{0x03c3, "o"},  Look{0x03c5, "u"}, Look{0x03c7, "x"},
    Look{0x03f2, "c"}, Look{0x03f3, "j"}, Look{0x0405, "s"}, Look{0x0406, "l"},  Look{0x0408, "j"}, Look{0x0410, "a"},
    Look{0x0412, "b"}, Look{0x0415, "e"}, Look{0x041a, "k"}, Look{0x041c, "m"},  Look{0x041d, "h"}, Look{0x041e, "o"},
    Look{0x0420, "p"}, Look{0x0421, "c"}, Look{0x0422, "t"}, Look{0x0423, "y"},  Look{0x0425, "x"}, Look{0x0430, "a"},
    Look{0x0432, "b"}, Look{0x0433, "r"}, Look{0x0435, "e"}, Look{0x0437, "3"},  Look{0x043a, "k"}, Look{0x043c, "m"},
    Look{0x043d, "h"}, Look{0x043e, "o"}, Look{0x043f, "n"}, Look{0x0440, "p"},  Look{0x0441, "c"}, Look{0x0442, "t"},
    Look{0x0443, "y"}, Look{0x0445, "x"}, Look{0x0455, "s"}, Look{0x0456, "i"},  Look{0x0458, "j"}, Look{0x04bb, "h"},
    Look{0x04cf, "l"}, Look{0x0501, "d"}, Look{0x051b, "q"}, Look{0x051d, "w"},  Look{0x0561, "w"}, Look{0x0566, "q"},
    Look{0x0570, "h"}, Look{0x0578, "n"}, Look{0x057d, "u"}, Look{0x0581, "g"},  Look{0x0585, "o"}, Look{0x1d00, "a"},
    Look{0x1d04, "c"}, Look{0x1d0f, "o"}, Look{0x1d1c, "u"}, Look{0x1d20, "v"},  Look{0x1d21, "w"}, Look{0x1d22, "z"},
    Look{0x2010, "-"}, Look{0x2011, "-"}, Look{0x2012, "-"}, Look{0x2013, "-"},  Look{0x2014, "-"}, Look{0x2015, "-"},
    Look{0x2024, "."}, Look{0x2027, "."}, Look{0x2043, "-"}, Look{0x2044, "/"},  Look{0x2113, "l"}, Look{0x212f, "e"},
    Look{0x2134, "o"}, Look{0x2139, "i"}, Look{0x2170, "i"}, Look{0x2174, "v"},  Look{0x2179, "x"}, Look{0x217c, "l"},
    Look{0x217d, "c"}, Look{0x217e, "d"}, Look{0x217f, "m"}, Look{0x2212, "-"},  Look{0x2215, "/"}, Look{0x2219, "."},
};
static_assert(std::ranges::is_sorted(looks, {}, &Look::character));

// Alphabets that stand in one run: first capital or small letter, and how many are the alphabet's 26.
struct Run {
    char32_t first;
    char32_t count;
    char ascii;
};
constexpr std::array runs{
    Run{0xff10, 10, '0'}, Run{0xff21, 26, 'a'}, Run{0xff41, 26, 'a'},  // full width
    Run{0x24d0, 26, 'a'},                                              // circled
};

// Mathematical alphabets: capital and small letters in turn from U+1D400 to U+1D6A3, digits from U+1D7CE.
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

std::optional<std::string_view> ascii_look(char32_t character) {
    const auto found = std::ranges::lower_bound(looks, character, {}, &Look::character);
    if (found != looks.end() && found->character == character) return found->ascii;
    if (character == 0xff0d || character == 0xfe63 || character == 0xfe58) return "-";
    if (character == 0xff0e) return ".";
    if (character == 0xff3f) return "_";
    for (const Run& run : runs)
        if (character >= run.first && character < run.first + run.count) {
            const size_t at = character - run.first + (run.ascii == '0' ? 26 : 0);
            return letters.substr(at, 1);
        }
    if (character >= 0x1d400 && character <= 0x1d6a3) return letters.substr((character - 0x1d400) % 26, 1);
    if (character >= 0x1d7ce && character <= 0x1d7ff) return letters.substr(26 + (character - 0x1d7ce) % 10, 1);
    return std::nullopt;
}

}  // namespace ward::names
