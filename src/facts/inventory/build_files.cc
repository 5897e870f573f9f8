#include "facts/inventory/build_files.h"

#include <algorithm>
#include <array>

#include <re2/re2.h>

#include "base/text.h"
#include "facts/inventory/json_scan.h"
#include "facts/inventory/version_macros.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

// A change log's first heading is near its top, or it is something else.
constexpr size_t max_change_log_bytes = 4096;
constexpr size_t max_gyp_variables = 1000;

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}
size_t offset_in(std::string_view text, const re2::StringPiece& part) {
    return static_cast<size_t>(part.data() - text.data());
}

// The first match of a pattern with the groups (name, version), either of which may be missing from the match.
std::optional<Declared> match(const RE2& pattern, std::string_view text) {
    re2::StringPiece name;
    re2::StringPiece version;
    if (!RE2::PartialMatch(piece(text), pattern, &name, &version)) return std::nullopt;
    if (version.data() != nullptr && !looks_like_version({version.data(), version.size()})) version = {};
    Declared declared{std::string(name), std::string(version), 0};
    declared.offset = offset_in(text, version.data() != nullptr ? version : name);
    return declared;
}

std::optional<Declared> read_cmake(std::string_view text) {
    static const RE2 pattern(
        R"re((?is)(?:^|\n)[ \t]*project[ \t]*\(\s*"?([\w.+-]+)"?(?:[^()]*?\sVERSION\s+"?(\d[\w.+-]*))?)re",
        RE2::Latin1);
    return match(pattern, text);
}

std::optional<Declared> read_meson(std::string_view text) {
    static const RE2 pattern(R"re((?s)(?:^|\n)project\(\s*'([^'\n]+)'(?:[^()]*?\sversion\s*:\s*'([^'\n]+)')?)re",
                             RE2::Latin1);
    return match(pattern, text);
}

std::optional<Declared> read_configure(std::string_view text) {
    static const RE2 pattern(R"re((?s)AC_INIT\(\s*\[?([\w.+ -]+?)\]?\s*,\s*\[?(\d[\w.+-]*)\]?)re", RE2::Latin1);
    return match(pattern, text);
}

// The lines of `[table]`, up to the next table.
std::optional<Declared> read_table(std::string_view table, std::string_view text) {
    const std::string heading = "[" + std::string(table) + "]";
    size_t start = text.starts_with(heading) ? 0 : text.find("\n" + heading);
    if (start == std::string_view::npos) return std::nullopt;
    start = text.find('\n', start + 1);
    if (start == std::string_view::npos) return std::nullopt;
    const std::string_view body = text.substr(start, text.find("\n[", start) - start);
    static const RE2 name_line(R"re((?m)^name[ \t]*=[ \t]*["']([^"'\n]+)["'])re", RE2::Latin1);
    static const RE2 version_line(R"re((?m)^version[ \t]*=[ \t]*["']([^"'\n]+)["'])re", RE2::Latin1);
    re2::StringPiece name;
    re2::StringPiece version;
    if (!RE2::PartialMatch(piece(body), name_line, &name)) return std::nullopt;
    const bool is_versioned = RE2::PartialMatch(piece(body), version_line, &version);
    return Declared{std::string(name), std::string(version), offset_in(text, is_versioned ? version : name)};
}

std::optional<Declared> read_cargo(std::string_view text) {
    return read_table("package", text);
}

std::optional<Declared> read_pyproject(std::string_view text) {
    if (auto declared = read_table("project", text)) return declared;
    return read_table("tool.poetry", text);
}

std::optional<Declared> read_setup(std::string_view text) {
    static const RE2 name(R"re((?m)^\s*name\s*=\s*["']([\w.-]+)["'])re", RE2::Latin1);
    static const RE2 version(R"re((?m)^\s*version\s*=\s*["'](\d[\w.+-]*)["'])re", RE2::Latin1);
    re2::StringPiece found_name;
    re2::StringPiece found_version;
    if (!RE2::PartialMatch(piece(text), name, &found_name)) return std::nullopt;
    const bool is_versioned = RE2::PartialMatch(piece(text), version, &found_version);
    return Declared{std::string(found_name), std::string(found_version),
                    offset_in(text, is_versioned ? found_version : found_name)};
}

std::optional<Declared> read_package_json(std::string_view text) {
    const auto json = Json::scan(text, "package.json");
    if (!json) return std::nullopt;
    const auto name = json->root().find("name");
    if (!name || name->string().value_or("").empty()) return std::nullopt;
    Declared declared{std::string(name->string().value_or("")), {}, 0};
    int64_t line = name->line();
    const auto version = json->root().find("version");
    if (version && version->string()) {
        declared.version = version->string().value_or("");
        line = version->line();
    }
    // json_scan tells lines; others ask for a place in the text.
    for (; line > 1; --line) declared.offset = text.find('\n', declared.offset) + 1;
    return declared;
}

std::string first_group(const RE2& pattern, std::string_view text) {
    std::string group;
    RE2::PartialMatch(piece(text), pattern, &group);
    return group;
}

