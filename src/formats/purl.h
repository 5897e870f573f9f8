// Package URLs (purl): pkg:type/namespace/name@version?qualifiers#subpath, by the purl specification, with each type's
// normalisation (pypi lower-case and '-', npm scope as namespace, github and bitbucket lower-case, ...). The
// unregistered type `nodejs` of Node.js's VEX documents is read as `generic`: pkg:nodejs/node@v5.1.1 is
// pkg:generic/node@5.1.1.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward {

constexpr size_t max_purl_bytes = 8192;

struct Purl {
    std::string type;
    std::string name_space;  // decoded, segments joined by '/'; may be empty
    std::string name;
    std::string version;  // may be empty
    std::map<std::string, std::string> qualifiers;
    std::string subpath;

    // Already normalised. Errors say what is wrong, with the text as their place.
    static Result<Purl> parse(std::string_view text);
    // The canonical form, also of a Purl that was put together by hand.
    std::string to_string() const;
    // Without version, qualifiers and subpath: what identifies the package.
    Purl package() const;

    bool operator==(const Purl&) const = default;
};

// npm names: "@scope/name" or "name".
Purl npm_purl(std::string_view name, std::string_view version);

}  // namespace ward
