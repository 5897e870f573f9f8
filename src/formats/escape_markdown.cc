// Markdown in GitHub's flavour (https://github.github.com/gfm/), which is read three times: lines are sorted into
// blocks, blocks become inline markup, and the text of the finished page is searched for @names and #numbers. The last
// reading sees through backslashes and entities; only a character in between (a zero-width space, as other bots have
// it) keeps a scanned package from notifying people. To stay readable, and to be copied unharmed, only what would take
// effect is escaped: neither `node@18.20.4` nor `snake_case` nor `~1.2` in the middle of a line needs all its signs
// defused.
//
// Left alone: :emoji:, and commit ids, which GitHub links to commits of the reader's own repository.
#include <algorithm>

#include "base/text.h"
#include "formats/escape.h"

namespace ward {
namespace {

constexpr std::string_view zero_width_space = "&#8203;";

bool is_word(char c) {
    return is_alnum(c) || c == '_' || c == '-' || c == '.';
}

// Could the '@' at `at` be a mention, or the middle of a mail address? Not in `name@1.2.3`: an address ends in a
// letter.
bool notifies(std::string_view text, size_t at) {
    if (at + 1 >= text.size() || !is_word(text[at + 1])) return false;
    if (at == 0 || !is_word(text[at - 1])) return true;
    for (size_t i = at + 1; i < text.size() && (is_word(text[i]) || text[i] == '@'); ++i)
        if (!is_digit(text[i]) && text[i] != '.') return true;
    return false;
}

bool starts_number(std::string_view text, size_t at) {
    return at < text.size() && is_digit(text[at]);
}

// "GH-12" is a reference to issue 12, in any case and where no word goes before it. `at` is that of the dash.
bool ends_reference_prefix(std::string_view text, size_t at) {
    return at >= 2 && equal_ignoring_case(text.substr(at - 2, 2), "gh") && (at == 2 || !is_alnum(text[at - 3]));
}

bool starts_entity(std::string_view text, size_t at) {
    return at + 1 < text.size() && (is_alnum(text[at + 1]) || text[at + 1] == '#');
}

// Emphasis is not made of an underscore between letters.
bool is_inside_word(std::string_view text, size_t at) {
    return at > 0 && at + 1 < text.size() && is_alnum(text[at - 1]) && is_alnum(text[at + 1]);
}

bool ends_www(std::string_view text, size_t dot) {
    return dot >= 3 && equal_ignoring_case(text.substr(dot - 3, 3), "www");
}

// Where a line starts, more signs count: headings, quotes, lists, rules. The number of bytes that are to be copied
// before a backslash, or npos.
size_t block_mark(std::string_view text) {
    if (text.empty()) return std::string_view::npos;
    if (std::string_view("#>-+=").find(text[0]) != std::string_view::npos) return 0;
    size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    const bool numbered = digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')');
    const bool followed = digits + 1 == text.size() || (digits + 1 < text.size() && text[digits + 1] == ' ');
    return numbered && followed ? digits : std::string_view::npos;
}

// What a finished page is searched for, and whether the text can be at the start of a line.
struct Place {
    bool is_searched = true;
    bool starts_line = true;
};

// '@' behind a word: GitHub's flavour makes a link of a mail address wherever it is read.
bool could_be_address(std::string_view text, size_t at) {
    return at > 0 && is_word(text[at - 1]) && notifies(text, at);
}

std::string escaped(std::string_view original, Place place) {
    const std::string text = display(original);
    const size_t blanks = std::min(text.find_first_not_of(' '), text.size());
    const size_t after_blanks =
        place.starts_line ? block_mark(std::string_view(text).substr(blanks)) : std::string_view::npos;
    const size_t mark = after_blanks == std::string::npos ? after_blanks : blanks + after_blanks;
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (i == mark) out += '\\';
        switch (c) {
            case ' ':  // so far indented, a line is code
                out += place.starts_line && i == 0 && blanks >= 4 ? "&#32;" : " ";
                break;
            case '(': out += i > 0 && text[i - 1] == ']' ? "\\(" : "("; break;
            case '<': out += "&lt;"; break;
            case '&': out += starts_entity(text, i) ? "&amp;" : "&"; break;
            case '@':
                out += c;
                if (place.is_searched ? notifies(text, i) : could_be_address(text, i)) out += zero_width_space;
                break;
            case '#':
                out += c;
                if (place.is_searched && starts_number(text, i + 1)) out += zero_width_space;
                break;
            case '-':
                out += c;
                if (place.is_searched && starts_number(text, i + 1) && ends_reference_prefix(text, i))
                    out += zero_width_space;
                break;
            case ':': out += text.compare(i, 3, "://") == 0 ? "\\:" : ":"; break;
            case '.': out += ends_www(text, i) ? "\\." : "."; break;
            case '_': out += is_inside_word(text, i) ? "_" : "\\_"; break;
            case '\\':
            case '`':
            case '*':
            case '[':
            case ']':
            case '{':
            case '}':
            case '|':
            case '~':
            case '$': (out += '\\') += c; break;
            default: out += c;
        }
    }
    return out;
}

}  // namespace

std::string escape_markdown(std::string_view text) {
    return escaped(text, {});
}

std::string escape_markdown_within(std::string_view text) {
    return escaped(text, {.is_searched = false, .starts_line = false});
}

}  // namespace ward