// Android's and Google's METADATA: text protocol buffer, `version: "1.2.3"` (or a commit) inside third_party { }.
std::optional<Declared> read_metadata(std::string_view text) {
    if (text.find("third_party") == std::string_view::npos) return std::nullopt;
    static const RE2 pattern(R"re((?s)(?:^|\n)name:\s*"([^"\n]*)".*?\n\s*version:\s*"([^"\n]+)")re", RE2::Latin1);
    static const RE2 git(R"re((?:url|identifier)\s*\{[^{}]*?type:\s*"?(?i:git)"?[^{}]*?value:\s*"([^"\s]{1,500})")re",
                         RE2::Latin1);
    static const RE2 commit(R"re(\n\s*version:\s*"([0-9a-f]{7,64})")re", RE2::Latin1);
    auto declared = match(pattern, text);
    if (!declared) return std::nullopt;
    declared->url = first_group(git, text);
    declared->commit = first_group(commit, text);
    if (!looks_like_revision(declared->commit)) declared->commit.clear();
    return declared;
}

// Mozilla's moz.yaml: origin: name:, release: "v1.2.3 (date)", revision: a tag or commit, vendoring: url: the
// repository.
std::optional<Declared> read_moz_yaml(std::string_view text) {
    static const RE2 pattern(
        R"re((?s)\n\s*name:\s*["']?([^"'\n]+?)["']?\s*\n(?:.*?\n)?\s*release:\s*["']?(?:[a-z-]*?[ -]?)?v?(\d[\w.+-]*))re",
        RE2::Latin1);
    static const RE2 name_line(R"re(\n\s*name:\s*()["']?([^"'\n]+?)["']?\s*\n)re", RE2::Latin1);
    static const RE2 vendoring(R"re((?s)\nvendoring:.*?\n\s+url:\s*["']?(https?://[^"'\s]{1,500}))re", RE2::Latin1);
    static const RE2 commit(R"re(\n\s*revision:\s*["']?([0-9a-f]{7,64})["']?\s*\n)re", RE2::Latin1);
    auto declared = match(pattern, text);
    if (!declared) {
        re2::StringPiece nothing;
        re2::StringPiece name;
        if (!RE2::PartialMatch(piece(text), name_line, &nothing, &name)) return std::nullopt;
        declared = Declared{std::string(name), {}, offset_in(text, name)};
    }
    declared->url = first_group(vendoring, text);
    declared->commit = first_group(commit, text);
    if (!looks_like_revision(declared->commit)) declared->commit.clear();
    return declared;
}

std::optional<Declared> read_version_file(std::string_view text) {
    static const RE2 pattern(R"re(^()\s*[vV]?(\d[\w.+~-]{0,63})\s*(?:\n|$))re", RE2::Latin1);
    return match(pattern, text);
}

constexpr std::array<BuildFile, 13> table{{{"CMakeLists.txt", "generic", read_cmake},
                                           {"Cargo.toml", "cargo", read_cargo},
                                           {"pyproject.toml", "pypi", read_pyproject},
                                           {"meson.build", "generic", read_meson},
                                           {"configure.ac", "generic", read_configure},
                                           {"configure.in", "generic", read_configure},
                                           {"setup.py", "pypi", read_setup},
                                           {"METADATA", "generic", read_metadata},
                                           {"moz.yaml", "generic", read_moz_yaml},
                                           {"VERSION", "generic", read_version_file},
                                           {"VERSION.txt", "generic", read_version_file},
                                           {"version.txt", "generic", read_version_file},
                                           {"package.json", "npm", read_package_json}}};

constexpr std::array<std::string_view, 11> change_log_names{"ChangeLog", "CHANGELOG.md", "CHANGELOG",    "CHANGES.md",
                                                            "CHANGES",   "CHANGES.txt",  "Changes",      "NEWS.md",
                                                            "NEWS",      "HISTORY.md",   "RELEASE-NOTES"};

}  // namespace

std::span<const BuildFile> build_files() {
    return table;
}

std::span<const std::string_view> change_logs() {
    return change_log_names;
}

std::optional<Declared> read_pkg_config(std::string_view text) {
    static const RE2 name(R"re((?m)^Name:[ \t]*([^\r\n@$]{1,100}?)[ \t]*\r?$)re", RE2::Latin1);
    static const RE2 version(R"re((?m)^Version:[ \t]*v?(\d[\w.+~-]{0,63})[ \t]*\r?$)re", RE2::Latin1);
    re2::StringPiece found;
    if (!RE2::PartialMatch(piece(text), version, &found) || !looks_like_version({found.data(), found.size()}))
        return std::nullopt;
    return Declared{first_group(name, text), std::string(found), offset_in(text, found)};
}

std::optional<Declared> read_gyp(std::string_view text, std::span<const std::string> prefixes) {
    static const RE2 variable(R"re(['"](\w{1,100})_version%?['"]\s*:\s*['"]v?(\d[\w.+-]{0,63})['"])re", RE2::Latin1);
    re2::StringPiece rest = piece(text);
    re2::StringPiece name;
    re2::StringPiece version;
    for (size_t count = 0; count < max_gyp_variables && RE2::FindAndConsume(&rest, variable, &name, &version);
         ++count) {
        if (std::ranges::find(prefixes, macro_prefix({name.data(), name.size()})) == prefixes.end()) continue;
        if (!looks_like_version({version.data(), version.size()})) continue;
        return Declared{std::string(name), std::string(version), offset_in(text, version)};
    }
    return std::nullopt;
}

std::optional<Declared> read_change_log(std::string_view text) {
    text = text.substr(0, max_change_log_bytes);
    // A heading starts its line: "# 1.2.3", "Version 1.2.3 (date)", "2024.01.05, Version 1.44.2", "v1.2.3". A sentence
    // that mentions a version does not.
    static const RE2 heading(
        R"re((?mi)^()(?:[#=*\[ \t]*)(?:[\w.-]+[ \t]+)?(?:\d{4}\.\d\d\.\d\d,[ \t]+)?(?:version|release|v|changes? (?:in|to|for))?[ \t]*\[?v?(\d+\.\d+[\w.+-]*)\]?(?:[ \t,:(=*\r-]|$))re",
        RE2::Latin1);
    return match(heading, text);
}

}  // namespace ward::inventory
