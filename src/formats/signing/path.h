// The path from a certificate to something trusted, by OpenSSL, with an answer of our own for each way to fail. Private
// to this folder.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "formats/signing/handles.h"
#include "formats/signing/trust.h"

namespace ward::signing {

// What the signer's certificate must be for. Every certificate between it and the root must allow the same, where it
// limits its uses at all (as Windows has it).
enum class Usage { any, code_signing, time_stamping };

CertificateFacts facts_of(const x509_st* certificate);
// "CN=..." made safe to show.
std::string shown_subject(const x509_st* certificate);

// The caller's trust, made ready: read once, used for every signer.
struct Anchors {
    Owned<x509_store_st> store;
    Owned<stack_st_X509> intermediates;
    size_t revocation_lists = 0;
};
Verdict<Anchors> read_anchors(const Trust& trust);

struct PathOptions {
    Instant at = 0;
    Usage usage = Usage::code_signing;
    bool require_revocation_list = false;  // one for every certificate of the path below the root
    bool consult_revocation_lists = true;
    bool expiry_counts = true;
};

// The signer's certificate first, the root last. `others` may lie on the path.
Verdict<std::vector<CertificateFacts>> check_path(const Anchors& anchors, x509_st* signer,
                                                  std::span<const Certificate> others, const PathOptions& options);

}  // namespace ward::signing
