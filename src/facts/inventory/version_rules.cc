#include "facts/inventory/version_rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "facts/inventory/build_files.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

constexpr size_t max_value_bytes = 120;

constexpr bool is_word(char c) {
    return is_alnum(c) || c == '_';
}
constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// memmem: the standard library's find() looks at single bytes first, which is several times slower on headers.
size_t find_from(std::string_view text, std::string_view word, size_t start) {
    if (start >= text.size()) return std::string_view::npos;
    const void* found = ::memmem(text.data() + start, text.size() - start, word.data(), word.size());
    return found == nullptr ? std::string_view::npos
                            : static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

std::string_view skip_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text[0])) text.remove_prefix(1);
    return text;
}

// Does "#define" (with any spacing) end the line's beginning?
bool is_define(std::string_view before) {
    before = trim(before);
    if (!before.starts_with('#')) return false;
    return skip_blanks(before.substr(1)) == "define";
}

// The literal or word that starts `rest`, a part of one line.
std::string value_at(std::string_view rest) {
    rest = skip_blanks(rest);
    while (!rest.empty() && (rest[0] == '(' || is_blank(rest[0]))) rest.remove_prefix(1);
    if (rest.size() > 1 && rest[0] == 'L' && rest[1] == '"') rest.remove_prefix(1);
    if (!rest.empty() && (rest[0] == '"' || rest[0] == '\'')) {
        const std::string_view inside = rest.substr(1, rest.find(rest[0], 1) - 1);
        return std::string(trim(inside.substr(0, max_value_bytes)));
    }
    const size_t end = rest.find_first_of(" \t\r,;)/\\");
    return std::string(rest.substr(0, std::min(end, max_value_bytes)));
}

std::optional<uint64_t> number_of(std::string_view text) {
    while (!text.empty() && std::strchr("uUlL", text.back()) != nullptr) text.remove_suffix(1);
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

// Patterns are compiled once, when a tree first has a file for them. Latin-1: a header need not be valid UTF-8.
const RE2& compiled(std::string_view pattern) {
    static std::mutex mutex;
    static std::map<std::string_view, std::unique_ptr<RE2>> patterns;
    const std::lock_guard lock(mutex);
    std::unique_ptr<RE2>& place = patterns[pattern];
    if (!place) place = std::make_unique<RE2>(std::string(pattern), RE2::Latin1);
    return *place;
}

std::optional<FoundText> by_value(const VersionRule& rule, std::string_view text) {
    for (const std::string_view name : rule.names) {
        auto found = find_definition(text, name);
        if (!found) continue;
        if (auto version = version_in(found->value)) return FoundText{std::move(*version), found->offset};
    }
    return std::nullopt;
}

std::optional<FoundText> by_parts(const VersionRule& rule, std::string_view text) {
    FoundText whole;
    for (const std::string_view name : rule.names) {
        auto part = find_definition(text, name);
        if (part && number_of(part->value))  // "4U" is 4
            while (!is_alnum(part->value.back()) || is_alpha(part->value.back())) part->value.pop_back();
        if (!part || part->value.empty() || !is_digit(part->value[0])) {
            // A last part may be missing: "1.2" is a version too.
            if (name == rule.names[0] || name == rule.names[1]) return std::nullopt;
            break;
        }
        if (whole.value.empty()) whole.offset = part->offset;
        else whole.value += '.';
        whole.value += part->value;
    }
    for (const std::string_view suffix : rule.suffixes) {
        const auto more = find_definition(text, suffix.substr(1));
        if (!more || more->value.empty()) continue;
        if (!more->value.starts_with(suffix[0])) whole.value += suffix[0];
        whole.value += more->value;
    }
    return whole;
}

std::optional<FoundText> by_packed(const VersionRule& rule, std::string_view text) {
    const auto found = find_definition(text, rule.names[0]);
    if (!found) return std::nullopt;
    const auto number = number_of(found->value);
    if (!number) return std::nullopt;
    return FoundText{unpacked(rule.packing, *number), found->offset};
}

std::optional<FoundText> by_pattern(const VersionRule& rule, std::string_view text) {
    const RE2& pattern = compiled(rule.names[0]);
    std::array<re2::StringPiece, 5> groups;
    const int count = std::min(pattern.NumberOfCapturingGroups() + 1, static_cast<int>(groups.size()));
    if (!pattern.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::UNANCHORED, groups.data(),
                       count))
        return std::nullopt;
    FoundText whole{{}, static_cast<size_t>(groups[1].data() - text.data())};
    for (int i = 1; i < count; ++i) {
        if (groups[static_cast<size_t>(i)].empty()) continue;
        if (!whole.value.empty()) whole.value += '.';
        whole.value.append(groups[static_cast<size_t>(i)].data(), groups[static_cast<size_t>(i)].size());
    }
    return whole;
}

