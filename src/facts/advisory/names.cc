// Normal names, by the registries' own rules: PEP 503 for PyPI; NuGet, Packagist, VSCode and GitHub ignore case.
#include "facts/advisory/names.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace ward::advisory {
namespace {

constexpr std::array<std::string_view, 4> case_insensitive = {"GitHub Actions", "NuGet", "Packagist", "VSCode"};

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

bool is_pypi_separator(char c) {
    return c == '-' || c == '_' || c == '.';
}

bool is_normal_pypi(std::string_view name) {
    bool after_dash = false;
    for (const char c : name) {
        if (is_upper(c) || c == '_' || c == '.' || (c == '-' && after_dash)) return false;
        after_dash = c == '-';
    }
    return true;
}

std::string normal_pypi(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (!is_pypi_separator(c)) out += to_lower(c);
        else if (out.empty() || out.back() != '-') out += '-';
    }
    return out;
}

}  // namespace

Ecosystem split_ecosystem(std::string_view text) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return {text, {}};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

Naming naming_of(std::string_view ecosystem_base) {
    if (ecosystem_base == "PyPI") return Naming::pypi;
    if (ecosystem_base == "GIT") return Naming::repository;
    return std::ranges::find(case_insensitive, ecosystem_base) != case_insensitive.end() ? Naming::any_case
                                                                                         : Naming::as_written;
}

std::string_view normal_name(Naming naming, std::string_view name, std::string& storage) {
    switch (naming) {
        case Naming::as_written: return name;
        case Naming::any_case:
            if (std::ranges::none_of(name, is_upper)) return name;
            storage = to_lower(name);
            return storage;
        case Naming::pypi:
            if (is_normal_pypi(name)) return name;
            storage = normal_pypi(name);
            return storage;
        case Naming::repository: storage = normal_repository(name); return storage;
    }
    std::unreachable();
}

std::string_view normal_name(std::string_view ecosystem_base, std::string_view name, std::string& storage) {
    return normal_name(naming_of(ecosystem_base), name, storage);
}

std::string normal_repository(std::string_view url) {
    std::string_view rest = trim(url);
    if (rest.starts_with("git+")) rest.remove_prefix(4);
    const size_t scheme = rest.find("://");
    if (scheme != std::string_view::npos) rest.remove_prefix(scheme + 3);
    // A user before the host; a '@' further on belongs to the path.
    const size_t at = rest.substr(0, rest.find('/')).rfind('@');
    if (at != std::string_view::npos) rest.remove_prefix(at + 1);
    while (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.ends_with(".git")) rest.remove_suffix(4);
    while (rest.ends_with('/')) rest.remove_suffix(1);

    size_t host_end = rest.find('/');
    std::string out;
    if (scheme == std::string_view::npos) {
        // "git@github.com:owner/name", as secure shell writes it.
        const size_t colon = rest.substr(0, host_end).find(':');
        if (colon != std::string_view::npos) {
            out = std::string(rest);
            out[colon] = '/';
            rest = out;
            host_end = colon;
        }
    }
    const std::string host = to_lower(rest.substr(0, host_end));
    const std::string_view path = host_end == std::string_view::npos ? std::string_view() : rest.substr(host_end);
    return host + (host == "github.com" ? to_lower(path) : std::string(path));
}

}  // namespace ward::advisory
