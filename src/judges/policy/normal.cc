#include "judges/policy/normal.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/policy/composed.h"
#include "judges/policy/text_index.h"
#include "permission/windows_name.h"

namespace ward::policy {
namespace {

// node's /^\.{0,2}\//
bool is_relative(std::string_view key) {
    return key.starts_with('/') || key.starts_with("./") || key.starts_with("../");
}

bool is_control_or_blank(char c) {
    return static_cast<unsigned char>(c) <= ' ';
}

// By table: it is asked of every byte of every key.
constexpr auto plain_bytes = [] {
    std::array<bool, 256> bytes{};
    for (size_t i = 0; i < bytes.size(); ++i) {
        const char c = static_cast<char>(i);
        bytes[i] = is_alnum(c) || c == '/' || c == '-' || c == '_' || c == '.' || c == '@';
    }
    return bytes;
}();
bool is_plain(char c) {
    return plain_bytes[static_cast<unsigned char>(c)];
}

// The path of a file URL as bytes of a name; of anything else as it stands.
std::string decoded(const Url& url) {
    if (url.scheme != "file" || !url.path.contains('%')) return url.path;
    std::string path;
    for (size_t i = 0; i < url.path.size(); ++i) {
        const auto hex = [&](size_t at) {
            const char c = at < url.path.size() ? to_lower(url.path[at]) : ' ';
            return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        };
        if (url.path[i] != '%' || hex(i + 1) < 0 || hex(i + 2) < 0) {
            path += url.path[i];
            continue;
        }
        path += static_cast<char>(hex(i + 1) << 4 | hex(i + 2));
        i += 2;
    }
    return path;
}

std::string origin_of(const Url& url) {
    return url.protocol() + "//" + url.host.value_or("") + (url.port ? ':' + std::to_string(*url.port) : "");
}

std::string without_tails(std::string_view path) {
    const bool has_tail = path.contains("./") || path.contains(" /") || path.ends_with('.') || path.ends_with(' ');
    if (!has_tail) return std::string(path);
    std::string out;
    for (const std::string_view name : split(path, '/')) {
        const size_t end = name.find_last_not_of(". ");
        if (!out.empty() || name.data() != path.data()) out += '/';
        out += name.substr(0, end == std::string_view::npos ? 0 : end + 1);
    }
    return out;
}

// What a file is known by, with all differences forgotten that `names` forgets.
std::string identity(const Url& url, FileNames names) {
    std::string file = origin_of(url) + decoded(one_spelling(url));
    if (names == FileNames::exact || url.scheme != "file") return file;
    return permission::windows_key(without_tails(file));
}

// The same of a serialised URL.
std::string identity(std::string_view href, FileNames names) {
    if (!is_plain_file_url(href)) {
        const auto url = parse_url(href);
        return url ? identity(*url, names) : std::string(href);
    }
    return names == FileNames::exact ? std::string(href) : permission::windows_key(without_tails(href));
}

// As a file's name; URLs of other schemes are.
bool is_in_composed_form(std::string_view href) {
    if (is_plain_file_url(href)) return true;
    const auto url = parse_url(href);
    return !url || url->scheme != "file" || is_composed(decoded(*url));
}

// Of two URLs with one identity.
Alias alias_of(const Url& a, const Url& b) {
    if (a == b) return Alias::same_url;
    const std::string first = identity(a, FileNames::exact);
    const std::string second = identity(b, FileNames::exact);
    if (first == second) return a.query == b.query && a.fragment == b.fragment ? Alias::percent : Alias::query;
    return without_tails(first) == without_tails(second) ? Alias::tail : Alias::letter_case;
}

std::string sentence(const Collision& collision) {
    constexpr std::array<std::string_view, 5> reasons{"are the same URL", "differ in percent-encoding only",
                                                      "are one file with another query", "differ in letter case only",
                                                      "differ in dots or blanks at the end of a name only"};
    // A manifest that is being made has no lines.
    const auto named = [](const std::string& key, uint32_t line) {
        return line == 0 ? fmt::format("\"{}\"", display(key)) : fmt::format("\"{}\" (line {})", display(key), line);
    };
    return fmt::format("{} and {} {}", named(collision.first, collision.first_line),
                       named(collision.second, collision.second_line),
                       reasons.at(static_cast<size_t>(collision.alias)));
}

// Where an entry stands: "policy.json:7".
std::string place_of(const Entry& entry, std::string_view name) {
    if (entry.line == 0) return std::string(name);
    return name.empty() ? fmt::format("line {}", entry.line) : fmt::format("{}:{}", name, entry.line);
}

// Collisions in the order of their second key.
class Collisions {
  public:
    Collisions(const std::vector<Entry>& entries, const Url& base, FileNames names)
        : entries_(entries), base_(base), names_(names), index_(entries.size()) {
        files_.reserve(entries.size());
    }
    // `href` is what the key of entry `index` means.
    void add(size_t index, std::string_view href) {
        std::string file = identity(href, names_);
        const auto known =
            index_.add(file, files_.size(), [&](size_t i) -> std::string_view { return files_[i].first; });
        if (!known) {
            files_.emplace_back(std::move(file), index);
            return;
        }
        const Entry& before = entries_[files_[*known].second];
        const Entry& entry = entries_[index];
        const auto first = resource_url(before.key, base_);
        const auto second = resource_url(entry.key, base_);
        if (!first || !second) return;  // both were read before
        found.push_back({.alias = alias_of(*first, *second),
                         .first = before.key,
                         .second = entry.key,
                         .first_line = before.line,
                         .second_line = entry.line});
    }

