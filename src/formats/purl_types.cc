// Decides the canonical spelling of a package name, type by type: https://github.com/package-url/purl-spec, types/.
//
// Where the definition says that a namespace is required, it is required here if nothing can be identified without it.
// Operating system packages (alpm, apk, deb, rpm) and Go (the standard library is pkg:golang/stdlib in advisories) are
// written without one by several tools and are accepted.
#include "formats/purl_types.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"

namespace ward {
namespace {

enum class Case { kept, lowered };
enum class Namespace { optional, required, none };

struct TypeRule {
    std::string_view type;
    Namespace has_namespace = Namespace::optional;
    Case name_space = Case::kept;
    Case name = Case::kept;
    Case version = Case::kept;
    std::string_view required_qualifier = {};
    void (*adjust)(Purl& purl) = nullptr;                       // after the lowering
    std::string_view (*objection)(const Purl& purl) = nullptr;  // why it cannot be, or empty
};

void dash_for_underscore(Purl& purl) {
    std::ranges::replace(purl.name, '_', '-');
}

void underscore_for_others(Purl& purl) {
    for (char& c : purl.name)
        if (!is_alnum(c)) c = '_';
}

// Model names are case-sensitive in some registries: the definition names the one where they are not.
void lower_on_databricks(Purl& purl) {
    const auto url = purl.qualifiers.find("repository_url");
    if (url != purl.qualifiers.end() && to_lower(url->second).find("databricks") != std::string::npos)
        purl.name = to_lower(purl.name);
}

// `nodejs` is not a registered type, but Node.js's own VEX documents have it: pkg:nodejs/node@v5.1.1.
void as_generic(Purl& purl) {
    purl.type = "generic";
    if (purl.version.size() > 1 && purl.version[0] == 'v' && is_digit(purl.version[1])) purl.version.erase(0, 1);
}

std::string_view chrome_objection(const Purl& purl) {
    const bool letters = std::ranges::all_of(purl.name, [](char c) { return c >= 'a' && c <= 'p'; });
    if (purl.name.size() != 32 || !letters) return "a chrome extension is named by 32 letters from a to p";
    if (purl.version.empty()) return {};
    const auto parts = split(purl.version, '.');
    const bool numbers = std::ranges::all_of(parts, [](std::string_view part) {
        return !part.empty() && std::ranges::all_of(part, [](char c) { return is_digit(c); });
    });
    return parts.size() <= 4 && numbers ? std::string_view{} : "a chrome extension's version is one to four numbers";
}

std::string_view cpan_objection(const Purl& purl) {
    return purl.name.find("::") == std::string::npos ? std::string_view{}
                                                     : "cpan packages are distributions (A-B), not modules (A::B)";
}

constexpr auto kept = Case::kept;
constexpr auto low = Case::lowered;
constexpr auto optional = Namespace::optional;
constexpr auto required = Namespace::required;
constexpr auto none = Namespace::none;

// clang-format off
constexpr std::array<TypeRule, 36> rules{{
    {"alpm",             optional, low,  low},
    {"apk",              optional, low,  low},
    {"bazel",            none},
    {"bitbucket",        required, low,  low},
    {"bitnami",          none,     kept, low},
    {"brew",             optional, low,  low},
    {"cargo",            none},
    {"chrome-extension", none,     kept, low,  kept, {}, nullptr, chrome_objection},
    {"cocoapods",        none},
    {"composer",         required, low,  low},
    {"conda",            none},
    {"cpan",             optional, kept, kept, kept, {}, nullptr, cpan_objection},
    {"cran",             none},
    {"deb",              optional, low,  low},
    {"gem",              none},
    {"github",           required, low,  low},
    {"hackage",          none},
    {"hex",              optional, low,  low},
    {"huggingface",      required, kept, kept, low},
    {"julia",            none,     kept, kept, kept, "uuid"},
    {"luarocks",         optional, low,  low},
    {"maven",            required},
    {"mlflow",           none,     kept, kept, kept, {}, lower_on_databricks},
    {"nodejs",           optional, kept, kept, kept, {}, as_generic},
    {"nuget",            none},
    {"oci",              none,     kept, low,  low},
    {"opam",             none},
    {"otp",              none,     kept, low},
    {"pub",              none,     kept, low,  kept, {}, underscore_for_others},
    {"pypi",             none,     kept, low,  low,  {}, dash_for_underscore},
    {"rpm",              optional, low,  kept},
    {"swid",             optional, kept, kept, kept, "tag_id"},
    {"swift",            required},
    {"vcpkg",            none},
    {"vscode-extension", required, low,  low,  low},
    {"yocto",            optional, low,  kept},
}};
// clang-format on

const TypeRule* rule_of(std::string_view type) {
    const auto rule = std::ranges::find(rules, type, &TypeRule::type);
    return rule == rules.end() ? nullptr : rule;
}

}  // namespace

void normalise_purl(Purl& purl) {
    purl.type = to_lower(purl.type);
    const TypeRule* rule = rule_of(purl.type);
    if (rule == nullptr) return;
    if (rule->name_space == Case::lowered) purl.name_space = to_lower(purl.name_space);
    if (rule->name == Case::lowered) purl.name = to_lower(purl.name);
    if (rule->version == Case::lowered) purl.version = to_lower(purl.version);
    if (rule->adjust != nullptr) rule->adjust(purl);
}

Result<void> check_purl(const Purl& purl) {
    const TypeRule* rule = rule_of(purl.type);
    if (rule == nullptr) return {};
    if (rule->has_namespace == Namespace::required && purl.name_space.empty())
        return fail(ErrorCode::parse, fmt::format("type {} needs a namespace", rule->type));
    if (rule->has_namespace == Namespace::none && !purl.name_space.empty())
        return fail(ErrorCode::parse, fmt::format("type {} has no namespaces", rule->type));
    if (!rule->required_qualifier.empty() && !purl.qualifiers.contains(std::string(rule->required_qualifier)))
        return fail(ErrorCode::parse,
                    fmt::format("type {} needs the qualifier {}", rule->type, rule->required_qualifier));
    if (rule->objection != nullptr)
        if (const std::string_view objection = rule->objection(purl); !objection.empty())
            return fail(ErrorCode::parse, std::string(objection));
    return {};
}

}  // namespace ward
