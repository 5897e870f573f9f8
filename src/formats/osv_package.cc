#include "formats/osv_package.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace ward {
namespace {

// How an ecosystem puts a purl's namespace and name together.
enum class Join { slash, colon, name_only };

struct TypeRow {
    std::string_view type;
    std::string_view ecosystem;
    Join join = Join::slash;
};

constexpr std::array<TypeRow, 18> registries{{
    {"bitnami", "Bitnami", Join::name_only},
    {"cargo", "crates.io", Join::name_only},
    {"composer", "Packagist"},
    {"conan", "ConanCenter", Join::name_only},
    {"cran", "CRAN", Join::name_only},
    {"gem", "RubyGems", Join::name_only},
    {"githubactions", "GitHub Actions"},
    {"golang", "Go"},
    {"hackage", "Hackage", Join::name_only},
    {"hex", "Hex"},
    {"julia", "Julia", Join::name_only},
    {"maven", "Maven", Join::colon},
    {"npm", "npm"},
    {"nuget", "NuGet", Join::name_only},
    {"opam", "opam", Join::name_only},
    {"pub", "Pub", Join::name_only},
    {"pypi", "PyPI", Join::name_only},
    {"swift", "SwiftURL"},
}};

std::string joined(const Purl& purl, Join join) {
    if (purl.name_space.empty() || join == Join::name_only) return purl.name;
    return purl.name_space + (join == Join::colon ? ":" : "/") + purl.name;
}

// "12" of "debian-12" or "bookworm-12"; the distribution's release is part of OSV's ecosystem.
std::string release_of(const Purl& purl) {
    const auto distro = purl.qualifiers.find("distro");
    if (distro == purl.qualifiers.end()) return {};
    const size_t dash = distro->second.rfind('-');
    const std::string release = dash == std::string::npos ? distro->second : distro->second.substr(dash + 1);
    return !release.empty() && is_digit(release[0]) ? release : std::string();
}

// Packages of distributions: "Debian:12", "Alpine:v3.18". Without a release nothing matches: a name means other code in
// each.
std::optional<std::string> distribution_of(const Purl& purl) {
    const std::string release = release_of(purl);
    if (release.empty()) return std::nullopt;
    if (purl.type == "deb" && purl.name_space == "debian") return "Debian:" + release.substr(0, release.find('.'));
    if (purl.type == "deb" && purl.name_space == "ubuntu") return "Ubuntu:" + release;
    if (purl.type == "apk" && purl.name_space == "alpine") {
        const size_t patch = release.find('.', release.find('.') + 1);
        return "Alpine:v" + release.substr(0, release.find('.') == std::string::npos ? release.size() : patch);
    }
    return std::nullopt;
}

}  // namespace

std::optional<OsvPackage> osv_package(const Purl& purl) {
    if (const auto registry = std::ranges::find(registries, purl.type, &TypeRow::type); registry != registries.end())
        return OsvPackage{std::string(registry->ecosystem), joined(purl, registry->join)};
    if (auto distribution = distribution_of(purl)) return OsvPackage{*std::move(distribution), purl.name};
    return std::nullopt;
}

}  // namespace ward
