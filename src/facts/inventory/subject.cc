// Decides the name and version of the scanned tree. The first file that tells is believed: node's own version header,
// package.json, CMakeLists.txt, Cargo.toml, pyproject.toml, meson.build, configure.ac, VERSION, then the folder's name.
// Only the tree's top folder is asked. TOML and CMake are not parsed whole: one line of a known shape is enough here,
// and a line of another shape leaves the question to the next file.
#include "facts/inventory/subject.h"

#include <array>
#include <cstdlib>
#include <memory>
#include <optional>

#include <re2/re2.h>
#include <simdjson.h>

#include "base/text.h"
#include "facts/inventory/evidence.h"
#include "formats/purl.h"

namespace ward::inventory {
namespace {

constexpr size_t max_subject_file_bytes = 4u << 20;

struct Named {
    std::string name;
    std::string version;
    std::vector<Evidence> evidence;
};

size_t offset_of(std::string_view text, const re2::StringPiece& part) {
    return static_cast<size_t>(part.data() - text.data());
}

std::optional<Named> read_node(std::string_view path, std::string_view text) {
    static const RE2 macro(R"re((?m)^#define[ \t]+NODE_(MAJOR|MINOR|PATCH)_VERSION[ \t]+(\d{1,9}))re");
    Named named{.name = "node", .version = {}, .evidence = {}};
    re2::StringPiece rest(text.data(), text.size());
    re2::StringPiece word;
    re2::StringPiece number;
    int parts = 0;
    while (parts < 3 && RE2::FindAndConsume(&rest, macro, &word, &number)) {
        if (!named.version.empty()) named.version += '.';
        named.version.append(number.data(), number.size());
        named.evidence.push_back(evidence_at(path, text, offset_of(text, word)));
        ++parts;
    }
    if (parts != 3) return std::nullopt;
    return named;
}

std::optional<Named> read_package_json(std::string_view path, std::string_view text) {
    const simdjson::padded_string padded(text);
    simdjson::dom::parser parser;
    simdjson::dom::object package;
    if (parser.parse(padded).get(package) != simdjson::SUCCESS) return std::nullopt;
    std::string_view name;
    std::string_view version;
    if (package["name"].get(name) != simdjson::SUCCESS || name.empty()) return std::nullopt;
    if (package["version"].get(version) != simdjson::SUCCESS) version = {};
    Named named{.name = std::string(name), .version = std::string(version), .evidence = {}};
    const size_t offset = text.find(version.empty() ? "\"name\"" : "\"version\"");
    named.evidence.push_back(evidence_at(path, text, offset));
    return named;
}

// The first match of `pattern` with groups (name, version); a pattern with one group yields a version alone.
std::optional<Named> read_by(const RE2& pattern, std::string_view path, std::string_view text) {
    std::array<re2::StringPiece, 2> group;
    const bool whole = pattern.NumberOfCapturingGroups() == 2;
    const re2::StringPiece subject(text.data(), text.size());
    if (whole ? !RE2::PartialMatch(subject, pattern, &group[0], &group[1])
              : !RE2::PartialMatch(subject, pattern, &group[1]))
        return std::nullopt;
    Named named;
    if (group[0].data() != nullptr) named.name = std::string(group[0]);
    if (group[1].data() != nullptr) named.version = std::string(group[1]);
    const re2::StringPiece& shown = group[1].data() != nullptr ? group[1] : group[0];
    named.evidence.push_back(evidence_at(path, text, offset_of(text, shown)));
    return named;
}

std::optional<Named> read_cmake(std::string_view path, std::string_view text) {
    static const RE2 pattern(
        R"re((?is)(?:^|\n)[ \t]*project[ \t]*\(\s*"?([\w.+-]+)"?(?:[^()]*?\sVERSION\s+"?(\d[\w.+-]*))?)re");
    return read_by(pattern, path, text);
}

// `[package]` or `[project]`: the table's lines up to the next table.
std::optional<Named> read_toml_table(std::string_view table, std::string_view path, std::string_view text) {
    const std::string heading = "[" + std::string(table) + "]";
    size_t start = text.starts_with(heading) ? 0 : text.find("\n" + heading);
    if (start == std::string_view::npos) return std::nullopt;
    start = text.find('\n', start + 1);
    if (start == std::string_view::npos) return std::nullopt;
    const std::string_view body = text.substr(start, text.find("\n[", start) - start);
    static const RE2 name_line(R"re((?m)^name[ \t]*=[ \t]*["']([^"'\n]+)["'])re");
    static const RE2 version_line(R"re((?m)^version[ \t]*=[ \t]*["']([^"'\n]+)["'])re");
    const re2::StringPiece subject(body.data(), body.size());
    re2::StringPiece name;
    re2::StringPiece version;
    if (!RE2::PartialMatch(subject, name_line, &name)) return std::nullopt;
    Named named{.name = std::string(name), .version = {}, .evidence = {}};
    const bool versioned = RE2::PartialMatch(subject, version_line, &version);
    if (versioned) named.version = std::string(version);
    named.evidence.push_back(evidence_at(path, text, offset_of(text, versioned ? version : name)));
    return named;
}

