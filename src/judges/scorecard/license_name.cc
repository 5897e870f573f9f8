// See license_name.h. One pattern takes a name apart: [SPDX id][separator]LICENSE[separator][SPDX id][ending]. Ids and
// endings look alike ("LICENSE-Apache-2.0", "LICENSE.md"), and the rules below tell them apart as ossf/scorecard does,
// odd results included.
#include "judges/scorecard/license_name.h"

#include <algorithm>
#include <array>
#include <map>

#include <re2/re2.h>

#include "base/text.h"

namespace ward::scorecard {

extern const std::string_view approved_licenses_tsv;

namespace {

struct NameParts {
    std::string_view whole;  // all that the pattern took
    std::string_view id_before;
    std::string_view word;  // LICENSE, COPYING, …
    std::string_view separator;
    std::string_view id_after;
    std::string_view ending;
};

std::string pattern() {
    // Letters and digits, up to five version-like parts, and whatever follows them.
    const std::string id = R"(([0-9A-Za-z]+(?:[-_.][0-9]{1,2}[A-Za-z]?){0,5}(?:[_-]?[0-9A-Za-z.])*)?)";
    const std::string word = R"((patents?|copy(?:ing|right)|licen[sc]es?))";
    return "(?i)^(" + id + "[-_]?" + word + "([-_./])?" + id + R"(([.]?[A-Za-z]+)?))";
}

std::optional<NameParts> take_apart(std::string_view path) {
    static const re2::RE2 expression(pattern());
    constexpr int groups = 7;
    std::array<re2::StringPiece, groups> found;
    const re2::StringPiece subject(path.data(), path.size());
    if (!expression.Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, found.data(), groups)) return std::nullopt;
    const auto text = [&](size_t group) { return std::string_view(found.at(group).data(), found.at(group).size()); };
    return NameParts{.whole = text(1),
                     .id_before = text(2),
                     .word = text(3),
                     .separator = text(4),
                     .id_after = text(5),
                     .ending = text(6)};
}

// With its dot, of the last part of a path.
std::string_view extension_of(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(dot);
}

// Of a text, not of code or data. Found anywhere in the extension.
bool is_text_extension(std::string_view extension) {
    constexpr std::array<std::string_view, 10> texts{".adoc",     ".asc", ".doc", ".ext", ".html",
                                                     ".markdown", ".md",  ".rst", ".txt", ".xml"};
    const std::string lower = to_lower(extension);
    return lower.empty() || std::ranges::any_of(texts, [&](std::string_view text) { return lower.contains(text); });
}

bool has_dot_before_digit(std::string_view text) {
    for (size_t i = 0; i + 1 < text.size(); ++i) {
        if (text[i] == '.' && is_digit(text[i + 1])) return true;
    }
    return false;
}

struct Reading {
    std::string id;
    std::string extension;
};

Reading first_reading(const NameParts& parts, std::string_view path) {
    Reading out{.id = std::string(parts.id_before.empty() ? parts.id_after : parts.id_before),
                .extension = std::string(extension_of(path))};
    // UNLICENSE is an id of its own, and not a LICENSE of "UN".
    if (equal_ignoring_case(out.id, "un")) out.id = "UNLICENSE";
    if (out.extension.contains(parts.word)) out.extension.clear();
    return out;
}

// The pattern gives one stretch of a name to the id or to the extension; here the other one gets it back.
void settle(const NameParts& parts, Reading& reading) {
    if (reading.id.empty() || reading.extension.empty()) return;
    if (reading.extension.contains(reading.id)) {
        reading.id.clear();
        return;
    }
    if (!reading.id.contains(reading.extension)) {
        if (reading.extension != parts.ending) reading.id += parts.ending;
        return;
    }
    // The ".0" of "Apache-2.0" is no extension.
    if (!is_text_extension(reading.extension) && has_dot_before_digit(reading.id)) {
        reading.extension.clear();
    } else {
        reading.id = replace_all(reading.id, reading.extension, "");
    }
}

// Is the name used up, and what is left of it an ending of a text?
bool is_whole_name(const NameParts& parts, const Reading& reading, std::string_view path) {
    if (parts.whole == path) return is_text_extension(reading.extension);
    if (parts.separator != "/" && reading.id.empty()) return false;
    return std::string(parts.whole) + reading.extension == path;
}

std::string to_upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

std::map<std::string, std::string_view> read_table() {
    std::map<std::string, std::string_view> out;
    for (const std::string_view line : split(approved_licenses_tsv, '\n')) {
        const size_t tab = line.find('\t');
        if (tab != std::string_view::npos) out.emplace(to_upper(line.substr(0, tab)), line.substr(tab + 1));
    }
    return out;
}

}  // namespace

std::optional<std::string> license_by_name(std::string_view path) {
    const auto parts = take_apart(path);
    if (!parts) return std::nullopt;
    if (parts->word == path) return std::string();
    Reading reading = first_reading(*parts, path);
    settle(*parts, reading);
    if (!is_whole_name(*parts, reading, path)) return std::nullopt;
    return std::move(reading.id);
}

std::string_view approved_license(std::string_view spdx) {
    static const std::map<std::string, std::string_view> table = read_table();
    const auto found = table.find(to_upper(spdx));
    return found == table.end() ? std::string_view() : found->second;
}

bool is_permissive(std::string_view spdx) {
    constexpr std::array<std::string_view, 24> ids{
        "0BSD",         "APSL-1.0",     "APSL-1.1",     "APSL-1.2",     "APSL-2.0", "Apache-2.0",
        "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSD-4-Clause", "Beerware", "CNRI-Python",
        "ECL-1.0",      "ECL-2.0",      "EFL-1.0",      "EFL-2.0",      "FSFAP",    "Fair",
        "ISC",          "Intel",        "MIT",          "Unlicense",    "WTFPL",    "Zlib"};
    return std::ranges::find(ids, spdx) != ids.end();
}

}  // namespace ward::scorecard
