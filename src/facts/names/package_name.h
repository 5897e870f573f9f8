// The name of a package, taken apart: npm's scope and what stands behind it. Names are as their registry would hold
// them; what no registry holds (control characters, blanks) is no name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ward::names {

enum class Ecosystem : uint8_t { npm, pypi };
std::string_view name_of(Ecosystem ecosystem);
std::optional<Ecosystem> ecosystem_named(std::string_view name);

// npm takes 214 bytes today; older names, and those of other registries, are a little longer.
inline constexpr size_t max_name_bytes = 256;

struct NameParts {
    std::string_view scope;  // "types" of "@types/node"; empty where there is none
    std::string_view base;   // "node"; the whole name without a scope
};
// Views into `name`. A name of another form ("@x", "@/y") is all base.
NameParts parts_of(std::string_view name);

// Valid UTF-8 without blanks and control characters, from 1 to max_name_bytes bytes.
bool is_name(std::string_view text);

// One spelling of a name that its registry holds for the same as others: PyPI's rule (lower-case, one dash for any run
// of `-`, `_` and `.`); npm's names stay as they are.
std::string registry_spelling(Ecosystem ecosystem, std::string_view name);

}  // namespace ward::names
