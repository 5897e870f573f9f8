// See signatures.h.
#include "faces/cli/policy/signatures.h"

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "base/time.h"
#include "formats/signing/cms.h"
#include "formats/signing/ed25519.h"
#include "formats/signing/sigstore.h"
#include "formats/sri.h"

namespace ward::cli {
namespace {

constexpr size_t max_pem_bytes = 4u << 20;
constexpr size_t max_list_bytes = 64u << 20;  // of a revocation list
constexpr size_t max_passphrase_bytes = 4096;

// Where Debian and its kin, Fedora and its kin, and Alpine keep the system's certificates.
constexpr std::string_view system_stores[] = {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                              "/etc/ssl/cert.pem"};

Result<void> check_digest(std::string_view bytes, const std::string& text, std::vector<std::string>& said) {
    WARD_TRY(const auto hashes, parse_sri(text, SriReading::strict));
    Sha2 sha(needed_algorithms(hashes, SriReading::strict));
    sha.add(bytes);
    if (!matches(hashes, sha.finish(), SriReading::strict))
        return fail(ErrorCode::damaged, "the manifest is another one: its digest differs", "--policy-integrity");
    said.emplace_back("the manifest has the digest that --policy-integrity names");
    return {};
}

Result<std::string> joined_pem(const Invocation& invocation, std::string_view option) {
    std::string out;
    for (const std::string& file : invocation.values(option)) {
        WARD_TRY(const std::string pem, read_file(file, max_pem_bytes));
        (out += pem) += '\n';
    }
    return out;
}

Result<signing::Trust> trust_of(const Invocation& invocation) {
    signing::Trust out;
    WARD_TRY(out.roots_pem, joined_pem(invocation, "trust"));
    WARD_TRY(out.intermediates_pem, joined_pem(invocation, "intermediates"));
    WARD_TRY(out.timestamp_roots_pem, joined_pem(invocation, "timestamp-trust"));
    for (const std::string& file : invocation.values("crl")) {
        WARD_TRY(std::string list, read_file(file, max_list_bytes));
        out.revocation_lists.push_back(std::move(list));
    }
    if (invocation.has("trust-system")) {
        for (const std::string_view store : system_stores)
            if (out.system_file.empty() && path_exists(std::string(store))) out.system_file = store;
        if (out.system_file.empty())
            return fail(ErrorCode::not_found, "this system keeps no certificates where they are looked for",
                        "--trust-system");
    }
    if (out.roots_pem.empty() && out.system_file.empty())
        return fail(ErrorCode::usage, "needs --trust CERT.pem or --trust-system: whose word counts?", "--signature");
    return out;
}

// A signature that does not hold is a finding about the manifest, and not a failure of ours.
std::unexpected<Error> refused(const signing::Refusal& refusal, const std::string& file) {
    return fail(refusal.error.code, fmt::format("{} [{}]", refusal.error.what, name_of(refusal.problem)),
                refusal.error.where.empty() ? file : refusal.error.where);
}

// Without --require-crl a certificate that no list speaks of is believed. Who gave a list is told.
void tell_unlisted(const Invocation& invocation, std::string_view bytes, const std::string& der,
                   const std::string& file, const signing::Trust& trust, signing::VerifyOptions options) {
    if (!invocation.has("crl") || options.require_revocation_list) return;
    options.require_revocation_list = true;
    const auto strict = signing::verify_detached(bytes, der, trust, options);
    if (!strict && strict.error().problem == signing::Problem::revocation_unknown)
        invocation.log.warn(
            fmt::format("{}: {}; --require-crl refuses that", display(file), strict.error().error.what));
}

Result<void> check_cms(const Invocation& invocation, std::string_view bytes, const std::string& file,
                       std::vector<std::string>& said) {
    WARD_TRY(const signing::Trust trust, trust_of(invocation));
    WARD_TRY(const std::string der, read_file(file, signing::max_signature_bytes));
    signing::VerifyOptions options;
    options.at = now();
    options.require_code_signing = !invocation.has("any-usage");
    options.require_revocation_list = invocation.has("require-crl");
    const auto verified = signing::verify_detached(bytes, der, trust, options);
    if (!verified) return refused(verified.error(), file);
    tell_unlisted(invocation, bytes, der, file, trust, options);
    for (const signing::SignerFacts& signer : verified->signers)
        said.push_back(fmt::format("signed by {} (serial {}, {}){}", signer.certificate.subject,
                                   signer.certificate.serial, name_of(signer.digest),
                                   signer.timestamp ? ", timestamped " + format_instant(*signer.timestamp)
                                   : signer.signing_time
                                       ? ", by its own word at " + format_instant(*signer.signing_time)
                                       : ""));
    return {};
}

Result<void> check_ed25519(const Invocation& invocation, std::string_view bytes, std::vector<std::string>& said) {
    if (!invocation.has("ed25519-key"))
        return fail(ErrorCode::usage, "needs --ed25519-key FILE: whose signature?", "--ed25519");
    const std::string file = invocation.value("ed25519");
    WARD_TRY(const std::string key, read_file(invocation.value("ed25519-key"), max_pem_bytes));
    WARD_TRY(const std::string signature, read_file(file, signing::max_signature_bytes));
    const auto verified = signing::verify_ed25519(bytes, signature, key);
    if (!verified) return refused(verified.error(), file);
    said.push_back("signed by the Ed25519 key " + verified->key_sha256);
    return {};
}

Result<void> check_sigstore(const Invocation& invocation, std::string_view bytes, std::vector<std::string>& said) {
    if (!invocation.has("sigstore-root"))
        return fail(ErrorCode::usage, "needs --sigstore-root FILE (trusted_root.json): no such root is built in",
                    "--sigstore");
    const std::string root_file = invocation.value("sigstore-root");
    WARD_TRY(const std::string root, read_file(root_file, max_list_bytes));
    auto trusted = signing::parse_trusted_root(root, root_file);
    if (!trusted) return refused(trusted.error(), root_file);
    signing::SigstoreDemand demand;
    demand.identity = invocation.value("identity");
    demand.issuer = invocation.value("issuer");
    demand.any_identity = invocation.has("any-identity");
    if (!demand.any_identity && (demand.identity.empty() || demand.issuer.empty()))
        return fail(ErrorCode::usage, "needs --identity and --issuer, or --any-identity: whose signature counts?",
                    "--sigstore");
    for (const std::string& file : invocation.values("sigstore")) {
        WARD_TRY(const std::string bundle, read_file(file, signing::max_bundle_bytes));
        const auto verified = signing::verify_sigstore(bundle, file, bytes, {.root = *trusted, .keys = {}}, demand);
        if (!verified) return refused(verified.error(), file);
        for (const std::string& line : verified->verified) said.push_back("sigstore: " + line);
        for (const std::string& line : verified->not_verified) said.push_back("sigstore, not verified: " + line);
    }
    return {};
}

// `ward policy sign` with a key that needs no certificate.
Result<int> sign_raw(const Invocation& invocation, const std::string& file, const std::string& content,
                     const std::string& key, const std::optional<std::string>& passphrase) {
    const auto signature = signing::sign_ed25519(content, key, signing::SignatureForm::raw, passphrase);
    if (!signature) return refused(signature.error(), invocation.value("key"));
    const std::string output = invocation.value("output", file + ".sig");
    WARD_TRY_VOID(write_output(output, *signature));
    invocation.log.info("wrote " + display(output));
    return 0;
}

}  // namespace

Result<void> check_signatures(const Invocation& invocation, std::string_view bytes, std::vector<std::string>& said) {
    for (const std::string_view option : {"trust", "trust-system", "crl", "require-crl", "timestamp-trust"})
        if (invocation.has(option) && !invocation.has("signature"))
            return fail(ErrorCode::usage, "says whose signature counts, and there is none: --signature FILE",
                        "--" + std::string(option));
    if (invocation.has("policy-integrity"))
        WARD_TRY_VOID(check_digest(bytes, invocation.value("policy-integrity"), said));
    for (const std::string& file : invocation.values("signature"))
        WARD_TRY_VOID(check_cms(invocation, bytes, file, said));
    if (invocation.has("ed25519")) WARD_TRY_VOID(check_ed25519(invocation, bytes, said));
    if (invocation.has("sigstore")) WARD_TRY_VOID(check_sigstore(invocation, bytes, said));
    return {};
}

Result<void> check_serial(const Invocation& invocation, const policy::ManifestHead& manifest) {
    if (!invocation.has("min-serial")) return {};
    const auto least = to_number<int64_t>(invocation.value("min-serial"));
    if (!least || *least < 0) return fail(ErrorCode::usage, "needs a number, 0 or above", "--min-serial");
    if (!manifest.serial)
        return fail(ErrorCode::damaged, "the manifest has no serial: it could be any older one", "--min-serial");
    if (*manifest.serial < *least)
        return fail(ErrorCode::damaged,
                    fmt::format("the manifest is an older one: its serial is {}, and at least {} is asked for",
                                *manifest.serial, *least),
                    "--min-serial");
    return {};
}

Result<int> policy_sign(const Invocation& invocation) {
    if (invocation.arguments.size() != 1) return fail(ErrorCode::usage, "takes one file");
    const std::string& file = invocation.arguments[0];
    if (!invocation.has("key")) return fail(ErrorCode::usage, "is needed", "--key");
    WARD_TRY(const std::string content, read_file(file, max_list_bytes));
    WARD_TRY(const std::string key, read_file(invocation.value("key"), max_pem_bytes));
    WARD_TRY(const std::string chain, joined_pem(invocation, "cert"));
    signing::SignOptions options;
    options.signing_time = now();
    options.require_code_signing = !invocation.has("any-usage");
    if (const std::string digest = invocation.value("digest"); !digest.empty())
        options.digest = digest == "sha256"   ? signing::Digest::sha256
                         : digest == "sha512" ? signing::Digest::sha512
                                              : signing::Digest::sha384;
    if (invocation.has("passphrase-file")) {
        WARD_TRY(const std::string text, read_file(invocation.value("passphrase-file"), max_passphrase_bytes));
        options.passphrase = std::string(text.substr(0, text.find_first_of("\r\n")));
    }
    if (!invocation.has("cert")) return sign_raw(invocation, file, content, key, options.passphrase);
    const auto signature = signing::sign_detached(content, key, chain, options);
    if (!signature) return refused(signature.error(), file);
    const std::string output = invocation.value("output", file + ".p7s");
    WARD_TRY_VOID(write_output(output, *signature));
    invocation.log.info("wrote " + display(output));
    return 0;
}

}  // namespace ward::cli
