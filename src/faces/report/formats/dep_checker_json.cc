// dep_checker's --json-output, byte for byte: one line as Python's json.dumps writes it (", " and ": ", nothing but
// ASCII), so that the workflow that greps `{.*}` out of a log and makes a matrix of it takes this one too.
#include <fmt/core.h>

#include "base/text.h"
#include "faces/report/dependency_names.h"
#include "faces/report/report.h"

namespace ward::report {
namespace {

std::string utf16_escape(char32_t c) {
    if (c < 0x10000) return fmt::format("\\u{:04x}", static_cast<uint32_t>(c));
    const uint32_t rest = static_cast<uint32_t>(c) - 0x10000;
    return fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
}

// A string as json.dumps has it with ensure_ascii.
std::string python_string(std::string_view original) {
    constexpr std::string_view plain = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    const std::string text = valid_utf8(original);
    std::string out = "\"";
    for (size_t at = 0; at < text.size();) {
        const size_t length = utf8_length(std::string_view(text).substr(at));
        const std::string_view sequence = std::string_view(text).substr(at, length);
        at += length;
        const size_t letter = length == 1 ? plain.find(sequence[0]) : std::string_view::npos;
        if (letter != std::string_view::npos) (out += '\\') += letters[letter];
        else if (length == 1 && sequence[0] >= ' ' && sequence[0] <= '~') out += sequence;
        else out += utf16_escape(decode_utf8(sequence));
    }
    return out + '"';
}

std::string write_dep_checker_json(const Report& report, const Style& /*style*/) {
    std::string out = R"({"vulnerabilities": [)";
    bool first = true;
    for (const DepCheckerLine& line : dep_checker_lines(report)) {
        out += fmt::format(R"({}{{"id": {}, "url": {}, "dependency": {}, "version": {}}})", first ? "" : ", ",
                           python_string(line.id), python_string(line.url), python_string(line.dependency),
                           python_string(line.version));
        first = false;
    }
    return out + "]}\n";
}

}  // namespace

WARD_REPORT(dep_checker_json) = {
    .name = "dep-checker-json",
    .media_type = "application/json",
    .extension = ".dep-checker.json",
    .summary = "open advisories as dep_checker prints them with --json-output, on one line",
    .write = write_dep_checker_json,
};

}  // namespace ward::report