std::optional<Named> read_cargo(std::string_view path, std::string_view text) {
    return read_toml_table("package", path, text);
}

std::optional<Named> read_pyproject(std::string_view path, std::string_view text) {
    if (auto named = read_toml_table("project", path, text)) return named;
    return read_toml_table("tool.poetry", path, text);
}

std::optional<Named> read_meson(std::string_view path, std::string_view text) {
    static const RE2 pattern(R"re((?s)(?:^|\n)project\(\s*'([^'\n]+)'(?:[^()]*?\sversion\s*:\s*'([^'\n]+)')?)re");
    return read_by(pattern, path, text);
}

std::optional<Named> read_configure(std::string_view path, std::string_view text) {
    static const RE2 pattern(R"re((?s)AC_INIT\(\s*\[?([\w.+ -]+?)\]?\s*,\s*\[?(\d[\w.+-]*)\]?)re");
    return read_by(pattern, path, text);
}

std::optional<Named> read_version_file(std::string_view path, std::string_view text) {
    static const RE2 pattern(R"re(^\s*v?(\d[\w.+~-]{0,63})\s*(?:\n|$))re");
    return read_by(pattern, path, text);
}

struct Teller {
    std::string_view file;
    std::string_view purl_type;
    std::optional<Named> (*read)(std::string_view path, std::string_view text);
};

constexpr std::array<Teller, 8> tellers{{{"src/node_version.h", "generic", read_node},
                                         {"package.json", "npm", read_package_json},
                                         {"CMakeLists.txt", "generic", read_cmake},
                                         {"Cargo.toml", "cargo", read_cargo},
                                         {"pyproject.toml", "pypi", read_pyproject},
                                         {"meson.build", "generic", read_meson},
                                         {"configure.ac", "generic", read_configure},
                                         {"VERSION", "generic", read_version_file}}};

std::string_view ecosystem_of(std::string_view purl_type) {
    if (purl_type == "npm") return "npm";
    if (purl_type == "cargo") return "crates.io";
    if (purl_type == "pypi") return "PyPI";
    return {};
}

// The folder's own name, whatever the caller called it ("." too).
std::string folder_name(const Root& root) {
    struct Free {
        void operator()(char* memory) const { std::free(memory); }
    };
    const std::unique_ptr<char, Free> real(::realpath(root.path().c_str(), nullptr));
    std::string_view path = real ? std::string_view(real.get()) : std::string_view(root.path());
    while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
    path = path.substr(path.rfind('/') + 1);
    return path.empty() ? "root" : std::string(path);
}

std::string purl_of(std::string_view type, std::string_view name, std::string_view version) {
    if (type == "npm") return npm_purl(name, version).to_string();
    Purl purl;
    purl.type = type;
    purl.name = name;
    purl.version = version;
    return purl.to_string();
}

}  // namespace

Component detect_subject(const Root& root, const Tree& tree) {
    Component subject;
    subject.source = Source::vendored;
    subject.scope = Scope::runtime;
    std::string_view type = "generic";
    for (const Teller& teller : tellers) {
        if (!tree.has_file(teller.file)) continue;
        const auto text = tree.read(teller.file, max_subject_file_bytes);
        if (!text) continue;  // the readers of that file report it
        auto named = teller.read(teller.file, *text);
        if (!named) continue;
        if (subject.name.empty() && !named->name.empty()) {
            subject.name = std::move(named->name);
            type = teller.purl_type;
        }
        if (subject.version.empty() && !named->version.empty()) {
            subject.version = std::move(named->version);
            subject.evidence = std::move(named->evidence);
        }
        if (!subject.name.empty() && !subject.version.empty()) break;
    }
    if (subject.name.empty()) subject.name = folder_name(root);
    subject.purl = purl_of(type, subject.name, subject.version);
    if (const std::string_view ecosystem = ecosystem_of(type); !ecosystem.empty()) {
        subject.ecosystem = std::string(ecosystem);
        subject.identities.push_back({std::string(ecosystem), subject.name, {}});
    }
    if (type == "generic" && subject.name == "node") {
        subject.identities.push_back({"Node.js", "node", {}});
        subject.identities.push_back({"GIT", "https://github.com/nodejs/node", {"v{version}"}});
        if (!subject.version.empty())
            subject.cpe.push_back("cpe:2.3:a:nodejs:node.js:" + subject.version + ":*:*:*:*:*:*:*");
    }
    return subject;
}

}  // namespace ward::inventory
