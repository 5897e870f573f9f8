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

struct Runs {
    size_t invisible = 0;
    size_t blanks = 0;
    uint32_t line = 1;
    uint32_t bidirectional_line = 0;
    int open_directions = 0;
};

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

}  // namespace

void read_characters(std::string_view source, const javascript::TokenList& tokens, FileMarks& marks) {
    Runs runs;
    size_t symbols = 0;
    bool code_before = false;  // on this line
    for (size_t i = 0; i < source.size();) {
        const char c = source[i];
        if (static_cast<unsigned char>(c) >= 0x80) {
            const size_t length = utf8_length(source.substr(i));
            if (length >= 3) {
                const char32_t character = decode_utf8(source.substr(i, length));
                if (is_bidirectional(character)) {
                    runs.open_directions += character == 0x202c || character == 0x2069 ? -1 : 1;
                    runs.bidirectional_line = runs.line;
                }
                runs.invisible = is_invisible(character) ? runs.invisible + 1 : 0;
                if (runs.invisible == invisible_run)
                    marks.add(Mark::invisible, runs.line, "characters that are not shown, one behind the other");
            }
            runs.blanks = 0;
            code_before = true;
            i += length == 0 ? 1 : length;
            continue;
        }
        runs.invisible = 0;
        if (c == '\n') {
            // A direction that is still open at the end of its line turns what is behind it.
            if (runs.bidirectional_line == runs.line && runs.open_directions > 0)
                marks.add(Mark::bidirectional, runs.line, "a control of direction that is not closed on its line");
            runs.open_directions = 0;
            ++runs.line;
            runs.blanks = 0;
            code_before = false;
        } else if (c == ' ' || c == '\t') {
            ++runs.blanks;
        } else {
            if (runs.blanks >= blank_run && code_before && hides_code(source, tokens, i))
                marks.add(Mark::hidden_by_blanks, runs.line, source.substr(i, max_shown_bytes));
            if (c == '[' || c == ']' || c == '(' || c == ')' || c == '!' || c == '+' || c == '{' || c == '}' ||
                c == '$' || c == '_' || c == '.' || c == '"' || c == '~' || c == ':' || c == '\\' || c == ';' ||
                c == ',' || c == '=')
                ++symbols;
            code_before = true;
            runs.blanks = 0;
        }
        ++i;
    }
    if (source.size() >= smallest_riddle && symbols * 100 >= source.size() * 94 && tokens.size() > 100)
        marks.add(Mark::symbols_only, 1, source.substr(0, max_shown_bytes));
    if (source.contains("\xef\xbe\x9f\xcf\x89\xef\xbe\x9f\xef\xbe\x89") || source.contains("$=~[];$={___:++$"))
        marks.add(Mark::symbols_only, 1, source.substr(0, max_shown_bytes));
    if (const size_t at = source.find("eval(function(p,a,c,k,e,"); at != source.npos)
        marks.add(Mark::packer, 1, source.substr(at, max_shown_bytes));
}

}  // namespace ward::vet