// A package file must also name the package: any folder may have a package.json.
std::optional<FoundText> by_build_file(const VersionRule& rule, std::string_view file, std::string_view text) {
    const auto kind = std::ranges::find(build_files(), file, &BuildFile::file);
    auto declared = kind->read(text);
    if (!declared || declared->version.empty() || declared->name != rule.names[0]) return std::nullopt;
    return FoundText{std::move(declared->version), declared->offset};
}

std::optional<FoundText> by_first_line(std::string_view text) {
    const std::string_view line = trim(text.substr(0, text.find('\n')));
    auto version = version_in(line.substr(0, max_value_bytes));
    if (!version) return std::nullopt;
    return FoundText{std::move(*version), 0};
}

// "-node.37", "+quic"
bool is_fork_suffix(std::string_view text) {
    return text.size() > 1 && text.size() <= max_value_bytes && (text[0] == '-' || text[0] == '+') &&
           std::ranges::all_of(text.substr(1), [](char c) { return is_alnum(c) || c == '.' || c == '-'; });
}

}  // namespace

std::string unpacked(Packing packing, uint64_t number) {
    const auto three = [](uint64_t a, uint64_t b, uint64_t c) { return fmt::format("{}.{}.{}", a, b, c); };
    switch (packing) {
        case Packing::none: break;
        case Packing::decimal_pairs: return three(number / 10000, number / 100 % 100, number % 100);
        case Packing::boost: return three(number / 100000, number / 100 % 1000, number % 100);
        case Packing::four_bytes: return three(number >> 24, number >> 16 & 0xFF, number >> 8 & 0xFF);
        case Packing::bytes: return three(number >> 16, number >> 8 & 0xFF, number & 0xFF);
        case Packing::brotli: return three(number >> 24, number >> 12 & 0xFFF, number & 0xFFF);
        case Packing::openssl: {
            std::string version = three(number >> 28 & 0xF, number >> 20 & 0xFF, number >> 12 & 0xFF);
            // Patch 26 is "z", 27 "za".
            const uint64_t patch = number >> 4 & 0xFF;
            if (patch > 26) version += 'z';
            if (patch > 0) version += static_cast<char>('a' + (patch - 1) % 26);
            return version;
        }
        case Packing::mimalloc:
            return number >= 10000 ? unpacked(Packing::decimal_pairs, number)
                                   : three(number / 100, number / 10 % 10, number % 10);
        case Packing::nibbles: return fmt::format("{}.{}", number >> 12, number >> 4 & 0xFF);
        case Packing::million: return three(number / 1000000, number / 1000 % 1000, number % 1000);
        case Packing::high_low: return fmt::format("{}.{}", number >> 8, number & 0xFF);
    }
    return {};
}

std::optional<FoundText> find_definition(std::string_view text, std::string_view name) {
    for (size_t at = find_from(text, name, 0); at != std::string_view::npos; at = find_from(text, name, at + 1)) {
        const size_t end = at + name.size();
        if ((at > 0 && is_word(text[at - 1])) || (end < text.size() && is_word(text[end]))) continue;
        const size_t line_start = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
        std::string_view rest = text.substr(end, text.find('\n', end) - end);
        if (is_define(text.substr(line_start, at - line_start))) {
            if (rest.empty() || !is_blank(rest[0])) continue;  // a macro with arguments
            return FoundText{value_at(rest), at};
        }
        rest = skip_blanks(rest);
        if (!rest.starts_with('=') || rest.starts_with("==")) continue;
        return FoundText{value_at(rest.substr(1)), at};
    }
    return std::nullopt;
}

std::optional<FoundText> find_version(const VersionRule& rule, std::string_view text) {
    std::optional<FoundText> found;
    switch (rule.form) {
        case Form::value: found = by_value(rule, text); break;
        case Form::parts: found = by_parts(rule, text); break;
        case Form::packed: found = by_packed(rule, text); break;
        case Form::pattern: found = by_pattern(rule, text); break;
        case Form::json: found = by_build_file(rule, "package.json", text); break;
        case Form::toml:
            found = by_build_file(rule, rule.file.ends_with("Cargo.toml") ? "Cargo.toml" : "pyproject.toml", text);
            break;
        case Form::whole: found = by_first_line(text); break;
        case Form::fork:
            found = by_pattern(rule, text);
            return found && is_fork_suffix(found->value) ? found : std::nullopt;
    }
    if (!found || !looks_like_version(found->value)) return std::nullopt;
    return found;
}

}  // namespace ward::inventory
