#include "formats/signing/sigstore.h"

#include <algorithm>

#include <fmt/core.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/text.h"
#include "formats/signing/handles.h"
#include "formats/signing/path.h"
#include "formats/signing/sigstore_bundle.h"
#include "formats/signing/sigstore_certificate.h"
#include "formats/signing/sigstore_log.h"
#include "formats/signing/timestamp.h"

namespace ward::signing {
namespace {

constexpr std::string_view in_toto = "application/vnd.in-toto+json";

// What is under the signature: DSSE's pre-authentication encoding, or the file itself.
std::string signed_message(const Bundle& bundle, std::string_view artifact) {
    if (!bundle.is_envelope) return std::string(artifact);
    return fmt::format("DSSEv1 {} {} {} {}", bundle.payload_type.size(), bundle.payload_type, bundle.payload.size(),
                       bundle.payload);
}

const EVP_MD* digest_named(std::string_view name) {
    if (name == "SHA2_256" || name == "sha256") return EVP_sha256();
    if (name == "SHA2_384" || name == "sha384") return EVP_sha384();
    if (name == "SHA2_512" || name == "sha512") return EVP_sha512();
    return nullptr;
}

class Verification {
  public:
    Verification(const Bundle& bundle, const std::optional<std::string_view>& artifact, const SigstoreTrust& trust,
                 const SigstoreDemand& demand)
        : bundle_(bundle), artifact_(artifact), trust_(trust), demand_(demand) {}

    Verdict<SigstoreFacts> run() {
        facts_.media_type = bundle_.media_type;
        WARD_TRY_VOID(find_signer());
        WARD_TRY_VOID(check_signature());
        WARD_TRY_VOID(check_log());
        WARD_TRY_VOID(check_timestamps());
        WARD_TRY_VOID(certificate_ ? check_certificate() : check_key_validity());
        WARD_TRY_VOID(check_content());
        return std::move(facts_);
    }

  private:
    Verdict<void> find_signer() {
        if (!bundle_.certificates_der.empty()) {
            WARD_TRY(certificate_, certificate_of_der(bundle_.certificates_der.front(), "the signer's certificate"));
            facts_.certificate = facts_of(certificate_.get());
            EVP_PKEY* key = X509_get0_pubkey(certificate_.get());
            if (key == nullptr) return refuse(Problem::certificate_invalid, "the certificate's key cannot be read");
            EVP_PKEY_up_ref(key);
            key_.reset(key);
            return {};
        }
        facts_.key_hint = bundle_.key_hint;
        for (const HintedKey& candidate : trust_.keys)
            if (candidate.hint == bundle_.key_hint) hinted_ = &candidate;
        if (hinted_ == nullptr)
            return refuse(Problem::key_unknown,
                          fmt::format("no key is given for the hint \"{}\"", display(bundle_.key_hint)));
        WARD_TRY(key_, public_key(hinted_->key, "the trusted key"));
        return {};
    }

    Verdict<void> check_signature() {
        if (!bundle_.is_envelope) {
            if (!artifact_) return refuse(Problem::subject_missing, "the bundle signs a file, and no file was given");
            const EVP_MD* digest = digest_named(bundle_.digest_algorithm);
            if (digest == nullptr)
                return refuse(Problem::unsupported_algorithm,
                              fmt::format("the bundle's digest is {}", display(bundle_.digest_algorithm)));
            if (digest_of(digest, *artifact_) != bundle_.digest)
                return refuse(Problem::content_changed,
                              "the file is not what was signed: its digest differs from the bundle's");
        }
        if (!signature_holds(key_.get(), usual_digest(key_.get()), signed_message(bundle_, artifact_.value_or("")),
                             bundle_.signature))
            return refuse(Problem::signature_wrong, bundle_.is_envelope
                                                        ? "the signature is not over the envelope's payload by this key"
                                                        : "the signature is not over this file by this key");
        facts_.verified.emplace_back(bundle_.is_envelope ? "the signature over the envelope"
                                                         : "the signature over the file");
        return {};
    }

