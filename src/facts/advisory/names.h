// Under which name a package is filed: ecosystems without their suffix, and names in the one spelling that their
// ecosystem gives them. Import and query go through the same functions, so both sides always agree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ward::advisory {

// "Debian:12" is {"Debian", "12"}; "npm" is {"npm", ""}.
struct Ecosystem {
    std::string_view base;
    std::string_view suffix;
};
Ecosystem split_ecosystem(std::string_view text);

// How an ecosystem spells the names of its packages: PyPI in lower case with '-' for runs of "-_.", case folded where
// the registry folds it (NuGet, Packagist, GitHub Actions, ...), repository URLs for "GIT".
enum class Naming : uint8_t { as_written, any_case, pypi, repository };
Naming naming_of(std::string_view ecosystem_base);

// The normal spelling of a package's name. The view is `name` itself, part of it, or `storage`.
std::string_view normal_name(Naming naming, std::string_view name, std::string& storage);
std::string_view normal_name(std::string_view ecosystem_base, std::string_view name, std::string& storage);

// "https://GitHub.com/a/b.git/", "git://github.com/a/b" and "git@github.com:a/b" are all "github.com/a/b". Only the
// host is folded to lower case, and the path where the host is known to ignore case (github.com).
std::string normal_repository(std::string_view url);

}  // namespace ward::advisory
