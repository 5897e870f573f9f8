// A Windows security catalog (.cat): a signed list of file digests, by which App Control trusts files that have no room
// for a signature, such as scripts. Version 2: each member is known by its SHA-256 digest (see authenticode.h), and
// carries the attributes File (its name) and SPC_INDIRECT_DATA, as makecat writes them.
//
// Checked against: osslsigncode (which looks portable executables up in a catalog, and knows no .js), OpenSSL's parser,
// and the structure of a catalog made by Microsoft's makecat. Not tried on Windows: whether CryptCATAdmin finds
// members, whether App Control accepts the signer, how names with folders are shown, several names for one digest (only
// the first is written; the digest alone decides), and elliptic-curve signers (Windows' catalogs are signed with RSA in
// practice).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"
#include "formats/signing/authenticode.h"
#include "formats/signing/refusal.h"

namespace ward::signing {

constexpr size_t max_catalog_members = 1'000'000;

struct CatalogMember {
    std::string name{};  // UTF-8, as it will be shown
    FileDigest digest{};
};

struct CatalogOptions {
    Instant time = 0;                         // of the list; up to 2049, its form knows no other years
    std::optional<std::string> passphrase{};  // of the key
    bool require_code_signing = true;
};

// The DER of a catalog of `members`, at least one, signed with SHA-256. Members may come in any order: the same ones
// give the same bytes (with an RSA key).
Verdict<std::string> make_catalog(std::span<const CatalogMember> members, std::string_view key_pem,
                                  std::string_view chain_pem, const CatalogOptions& options);

}  // namespace ward::signing
