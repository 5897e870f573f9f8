#include "facts/inventory/version_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace ward::inventory {
namespace {

constexpr size_t max_version_bytes = 64;

constexpr bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr bool is_version_char(char c) {
    return is_alnum(c) || c == '.' || c == '-' || c == '+' || c == '_' || c == '~';
}

// Suffixes that make a version earlier than, or a patch of, the bare one: they are part of the version.
bool is_release_word(std::string_view suffix) {
    constexpr std::array<std::string_view, 14> words{"alpha", "beta", "rc", "pre",      "dev",     "a",     "b",
                                                     "p",     "c",    "pl", "snapshot", "preview", "patch", "nightly"};
    const std::string lower = to_lower(suffix);
    const auto end = std::ranges::find_if_not(lower, is_alpha);
    return std::ranges::find(words, std::string_view(lower).substr(0, static_cast<size_t>(end - lower.begin()))) !=
           words.end();
}

std::string_view without_v(std::string_view version) {
    return version.size() > 1 && (version[0] == 'v' || version[0] == 'V') && is_digit(version[1]) ? version.substr(1)
                                                                                                  : version;
}

}  // namespace

bool looks_like_version(std::string_view text) {
    text = without_v(text);
    if (text.empty() || text.size() > max_version_bytes || !is_digit(text[0]) || text == "0") return false;
    if (!std::ranges::all_of(text, is_version_char)) return false;
    if (text.find('.') != std::string_view::npos) return true;
    // Without a dot: a number or a date ("20240722", "2023-03-01", "2025c"), but no commit.
    return text.size() <= 10 && !looks_like_revision(text) && std::ranges::count_if(text, is_alpha) <= 1;
}

bool looks_like_revision(std::string_view text) {
    if (text.size() < 7 || text.size() > 64 || !std::ranges::all_of(text, is_hex)) return false;
    return text.size() == 40 || !std::ranges::all_of(text, is_digit);
}

std::optional<std::string> version_in(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
        if (!is_digit(text[i])) continue;
        const char before = i == 0 ? ' ' : text[i - 1];
        const bool is_after_v = (before == 'v' || before == 'V') && (i == 1 || !is_alnum(text[i - 2]));
        const bool starts = is_after_v || (!is_alnum(before) && before != '.');
        size_t end = i;
        while (end < text.size() && is_version_char(text[end])) ++end;
        if (starts) {
            std::string_view found = text.substr(i, end - i);
            while (!found.empty() && !is_alnum(found.back())) found.remove_suffix(1);
            if (looks_like_version(found)) return std::string(found);
        }
        i = end;
    }
    return std::nullopt;
}

std::string_view without_fork(std::string_view version) {
    version = version.substr(0, version.find('+'));
    const size_t dash = version.find('-');
    if (dash == std::string_view::npos || dash + 1 == version.size()) return version.substr(0, dash);
    const std::string_view suffix = version.substr(dash + 1);
    return is_alpha(suffix[0]) && !is_release_word(suffix) ? version.substr(0, dash) : version;
}

bool same_version(std::string_view a, std::string_view b) {
    a = without_fork(without_v(a));
    b = without_fork(without_v(b));
    if (a == b) return true;
    std::vector<std::string_view> left = split(a, '.');
    std::vector<std::string_view> right = split(b, '.');
    const auto drop_zeros = [](std::vector<std::string_view>& parts) {
        while (parts.size() > 1 && parts.back() == "0") parts.pop_back();
    };
    drop_zeros(left);
    drop_zeros(right);
    return left == right;
}

}  // namespace ward::inventory
