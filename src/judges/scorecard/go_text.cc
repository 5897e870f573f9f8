// Characters, case folding and lines.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "judges/scorecard/go_semantics.h"

namespace ward::scorecard {
namespace {

// Letters from `first` to `last` fold to themselves plus `distance`; with `pairs`, only every second one does, from the
// first.
struct Fold {
    char32_t first;
    char32_t last;
    int32_t distance;
    bool pairs = false;
};
// https://www.unicode.org/Public/UCD/latest/ucd/CaseFolding.txt, statuses C and S, of the scripts that go_semantics.h
// names.
constexpr std::array folds = std::to_array<Fold>({
    {0x41, 0x5A, 32},        {0xB5, 0xB5, 775},       {0xC0, 0xD6, 32},          {0xD8, 0xDE, 32},
    {0x100, 0x12E, 1, true}, {0x132, 0x136, 1, true}, {0x139, 0x147, 1, true},   {0x14A, 0x176, 1, true},
    {0x178, 0x178, -121},    {0x179, 0x17D, 1, true}, {0x17F, 0x17F, -268},      {0x345, 0x345, 116},
    {0x370, 0x372, 1, true}, {0x376, 0x376, 1},       {0x37F, 0x37F, 116},       {0x386, 0x386, 38},
    {0x388, 0x38A, 37},      {0x38C, 0x38C, 64},      {0x38E, 0x38F, 63},        {0x391, 0x3A1, 32},
    {0x3A3, 0x3AB, 32},      {0x3C2, 0x3C2, 1},       {0x3CF, 0x3CF, 8},         {0x3D0, 0x3D0, -30},
    {0x3D1, 0x3D1, -25},     {0x3D5, 0x3D5, -15},     {0x3D6, 0x3D6, -22},       {0x3D8, 0x3EE, 1, true},
    {0x3F0, 0x3F0, -54},     {0x3F1, 0x3F1, -48},     {0x3F4, 0x3F4, -60},       {0x3F5, 0x3F5, -64},
    {0x3F7, 0x3F7, 1},       {0x3F9, 0x3F9, -7},      {0x3FA, 0x3FA, 1},         {0x3FD, 0x3FF, -130},
    {0x400, 0x40F, 80},      {0x410, 0x42F, 32},      {0x460, 0x480, 1, true},   {0x48A, 0x4BE, 1, true},
    {0x4C0, 0x4C0, 15},      {0x4C1, 0x4CD, 1, true}, {0x4D0, 0x52E, 1, true},   {0x531, 0x556, 48},
    {0x1C80, 0x1C80, -6222}, {0x1C81, 0x1C81, -6221}, {0x1C82, 0x1C82, -6212},   {0x1C83, 0x1C84, -6210},
    {0x1C85, 0x1C85, -6211}, {0x1C86, 0x1C86, -6204}, {0x1C87, 0x1C87, -6180},   {0x1E00, 0x1E94, 1, true},
    {0x1E9B, 0x1E9B, -58},   {0x1E9E, 0x1E9E, -7615}, {0x1EA0, 0x1EFE, 1, true}, {0x1FBE, 0x1FBE, -7173},
    {0x2126, 0x2126, -7517}, {0x212A, 0x212A, -8383}, {0x212B, 0x212B, -8262},
});

constexpr bool is_ascii(char c) {
    constexpr unsigned char last_ascii = 0x7F;
    return static_cast<unsigned char>(c) <= last_ascii;
}

char32_t folded(char32_t c) {
    const auto* const next = std::ranges::upper_bound(folds, c, {}, &Fold::first);
    if (next == folds.begin()) return c;
    const Fold& fold = *(next - 1);
    if (c > fold.last || (fold.pairs && (c - fold.first) % 2 != 0)) return c;
    return static_cast<char32_t>(static_cast<int32_t>(c) + fold.distance);
}

// unicode.IsSpace.
bool is_space(char32_t c) {
    constexpr std::array<char32_t, 9> others{' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
    return (c >= '\t' && c <= '\r') || (c >= 0x2000 && c <= 0x200A) || std::ranges::find(others, c) != others.end();
}

}  // namespace

GoRune go_rune(std::string_view text) {
    if (text.empty()) return {};
    if (is_ascii(text.front())) return {static_cast<unsigned char>(text.front()), 1};
    const size_t length = utf8_length(text.substr(0, 4));
    if (length == 0) return {go_rune_error, 1};
    return {decode_utf8(text.substr(0, length)), length};
}

GoRune go_last_rune(std::string_view text) {
    if (text.empty()) return {};
    for (size_t width = 1; width <= std::min<size_t>(4, text.size()); ++width) {
        const std::string_view last = text.substr(text.size() - width);
        if (utf8_length(last) == width) return {decode_utf8(last), width};
        if ((last[0] & 0xC0) != 0x80) break;
    }
    return {go_rune_error, 1};
}

std::string_view go_trim_space(std::string_view text) {
    for (GoRune first = go_rune(text); first.width > 0 && is_space(first.value); first = go_rune(text))
        text.remove_prefix(first.width);
    for (GoRune last = go_last_rune(text); last.width > 0 && is_space(last.value); last = go_last_rune(text))
        text.remove_suffix(last.width);
    return text;
}

bool go_equal_fold(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        if (is_ascii(a.front()) && is_ascii(b.front())) {
            if (to_lower(a.front()) != to_lower(b.front())) return false;
            a.remove_prefix(1);
            b.remove_prefix(1);
            continue;
        }
        const GoRune one = go_rune(a);
        const GoRune other = go_rune(b);
        if (folded(one.value) != folded(other.value)) return false;
        a.remove_prefix(one.width);
        b.remove_prefix(other.width);
    }
    return a.empty() && b.empty();
}

GoLines go_scan_lines(std::string_view text) {
    GoLines out;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        // The buffer is full before the line's end, or the text's, is seen.
        if (std::min(end, text.size()) >= go_scanner_bytes) {
            out.too_long = true;
            break;
        }
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out.lines.push_back(line);
    }
    return out;
}

}  // namespace ward::scorecard