    Verdict<void> check_log() {
        digest_ = digest_of(EVP_sha256(), bundle_.is_envelope ? std::string_view(bundle_.payload) : *artifact_);
        verifier_ = certificate_ ? der_of(certificate_.get()) : der_of(key_.get());
        const LoggedSignature about{.bundle = bundle_,
                                    .artifact_digest = digest_,
                                    .verifier_der = verifier_,
                                    .has_certificate = certificate_ != nullptr};
        for (const LogEntry& entry : bundle_.entries) {
            WARD_TRY(LogEntryFacts entry_facts, check_log_entry(entry, about, trust_.root.logs));
            if (entry_facts.integrated) facts_.times.push_back(*entry_facts.integrated);
            const char* how = entry_facts.promised && entry_facts.proven ? "its promise and its proof of inclusion"
                              : entry_facts.promised                     ? "its promise of inclusion"
                                                                         : "its proof of inclusion";
            facts_.verified.push_back(fmt::format("log entry {}: {}, and what it says", entry_facts.index, how));
            facts_.entries.push_back(std::move(entry_facts));
        }
        if (!facts_.entries.empty()) return {};
        if (demand_.require_log_entry) return refuse(Problem::log_proof_missing, "the bundle has no log entry");
        facts_.not_verified.emplace_back("no transparency log has this signature");
        return {};
    }

    Verdict<void> check_timestamps() {
        for (const std::string& stamp : bundle_.timestamps) {
            if (trust_.root.timestamp_authorities.empty()) {
                facts_.not_verified.emplace_back("a timestamp, because no time-stamping authority is trusted");
                continue;
            }
            WARD_TRY(const Instant time, check_stamp(stamp));
            facts_.times.push_back(time);
            facts_.verified.push_back("a timestamp of " + format_instant(time));
        }
        return {};
    }

    Verdict<Instant> check_stamp(const std::string& stamp) {
        std::optional<Refusal> reason;
        for (const CertificateAuthority& authority : trust_.root.timestamp_authorities) {
            const auto time = check_timestamp(stamp, bundle_.signature, pem_of(std::span(authority.chain_der).last(1)),
                                              pem_of(authority.chain_der));
            if (time && authority.validity.covers(*time)) return *time;
            reason = time ? refuse(Problem::timestamp_wrong,
                                   "the time-stamping authority is not trusted for " + format_instant(*time))
                                .error()
                          : time.error();
        }
        return std::unexpected(*reason);
    }

    Verdict<void> check_certificate() {
        if (facts_.times.empty())
            return refuse(Problem::time_unknown,
                          "nothing trustworthy says when the signature was made, and its certificate is short-lived");
        WARD_TRY(const IssuedBy issued, check_issuer(certificate_.get(), trust_.root.authorities, facts_.times));
        facts_.verified.push_back(fmt::format("the certificate's path to \"{}\" at the time of signing",
                                              display(issued.path.back().subject)));
        WARD_TRY(const size_t logged,
                 check_certificate_log(certificate_.get(), issued.issuer.get(), trust_.root.certificate_logs));
        if (logged > 0) facts_.verified.emplace_back("the certificate's entry in a certificate log");
        if (logged == 0 && demand_.require_certificate_log)
            return refuse(Problem::certificate_log_missing,
                          "the certificate was not logged: it has no signed certificate timestamp");
        if (logged == 0) facts_.not_verified.emplace_back("no certificate log has the certificate");
        return check_identity();
    }

