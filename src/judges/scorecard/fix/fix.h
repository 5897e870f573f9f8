// Changes that raise a project's score, as edits of its files for somebody to review. Pure functions of what was read
// and of what the caller knows; nothing is written, and nothing is guessed: what cannot be mended is told, with the
// reason.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "formats/unified_diff.h"
#include "judges/scorecard/facts.h"

namespace ward::scorecard {

enum class FixKind : uint8_t { actions, permissions, injection, images, dependabot, policy };
std::string_view name_of(FixKind kind);
std::optional<FixKind> fix_kind_named(std::string_view name);
std::set<FixKind> all_fix_kinds();

// What somebody told, or why nobody could, as one part of a sentence.
using Told = std::expected<std::string, std::string>;

struct FixSources {
    std::set<FixKind> kinds = all_fix_kinds();
    // "actions/checkout", "v4": the commit's whole hash.
    std::function<Told(std::string_view action, std::string_view ref)> commit_of = {};
    // "alpine:3.20": "sha256:…".
    std::function<Told(std::string_view image)> digest_of = {};
};

struct Unmended {
    FixKind kind = FixKind::actions;
    std::string path;
    uint32_t line = 0;  // 0: the whole file
    std::string reason;

    bool operator==(const Unmended&) const = default;
};

struct Fixes {
    std::map<std::string, TextEdits> changed = {};  // by path
    std::map<std::string, std::string> added = {};  // new files
    std::vector<Unmended> unmended = {};

    // Of the file as it is by now; null, and told, where it cannot be read.
    TextEdits* edits_of(const Facts& facts, std::string_view path, FixKind kind);
    void tell(FixKind kind, std::string_view path, uint32_t line, std::string reason) {
        unmended.push_back({kind, std::string(path), line, std::move(reason)});
    }
};

// All of them. A workflow that would not read as before with its edits keeps none, which is told.
Fixes plan_fixes(const Facts& facts, const FixSources& sources);
// One diff over all files, by path.
std::string diff_of(const Fixes& fixes);

// ---- one file each ----
void pin_actions_and_images(const Facts& facts, const FixSources& sources, Fixes& out);  // pin.cc
void lessen_permissions(const Facts& facts, Fixes& out);                                 // permissions.cc
void take_out_injections(const Facts& facts, Fixes& out);                                // injection.cc
void add_dependabot(const Facts& facts, Fixes& out);                                     // new_files.cc
void add_policy(const Facts& facts, Fixes& out);                                         // new_files.cc

}  // namespace ward::scorecard
