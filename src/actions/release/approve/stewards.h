// Who may approve what: `stewards.toml`, schema 1, in the group's private repository. People with their keys, and how
// many of them a step needs. Form: docs/formats/stewards.md. This reads a list; whether it is to be believed is
// steward_trust.h's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "formats/signing/minisign.h"
#include "formats/signing/ssh_key.h"

namespace ward::release {

constexpr size_t max_stewards_bytes = 1u << 20;
constexpr size_t max_stewards = 200;
constexpr size_t max_keys_of_steward = 20;

struct StewardKey {
    std::variant<signing::SshKey, signing::MinisignKey> key = {};
    std::string shown = {};  // "SHA256:…", "minisign 0123456789ABCDEF"
    std::optional<Instant> since = {};
    std::optional<Instant> until = {};  // good before it
    std::optional<Instant> revoked = {};
    std::string reason = {};  // of the revocation

    // Why the key is not good at that time; nothing: it is.
    std::optional<std::string> unfit_at(Instant at) const;
};

struct ListedSteward {
    std::string name;  // lower-case letters, digits and '-': it names files
    std::vector<StewardKey> keys = {};
};

struct Stewards {
    int64_t serial = 1;         // each list is one above the list before it
    std::string previous = {};  // SHA-256 of that list, 64 hex digits; empty for the first
    Instant made = 0;
    std::map<std::string, size_t, std::less<>> need = {};  // by step; "default"
    std::vector<ListedSteward> people = {};
    std::string digest = {};  // SHA-256 of the file's bytes

    // Of different people. Without a word about it: 1; for "stewards", the list itself, as many as any step needs.
    size_t need_of(std::string_view step) const;
    const ListedSteward* find(std::string_view name) const;
};

bool is_steward_name(std::string_view name);

// `parse` errors name file and line. An unknown key or step is one; so is a key that two people have, and a step that
// needs more people than there are.
Result<Stewards> stewards_from_toml(std::string_view toml, std::string_view file);

}  // namespace ward::release