    std::vector<Collision> found;

  private:
    const std::vector<Entry>& entries_;
    const Url& base_;
    FileNames names_;
    std::vector<std::pair<std::string, size_t>> files_;  // what each is known by, and its first entry
    TextIndex index_;                                    // of those
};

std::unexpected<Error> bad_key(const Entry& entry, Error error, std::string_view name) {
    error.what = fmt::format("the key \"{}\" is no URL: {}", display(entry.key), error.what);
    error.where = place_of(entry, name);
    return std::unexpected(std::move(error));
}

}  // namespace

std::string_view name_of(Alias alias) {
    constexpr std::array<std::string_view, 5> names{"same-url", "percent", "query", "letter-case", "tail"};
    return names.at(static_cast<size_t>(alias));
}

Result<Url> resource_url(std::string_view key, const Url& base) {
    return is_relative(key) ? parse_url(key, &base) : parse_url(key);
}

bool is_plain_file_url(std::string_view href) {
    constexpr std::string_view start = "file:///";
    if (!href.starts_with(start)) return false;
    const std::string_view path = href.substr(start.size() - 1);
    if (!std::ranges::all_of(path, is_plain)) return false;
    for (size_t slash = 0; slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
        const size_t next = path.find_first_not_of('.', slash + 1);
        const bool ends = next == std::string_view::npos || path[next] == '/';
        if (ends && slash + 1 < path.size()) return false;  // empty, or dots alone
    }
    return true;
}

KeyReader::KeyReader(const Url& base) : base_(base) {
    const std::string href = base.href();
    std::string folder = href.substr(0, href.rfind('/') + 1);
    if (is_plain_file_url(folder)) folder_ = std::move(folder);
}

Result<std::string> KeyReader::href(std::string_view key) const {
    if (!folder_.empty() && key.starts_with("./")) {
        std::string joined = folder_ + std::string(key.substr(2));
        if (is_plain_file_url(joined)) return joined;
    }
    WARD_TRY(const Url url, resource_url(key, base_));
    return url.href();
}

Result<std::string> scope_name(std::string_view key, const Url& base) {
    if (key.empty()) return std::string();
    std::string text(key);
    if (text.ends_with(':')) {
        // What node takes off before it looks: one blank or control character, and tab, LF, CR in this order.
        if (is_control_or_blank(text.front())) text.erase(0, 1);
        text = replace_all(text, "\t\n\r", "");
        const std::string_view scheme = std::string_view(text).substr(0, text.size() - 1);
        const bool letters =
            std::ranges::all_of(scheme, [](char c) { return is_alpha(c) || c == '+' || c == '-' || c == '.'; });
        if (!scheme.empty() && is_alpha(scheme.front()) && letters) return text;
    }
    WARD_TRY(const Url url, resource_url(text, base));
    return url.href();
}

Result<NormalNames> normalise(const Manifest& manifest, const Url& base, FileNames names, std::string_view name) {
    NormalNames out;
    out.resources.reserve(manifest.resources.size());
    Collisions collisions(manifest.resources, base, names);
    const KeyReader keys(base);
    for (size_t i = 0; i < manifest.resources.size(); ++i) {
        const Entry& entry = manifest.resources[i];
        auto href = keys.href(entry.key);
        if (!href) return bad_key(entry, std::move(href).error(), name);
        if (names == FileNames::folding && !is_in_composed_form(*href))
            return fail(ErrorCode::conflict,
                        fmt::format("the key \"{}\" is not in composed form (NFC)", display(entry.key)),
                        place_of(entry, name));
        collisions.add(i, *href);
        if (!collisions.found.empty())
            return fail(ErrorCode::conflict, sentence(collisions.found.front()), std::string(name));
        out.resources.push_back(std::move(*href));
    }
    std::unordered_map<std::string, size_t> scopes;
    for (size_t i = 0; i < manifest.scopes.size(); ++i) {
        const Entry& entry = manifest.scopes[i];
        auto scope = scope_name(entry.key, base);
        if (!scope) return bad_key(entry, std::move(scope).error(), name);
        const auto [place, added] = scopes.try_emplace(*scope, i);
        if (!added) {
            const Entry& before = manifest.scopes[place->second];
            return fail(ErrorCode::conflict,
                        sentence({Alias::same_url, before.key, entry.key, before.line, entry.line}), std::string(name));
        }
        out.scopes.push_back(std::move(*scope));
    }
    return out;
}

std::vector<Collision> find_collisions(const Manifest& manifest, const Url& base, FileNames names) {
    Collisions collisions(manifest.resources, base, names);
    const KeyReader keys(base);
    for (size_t i = 0; i < manifest.resources.size(); ++i)
        if (const auto href = keys.href(manifest.resources[i].key)) collisions.add(i, *href);
    return std::move(collisions.found);
}

std::vector<KeyProblem> windows_problems(const Manifest& manifest, const Url& base) {
    std::vector<KeyProblem> problems;
    for (const Entry& entry : manifest.resources) {
        const auto url = resource_url(entry.key, base);
        if (!url || url->scheme != "file") continue;
        const std::string path = decoded(*url);
        const auto names = split(std::string_view(path).substr(std::min<size_t>(1, path.size())), '/');
        for (size_t i = 0; i < names.size(); ++i) {
            // A drive, and the end of a folder's path.
            if (i == 0 && names[i].size() == 2 && is_alpha(names[i][0]) && names[i][1] == ':') continue;
            if (i + 1 == names.size() && names[i].empty()) continue;
            const auto checked = permission::check_windows_name(names[i]);
            std::string reason = !checked ? checked.error().what
                                 : permission::looks_short(names[i])
                                     ? fmt::format("\"{}\" has the form of a short (8.3) name", display(names[i]))
                                     : "";
            if (reason.empty()) continue;
            problems.push_back({.key = entry.key, .reason = std::move(reason), .line = entry.line});
            break;
        }
    }
    return problems;
}

std::string key_for(const Url& url, const Url& base) {
    const std::string_view folder = std::string_view(base.path).substr(0, base.path.rfind('/') + 1);
    const bool near = url.scheme == base.scheme && url.host == base.host && url.port == base.port &&
                      url.username == base.username && url.password == base.password;
    if (!near || url.opaque_path || folder.empty() || !url.path.starts_with(folder)) return url.href();
    std::string key = "./" + url.path.substr(folder.size());
    if (url.query) key.append("?").append(*url.query);
    if (url.fragment) key.append("#").append(*url.fragment);
    return key;
}

bool is_composed(std::string_view text) {
    while (!text.empty()) {
        const size_t length = utf8_length(text);
        if (length == 0) return false;
        if (length > 1) {
            const char32_t c = decode_utf8(text.substr(0, length));
            const auto* range = std::ranges::lower_bound(not_composed, c, {}, &CharacterRange::last);
            if (range != not_composed.end() && range->first <= c) return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

Url one_spelling(Url url) {
    if (url.scheme != "file" || !url.host.value_or("").empty()) return url;
    // Most paths have nothing that could be spelled in another way.
    if (std::ranges::all_of(url.path, is_plain) && !url.path.contains("//")) return url;
    const auto path = path_of_file_url(url);
    if (!path) return url;
    const auto written = file_url_of_path(*path);
    if (written) url.path = written->substr(std::string_view("file://").size());
    return url;
}

}  // namespace ward::policy
