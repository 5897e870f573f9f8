// Ours beside `openssl cms`, both ways.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "formats/signing/cms.h"
#include "formats/signing/command_testing.h"
#include "formats/signing/testing.h"

namespace ward::signing {
namespace {

using test::authority_named;
using test::day;
using test::issue;
using test::Issued;
using test::KeyKind;
using test::noon;

constexpr std::string_view manifest = "{\n  \"resources\": {}\n}\n";

class CmsBesideOpenssl : public testing::Test {
  protected:
    void SetUp() override {
        if (!test::has_command("openssl")) GTEST_SKIP() << "needs the program openssl";
        workshop.write("root.pem", root.certificate);
        workshop.write("chain.pem", middle.certificate);
        workshop.write("manifest", manifest);
        workshop.write("other", "{\n  \"resources\": []\n}\n");
    }

    test::Workshop workshop;
    Issued root = issue(authority_named("Root"), nullptr);
    Issued middle = issue(authority_named("Middle", 11), &root);
    Trust trust{.roots_pem = root.certificate};

    Issued signer_with(KeyKind kind) {
        Issued signer = issue({.name = "Release key"}, &middle, kind);
        workshop.write("key.pem", signer.key);
        workshop.write("cert.pem", signer.certificate);
        return signer;
    }
    // Their signature over the manifest.
    std::string sign_there(const std::string& options) const {
        const auto answer = workshop.run(
            "openssl cms -sign -outform DER -in manifest -inkey key.pem -signer cert.pem -certfile chain.pem -out "
            "theirs.p7s " +
            options);
        EXPECT_EQ(answer.status, 0) << answer.output;
        return workshop.read("theirs.p7s");
    }
    std::string answer(std::string_view signature, std::string_view content = manifest,
                       VerifyOptions options = {.at = noon}) const {
        const auto verdict = verify_detached(content, signature, trust, options);
        return verdict ? "verified" : std::string(name_of(verdict.error().problem));
    }
};

TEST_F(CmsBesideOpenssl, openssl_verifies_what_we_sign) {
    for (const KeyKind kind : {KeyKind::rsa_2048, KeyKind::rsa_3072, KeyKind::p256, KeyKind::p384}) {
        const Issued signer = signer_with(kind);
        for (const Digest digest : {Digest::sha256, Digest::sha384, Digest::sha512}) {
            const auto signature = sign_detached(manifest, signer.key, signer.certificate + middle.certificate,
                                                 {.digest = digest, .signing_time = noon - day});
            ASSERT_TRUE(signature);
            workshop.write("ours.p7s", *signature);
            const auto verify = [&](std::string_view file, std::string_view more) {
                return workshop.run(
                    fmt::format("openssl cms -verify -binary -inform DER -in ours.p7s -content {} -CAfile root.pem "
                                "-purpose any -attime {} -out /dev/null {}",
                                file, noon, more));
            };
            const auto good = verify("manifest", "");
            EXPECT_EQ(good.status, 0) << good.output;
            const auto strict = verify("manifest", "-cades");
            EXPECT_EQ(strict.status, 0) << strict.output;
            EXPECT_NE(verify("other", "").status, 0);
            EXPECT_NE(verify("manifest", "-certfile chain.pem -CAfile cert.pem").status, 0);
        }
    }
}

TEST_F(CmsBesideOpenssl, its_parser_reads_ours_and_finds_the_attributes) {
    const Issued signer = signer_with(KeyKind::rsa_3072);
    workshop.write("ours.p7s", sign_detached(manifest, signer.key, signer.certificate, {.signing_time = noon}).value());
    const auto print = workshop.run("openssl cms -cmsout -print -noout -inform DER -in ours.p7s");
    EXPECT_EQ(print.status, 0);
    for (const std::string_view word : {"eContent: <ABSENT>", "sha384", "contentType", "signingTime", "UTCTIME:Sep 21 ",
                                        "messageDigest", "id-smime-aa-signingCertificateV2"})
        EXPECT_NE(print.output.find(word), std::string::npos) << word;
    EXPECT_EQ(workshop.run("openssl pkcs7 -inform DER -in ours.p7s -print_certs -noout").status, 0);
}

TEST_F(CmsBesideOpenssl, we_verify_what_openssl_signs) {
    for (const KeyKind kind : {KeyKind::rsa_2048, KeyKind::rsa_3072, KeyKind::p256}) {
        (void)signer_with(kind);
        for (const std::string_view digest : {"sha256", "sha384", "sha512"})
            for (const std::string_view form :
                 {"-binary", "-binary -noattr", "-binary -cades", "-binary -keyid", "-binary -nosmimecap"})
                EXPECT_EQ(answer(sign_there(fmt::format("-md {} {}", digest, form))), "verified") << digest << form;
        EXPECT_EQ(answer(sign_there("-binary -md sha1")), "weak-digest");
        // OpenSSL does not sign with a curve and MD5.
        if (kind != KeyKind::p256) {
            EXPECT_EQ(answer(sign_there("-binary -md md5")), "weak-digest");
        }
        EXPECT_EQ(answer(sign_there("-binary -md sha224")), "unsupported-algorithm");
        EXPECT_EQ(answer(sign_there("-binary -nodetach -md sha256")), "not-detached");
        // With -stream it puts the content inside as well.
        EXPECT_EQ(answer(sign_there("-binary -stream -md sha256")), "not-detached");
        EXPECT_EQ(answer(sign_there("-binary -md sha256 -econtent_type pkcs7-signedData")), "wrong-content-type");
        EXPECT_EQ(answer(sign_there("-binary -nocerts -md sha256")), "no-signer-certificate");
        // Without -binary line ends are changed before signing, with -text a header is put in front as well.
        for (const std::string_view attributes : {"", "-noattr "}) {
            EXPECT_EQ(answer(sign_there(fmt::format("{}-md sha256", attributes))), "line-ends-changed");
            EXPECT_EQ(answer(sign_there(fmt::format("{}-text -md sha256", attributes))), "signed-as-text");
        }
    }
}

TEST_F(CmsBesideOpenssl, without_attributes_content_and_signature_look_alike) {
    (void)signer_with(KeyKind::rsa_2048);
    std::string signature = sign_there("-binary -noattr -md sha256");
    EXPECT_EQ(answer(signature, "{\n  \"resources\": []\n}\n"), "signature-wrong");
    EXPECT_EQ(answer(signature, "{\r\n  \"resources\": {}\r\n}\r\n"), "line-ends-changed");
    signature.back() = static_cast<char>(signature.back() ^ 1);
    EXPECT_EQ(answer(signature), "signature-wrong");
}

// The attributes of one message, passed off as the content of another (its signature is right, its attributes are
// gone).
TEST_F(CmsBesideOpenssl, attributes_are_no_content) {
    (void)signer_with(KeyKind::p256);
    workshop.write("manifest",
                   "\x31"
                   "0 begins like a set of attributes");
    EXPECT_EQ(answer(sign_there("-binary -noattr -md sha256"), workshop.read("manifest")), "attributes-wrong");
    EXPECT_EQ(answer(sign_there("-binary -md sha256"), workshop.read("manifest")), "verified");
}

TEST_F(CmsBesideOpenssl, several_signers) {
    const Issued second = issue({.name = "Second", .serial = 3}, &middle);
    workshop.write("key2.pem", second.key);
    workshop.write("cert2.pem", second.certificate);
    (void)signer_with(KeyKind::p256);
    const std::string signature = sign_there("-binary -md sha256 -signer cert2.pem -inkey key2.pem");
    EXPECT_EQ(answer(signature), "several-signers");
    EXPECT_EQ(answer(signature, manifest, {.at = noon, .allow_several_signers = true}), "verified");
    trust.revocation_lists = {test::revocation_list(middle, {3})};
    EXPECT_EQ(answer(signature, manifest, {.at = noon, .allow_several_signers = true}), "revoked");
}

}  // namespace
}  // namespace ward::signing
