// Why a signature is not believed: one word for programs and one sentence for people. Every way to fail has its own
// word, so that a caller can tell "somebody changed the file" from "the certificate is too old" without reading
// sentences.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::signing {

enum class Problem {
    // the form of what was given
    malformed,              // not the format it should be
    trailing_bytes,         // something follows the signature in its file
    too_large,              // a limit on bytes was passed
    too_many_certificates,  // a limit on certificates was passed
    not_signed_data,        // another kind of message
    not_detached,           // the content is inside the signature
    wrong_content_type,     // signed as something else than plain data
    unsupported_algorithm,  // well-formed, but not handled here
    weak_digest,            // MD5, SHA-1 and the like
    // signers
    no_signer,
    several_signers,
    no_signer_certificate,
    // content and signature
    content_changed,
    line_ends_changed,     // it would be right with other line ends
    signed_as_text,        // signed with a MIME header before it
    signature_wrong,       // the mathematics say no
    attributes_wrong,      // signed attributes are missing, doubled or contradict each other
    attributes_changed,    // neither their signature nor their messageDigest is right
    certificate_replaced,  // the signed attributes name another certificate
    timestamp_wrong,
    // the certificate and its path
    issuer_unknown,      // an issuer's certificate is missing
    root_untrusted,      // the path ends at a root that is not trusted
    path_too_long,       // a limit on the length of the path was passed
    not_yet_valid,       //
    expired,             //
    revoked,             //
    revocation_unknown,  // a list is demanded and there is none
    revocation_stale,    // the list is past its next update, or from the future
    wrong_usage,         // not a certificate for this purpose
    weak_key,            //
    authority_as_signer,
    certificate_invalid,  // its own signature or an extension is wrong
    trust_unusable,       // the roots, lists or keys given by the caller cannot be used
    // keys
    key_unusable,        // not a private key that can sign here
    passphrase_missing,  //
    passphrase_wrong,    //
    key_mismatch,        // the key does not belong to the certificate
    key_unknown,         // no given key has this name
    key_expired,         //
    // transparency and identity
    identity_mismatch,  // signed by somebody else than demanded
    issuer_mismatch,    // the identity comes from another provider than demanded
    time_unknown,       // no trusted time says when it was signed
    log_proof_missing,  // neither promise nor proof of inclusion
    log_unknown,        // by a log whose key is not given
    log_promise_wrong,  // the signed entry timestamp
    log_proof_wrong,    // the path through the tree
    log_checkpoint_wrong,
    log_entry_mismatch,  // the log speaks of something else
    certificate_log_missing,
    certificate_log_wrong,
    subject_missing,  // the statement is not about this file
};

// "content-changed": stable, for machine-readable output.
std::string_view name_of(Problem problem);

struct Refusal {
    Problem problem = Problem::malformed;
    Error error;
};

template <typename T>
using Verdict = std::expected<T, Refusal>;

// Shorthand for `return refuse(Problem::expired, "...")`; the error's code follows from the problem.
std::unexpected<Refusal> refuse(Problem problem, std::string what, std::string where = {});

}  // namespace ward::signing
