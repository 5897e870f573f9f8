#include "formats/signing/refusal.h"

#include <array>
#include <utility>

namespace ward::signing {
namespace {

struct Row {
    Problem problem;
    std::string_view name;
    ErrorCode code;
};

using enum ErrorCode;
constexpr std::array rows{
    Row{Problem::malformed, "malformed", parse},
    Row{Problem::trailing_bytes, "trailing-bytes", parse},
    Row{Problem::too_large, "too-large", limit},
    Row{Problem::too_many_certificates, "too-many-certificates", limit},
    Row{Problem::not_signed_data, "not-signed-data", parse},
    Row{Problem::not_detached, "not-detached", unsupported},
    Row{Problem::wrong_content_type, "wrong-content-type", unsupported},
    Row{Problem::unsupported_algorithm, "unsupported-algorithm", unsupported},
    Row{Problem::weak_digest, "weak-digest", damaged},
    Row{Problem::no_signer, "no-signer", damaged},
    Row{Problem::several_signers, "several-signers", damaged},
    Row{Problem::no_signer_certificate, "no-signer-certificate", damaged},
    Row{Problem::content_changed, "content-changed", damaged},
    Row{Problem::line_ends_changed, "line-ends-changed", damaged},
    Row{Problem::signed_as_text, "signed-as-text", damaged},
    Row{Problem::signature_wrong, "signature-wrong", damaged},
    Row{Problem::attributes_wrong, "attributes-wrong", damaged},
    Row{Problem::attributes_changed, "attributes-changed", damaged},
    Row{Problem::certificate_replaced, "certificate-replaced", damaged},
    Row{Problem::timestamp_wrong, "timestamp-wrong", damaged},
    Row{Problem::issuer_unknown, "issuer-unknown", damaged},
    Row{Problem::root_untrusted, "root-untrusted", damaged},
    Row{Problem::path_too_long, "path-too-long", limit},
    Row{Problem::not_yet_valid, "not-yet-valid", damaged},
    Row{Problem::expired, "expired", damaged},
    Row{Problem::revoked, "revoked", damaged},
    Row{Problem::revocation_unknown, "revocation-unknown", damaged},
    Row{Problem::revocation_stale, "revocation-stale", damaged},
    Row{Problem::wrong_usage, "wrong-usage", damaged},
    Row{Problem::weak_key, "weak-key", damaged},
    Row{Problem::authority_as_signer, "authority-as-signer", damaged},
    Row{Problem::certificate_invalid, "certificate-invalid", damaged},
    Row{Problem::trust_unusable, "trust-unusable", parse},
    Row{Problem::key_unusable, "key-unusable", parse},
    Row{Problem::passphrase_missing, "passphrase-missing", auth},
    Row{Problem::passphrase_wrong, "passphrase-wrong", auth},
    Row{Problem::key_mismatch, "key-mismatch", usage},
    Row{Problem::key_unknown, "key-unknown", damaged},
    Row{Problem::key_expired, "key-expired", damaged},
    Row{Problem::identity_mismatch, "identity-mismatch", damaged},
    Row{Problem::issuer_mismatch, "issuer-mismatch", damaged},
    Row{Problem::time_unknown, "time-unknown", damaged},
    Row{Problem::log_proof_missing, "log-proof-missing", damaged},
    Row{Problem::log_unknown, "log-unknown", damaged},
    Row{Problem::log_promise_wrong, "log-promise-wrong", damaged},
    Row{Problem::log_proof_wrong, "log-proof-wrong", damaged},
    Row{Problem::log_checkpoint_wrong, "log-checkpoint-wrong", damaged},
    Row{Problem::log_entry_mismatch, "log-entry-mismatch", damaged},
    Row{Problem::certificate_log_missing, "certificate-log-missing", damaged},
    Row{Problem::certificate_log_wrong, "certificate-log-wrong", damaged},
    Row{Problem::subject_missing, "subject-missing", damaged},
};

constexpr bool rows_are_in_the_order_of_the_problems() {
    for (size_t i = 0; i < rows.size(); ++i)
        if (static_cast<size_t>(rows[i].problem) != i) return false;
    return rows.size() == static_cast<size_t>(Problem::subject_missing) + 1;
}
static_assert(rows_are_in_the_order_of_the_problems());

}  // namespace

std::string_view name_of(Problem problem) {
    return rows[static_cast<size_t>(problem)].name;
}

std::unexpected<Refusal> refuse(Problem problem, std::string what, std::string where) {
    return std::unexpected(
        Refusal{problem, Error{rows[static_cast<size_t>(problem)].code, std::move(what), std::move(where)}});
}

}  // namespace ward::signing
