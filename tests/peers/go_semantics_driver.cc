// Reads questions from standard input (frames.h: a letter, four bytes of length, that many bytes, and a rest) and
// prints the answers of src/judges/scorecard/go_semantics.h, one line each; go/go_semantics/main.go prints Go's.
// go_semantics.py compares.
#include <string>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/go_semantics.h"
#include "peers/frames.h"

namespace {

using namespace ward::scorecard;

std::string text_of(const std::optional<GoUrl>& url) {
    if (!url) return "false";
    return fmt::format("true {} {}", ward::hex(url->scheme), ward::hex(url->path));
}

std::string answer(char question, std::string_view first, std::string_view second) {
    switch (question) {
        case 'm': {
            const auto matched = go_path_match(first, second);
            return !matched ? "bad" : *matched ? "true" : "false";
        }
        case 'p':
            return fmt::format("{} {} {}", ward::hex(go_extension(first)), ward::hex(go_base(first)),
                               ward::hex(go_clean(first)));
        case 'f': return go_equal_fold(first, second) ? "true" : "false";
        case 'u': return text_of(go_parse_request_uri(first));
        case 'U': return text_of(go_parse_url(first));
        case 't': return ward::hex(go_trim_space(first));
        case 'l': {
            const GoLines lines = go_scan_lines(first);
            std::string out = lines.too_long ? "long" : "end";
            for (const std::string_view line : lines.lines) out += fmt::format(" {}", ward::hex(line));
            return out;
        }
        default: {
            std::string out;
            for (std::string_view rest = first; !rest.empty();) {
                const GoRune rune = go_rune(rest);
                out += fmt::format("{} ", static_cast<uint32_t>(rune.value));
                rest.remove_prefix(rune.width);
            }
            const GoRune last = go_last_rune(first);
            return out + fmt::format("{} {}", static_cast<uint32_t>(last.value), last.width);
        }
    }
}

}  // namespace

int main() {
    for (std::string frame; read_frame(frame);) {
        const auto byte = [&](size_t i) { return size_t{static_cast<unsigned char>(frame[i])}; };
        const size_t length = byte(1) << 24 | byte(2) << 16 | byte(3) << 8 | byte(4);
        const std::string_view rest = std::string_view(frame).substr(5);
        std::puts(answer(frame[0], rest.substr(0, length), rest.substr(length)).c_str());
    }
}
