#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "judges/vet/source/javascript_code.h"

namespace ward::vet {
namespace {

constexpr size_t invisible_run = 16;     // characters without a picture, one behind the other
constexpr size_t blank_run = 120;        // before code that nobody would see
constexpr size_t smallest_riddle = 400;  // bytes of a file of symbols alone

bool is_bidirectional(char32_t c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

// Selectors of variants, tags, fillers: what payloads are written in.
bool is_invisible(char32_t c) {
    return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef) || (c >= 0xe0000 && c <= 0xe007f) ||
           c == 0x3164 || c == 0xffa0 || (c >= 0x200b && c <= 0x200d) || c == 0x2060 || (c >= 0x2061 && c <= 0x2064);
}

// Behind the blanks stands more than a bracket or a comment.
bool is_hidden_code(std::string_view rest) {
    rest = rest.substr(0, 400);
    const std::string_view line = rest.substr(0, rest.find('\n'));
    if (line.starts_with("//") || line.starts_with("/*") || line.starts_with("*")) return false;
    for (const std::string_view one :
         {"eval(", "require(", "Function(", "import(", "=>", "function", "global", "process", "_0x", "atob"})
        if (line.contains(one)) return true;
    return false;
}

// Where code goes on behind a text that `offset` stands in; `offset` itself where it stands in none. Tables are written
// as texts with many blanks, and what stands in them is no code.
size_t code_from(const javascript::TokenList& tokens, size_t offset) {
    using javascript::TokenKind;
    size_t low = 0;
    size_t high = tokens.size();
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (tokens.at(middle).offset <= offset) low = middle + 1;
        else high = middle;
    }
    const javascript::Token& token = tokens.at(low - 1);
    const size_t behind = size_t{token.offset} + token.length;
    const bool is_text = token.kind == TokenKind::string || token.kind == TokenKind::regexp ||
                         token.kind == TokenKind::template_whole || token.kind == TokenKind::template_head ||
                         token.kind == TokenKind::template_middle || token.kind == TokenKind::template_tail;
    return is_text && offset < behind ? behind : offset;
}

// Code behind a run of blanks that ends at `offset`, or behind a text that ends with such a run.
bool hides_code(std::string_view source, const javascript::TokenList& tokens, size_t offset) {
    constexpr size_t rest_of_text = 8;
    if (!is_hidden_code(source.substr(offset))) return false;
    const size_t code = code_from(tokens, offset);
    return code == offset || (code - offset <= rest_of_text && is_hidden_code(source.substr(code)));
}

size_t lines_in(std::string_view text) {
    return static_cast<size_t>(std::ranges::count(text, '\n'));
}

// Where the next character outside of ASCII starts; the text's size where there is none.
size_t next_wide(std::string_view source, size_t from) {
    constexpr uint64_t high_bits = 0x8080808080808080;
    uint64_t word = 0;
    for (; from + sizeof word <= source.size(); from += sizeof word) {
        std::memcpy(&word, source.data() + from, sizeof word);
        if ((word & high_bits) != 0) break;
    }
    while (from < source.size() && static_cast<unsigned char>(source[from]) < 0x80) ++from;
    return from;
}

// Goes from one character outside of ASCII to the next.
class WideCharacters {
  public:
    WideCharacters(std::string_view source, FileMarks& marks) : source_(source), marks_(marks) {}

    void read() {
        size_t last = 0;
        for (size_t i = next_wide(source_, 0); i < source_.size(); i = next_wide(source_, last)) {
            pass(source_.substr(last, i - last));
            const size_t length = utf8_length(source_.substr(i));
            if (length >= 3) look_at(decode_utf8(source_.substr(i, length)));
            last = i + std::max<size_t>(1, length);
        }
        pass(source_.substr(last));
    }