    Verdict<void> check_identity() {
        WARD_TRY(CertificateIdentity identity, identity_of(certificate_.get()));
        facts_.identity = identity.names.empty() ? std::string() : identity.names.front();
        facts_.issuer = std::move(identity.issuer);
        facts_.claims = std::move(identity.claims);
        if (demand_.any_identity) {
            facts_.not_verified.emplace_back("the signer's identity, because any was accepted");
            return {};
        }
        if (demand_.identity.empty() || demand_.issuer.empty())
            return refuse(Problem::identity_mismatch,
                          "no identity with its issuer is demanded, and everybody can have such a certificate");
        if (std::find(identity.names.begin(), identity.names.end(), demand_.identity) == identity.names.end())
            return refuse(Problem::identity_mismatch, fmt::format("signed by \"{}\", not by \"{}\"",
                                                                  display(facts_.identity), display(demand_.identity)));
        if (facts_.issuer != demand_.issuer)
            return refuse(Problem::issuer_mismatch, fmt::format("the identity comes from \"{}\", not from \"{}\"",
                                                                display(facts_.issuer), display(demand_.issuer)));
        facts_.identity = demand_.identity;
        facts_.verified.push_back(
            fmt::format("the identity {} from {}", display(facts_.identity), display(facts_.issuer)));
        return {};
    }

    Verdict<void> check_key_validity() {
        for (const Instant time : facts_.times)
            if (!hinted_->validity.covers(time))
                return refuse(Problem::key_expired, fmt::format("the key was not valid at {}", format_instant(time)));
        if (hinted_->validity.until && facts_.times.empty())
            return refuse(Problem::time_unknown,
                          "the key expires, and nothing trustworthy says when the signature was made");
        facts_.verified.push_back(fmt::format("the key with the hint {}", display(bundle_.key_hint)));
        return {};
    }

    Verdict<void> check_content() {
        if (!bundle_.is_envelope) return {};
        facts_.payload_type = bundle_.payload_type;
        facts_.payload = bundle_.payload;
        if (bundle_.payload_type != in_toto) {
            if (artifact_)
                return refuse(
                    Problem::subject_missing,
                    fmt::format("the envelope has {}, which says nothing about a file", display(bundle_.payload_type)));
            facts_.not_verified.emplace_back("what the envelope is about");
            return {};
        }
        WARD_TRY(facts_.statement, parse_statement(bundle_.payload));
        if (!artifact_) {
            facts_.not_verified.emplace_back("that a file is among the statement's subjects");
            return {};
        }
        for (const StatementSubject& subject : facts_.statement->subjects) {
            WARD_TRY(const bool same, is_artifact(subject));
            if (!same) continue;
            facts_.verified.push_back(fmt::format("the file is the statement's subject {}", display(subject.name)));
            return {};
        }
        return refuse(Problem::subject_missing, "the file is not among the statement's subjects");
    }

    // Every digest that is understood must be right, and one at least be understood.
    Verdict<bool> is_artifact(const StatementSubject& subject) {
        size_t same = 0;
        for (const auto& [algorithm, value] : subject.digests) {
            const EVP_MD* digest = digest_named(algorithm);
            if (digest == nullptr) continue;
            if (hex(digest_of(digest, *artifact_)) != value) return false;
            ++same;
        }
        return same > 0;
    }

    static std::string pem_of(std::span<const std::string> ders) {
        const Owned<bio_st> out(BIO_new(BIO_s_mem()));
        for (const std::string& der : ders)
            if (const auto certificate = certificate_of_der(der, "")) PEM_write_bio_X509(out.get(), certificate->get());
        char* data = nullptr;
        const long size = BIO_get_mem_data(out.get(), &data);
        return {data, static_cast<size_t>(size)};
    }

    const Bundle& bundle_;
    const std::optional<std::string_view>& artifact_;
    const SigstoreTrust& trust_;
    const SigstoreDemand& demand_;
    SigstoreFacts facts_;
    Certificate certificate_;
    Key key_;
    const HintedKey* hinted_ = nullptr;
    std::string digest_;
    std::string verifier_;
};

}  // namespace

Verdict<SigstoreFacts> verify_sigstore(std::string_view bundle_json, std::string_view name,
                                       const std::optional<std::string_view>& artifact, const SigstoreTrust& trust,
                                       const SigstoreDemand& demand) {
    WARD_TRY(const Bundle bundle, parse_bundle(bundle_json, name));
    return Verification(bundle, artifact, trust, demand).run();
}

}  // namespace ward::signing
