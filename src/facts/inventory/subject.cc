// Decides the name and version of the scanned tree. The first file that tells is believed: node's own version header,
// package.json, then the build files in their order (build_files.h), then the folder's name. Only the tree's top folder
// is asked; a file that names the project without a version leaves that question to the next one.
#include "facts/inventory/subject.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

#include <re2/re2.h>

#include "base/text.h"
#include "facts/inventory/build_files.h"
#include "facts/inventory/evidence.h"
#include "formats/purl.h"

namespace ward::inventory {
namespace {

constexpr size_t max_subject_file_bytes = 4u << 20;
constexpr std::string_view node_header = "src/node_version.h";

size_t offset_of(std::string_view text, const re2::StringPiece& part) {
    return static_cast<size_t>(part.data() - text.data());
}

// Node's own header: three macros, three lines of evidence.
struct NodeVersion {
    std::string version;
    std::vector<Evidence> evidence;
};
std::optional<NodeVersion> read_node(std::string_view text) {
    static const RE2 macro(R"re((?m)^#define[ \t]+NODE_(MAJOR|MINOR|PATCH)_VERSION[ \t]+(\d{1,9}))re");
    NodeVersion node;
    re2::StringPiece rest(text.data(), text.size());
    re2::StringPiece word;
    re2::StringPiece number;
    while (node.evidence.size() < 3 && RE2::FindAndConsume(&rest, macro, &word, &number)) {
        if (!node.version.empty()) node.version += '.';
        node.version.append(number.data(), number.size());
        node.evidence.push_back(evidence_at(node_header, text, offset_of(text, word)));
    }
    if (node.evidence.size() != 3) return std::nullopt;
    return node;
}

std::string_view ecosystem_of(std::string_view purl_type) {
    if (purl_type == "npm") return "npm";
    if (purl_type == "cargo") return "crates.io";
    if (purl_type == "pypi") return "PyPI";
    return {};
}

// The folder's own name, whatever the caller called it ("." too).
std::string folder_name(const std::string& given) {
    struct Free {
        void operator()(char* memory) const { std::free(memory); }
    };
    const std::unique_ptr<char, Free> real(::realpath(given.c_str(), nullptr));
    std::string_view path = real ? std::string_view(real.get()) : std::string_view(given);
    while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
    path = path.substr(path.rfind('/') + 1);
    // A bare repository: "node.git".
    if (path.size() > 4 && path.ends_with(".git")) path.remove_suffix(4);
    return path.empty() ? "root" : std::string(path);
}

std::string subject_purl(std::string_view type, std::string_view name, std::string_view version) {
    if (type == "npm") return npm_purl(name, version).to_string();
    Purl purl;
    purl.type = type;
    purl.name = name;
    purl.version = version;
    return purl.to_string();
}

void name_subject(Component& subject, std::string_view type) {
    subject.purl = subject_purl(type, subject.name, subject.version);
    const std::string_view ecosystem = ecosystem_of(type);
    if (ecosystem.empty()) return;
    subject.ecosystem = std::string(ecosystem);
    subject.identities.push_back({std::string(ecosystem), subject.name, {}});
}

}  // namespace

Component node_component(std::string_view version) {
    Component node;
    node.name = "node";
    node.version = version;
    node.scope = Scope::runtime;
    node.identities.push_back({"Node.js", "node", {}});
    node.identities.push_back({"GIT", "https://github.com/nodejs/node", {"v{version}"}});
    const bool is_plain =
        std::ranges::all_of(version, [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_'; });
    if (is_plain)
        node.cpe.push_back("cpe:2.3:a:nodejs:node.js:" + (version.empty() ? "*" : node.version) + ":*:*:*:*:*:*:*");
    node.purl = subject_purl("generic", node.name, version);
    return node;
}

std::optional<Component> subject_by_files(const Tree& tree) {
    Component subject;
    subject.scope = Scope::runtime;
    std::string_view type = "generic";
    if (tree.has_file(node_header))
        if (const auto text = tree.read(node_header, max_subject_file_bytes))
            if (auto node = read_node(*text)) {
                subject = node_component(node->version);
                subject.evidence = std::move(node->evidence);
            }
    std::vector<BuildFile> kinds(build_files().begin(), build_files().end());
    // For a vendored library package.json is the last word; for a project of one's own it is the first.
    std::ranges::stable_partition(kinds, [](const BuildFile& kind) { return kind.file == "package.json"; });
    for (const BuildFile& kind : kinds) {
        if (!subject.name.empty() && !subject.version.empty()) break;
        if (!tree.has_file(kind.file)) continue;
        const auto text = tree.read(kind.file, max_subject_file_bytes);
        if (!text) continue;  // the readers of that file report it
        auto declared = kind.read(*text);
        if (!declared) continue;
        if (subject.name.empty() && !declared->name.empty()) {
            subject.name = std::move(declared->name);
            type = kind.purl_type;
        }
        if (subject.version.empty() && !declared->version.empty()) {
            subject.version = std::move(declared->version);
            subject.evidence.push_back(evidence_at(kind.file, *text, declared->offset));
        }
    }
    if (subject.name.empty() && subject.version.empty()) return std::nullopt;
    if (!subject.name.empty()) name_subject(subject, type);
    return subject;
}

Component detect_subject(const std::string& path, const Tree& tree) {
    Component subject = subject_by_files(tree).value_or(Component{});
    subject.scope = Scope::runtime;
    if (subject.name.empty()) {
        subject.name = folder_name(path);
        name_subject(subject, "generic");
    }
    return subject;
}

}  // namespace ward::inventory
