// The certificate in a Sigstore bundle: whose it is, who issued it, and whether its issue was logged. Private to this
// folder.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "formats/signing/handles.h"
#include "formats/signing/sigstore.h"
#include "formats/signing/trust.h"

namespace ward::signing {

struct CertificateIdentity {
    std::vector<std::string> names{};  // subject alternative names: mail addresses, URIs, and Fulcio's user names
    std::string issuer{};              // OIDC
    std::vector<std::pair<std::string, std::string>> claims{};
};
Verdict<CertificateIdentity> identity_of(x509_st* certificate);

struct IssuedBy {
    std::vector<CertificateFacts> path{};
    Certificate issuer{};
};
// The path to one of the authorities, good at every one of `times`.
Verdict<IssuedBy> check_issuer(x509_st* certificate, std::span<const CertificateAuthority> authorities,
                               std::span<const Instant> times);

// How many signed certificate timestamps there are, each of them by one of the logs that are given; none is no error.
Verdict<size_t> check_certificate_log(x509_st* certificate, x509_st* issuer, std::span<const TransparencyLog> logs);

}  // namespace ward::signing
