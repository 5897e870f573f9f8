// Files of releases that only the group's keys open: OpenPGP messages, made and opened by gpg (`encrypt_to` of
// ward.release.toml). No key and no passphrase comes to ward; gpg asks for it by its own agent.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::release {

constexpr size_t max_sealed_bytes = 128u << 20;

// What of the environment reaches gpg.
struct Sealer {
    std::string gpg = "gpg";  // $GPG_BIN: a name, or an absolute path
    std::vector<std::string> search_path = {};
    std::vector<std::string> environment = {};  // "NAME=value"
};
Sealer sealer_of_process();

bool is_sealed(std::string_view text);
// `recipients` are fingerprints (40 hexadecimal digits) of keys that gpg has. Errors name `what` and quote nothing of
// the text: `not_found` where gpg is missing, `auth` where a key is not there or cannot be used.
Result<std::string> seal(std::string_view text, std::span<const std::string> recipients, const Sealer& sealer,
                         std::string_view what);
Result<std::string> unseal(std::string_view message, const Sealer& sealer, std::string_view what);

// Is it a file of a release that holds what is embargoed? (Logs, approvals and what says that a run is under way have
// none of it, and can be looked at without a key.)
bool is_to_be_sealed(std::string_view path);

}  // namespace ward::release
