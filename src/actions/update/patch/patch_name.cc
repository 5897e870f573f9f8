// What this file decides: which path a patch means. A path that leads outside ("../", "/etc") is never one: a patch of
// a stranger that is reviewed for its text must not write elsewhere.
#include "actions/update/patch/patch_name.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/tree/tree.h"
#include "base/text.h"

namespace ward::update {
namespace {

struct Unquoted {
    std::string text;
    size_t size = 0;  // of it, with its quotes
};

// "a\303\251\t" with C's escapes, as git writes them.
std::optional<Unquoted> unquote(std::string_view text) {
    constexpr std::string_view letters = "abfnrtv\"\\";
    constexpr std::string_view meanings = "\a\b\f\n\r\t\v\"\\";
    std::string out;
    for (size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') return Unquoted{std::move(out), i + 1};
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        if (++i == text.size()) return std::nullopt;
        if (const size_t letter = letters.find(text[i]); letter != std::string_view::npos) {
            out += meanings[letter];
            continue;
        }
        unsigned value = 0;
        for (size_t digit = 0; digit < 3; ++digit) {
            if (i + digit >= text.size() || text[i + digit] < '0' || text[i + digit] > '7') return std::nullopt;
            value = value * 8 + static_cast<unsigned>(text[i + digit] - '0');
        }
        if (value > 0xff) return std::nullopt;
        out += static_cast<char>(value);
        i += 2;
    }
    return std::nullopt;
}

std::optional<std::string> stripped(std::string_view path, int strip) {
    for (int i = 0; i < strip; ++i) {
        const size_t slash = path.find('/');
        if (slash == std::string_view::npos) return std::nullopt;
        path.remove_prefix(slash + 1);
    }
    return std::string(path);
}

// Within what a tree may have: a patch is no way to make one that nothing else would read.
bool fits_a_tree(std::string_view path) {
    constexpr TreeLimits limits;
    return path.size() <= limits.path_bytes && static_cast<size_t>(std::ranges::count(path, '/')) <= limits.depth;
}

}  // namespace

std::expected<std::string, std::string> patch_name(std::string_view text, int strip) {
    std::string name;
    if (text.starts_with('"')) {
        auto unquoted = unquote(text);
        if (!unquoted) return std::unexpected("has a quoted name that cannot be read");
        name = std::move(unquoted->text);
    } else {
        name = text.substr(0, text.find('\t'));
        // GNU diff of old put blanks before the date; a name that ends in one would be told as "x\t".
        while (name.ends_with('\r')) name.pop_back();
    }
    const auto path = stripped(name, strip);
    if (!path)
        return std::unexpected(
            fmt::format("has the name {}, from which {} leading parts cannot be dropped", display(name), strip));
    if (name.starts_with('/') || !is_tree_path(*path))
        return std::unexpected(fmt::format("has a name that leads outside or is no path: {}", display(name)));
    if (!fits_a_tree(*path))
        return std::unexpected(fmt::format("has a name that is too long or too deep for a tree: {}…",
                                           display(valid_utf8(std::string_view(name).substr(0, 80)))));
    return *path;
}

std::optional<std::string> name_of_both(std::string_view text, int strip) {
    while (text.ends_with('\r')) text.remove_suffix(1);
    std::string old_name;
    std::string new_name;
    if (text.starts_with('"') || text.ends_with('"')) {
        // One of them may be plain, where only the other's prefix needs quotes: never so with git's own.
        const auto first = text.starts_with('"') ? unquote(text) : std::nullopt;
        if (!first || first->size + 1 >= text.size() || text[first->size] != ' ') return std::nullopt;
        const auto second = unquote(text.substr(first->size + 1));
        if (!second || first->size + 1 + second->size != text.size()) return std::nullopt;
        old_name = first->text;
        new_name = second->text;
    } else {
        // Names may have blanks: equal ones of one length with prefixes of one length, so the middle is the only place.
        if (text.size() % 2 == 0 || text[text.size() / 2] != ' ') return std::nullopt;
        old_name = text.substr(0, text.size() / 2);
        new_name = text.substr(text.size() / 2 + 1);
    }
    auto old_path = stripped(old_name, strip);
    const auto new_path = stripped(new_name, strip);
    if (!old_path || old_path != new_path || !is_tree_path(*old_path) || !fits_a_tree(*old_path)) return std::nullopt;
    return old_path;
}

bool is_no_file(std::string_view text) {
    const size_t tab = text.find('\t');
    if (trim(text.substr(0, tab)) == "/dev/null") return true;
    if (tab == std::string_view::npos) return false;
    const std::string_view date = trim(text.substr(tab + 1));
    // West of Greenwich the epoch was the day before.
    return date.starts_with("1970-01-01 ") || date.starts_with("1969-12-31 ");
}

bool is_backup_of(std::string_view backup, std::string_view path) {
    return backup == fmt::format("{}.orig", path) || backup == fmt::format("{}~", path);
}

}  // namespace ward::update
