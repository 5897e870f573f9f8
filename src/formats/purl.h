// Package URLs (purl): pkg:type/namespace/name@version?qualifiers#subpath, by the purl specification, with each type's
// normalisation (pypi lower-case and '-', npm scope as namespace, github and bitbucket lower-case, ...).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward {

struct Purl {
    std::string type;
    std::string name_space;  // decoded, segments joined by '/'; may be empty
    std::string name;
    std::string version;  // may be empty
    std::map<std::string, std::string> qualifiers;
    std::string subpath;

    static Result<Purl> parse(std::string_view text);
    // The canonical form.
    std::string to_string() const;
    // Without version, qualifiers and subpath: what identifies the package.
    Purl package() const;

    bool operator==(const Purl&) const = default;
};

// npm names: "@scope/name" or "name".
Purl npm_purl(std::string_view name, std::string_view version);

}  // namespace ward
