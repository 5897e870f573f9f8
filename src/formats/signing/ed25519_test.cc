#include "formats/signing/ed25519.h"

#include <gtest/gtest.h>

#include "formats/digest.h"
#include "formats/signing/testing.h"

namespace ward::signing {
namespace {

using test::KeyKind;

std::string answer(std::string_view content, std::string_view signature, std::string_view key) {
    const auto verdict = verify_ed25519(content, signature, key);
    return verdict ? "verified"
                   : std::string(name_of(verdict.error().problem)) + ": " + verdict.error().error.message();
}

// RFC 8032, 7.1, test 2: a known key, message and signature.
TEST(Ed25519, agrees_with_the_standard) {
    const std::string key =
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n-----END PUBLIC "
        "KEY-----\n";
    const std::string signature =
        "kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAA==";
    EXPECT_EQ(answer("\x72", signature, key), "verified");
    EXPECT_EQ(answer("\x73", signature, key),
              "signature-wrong: the Ed25519 signature is not over this content by this key");
}

TEST(Ed25519, verifies_what_it_signed_in_both_forms) {
    const std::string key = test::make_key(KeyKind::ed25519);
    const std::string shown = test::public_key_pem(key);
    for (const std::string& content : {std::string(), std::string("manifest\n"), std::string("\0\xff\r\n", 4)})
        for (const SignatureForm form : {SignatureForm::raw, SignatureForm::base64}) {
            const auto signature = sign_ed25519(content, key, form);
            ASSERT_TRUE(signature);
            EXPECT_EQ(signature->size(), form == SignatureForm::raw ? 64u : 89u);
            EXPECT_EQ(answer(content, *signature, shown), "verified");
            EXPECT_EQ(answer(content + " ", *signature, shown),
                      "signature-wrong: the Ed25519 signature is not over this content by this key");
        }
    const auto facts = verify_ed25519("x", sign_ed25519("x", key, SignatureForm::raw).value(), shown);
    EXPECT_EQ(facts->key_sha256, sha256_hex(test::public_key_der(key)));
}

TEST(Ed25519, every_bit_counts) {
    const std::string key = test::make_key(KeyKind::ed25519);
    const std::string shown = test::public_key_pem(key);
    const std::string signature = sign_ed25519("content", key, SignatureForm::raw).value();
    for (size_t bit = 0; bit < 8 * signature.size(); ++bit) {
        std::string changed = signature;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        EXPECT_NE(answer("content", changed, shown), "verified") << bit;
    }
}

TEST(Ed25519, form_and_keys) {
    const std::string key = test::make_key(KeyKind::ed25519);
    const std::string shown = test::public_key_pem(key);
    for (const std::string& signature :
         {std::string(), std::string(63, 'x'), std::string(65, 'x'), std::string(88, '!')})
        EXPECT_EQ(answer("", signature, shown), "malformed: the signature is neither 64 bytes nor their base64");
    EXPECT_EQ(answer("", std::string(64, 'x'), test::public_key_pem(test::make_key(KeyKind::p256))),
              "key-unusable: the key is not an Ed25519 key");
    EXPECT_EQ(answer("", std::string(64, 'x'), "nothing").substr(0, 15), "trust-unusable:");
    EXPECT_EQ(sign_ed25519("", test::make_key(KeyKind::p256), SignatureForm::raw).error().problem,
              Problem::key_unusable);
    const std::string locked = test::encrypted_key(key, "open sesame");
    EXPECT_EQ(sign_ed25519("", locked, SignatureForm::raw).error().problem, Problem::passphrase_missing);
    EXPECT_EQ(sign_ed25519("", locked, SignatureForm::raw, "wrong").error().problem, Problem::passphrase_wrong);
    EXPECT_TRUE(sign_ed25519("", locked, SignatureForm::raw, "open sesame"));
}

}  // namespace
}  // namespace ward::signing
