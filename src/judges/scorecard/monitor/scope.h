// Which repositories are watched. Read from scorecard-monitor's scope.json
//   {"github.com": {ORG: {"included": [NAME...], "excluded": [NAME...]}}, "gitlab.com": {...}}
// or from a list, one repository a line, `#` starts a comment, `[NAME]` starts a group. scope.json may hold groups too:
// "groups": {NAME: ["github.com/ORG/REPOSITORY"...]} (ward's own key; scorecard-monitor refuses it).
//
// Strict: whatever is not understood is an error with its line, because a name that is dropped silently is a repository
// that nobody watches.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "judges/scorecard/monitor/repository.h"

namespace ward::scorecard::monitor {

struct ScopeEntry {
    Repository repository;
    std::vector<std::string> groups = {};

    bool operator==(const ScopeEntry&) const = default;
};

struct Scope {
    std::vector<ScopeEntry> included = {};  // in the file's order
    std::vector<Repository> excluded = {};

    bool operator==(const Scope&) const = default;
};

// Either form: scope.json starts with '{'. `name` is the file's, for errors.
Result<Scope> parse_scope(std::string_view text, std::string_view name);
// The entries of one group.
Scope only_group(const Scope& scope, std::string_view group);
// What an organisation has and the scope does not know yet, neither as included nor as excluded, is added at the end.
size_t add_discovered(Scope& scope, const std::vector<Repository>& found);
// As scorecard-monitor writes it (two spaces, no final newline); `groups` only where there are any.
std::string scope_json(const Scope& scope);

constexpr size_t max_scope_bytes = 16u << 20;
constexpr size_t max_scope_entries = 200'000;

}  // namespace ward::scorecard::monitor
