// package.json of one package, and one version's object of a registry's document: both have the same fields, and are
// read by the same rules (https://docs.npmjs.com/cli/v11/configuring-npm/package-json).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.h"
#include "facts/npm/package.h"

namespace ward::npm {

constexpr size_t max_manifest_bytes = 16u << 20;
constexpr size_t max_manifest_values = 1'000'000;  // keys included
constexpr size_t max_manifest_problems = 100;      // that are told one by one

// `path` is for messages. Errors: `parse` for what is no JSON object, `limit`. What npm would refuse or read otherwise
// than people do (a field of another type, a key that is there twice: the later one counts, as in JavaScript) is in
// `problems`.
Result<Manifest> parse_manifest(std::string_view json, const std::string& path);

// The line, from 1, of a member: {"scripts", "postinstall"}. Of a key that is missing the last one on the way; 0 where
// `json` cannot be read.
int64_t line_in_manifest(std::string_view json, std::initializer_list<std::string_view> keys);

}  // namespace ward::npm
