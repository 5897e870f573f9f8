// See documents.h. Only text is read (Markdown, reStructuredText, AsciiDoc, plain); only the project's own: vendored
// folders and test data have documents of other people.
#include "judges/scorecard/practices/documents.h"

#include <algorithm>
#include <array>

#include <re2/re2.h>

#include "base/text.h"

namespace ward::scorecard::practices {
namespace {

constexpr size_t max_line_bytes = 400;  // of evidence

struct Name {
    std::string_view stem;
    Kind kind;
};
// Stems in lower case; "security" also stands for "security-policy".
constexpr Name names[] = {
    {"readme", readme},
    {"contributing", contributing},
    {"contribute", contributing},
    {"pull_request_template", contributing},
    {"development", contributing},
    {"developing", contributing},
    {"hacking", contributing},
    {"style_guide", contributing},
    {"styleguide", contributing},
    {"security", security},
    {"threat_model", security},
    {"threat-model", security},
    {"changelog", changelog},
    {"changes", changelog},
    {"history", changelog},
    {"news", changelog},
    {"releases", changelog},
    {"release-notes", changelog},
    {"release_notes", changelog},
    {"governance", governance},
    {"maintainers", governance},
    {"authors", governance},
    {"owners", governance},
    {"codeowners", governance},
    {"code_of_conduct", conduct},
    {"code-of-conduct", conduct},
    {"roadmap", roadmap},
    {"building", building},
    {"build", building},
    {"install", building},
    {"installation", building},
    {"architecture", pages},
    {"design", pages},
    {"onboarding", governance},
    {"testing", contributing},
};
constexpr std::array<std::string_view, 8> endings{"", "md", "markdown", "rst", "txt", "adoc", "asciidoc", "mdx"};
constexpr std::array<std::string_view, 5> page_folders{"doc", "docs", "documentation", "man", "site"};

std::string_view folder_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

// A page of a folder of documentation: what its name or folder says, else a page.
std::optional<Kind> kind_of_page(std::string_view stem, std::string_view folder, std::string_view ending) {
    const std::string_view top = folder.substr(0, folder.find('/'));
    if (std::ranges::find(page_folders, top) == page_folders.end()) return std::nullopt;
    if (ending.empty() && top != "man") return std::nullopt;
    if (folder.contains("changelog")) return changelog;
    if (folder.contains("contributing") || stem.contains("contributing")) return contributing;
    if (stem.contains("security") || stem.contains("threat")) return security;
    return pages;
}

// Documents of the first folder say more than those below it, and .github's more than those of docs.
int rank(std::string_view path) {
    const std::string_view folder = folder_of(path);
    if (folder.empty()) return 0;
    return folder.starts_with(".github") ? 1 : 2;
}

}  // namespace

std::optional<Kind> kind_of_path(std::string_view path) {
    const std::string lower = to_lower(path);
    const std::string_view folder = folder_of(lower);
    std::string_view stem = std::string_view(lower).substr(folder.empty() ? 0 : folder.size() + 1);
    std::string_view ending;
    if (const size_t dot = stem.rfind('.'); dot != std::string_view::npos && dot != 0) {
        ending = stem.substr(dot + 1);
        stem = stem.substr(0, dot);
    }
    if (std::ranges::find(endings, ending) == endings.end()) return std::nullopt;
    const bool is_top = folder.empty() || folder == ".github" || folder == "docs" || folder == "doc";
    const bool is_template = folder == ".github/pull_request_template";
    if (is_template) return contributing;
    if (is_top)
        for (const Name& name : names)
            if (stem == name.stem || (name.stem == "readme" && stem.starts_with("readme."))) return name.kind;
    if (is_top && (stem.starts_with("changelog") || stem.starts_with("security-") || stem.starts_with("security_")))
        return stem.starts_with('c') ? changelog : security;
    return kind_of_page(stem, folder, ending);
}

std::optional<Evidence> find_line(std::string_view path, std::string_view text, const re2::RE2& pattern) {
    size_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++number;
        if (!re2::RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), pattern)) continue;
        return Evidence{.path = std::string(path),
                        .line = static_cast<uint32_t>(number),
                        .text = std::string(trim(line).substr(0, max_line_bytes))};
    }
    return std::nullopt;
}

Documents Documents::read(const inventory::Tree& tree) {
    Documents out;
    for (const Entry& entry : tree.entries()) {
        if (entry.kind != EntryKind::file) continue;
        const std::optional<Kind> kind = kind_of_path(entry.path);
        if (!kind || !tree.vendored_root(entry.path).empty()) continue;
        if (out.documents_.size() == max_documents) {
            out.unread_.push_back({entry.path, "one of more documents than are read"});
            break;
        }
        auto text = tree.start(entry.path, max_document_bytes);
        if (!text) {
            out.unread_.push_back({entry.path, text.error().what});
            continue;
        }
        out.documents_.push_back({entry.path, *kind, std::move(text->bytes)});
    }
    std::ranges::stable_sort(out.documents_, {}, [](const Document& document) { return rank(document.path); });
    return out;
}

const Document* Documents::first(uint32_t kinds) const {
    const auto found = std::ranges::find_if(documents_, [&](const Document& one) { return (one.kind & kinds) != 0; });
    return found == documents_.end() ? nullptr : &*found;
}

std::optional<Evidence> Documents::find(uint32_t kinds, const re2::RE2& pattern) const {
    for (const Document& document : documents_) {
        if ((document.kind & kinds) == 0) continue;
        if (auto found = find_line(document.path, document.text, pattern)) return found;
    }
    return std::nullopt;
}

std::optional<Evidence> Documents::named(uint32_t kinds, const re2::RE2& pattern) const {
    for (const Document& document : documents_)
        if ((document.kind & kinds) != 0 && re2::RE2::PartialMatch(document.path, pattern))
            return Evidence{.path = document.path};
    return std::nullopt;
}

}  // namespace ward::scorecard::practices
