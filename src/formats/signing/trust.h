// What a caller trusts, and what is told about certificates. Shared by the signatures that rest on X.509.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace ward::signing {

// Limits of every X.509 path here.
constexpr size_t max_certificates = 100;  // in one signature, besides those the caller gives
constexpr int max_path_length = 10;       // certificates between the signer's and the root's

struct CertificateFacts {
    std::string
        subject;  // RFC 4514 ("CN=Release key,O=Example"), as it stands in the certificate: escape it for its sink
    std::string issuer{};
    std::string serial{};  // lower-case hexadecimal
    std::string sha256;    // of the DER, lower-case hexadecimal
    Instant not_before = 0;
    Instant not_after = 0;
};

// Where belief ends. Something must be given in `roots_pem`, `system_file` or `system_directory`.
struct Trust {
    // Pinned: each of these certificates ends a path, whether it is self-signed or not; only paths to them count.
    std::string roots_pem{};
    // The system's stores, read by OpenSSL: a file of certificates, or a folder of them under their hashes.
    std::string system_file{};
    std::string system_directory{};
    // Certificates that may lie on a path and are not believed for themselves.
    std::string intermediates_pem{};
    // Revocation lists, PEM or DER, one each. Those given are always heeded.
    std::vector<std::string> revocation_lists{};
    // Roots of time-stamping authorities (RFC 3161). Without them timestamps do not count.
    std::string timestamp_roots_pem{};
};

}  // namespace ward::signing
