#include "formats/signing/cms.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/signing/testing.h"

namespace ward::signing {
namespace {

using test::authority_named;
using test::day;
using test::issue;
using test::Issued;
using test::KeyKind;
using test::noon;
using test::Wanted;

constexpr std::string_view manifest = "{\n  \"onerror\": \"exit\",\n  \"resources\": {}\n}\n";

// A root, an intermediate and a signer, and a signature by it over `manifest`.
class Cms : public testing::Test {
  protected:
    Issued root = issue(authority_named("Root"), nullptr);
    Issued middle = issue(authority_named("Middle", 11), &root);
    Issued signer = issue({.name = "Release key", .serial = 0x1234}, &middle);
    Trust trust{.roots_pem = root.certificate};
    VerifyOptions options{.at = noon};

    std::string sign(const Issued& by, SignOptions how = {.signing_time = noon - day}) const {
        auto signature = sign_detached(manifest, by.key, by.certificate + middle.certificate, how);
        EXPECT_TRUE(signature.has_value()) << signature.error().error.message();
        return signature.value_or("");
    }
    // What a signer with such a certificate makes, whatever it is for.
    std::string sign_as(const Wanted& wanted, KeyKind kind = KeyKind::p256) const {
        return sign(issue(wanted, &middle, kind), {.signing_time = wanted.from + 1, .require_code_signing = false});
    }
    Verdict<Verified> verify(std::string_view signature, std::string_view content = manifest) const {
        return verify_detached(content, signature, trust, options);
    }
    // "problem: message", or "verified".
    std::string answer(std::string_view signature, std::string_view content = manifest) const {
        const auto verdict = verify(signature, content);
        if (verdict) return "verified";
        return std::string(name_of(verdict.error().problem)) + ": " + verdict.error().error.message();
    }
};

std::string flipped(std::string bytes, size_t at) {
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    return bytes;
}

// Where an attribute's or object's bytes begin.
size_t place_of(const std::string& bytes, std::string_view part) {
    const size_t at = bytes.find(part);
    EXPECT_NE(at, std::string::npos);
    return at;
}

constexpr std::string_view message_digest_oid("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04", 11);

TEST_F(Cms, verifies_what_it_signed_and_says_by_whom) {
    const auto verified = verify(sign(signer));
    ASSERT_TRUE(verified) << verified.error().error.message();
    ASSERT_EQ(verified->signers.size(), 1u);
    const SignerFacts& facts = verified->signers.front();
    EXPECT_EQ(facts.certificate.subject, "CN=Release key,O=Tests of ward");
    EXPECT_EQ(facts.certificate.issuer, "CN=Middle,O=Tests of ward");
    EXPECT_EQ(facts.certificate.serial, "1234");
    EXPECT_EQ(facts.certificate.not_before, noon - 30 * day);
    EXPECT_EQ(facts.certificate.not_after, noon + 30 * day);
    EXPECT_EQ(facts.digest, Digest::sha384);
    EXPECT_TRUE(facts.signed_attributes);
    EXPECT_EQ(facts.signing_time, noon - day);
    EXPECT_EQ(facts.timestamp, std::nullopt);
    ASSERT_EQ(facts.path.size(), 3u);
    EXPECT_EQ(facts.path[0].sha256, facts.certificate.sha256);
    EXPECT_EQ(facts.path[2].subject, "CN=Root,O=Tests of ward");
}

TEST_F(Cms, all_digests_and_kinds_of_keys) {
    for (const KeyKind kind : {KeyKind::rsa_2048, KeyKind::rsa_3072, KeyKind::p256, KeyKind::p384}) {
        const Issued by = issue({}, &middle, kind);
        for (const Digest digest : {Digest::sha256, Digest::sha384, Digest::sha512}) {
            const auto verified = verify(sign(by, {.digest = digest, .signing_time = noon}));
            ASSERT_TRUE(verified) << verified.error().error.message();
            EXPECT_EQ(verified->signers.front().digest, digest);
        }
    }
}

TEST_F(Cms, an_rsa_signature_is_the_same_every_time) {
    const Issued by = issue({}, &middle, KeyKind::rsa_2048);
    EXPECT_EQ(sign(by), sign(by));
    EXPECT_NE(sign(by), sign(by, {.signing_time = noon}));
}

TEST_F(Cms, empty_and_binary_content) {
    for (const std::string& content : {std::string(), std::string("\0\r\n\xff\n", 5), std::string(100'000, 'x')}) {
        const auto signature =
            sign_detached(content, signer.key, signer.certificate + middle.certificate, {.signing_time = noon});
        ASSERT_TRUE(signature);
        EXPECT_EQ(answer(*signature, content), "verified");
        EXPECT_EQ(answer(*signature, content + "x").substr(0, 15), "content-changed");
    }
}

TEST_F(Cms, content_must_be_what_was_signed) {
    const std::string signature = sign(signer);
    EXPECT_EQ(answer(signature, flipped(std::string(manifest), 5)),
              "content-changed: the content is not what was signed: its digest differs from messageDigest");
    EXPECT_EQ(
        answer(signature, replace_all(manifest, "\n", "\r\n")),
        "line-ends-changed: the signature is over this content with LF line ends; it was converted to CRLF since");
    const std::string windows = replace_all(manifest, "\n", "\r\n");
    const auto over_windows =
        sign_detached(windows, signer.key, signer.certificate + middle.certificate, {.signing_time = noon});
    EXPECT_EQ(answer(over_windows.value()).substr(0, 17), "line-ends-changed");
    const auto as_text = sign_detached("Content-Type: text/plain\r\n\r\n" + windows, signer.key,
                                       signer.certificate + middle.certificate, {.signing_time = noon});
    EXPECT_EQ(
        answer(as_text.value()),
        "signed-as-text: the signature is over the content as MIME text (made with -text); sign the bytes as they are");
}

TEST_F(Cms, every_part_of_the_signature_counts) {
    const std::string signature = sign(signer);
    EXPECT_EQ(answer(flipped(signature, signature.size() - 1)),
              "signature-wrong: the signature over the signed attributes is wrong");
    const size_t digest = place_of(signature, message_digest_oid) + message_digest_oid.size() + 4;
    EXPECT_EQ(answer(flipped(signature, digest + 10)),
              "attributes-changed: the signed attributes were changed: the signature over them is wrong, and their "
              "messageDigest is not that of the content");
}

// Whatever bit is changed: no signature of another form is believed. (The certificates of the path that are not the
// signer's are protected by their own signatures.)
TEST_F(Cms, no_changed_byte_is_believed) {
    const std::string signature = sign(signer);
    const auto original = verify(signature);
    ASSERT_TRUE(original);
    size_t believed = 0;
    for (size_t i = 0; i < signature.size(); ++i) {
        std::string changed = signature;
        changed[i] = static_cast<char>(changed[i] ^ (1 << i % 8));
        const auto verdict = verify(changed);
        if (!verdict) continue;
        ++believed;
        EXPECT_EQ(verdict->signers.front().certificate.sha256, original->signers.front().certificate.sha256);
        EXPECT_EQ(verdict->signers.front().signing_time, original->signers.front().signing_time);
    }
    // Version numbers and the list of digests at the front, which no signature covers and nobody reads.
    EXPECT_LT(believed, 20u);
}

// In the list of digests at the front, which no signature covers.
TEST_F(Cms, announced_digests_must_be_known) {
    const std::string signature = sign(signer);
    const size_t announced = place_of(signature, std::string_view("\x60\x86\x48\x01\x65\x03\x04\x02\x02", 9));
    EXPECT_EQ(answer(flipped(signature, announced + 4)),
              "unsupported-algorithm: the signature announces digests other than SHA-256, -384 and -512");
}

TEST_F(Cms, form) {
    const std::string signature = sign(signer);
    EXPECT_EQ(answer("").substr(0, 10), "malformed:");
    EXPECT_EQ(answer("{}").substr(0, 10), "malformed:");
    EXPECT_EQ(answer("-----BEGIN CMS-----\n"),
              "malformed: the signature is in PEM form; DER is expected (openssl: -outform DER)");
    EXPECT_EQ(answer(signature.substr(0, signature.size() - 1)).substr(0, 10), "malformed:");
    EXPECT_EQ(answer(signature + "xy"), "trailing-bytes: 2 bytes follow the signature");
    // ContentInfo with data in place of SignedData.
    EXPECT_EQ(answer(std::string_view("\x30\x0f\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x02\x04\x00", 17)),
              "not-signed-data: the message is pkcs7-data, not SignedData");
    // SignedData without a signer.
    EXPECT_EQ(
        answer(std::string_view("\x30\x23\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x16\x30\x14\x02\x01\x01\x31"
                                "\x00\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\x31\x00",
                                37)),
        "no-signer: the signature has no signer");
    EXPECT_EQ(answer(std::string(max_signature_bytes + 1, '0')),
              "too-large: the signature has more than 1048576 bytes");
    // The content inside: signed by another program, so here only its form matters.
    EXPECT_EQ(
        answer(std::string_view("\x30\x29\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x1c\x30\x1a\x02\x01\x01\x31"
                                "\x00\x30\x11\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x04\x04\x02hi\x31\x00",
                                43)),
        "not-detached: the signature has the content inside; a detached one is expected");
}

TEST_F(Cms, too_many_certificates) {
    std::string extra;
    for (size_t i = 0; i <= max_certificates; ++i) extra += signer.certificate;
    const auto signature = sign_detached(manifest, signer.key, signer.certificate,
                                         {.signing_time = noon, .extra_certificates_pem = extra});
    ASSERT_FALSE(signature);
    EXPECT_EQ(signature.error().problem, Problem::too_many_certificates);
}

TEST_F(Cms, the_path_must_lead_to_a_trusted_root) {
    const std::string signature = sign(signer);
    const Issued other = issue(authority_named("Other root"), nullptr);
    trust.roots_pem = other.certificate;
    EXPECT_EQ(
        answer(signature),
        "issuer-unknown: \"CN=Middle,O=Tests of ward\" was issued by \"CN=Root,O=Tests of ward\", whose certificate "
        "is neither trusted nor in the signature");
    const auto with_root = sign_detached(
        manifest, signer.key, signer.certificate + middle.certificate + root.certificate, {.signing_time = noon});
    EXPECT_EQ(answer(with_root.value()),
              "root-untrusted: the path ends at \"CN=Root,O=Tests of ward\", which is not a trusted root");
    // A root of the same name with another key.
    trust.roots_pem = issue(authority_named("Root"), nullptr).certificate;
    EXPECT_NE(answer(signature), "verified");
    trust.roots_pem = {};
    EXPECT_EQ(answer(signature), "trust-unusable: no trusted root is given");
    trust.roots_pem = "no certificate";
    EXPECT_EQ(answer(signature), "trust-unusable: the trusted roots: no certificate in PEM form");
    trust = {.system_directory = "tests"};
    EXPECT_EQ(answer(signature).substr(0, 15), "issuer-unknown:");
    trust = {.system_file = "/nowhere/at-all.pem"};
    EXPECT_EQ(answer(signature).substr(0, 36), "trust-unusable: /nowhere/at-all.pem:");
}

TEST_F(Cms, what_is_pinned_ends_the_path) {
    const std::string signature = sign(signer);
    trust.roots_pem = middle.certificate;
    EXPECT_EQ(answer(signature), "verified");
    trust.roots_pem = signer.certificate;
    EXPECT_EQ(answer(signature), "verified");
    const Issued alone = issue({.name = "Alone"}, nullptr);
    trust.roots_pem = alone.certificate;
    EXPECT_EQ(answer(sign_detached(manifest, alone.key, alone.certificate, {.signing_time = noon}).value()),
              "verified");
}

TEST_F(Cms, missing_certificates_may_be_given) {
    const auto bare = sign_detached(manifest, signer.key, signer.certificate, {.signing_time = noon});
    EXPECT_EQ(answer(bare.value()).substr(0, 15), "issuer-unknown:");
    trust.intermediates_pem = middle.certificate;
    EXPECT_EQ(answer(bare.value()), "verified");
}

TEST_F(Cms, a_long_path_is_refused) {
    std::vector<Issued> path{root};
    std::string chain;
    for (int i = 0; i < max_path_length + 2; ++i) {
        path.push_back(issue(authority_named("Level " + std::to_string(i), i + 20), &path.back()));
        chain = path.back().certificate + chain;
    }
    const Issued by = issue({}, &path.back());
    const auto signature = sign_detached(manifest, by.key, by.certificate + chain, {.signing_time = noon});
    EXPECT_EQ(answer(signature.value()), "path-too-long: more than 10 certificates lie between the signer and a root");
}

TEST_F(Cms, validity) {
    const std::string signature = sign(signer);
    options.at = noon + 31 * day;
    EXPECT_EQ(answer(signature),
              "expired: \"CN=Release key,O=Tests of ward\" expired at " + format_instant(noon + 30 * day));
    options.at = noon - 31 * day;
    EXPECT_EQ(answer(signature), "not-yet-valid: \"CN=Release key,O=Tests of ward\" is not valid before " +
                                     format_instant(noon - 30 * day) + ", and it is " + format_instant(options.at));
}

TEST_F(Cms, a_timestamp_outlives_the_certificate) {
    Wanted wanted = authority_named("Time", 5);
    wanted.extensions = {{"keyUsage", "critical,digitalSignature"}, {"extendedKeyUsage", "critical,timeStamping"}};
    const Issued clock = issue(wanted, &root);
    const std::string stamped = test::with_timestamp(sign(signer), clock, noon - day);
    options.at = noon + 100 * day;
    EXPECT_EQ(answer(stamped).substr(0, 8), "expired:");  // nobody is trusted for the time
    options.at = noon;
    EXPECT_TRUE(verify(stamped)->signers.front().timestamp_ignored);
    options.at = noon + 100 * day;
    trust.timestamp_roots_pem = root.certificate;
    const auto verified = verify(stamped);
    ASSERT_TRUE(verified) << verified.error().error.message();
    EXPECT_EQ(verified->signers.front().timestamp, noon - day);
    // It must have been valid then.
    EXPECT_EQ(answer(test::with_timestamp(sign(signer), clock, noon + 50 * day)).substr(0, 8), "expired:");
    // A revocation of today counts all the same.
    trust.revocation_lists = {test::revocation_list(middle, {0x1234}, options.at - day, options.at + day)};
    EXPECT_EQ(answer(stamped), "revoked: \"CN=Release key,O=Tests of ward\" is revoked");
    trust.revocation_lists.clear();
    // Of another signature; by somebody else; by somebody who may not.
    options.at = noon;
    const std::string other = test::with_timestamp(sign(signer, {.signing_time = noon}), clock, noon);
    EXPECT_EQ(answer(other), "verified");
    trust.timestamp_roots_pem = issue(authority_named("Else"), nullptr).certificate;
    EXPECT_EQ(answer(stamped).substr(0, 43), "timestamp-wrong: the timestamp does not hol");
}

TEST_F(Cms, revocation) {
    const std::string signature = sign(signer);
    trust.revocation_lists = {test::revocation_list(middle, {1, 2})};
    EXPECT_EQ(answer(signature), "verified");
    trust.revocation_lists = {test::revocation_list(middle, {0x1234})};
    EXPECT_EQ(answer(signature), "revoked: \"CN=Release key,O=Tests of ward\" is revoked");
    trust.revocation_lists = {test::revocation_list(root, {11})};
    EXPECT_EQ(answer(signature), "revoked: \"CN=Middle,O=Tests of ward\" is revoked");
    trust.revocation_lists = {test::revocation_list(middle, {}, noon - 9 * day, noon - day)};
    EXPECT_EQ(answer(signature),
              "revocation-stale: the revocation list of \"CN=Middle,O=Tests of ward\" is out of date at " +
                  format_instant(noon));
    trust.revocation_lists = {test::revocation_list(middle, {}, noon + day, noon + 2 * day)};
    EXPECT_EQ(answer(signature),
              "revocation-stale: the revocation list of \"CN=Middle,O=Tests of ward\" is not yet valid at " +
                  format_instant(noon));
    trust.revocation_lists = {"no list"};
    EXPECT_EQ(answer(signature).substr(0, 15), "trust-unusable:");
    // By somebody else in the issuer's name: as good as none.
    const Issued impostor = issue(authority_named("Middle", 11), nullptr);
    trust.revocation_lists = {test::revocation_list(impostor, {0x1234})};
    EXPECT_EQ(answer(signature).substr(0, 15), "trust-unusable:");
}

TEST_F(Cms, revocation_lists_on_demand) {
    const std::string signature = sign(signer);
    options.require_revocation_list = true;
    EXPECT_EQ(answer(signature),
              "revocation-unknown: there is no revocation list for \"CN=Release key,O=Tests of ward\"");
    trust.revocation_lists = {test::revocation_list(middle, {})};
    EXPECT_EQ(answer(signature), "revocation-unknown: there is no revocation list for \"CN=Middle,O=Tests of ward\"");
    trust.revocation_lists.push_back(test::revocation_list(root, {}));
    EXPECT_EQ(answer(signature), "verified");
}

TEST_F(Cms, usage) {
    const std::vector<std::pair<std::vector<test::TextExtension>, std::string>> rows{
        {{{"extendedKeyUsage", "serverAuth"}},
         "wrong-usage: \"CN=Signer,O=Tests of ward\" is not for codeSigning (its extended key usage is another)"},
        {{{"extendedKeyUsage", "anyExtendedKeyUsage"}},
         "wrong-usage: \"CN=Signer,O=Tests of ward\" is not for codeSigning (its extended key usage is another)"},
        {{{"basicConstraints", "CA:FALSE"}},
         "wrong-usage: \"CN=Signer,O=Tests of ward\" is not for codeSigning (it has no extended key usage)"},
        {{{"extendedKeyUsage", "codeSigning"}, {"keyUsage", "keyEncipherment"}},
         "wrong-usage: \"CN=Signer,O=Tests of ward\" is not for digital signatures"},
        {{{"extendedKeyUsage", "serverAuth,codeSigning"}}, "verified"},
        {{{"extendedKeyUsage", "codeSigning"}, {"basicConstraints", "CA:TRUE"}},
         "authority-as-signer: \"CN=Signer,O=Tests of ward\" is the certificate of an authority, not of a signer"},
    };
    for (const auto& [extensions, expected] : rows) {
        Wanted wanted;
        wanted.extensions = extensions;
        EXPECT_EQ(answer(sign_as(wanted)), expected);
    }
    options.require_code_signing = false;
    Wanted wanted;
    wanted.extensions = {{"extendedKeyUsage", "serverAuth"}};
    EXPECT_EQ(answer(sign_as(wanted)), "verified");
}

TEST_F(Cms, an_authority_that_is_limited_limits_its_signers) {
    Wanted limited = authority_named("Limited", 12);
    limited.extensions.push_back({"extendedKeyUsage", "serverAuth"});
    middle = issue(limited, &root);
    EXPECT_EQ(answer(sign(issue({}, &middle))),
              "wrong-usage: \"CN=Limited,O=Tests of ward\" is not for codeSigning (its extended key usage is another)");
}

TEST_F(Cms, weak_certificates) {
    EXPECT_EQ(sign_detached(manifest, test::make_key(KeyKind::rsa_1024), signer.certificate, {.signing_time = noon})
                  .error()
                  .problem,
              Problem::weak_key);
    middle = issue(authority_named("Short", 13), &root, KeyKind::rsa_1024);
    EXPECT_EQ(answer(sign(issue({}, &middle))),
              "weak-key: the key of \"CN=Short,O=Tests of ward\" is too short (RSA needs 2048 bits)");
    middle = issue(authority_named("Middle", 11), &root);
    EXPECT_EQ(answer(sign_as({.sha1 = true})).substr(0, 12), "weak-digest:");
}

TEST_F(Cms, signing_refuses_what_would_be_refused_later) {
    const auto problem = [&](const std::string& key, const std::string& chain,
                             SignOptions how = {.signing_time = noon}) {
        const auto signature = sign_detached(manifest, key, chain, how);
        return signature ? std::string("signed") : std::string(name_of(signature.error().problem));
    };
    EXPECT_EQ(problem(signer.key, signer.certificate), "signed");
    EXPECT_EQ(problem("nothing", signer.certificate), "key-unusable");
    EXPECT_EQ(problem(signer.key, "nothing"), "key-unusable");
    EXPECT_EQ(problem(test::make_key(KeyKind::p256), signer.certificate), "key-mismatch");
    EXPECT_EQ(problem(test::make_key(KeyKind::ed25519), signer.certificate), "key-unusable");
    EXPECT_EQ(problem(root.key, root.certificate), "authority-as-signer");
    EXPECT_EQ(problem(signer.key, signer.certificate, {.signing_time = noon + 99 * day}), "expired");
    EXPECT_EQ(problem(signer.key, signer.certificate, {.signing_time = noon - 99 * day}), "not-yet-valid");
    Wanted server;
    server.extensions = {{"extendedKeyUsage", "serverAuth"}};
    const Issued other = issue(server, &middle);
    EXPECT_EQ(problem(other.key, other.certificate), "wrong-usage");
}

TEST_F(Cms, encrypted_keys_need_their_passphrase) {
    const std::string key = test::encrypted_key(signer.key, "correct horse");
    const auto sign_with = [&](std::optional<std::string> passphrase) {
        return sign_detached(manifest, key, signer.certificate + middle.certificate,
                             {.signing_time = noon, .passphrase = std::move(passphrase)});
    };
    EXPECT_EQ(sign_with(std::nullopt).error().error.what, "the private key is encrypted and no passphrase was given");
    EXPECT_EQ(sign_with("wrong").error().error.what, "the passphrase does not open the private key");
    EXPECT_EQ(sign_with("").error().problem, Problem::passphrase_wrong);
    EXPECT_EQ(answer(sign_with("correct horse").value()), "verified");
}

}  // namespace
}  // namespace ward::signing
