// How the words of a pin are weighed:
//
//   which library   the repository's address, by the catalogue's upstreams; without one on a forge the name of the
//                   archive ("zlib-1.3.2.tar.xz" of zlib.net), then the name in the build file or registry
//   which version   told outright; else by the tag, in the row's own spelling of tags first; else by the archive's name
//
// A fork's repository is itself, never the library it was forked from.
#include "facts/inventory/fetched.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/git_url.h"
#include "facts/inventory/npm_installed.h"
#include "facts/inventory/vendored.h"
#include "facts/inventory/version_text.h"
#include "formats/purl.h"

namespace ward::inventory {
namespace {

constexpr size_t max_reported_problems = 100;  // of one file; the rest is counted

bool consume(std::string_view& text, std::string_view prefix) {
    if (text.size() < prefix.size() || !equal_ignoring_case(text.substr(0, prefix.size()), prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool drop_end(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

void drop_archive_ending(std::string_view& name) {
    constexpr std::array<std::string_view, 10> endings{".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tar.lzma",
                                                       ".tgz",    ".txz",    ".tbz2",    ".zip",     ".tar"};
    for (const std::string_view ending : endings)
        if (drop_end(name, ending)) return;
}

// A branch named "1.x" is no version; "1_83_0" is one with other dots.
std::optional<std::string> as_version(std::string_view text) {
    std::string version(text);
    const bool has_only_digits =
        std::ranges::all_of(version, [](char c) { return is_digit(c) || c == '_'; }) && version.contains('_');
    if (has_only_digits) std::ranges::replace(version, '_', '.');
    if (!looks_like_version(version) || looks_like_revision(version)) return std::nullopt;
    for (const std::string_view part : split(version, '.'))
        if (part.empty() || equal_ignoring_case(part, "x")) return std::nullopt;
    return version;
}

// `spelling` of a row's tags, read backwards: "curl-{version_}" of "curl-8_5_0".
std::optional<std::string> unspell(std::string_view spelling, std::string_view tag) {
    const size_t open = spelling.find("{version");
    const size_t close = spelling.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
    const std::string_view before = spelling.substr(0, open);
    const std::string_view after = spelling.substr(close + 1);
    if (tag.size() <= before.size() + after.size() || !tag.starts_with(before) || !tag.ends_with(after))
        return std::nullopt;
    std::string inside(tag.substr(before.size(), tag.size() - before.size() - after.size()));
    if (const char mark = spelling[close - 1]; mark == '_' || mark == '-') std::ranges::replace(inside, mark, '.');
    return is_digit(inside[0]) ? as_version(inside) : std::nullopt;
}

// A row of C or C++ code, never of a registry's package: vcpkg's or a tarball's "acorn" is not npm's.
const CatalogueRow* row_of_code(std::string_view name) {
    const CatalogueRow* row = name.empty() ? nullptr : row_named(name);
    if (row == nullptr || row->source != Source::vendored) return nullptr;
    for (const std::string_view registry : {"npm/", "pypi/", "cargo/"})
        if (row->purl.starts_with(registry)) return nullptr;
    return row;
}

// SQLite's archives spell 3.45.1 as 3450100.
std::string in_upstream_form(const CatalogueRow* row, std::string version) {
    const bool is_packed = version.size() == 7 && std::ranges::all_of(version, is_digit);
    if (row == nullptr || row->name != "SQLite" || !is_packed) return version;
    const auto number = to_number<int>(version).value_or(0);
    const int last = number % 100;
    std::string text = fmt::format("{}.{}.{}", number / 1'000'000, number / 10'000 % 100, number / 100 % 100);
    if (last != 0) text += fmt::format(".{}", last);
    return text;
}

std::string_view file_of(std::string_view url) {
    url = url.substr(0, url.find_first_of("?#"));
    return url.substr(url.rfind('/') + 1);
}

size_t longest_text(const Pin& pin) {
    size_t longest = 0;
    for (const std::string* text : {&pin.name, &pin.version, &pin.repository, &pin.revision, &pin.folder})
        longest = std::max(longest, text->size());
    for (const std::string& url : pin.urls) longest = std::max(longest, url.size());
    return longest;
}

// What stands before '@' in an address may be a secret.
std::string without_user(std::string_view url) {
    const size_t start = url.find("://");
    if (start == std::string_view::npos) return std::string(url);
    const size_t end = url.find('/', start + 3);
    const size_t at = url.substr(0, end).rfind('@');
    if (at == std::string_view::npos || at < start) return std::string(url);
    return std::string(url.substr(0, start + 3)) + std::string(url.substr(at + 1));
}

// What a pin's words come to.
struct Origin {
    std::string repository;
    std::string revision;
    std::string url;  // of the archive, where no repository is known
    std::optional<NamedVersion> archive;
};

Origin origin_of(const Pin& pin) {
    Origin origin;
    origin.revision = pin.revision;
    if (!pin.repository.empty()) origin.repository = repository_url(pin.repository).value_or(pin.repository);
    for (const std::string& url : pin.urls) {
        if (!origin.repository.empty()) break;
        if (auto forge = forge_archive(url)) {
            origin.repository = std::move(forge->repository);
            origin.revision = std::move(forge->revision);
        }
    }
    if (origin.repository.empty() && !pin.urls.empty()) origin.url = without_user(pin.urls.front());
    for (const std::string& url : pin.urls)
        if (!origin.archive) origin.archive = split_archive_name(file_of(url));
    if (!origin.archive) origin.archive = split_archive_name(pin.folder);
    return origin;
}

const CatalogueRow* row_for(const Pin& pin, const Origin& origin) {
    if (!origin.repository.empty()) return row_of_upstream(origin.repository);
    if (!pin.purl_type.empty()) return row_of_code(pin.name);
    if (origin.archive)
        if (const CatalogueRow* row = row_of_code(origin.archive->name)) return row;
    return row_of_code(pin.name);
}

std::string version_for(const Pin& pin, const Origin& origin, const CatalogueRow* row) {
    // Bazel's registry counts its own changes behind the version: "1.3.1.bcr.5".
    if (!pin.version.empty())
        return row != nullptr && pin.purl_type == "bazel" ? pin.version.substr(0, pin.version.find(".bcr."))
                                                          : pin.version;
    if (auto version = version_of_tag(row, pin.name, origin.revision)) return *std::move(version);
    // The archive of a commit is named after it.
    if (!origin.archive || looks_like_revision(origin.archive->version)) return {};
    return in_upstream_form(row, origin.archive->version);
}

std::string name_for(const Pin& pin, const Origin& origin) {
    if (!origin.repository.empty()) return std::string(origin.repository.substr(origin.repository.rfind('/') + 1));
    if (origin.archive && pin.purl_type.empty()) return origin.archive->name;
    return pin.name;
}

Component unknown_component(const Pin& pin, const Origin& origin, std::string_view place, std::string_view version) {
    const std::string name = name_for(pin, origin);
    if (!pin.purl_type.empty() && origin.repository.empty() && origin.url.empty())
        return component_of_package(pin.purl_type, pin.name, place, version);
    if (!origin.repository.empty()) {
        Component component = component_of(name, origin.repository + ".git", place, version);
        if (component.purl.starts_with("pkg:generic/")) {
            auto purl = Purl::parse(component.purl);
            if (purl) {
                purl->qualifiers["vcs_url"] = "git+" + origin.repository;
                component.purl = purl->to_string();
            }
        }
        return component;
    }
    Component component;
    component.name = name;
    component.version = version;
    component.path = place;
    Purl purl;
    purl.type = "generic";
    purl.name = name;
    purl.version = version;
    if (!origin.url.empty()) purl.qualifiers["download_url"] = origin.url;
    component.purl = purl.to_string();
    return component;
}

// "…#zlib": what stands behind the mark can be shown and compared, whatever the build file calls it.
std::string place_of(std::string_view path, const Pin& pin, const Origin& origin) {
    std::string name = pin.name.empty() ? name_for(pin, origin) : pin.name;
    for (char& c : name)
        if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f || c == '#') c = '_';
    return fmt::format("{}#{}", path, valid_utf8(name));
}

// build/deps.cmake tells what is built, not what builds.
std::string without_build_folders(std::string_view path) {
    std::string kept;
    for (const std::string_view part : split(path, '/'))
        if (part != "build" && part != "buildtools") (kept += kept.empty() ? "" : "/") += part;
    return kept;
}

}  // namespace

std::optional<ForgeArchive> forge_archive(std::string_view url) {
    consume(url, "https://") || consume(url, "http://");
    // A mirror that keeps the original address.
    consume(url, "mirror.bazel.build/");
    url = url.substr(0, url.find_first_of("?#"));
    std::vector<std::string_view> parts = split(url, '/');
    const auto answer = [&](std::string_view host, std::string_view owner, std::string_view name,
                            std::string revision) {
        drop_end(name, ".git");
        return ForgeArchive{fmt::format("https://{}/{}/{}", host, owner, name), std::move(revision)};
    };
    const auto joined_from = [&](size_t first) {
        std::string text;
        for (size_t i = first; i < parts.size(); ++i) (text += text.empty() ? "" : "/") += parts[i];
        std::string_view rest = text;
        drop_archive_ending(rest);
        for (const std::string_view kind : {"refs/tags/", "refs/heads/"}) consume(rest, kind);
        return std::string(rest);
    };
    if (parts.size() >= 5 && (parts[0] == "github.com" || parts[0] == "www.github.com")) {
        if (parts[3] == "archive") return answer("github.com", parts[1], parts[2], joined_from(4));
        if (parts[3] == "releases" && parts[4] == "download" && parts.size() >= 7)
            return answer("github.com", parts[1], parts[2], std::string(parts[5]));
        if ((parts[3] == "tarball" || parts[3] == "zipball"))
            return answer("github.com", parts[1], parts[2], joined_from(4));
    }
    if (parts.size() >= 5 && parts[0] == "codeload.github.com")
        return answer("github.com", parts[1], parts[2], joined_from(4));
    if (parts.size() >= 6 && parts[0] == "api.github.com" && parts[1] == "repos")
        return answer("github.com", parts[2], parts[3], joined_from(5));
    // GitLab: host/group/…/name/-/archive/TAG/NAME-TAG.tar.gz
    if (const auto dash = std::ranges::find(parts, "-");
        dash != parts.end() && parts.end() - dash >= 3 && dash[1] == "archive" && dash - parts.begin() >= 3) {
        const auto name = static_cast<size_t>(dash - parts.begin()) - 1;
        std::string owner;
        for (size_t i = 1; i < name; ++i) (owner += owner.empty() ? "" : "/") += parts[i];
        return answer(parts[0], owner, parts[name], std::string(dash[2]));
    }
    // host/path/+archive/REVISION.tar.gz
    if (const auto mark = std::ranges::find(parts, "+archive"); mark != parts.end() && mark + 1 != parts.end() &&
                                                                parts[0].ends_with(".googlesource.com") &&
                                                                mark - parts.begin() >= 2) {
        const size_t end = static_cast<size_t>(mark[-1].data() - url.data()) + mark[-1].size();
        return ForgeArchive{"https://" + std::string(url.substr(0, end)),
                            joined_from(static_cast<size_t>(mark - parts.begin()) + 1)};
    }
    return std::nullopt;
}

std::optional<std::string> version_of_tag(const CatalogueRow* row, std::string_view name, std::string_view tag) {
    for (const std::string_view kind : {"refs/tags/", "tags/"}) consume(tag, kind);
    if (tag.empty() || looks_like_revision(tag)) return std::nullopt;
    if (row != nullptr)
        for (const std::string_view spelling : row->tags)
            if (auto version = unspell(spelling, tag)) return version;
    // "NAME-", "release-" and "v" in front, in this order, each where it is there.
    for (const std::string_view word : {row != nullptr ? row->name : std::string_view(), name})
        if (!word.empty() && tag.size() > word.size() && equal_ignoring_case(tag.substr(0, word.size()), word) &&
            !is_alnum(tag[word.size()]))
            tag.remove_prefix(word.size() + 1);
    for (const std::string_view word : {"release", "version", "rel", "ver"})
        if (tag.size() > word.size() + 1 && equal_ignoring_case(tag.substr(0, word.size()), word) &&
            !is_alnum(tag[word.size()])) {
            tag.remove_prefix(word.size() + 1);
            break;
        }
    if (tag.size() > 1 && (tag[0] == 'v' || tag[0] == 'V')) tag.remove_prefix(tag[1] == '.' ? 2 : 1);
    return as_version(tag);
}

std::optional<NamedVersion> split_archive_name(std::string_view file) {
    drop_archive_ending(file);
    while (file.ends_with('/')) file.remove_suffix(1);
    file = file.substr(file.rfind('/') + 1);
    for (size_t i = 1; i + 1 < file.size(); ++i) {
        if (file[i] != '-' && file[i] != '_') continue;
        std::string_view rest = file.substr(i + 1);
        if (rest.size() > 1 && (rest[0] == 'v' || rest[0] == 'V')) rest.remove_prefix(1);
        if (!is_digit(rest[0])) continue;
        std::string_view name = file.substr(0, i);
        for (const std::string_view word : {"-src", "-source", "-amalgamation", "-autoconf"}) drop_end(name, word);
        for (const std::string_view word : {"-src", "-sources", "-source", "-all", "-full", "-release"})
            drop_end(rest, word);
        // "22.1.5-linux-amd64" is 22.1.5 for one machine, "1.0-rc1" is itself.
        const auto version = as_version(without_fork(rest));
        if (version && !name.empty()) return NamedVersion{std::string(name), *version};
    }
    return std::nullopt;
}

Component component_of(const Pin& pin, std::string_view path, std::string_view text) {
    const Origin origin = origin_of(pin);
    const CatalogueRow* row = row_for(pin, origin);
    const std::string version = version_for(pin, origin, row);
    const std::string commit = looks_like_revision(origin.revision) ? to_lower(origin.revision) : std::string();
    const std::string place = place_of(path, pin, origin);
    const std::string_view known = version.empty() ? std::string_view(commit) : std::string_view(version);
    Component component;
    if (row == nullptr) {
        component = unknown_component(pin, origin, place, known);
    } else {
        component = component_of(*row, place, version);
        // A commit names a place in a repository, not a release that a registry or a CPE name could have.
        if (version.empty() && component.purl.starts_with("pkg:github/"))
            component.purl = component_of(*row, place, commit).purl;
        component.version = known;
    }
    component.commit = commit;
    component.source = Source::lockfile;
    component.scope = scope_at(row, without_build_folders(path));
    if (pin.is_development && component.scope == Scope::runtime) component.scope = Scope::development;
    component.evidence.push_back(evidence_at(path, text, pin.offset));
    return component;
}

bool is_own_build_file(const Tree& tree, std::string_view path) {
    return tree.vendored_root(path).empty() && npm::application_of(path) == path;
}

bool is_own_bazel_file(const Tree& tree, std::string_view path) {
    std::string_view folder = path;
    while (!folder.empty()) {
        folder = npm::folder_of(folder);
        for (const std::string_view mark : {"MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel"}) {
            const std::string file = folder.empty() ? std::string(mark) : fmt::format("{}/{}", folder, mark);
            if (tree.has_file(file)) return is_own_build_file(tree, file);
        }
    }
    return is_own_build_file(tree, path);
}

void note_foreign_build_file(std::string_view path, Collector& out) {
    out.notes.push_back({"lockfile-not-inventory",
                         "build file of vendored code: it tells what its authors fetch, not what is here",
                         std::string(path)});
}

int64_t LineCounter::at(size_t offset) {
    offset = std::min(offset, text_.size());
    if (offset < offset_) {
        offset_ = 0;
        line_ = 1;
    }
    line_ += std::count(text_.begin() + offset_, text_.begin() + offset, '\n');
    offset_ = offset;
    return line_;
}

void emit_pins(std::string_view path, std::string_view text, const Pins& found, Collector& out) {
    const size_t shown = std::min(found.problems.size(), max_reported_problems);
    for (size_t i = 0; i < shown; ++i)
        npm::report_unread(path, fmt::format("line {}: {}", found.problems[i].line, found.problems[i].reason), out);
    if (shown < found.problems.size())
        npm::report_unread(path, fmt::format("{} more entries could not be read", found.problems.size() - shown), out);
    size_t by_commit = 0;
    size_t by_nothing = 0;
    size_t too_long = 0;
    for (const Pin& pin : std::span(found.pins).first(std::min(found.pins.size(), max_pins))) {
        if (longest_text(pin) > max_pin_bytes) {
            ++too_long;
            continue;
        }
        Component component = component_of(pin, path, text);
        // One that advisories know is told by its own name.
        if (component.version.empty() && component.identities.empty()) ++by_nothing;
        if (!component.commit.empty() && component.version == component.commit) ++by_commit;
        out.components.push_back(std::move(component));
    }
    if (too_long > 0)
        npm::report_unread(path, fmt::format("{} entries hold a text of more than {} bytes", too_long, max_pin_bytes),
                           out);
    if (found.pins.size() > max_pins)
        npm::report_unread(path, fmt::format("more than {} entries; the rest is left out", max_pins), out);
    if (by_nothing > 0)
        out.unexplained(
            path, fmt::format("{} of {} fetched dependencies have no version here", by_nothing, found.pins.size()));
    if (by_commit > 0)
        out.unexplained(path, fmt::format("{} of {} fetched dependencies are pinned by a commit alone, which tells no "
                                          "version",
                                          by_commit, found.pins.size()));
}

}  // namespace ward::inventory
