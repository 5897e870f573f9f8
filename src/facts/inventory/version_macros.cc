#include "facts/inventory/version_macros.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

// What may follow the prefix of a macro that holds the whole version, underscores left out; the best first.
constexpr std::array<std::string_view, 9> whole_suffixes{"VERSIONSTRING", "VERSIONSTR", "VERSIONTEXT",
                                                         "VERSTRING",     "VERSTR",     "LIBRARYVERSION",
                                                         "LIBVERSION",    "VERSION",    "RELEASE"};
// Sets of macros that hold one part each.
struct Parts {
    std::array<std::string_view, 4> names;
};
constexpr std::array<Parts, 6> part_suffixes{{{{"VERSIONMAJOR", "VERSIONMINOR", "VERSIONPATCH", "VERSIONTWEAK"}},
                                              {{"VERSIONMAJOR", "VERSIONMINOR", "VERSIONRELEASE", ""}},
                                              {{"VERSIONMAJOR", "VERSIONMINOR", "VERSIONREVISION", ""}},
                                              {{"VERSIONMAJOR", "VERSIONMINOR", "VERSIONMICRO", ""}},
                                              {{"MAJORVERSION", "MINORVERSION", "PATCHVERSION", ""}},
                                              {{"MAJOR", "MINOR", "PATCH", ""}}}};

// A macro as written, and as compared.
struct Macro {
    std::string_view name;
    std::string squashed;
};

std::string squashed(std::string_view name) {
    std::string result;
    for (const char c : name)
        if (is_alnum(c)) result += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return result;
}

// The macros of `text` that begin as one of the prefixes and go on with a version word, prefix cut off.
std::vector<Macro> version_macros(std::string_view text, std::string_view prefix) {
    std::vector<Macro> found;
    for (size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
        size_t start = text.find_first_not_of(" \t", at + 1);
        if (start == std::string_view::npos || !text.substr(start).starts_with("define")) continue;
        start = text.find_first_not_of(" \t", start + 6);
        if (start == std::string_view::npos) break;
        size_t end = start;
        while (end < text.size() && (is_alnum(text[end]) || text[end] == '_')) ++end;
        const std::string_view name = text.substr(start, end - start);
        std::string letters = squashed(name);
        std::string_view rest = letters;
        if (rest.starts_with("LIB") && !prefix.starts_with("LIB")) rest.remove_prefix(3);
        if (!rest.starts_with(prefix)) continue;
        found.push_back({name, std::string(rest.substr(prefix.size()))});
    }
    return found;
}

const Macro* with_suffix(std::span<const Macro> macros, std::string_view suffix) {
    const auto found = std::ranges::find(macros, suffix, &Macro::squashed);
    return found == macros.end() ? nullptr : &*found;
}

std::optional<FoundText> whole_version(std::string_view text, std::span<const Macro> macros) {
    for (const std::string_view suffix : whole_suffixes) {
        const Macro* macro = with_suffix(macros, suffix);
        if (macro == nullptr) continue;
        const auto definition = find_definition(text, macro->name);
        if (!definition) continue;
        // A number without a dot is some encoding (0x013d00, 30401), not text.
        if (auto version = version_in(definition->value); version && version->find('.') != std::string::npos)
            return FoundText{std::move(*version), definition->offset};
    }
    return std::nullopt;
}

std::optional<FoundText> version_of_parts(std::string_view text, std::span<const Macro> macros) {
    std::optional<FoundText> best;
    for (const Parts& parts : part_suffixes) {
        FoundText whole;
        size_t count = 0;
        for (const std::string_view suffix : parts.names) {
            const Macro* macro = suffix.empty() ? nullptr : with_suffix(macros, suffix);
            const auto part = macro == nullptr ? std::nullopt : find_definition(text, macro->name);
            if (!part || !to_number<uint32_t>(part->value)) break;
            if (count++ == 0) whole.offset = part->offset;
            else whole.value += '.';
            whole.value += part->value;
        }
        if (count >= 2 && (!best || whole.value.size() > best->value.size())) best = std::move(whole);
    }
    return best;
}

}  // namespace

std::string macro_prefix(std::string_view name) {
    std::string letters = squashed(name.substr(0, name.find_first_of('.')));
    while (!letters.empty() && is_digit(letters.back())) letters.pop_back();
    if (letters.starts_with("LIB") && letters.size() > 4) letters.erase(0, 3);
    return letters;
}

std::optional<FoundText> find_version_macros(std::string_view text, std::span<const std::string> prefixes) {
    for (const std::string& prefix : prefixes) {
        if (prefix.size() < 2) continue;
        const std::vector<Macro> macros = version_macros(text, prefix);
        if (auto found = whole_version(text, macros)) return found;
        if (auto found = version_of_parts(text, macros)) return found;
    }
    return std::nullopt;
}

bool may_hold_version(std::string_view base_name, std::span<const std::string> prefixes) {
    const size_t dot = base_name.rfind('.');
    if (dot == std::string_view::npos) return false;
    constexpr std::array<std::string_view, 4> endings{"h", "hpp", "hh", "hxx"};
    if (std::ranges::find(endings, base_name.substr(dot + 1)) == endings.end()) return false;
    const std::string_view stem = base_name.substr(0, dot);
    if (stem == "config" || to_lower(stem).find("version") != std::string::npos) return true;
    return std::ranges::find(prefixes, macro_prefix(stem)) != prefixes.end();
}

}  // namespace ward::inventory