  private:
    void pass(std::string_view ascii) {
        if (ascii.empty()) return;
        invisible_ = 0;
        const size_t lines = lines_in(ascii);
        if (lines == 0) return;
        // A direction that is still open at the end of its line turns what is behind it.
        if (turned_line_ == line_ && open_directions_ > 0)
            marks_.add(Mark::bidirectional, line_, "a control of direction that is not closed on its line");
        open_directions_ = 0;
        line_ += static_cast<uint32_t>(lines);
    }

    void look_at(char32_t character) {
        if (is_bidirectional(character)) {
            open_directions_ += character == 0x202c || character == 0x2069 ? -1 : 1;
            turned_line_ = line_;
        }
        invisible_ = is_invisible(character) ? invisible_ + 1 : 0;
        if (invisible_ == invisible_run)
            marks_.add(Mark::invisible, line_, "characters that are not shown, one behind the other");
    }

    std::string_view source_;
    FileMarks& marks_;
    size_t invisible_ = 0;
    uint32_t line_ = 1;
    uint32_t turned_line_ = 0;
    int open_directions_ = 0;
};

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// A run of so many blanks covers a place of each stride of that length.
void read_blanks(std::string_view source, const javascript::TokenList& tokens, FileMarks& marks) {
    for (size_t i = blank_run - 1; i < source.size(); i += blank_run) {
        if (!is_blank(source[i])) continue;
        size_t begin = i;
        while (begin > 0 && is_blank(source[begin - 1])) --begin;
        while (i < source.size() && is_blank(source[i])) ++i;
        const bool code_before = begin > 0 && source[begin - 1] != '\n';
        const bool is_code = i < source.size() && source[i] != '\n' && static_cast<unsigned char>(source[i]) < 0x80;
        if (i - begin >= blank_run && code_before && is_code && hides_code(source, tokens, i))
            marks.add(Mark::hidden_by_blanks, static_cast<uint32_t>(lines_in(source.substr(0, i)) + 1),
                      source.substr(i, max_shown_bytes));
    }
}

bool is_symbol(char c) {
    return std::string_view("[]()!+{}$_.\"~:\\;,=").contains(c);
}

// Nearly nothing but symbols. Most files are settled by their first bytes.
bool is_riddle(std::string_view source) {
    size_t others = 0;
    for (const char c : source)
        if (!is_symbol(c) && ++others * 100 > source.size() * 6) return false;
    return true;
}

// Where `wanted` begins; npos where it is not. Of large files much faster than string_view's search. An empty file's
// text may have no place, which memmem must not be given.
size_t place_of(std::string_view wanted, std::string_view source) {
    const void* at = source.empty() ? nullptr : ::memmem(source.data(), source.size(), wanted.data(), wanted.size());
    return at == nullptr ? std::string_view::npos : static_cast<size_t>(static_cast<const char*>(at) - source.data());
}

bool contains(std::string_view source, std::string_view wanted) {
    return place_of(wanted, source) != std::string_view::npos;
}

}  // namespace

void read_characters(std::string_view source, const javascript::TokenList& tokens, FileMarks& marks) {
    const bool is_ascii = next_wide(source, 0) == source.size();
    if (!is_ascii) WideCharacters(source, marks).read();
    read_blanks(source, tokens, marks);
    const bool is_written_in_symbols = source.size() >= smallest_riddle && tokens.size() > 100 && is_riddle(source);
    if (is_written_in_symbols || (!is_ascii && contains(source, "\xef\xbe\x9f\xcf\x89\xef\xbe\x9f\xef\xbe\x89")) ||
        contains(source, "$=~[];$={___:++$"))
        marks.add(Mark::symbols_only, 1, source.substr(0, max_shown_bytes));
    constexpr std::string_view packer = "eval(function(p,a,c,k,e,";
    if (const size_t at = place_of(packer, source); at != std::string_view::npos)
        marks.add(Mark::packer, 1, source.substr(at, max_shown_bytes));
}

}  // namespace ward::vet
