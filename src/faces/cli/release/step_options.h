// The option rows that every step of `ward release` has.
#pragma once

#include "faces/cli/command.h"
#include "faces/cli/release/vulndb_options.h"
#include "faces/cli/scorecard/options.h"

namespace ward::cli {

inline constexpr Option release_checkout_option[] = {
    {.name = "checkout",
     .argument = "NAME=DIR",
     .help = "a checkout of another repository: site, vulnerabilities, project",
     .repeat = Repeat::many,
     .config = "release.checkouts"},
};

// How the outside is reached. Credentials stand in the environment, or where @node-core/utils keeps them.
inline constexpr Option release_outside_options[] = {
    release_checkout_option[0],
    {.name = "hackerone-api",
     .argument = "URL",
     .help = "HackerOne's API, where it is not the usual one",
     .config = "release.hackerone_api"},
    {.name = "cve-api",
     .argument = "URL",
     .help = "the API of CVE Services, where it is not the usual one",
     .config = "release.cve_api"},
    forge_api_option,
    vulndb_release_options[0],
};

inline constexpr Option release_trust_options[] = {
    {.name = "stewards-digest",
     .argument = "SHA256",
     .help = "the list of stewards that is believed (stewards.toml, or one before it)",
     .config = "release.stewards_digest"},
    {.name = "root-key",
     .argument = "LINE",
     .help = "a public key, SSH's or minisign's, whose signature makes a list of stewards believed",
     .repeat = Repeat::many,
     .config = "release.root_keys"},
};

inline constexpr Option release_step_options[] = {
    {.name = "dry-run", .help = "show the plan; read and write nothing else"},
    {.name = "yes-plan",
     .argument = "HASH",
     .help = "carry out the plan of this hash, which was shown (12 digits are enough)"},
    {.name = "at",
     .argument = "TIME",
     .help = "with --dry-run: the plan as it would be at that instant (RFC 3339), or at the beginning of that day"},
    {.name = "json", .help = "print the plan as JSON, with everything that it would send"},
};

inline constexpr Option release_take_over_option[] = {
    {.name = "take-over", .help = "end the run of somebody else, when it is sure that nobody works on it"},
};

inline constexpr Option release_signing_options[] = {
    {.name = "signing-key",
     .argument = "FILE",
     .help = "what signs: a private SSH key, a public one whose other half the agent has, or a minisign key",
     .config = "release.signing_key"},
};

inline constexpr Option release_approve_options[] = {
    {.name = "days", .argument = "COUNT", .help = "how long the approval is good (default: 7, at most 30)"},
    {.name = "dry-run", .help = "print what would be signed"},
};

}  // namespace ward::cli
