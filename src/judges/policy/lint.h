// What makes a manifest decorative: it is read, it is signed, and it approves what it should not, or breaks what it
// should approve. Pure: nothing of the tree is looked at, so a rule that depends on the tree says what it assumes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/url.h"
#include "judges/policy/manifest.h"

namespace ward::policy {

enum class LintSeverity : uint8_t {
    note,     // worth knowing
    warning,  // weaker than it looks, or breaks on some system
    error,    // approves strangers' code, or cannot work
};
std::string_view name_of(LintSeverity severity);

struct LintRule {
    std::string_view id;
    LintSeverity severity;
    std::string_view meaning;
    std::string_view remedy;
};
// Sorted by id.
std::span<const LintRule> lint_rules();

struct LintIssue {
    const LintRule* rule = nullptr;
    std::string key;   // of the entry; "" for the manifest as a whole
    std::string what;  // what is so here; not a repetition of the rule
    uint32_t line = 0;
};

// All issues, by line, then by rule. A rule that meets more than max_lint_issues entries says so in its last issue.
std::vector<LintIssue> lint_manifest(const Manifest& manifest, const Url& base);
constexpr size_t max_lint_issues = 1000;  // of one rule

}  // namespace ward::policy
