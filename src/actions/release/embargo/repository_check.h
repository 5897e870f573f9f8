// One repository looked through for a taint set, and where what was found is reached from. (Private to this folder.)
#pragma once

#include <span>
#include <string>
#include <utility>

#include "actions/release/embargo/leak.h"
#include "actions/release/embargo/matcher.h"
#include "io/gitobjects/repository.h"

namespace ward::release {

constexpr size_t max_reflog_bytes = 64u << 20;

// All objects that are in the repository's own store. `logs` are its reflogs by name; `base` is a repository in which
// parents of commits may be, or null. `cache_folder` may be empty.
LeakReport check_repository(const gitobjects::Repository& repository,
                            std::span<const std::pair<std::string, std::string>> logs,
                            const gitobjects::Repository* base, const TaintMatcher& matcher,
                            const std::string& cache_folder);

// Names and reasons of problems may have embargoed words too.
void redact_problems(LeakReport& report, const TaintMatcher& matcher);

}  // namespace ward::release
