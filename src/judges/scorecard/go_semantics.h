// What functions of Go's standard library answer, where the answers of OpenSSF Scorecard (a Go program) hang on them.
// Each is pure, follows Go 1.25, and is compared with Go itself by tests/peers/go_semantics.py.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ward::scorecard {

// A character of a text that may not be UTF-8: an invalid byte is U+FFFD, one byte wide. The end is 0, 0 bytes wide.
struct GoRune {
    char32_t value = 0;
    size_t width = 0;
};
constexpr char32_t go_rune_error = 0xFFFD;
GoRune go_rune(std::string_view text);       // the first
GoRune go_last_rune(std::string_view text);  // the last

// path.Match: `*` any run without '/', `?` one character but '/', `[a-z]` and `[^a-z]` classes (which a '/' may be in),
// `\c`. The whole name must match. Nothing where the pattern is malformed, whatever the name.
std::optional<bool> go_path_match(std::string_view pattern, std::string_view name);

// A pattern of path.Match that is read once for many names.
class GoPathPattern {
  public:
    static std::optional<GoPathPattern> read(std::string_view pattern);
    bool matches(std::string_view name) const;

    // The pattern in pieces: go_path.cc.
    struct Range {
        char32_t low = 0;
        char32_t high = 0;
    };
    struct Piece {
        enum class Kind : uint8_t { byte, any, one_of };
        Kind kind = Kind::byte;
        char byte = 0;
        bool negated = false;
        std::vector<Range> ranges = {};
    };
    struct Run {
        bool after_star = false;
        std::vector<Piece> pieces = {};
    };

  private:
    std::vector<Run> runs_;
};

// path/filepath on Unix.
std::string_view go_extension(std::string_view path);  // from the last '.' of the last element; ".bashrc" is one
std::string go_base(std::string_view path);
std::string go_clean(std::string_view path);

// strings.EqualFold by simple case folding. Known are Latin, Greek, Cyrillic and Armenian letters with what folds to
// them (K, ſ, Å); other scripts' letters equal only themselves.
bool go_equal_fold(std::string_view a, std::string_view b);

// strings.TrimSpace: white space of Unicode at both ends.
std::string_view go_trim_space(std::string_view text);

// What url.Parse and url.ParseRequestURI make of a text. The first takes relative references too and cuts a fragment
// off; the second takes absolute URIs and absolute paths alone, and looks for no fragment.
struct GoUrl {
    std::string scheme = {};  // in small letters
    std::string host = {};    // as written, with its port
    std::string path = {};    // unescaped
};
std::optional<GoUrl> go_parse_url(std::string_view text);
std::optional<GoUrl> go_parse_request_uri(std::string_view text);

// bufio.Scanner with ScanLines: lines without their "\n" or "\r\n". A line too long for its buffer ends the scan, with
// what came before.
constexpr size_t go_scanner_bytes = 64u << 10;  // of a line with its end
struct GoLines {
    std::vector<std::string_view> lines = {};  // views into the text
    bool too_long = false;
};
GoLines go_scan_lines(std::string_view text);

}  // namespace ward::scorecard
