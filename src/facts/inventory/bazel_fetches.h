// What Bazel's files fetch: bazel_dep and its overrides of MODULE.bazel; http_archive, git_repository and functions of
// their shape in WORKSPACE, MODULE.bazel and *.bzl; the modules that MODULE.bazel.lock was resolved to.
// https://bazel.build/rules/lib/globals/module, https://bazel.build/rules/lib/repo/http, .../repo/git,
// https://bazel.build/external/lockfile
#pragma once

#include <string_view>

#include "base/result.h"
#include "facts/inventory/fetched.h"

namespace ward::inventory {

constexpr size_t max_bazel_lock_bytes = 64u << 20;

Result<Pins> read_bazel_fetches(std::string_view text, std::string_view path);

// `registryFileHashes` names the source.json of exactly the modules that were chosen (Bazel 7.2 and later). An older
// lock has none, which is an error here.
Result<Pins> read_bazel_lock(std::string_view text, std::string_view path);

}  // namespace ward::inventory
