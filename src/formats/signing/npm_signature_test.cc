#include "formats/signing/npm_signature.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "formats/digest.h"
#include "formats/signing/testing.h"

namespace ward::signing {
namespace {

using test::day;
using test::KeyKind;
using test::noon;

std::string key_row(const std::string& key, std::string_view id, std::string_view expires = "null",
                    std::string_view scheme = "ecdsa-sha2-nistp256") {
    return fmt::format(R"({{"expires":{},"keyid":"{}","keytype":"{}","scheme":"{}","key":"{}"}})", expires, id, scheme,
                       scheme, base64_encode(test::public_key_der(key)));
}

std::string outcome(const auto& verdict) {
    return verdict ? "good" : std::string(name_of(verdict.error().problem)) + ": " + verdict.error().error.message();
}

class NpmSignatures : public testing::Test {
  protected:
    std::string key = test::make_key(KeyKind::p256);
    std::string old_key = test::make_key(KeyKind::p256);
    std::vector<NpmKey> keys =
        parse_npm_keys(
            fmt::format(R"({{"keys":[{},{}]}})", key_row(old_key, "SHA256:old", "\"" + format_instant(noon) + "\""),
                        key_row(key, "SHA256:new")),
            "keys.json")
            .value();
    NpmPackage package{
        .name = "@scope/thing", .version = "1.2.3-rc.1", .integrity = "sha512-AAAA", .published = noon - day};

    NpmSignature by(const std::string& signer, std::string id) const {
        return {.key_id = std::move(id),
                .signature = base64_encode(test::sign_bytes(signer, "@scope/thing@1.2.3-rc.1:sha512-AAAA"))};
    }
    std::string answer(const std::vector<NpmSignature>& signatures) const {
        return outcome(verify_npm_signatures(package, signatures, keys));
    }
};

TEST_F(NpmSignatures, hold_and_name_their_key) {
    const std::vector<NpmSignature> signatures{by(key, "SHA256:new")};
    EXPECT_EQ(verify_npm_signatures(package, signatures, keys).value(), "SHA256:new");
    EXPECT_EQ(answer({by(key, "SHA256:new"), by(old_key, "SHA256:old")}), "good");
}

TEST_F(NpmSignatures, name_version_and_integrity_count) {
    const std::vector<NpmSignature> signatures{by(key, "SHA256:new")};
    const NpmPackage before = package;
    package.name = "@scope/thinG";
    EXPECT_EQ(answer(signatures),
              "signature-wrong: the registry signature is not over @scope/thinG@1.2.3-rc.1:sha512-AAAA");
    package = before;
    package.version = "1.2.3";
    EXPECT_EQ(answer(signatures).substr(0, 16), "signature-wrong:");
    package = before;
    package.integrity = "sha512-AAAB";
    EXPECT_EQ(answer(signatures).substr(0, 16), "signature-wrong:");
}

TEST_F(NpmSignatures, each_must_hold) {
    EXPECT_EQ(answer({}), "no-signer: @scope/thing@1.2.3-rc.1 has no registry signature");
    EXPECT_EQ(answer({by(key, "SHA256:strange")}), "key-unknown: the registry publishes no key SHA256:strange");
    EXPECT_EQ(answer({by(old_key, "SHA256:new")}).substr(0, 16), "signature-wrong:");
    EXPECT_EQ(answer({by(key, "SHA256:new"), by(key, "SHA256:old")}).substr(0, 16), "signature-wrong:");
    EXPECT_EQ(answer({{.key_id = "SHA256:new", .signature = "not base64"}}),
              "malformed: the registry signature is not in base64");
    EXPECT_EQ(answer({{.key_id = "SHA256:new", .signature = ""}}).substr(0, 16), "signature-wrong:");
}

TEST_F(NpmSignatures, a_key_is_good_for_what_was_published_before_its_end) {
    const std::vector<NpmSignature> signatures{by(old_key, "SHA256:old")};
    EXPECT_EQ(answer(signatures), "good");
    package.published = noon;
    EXPECT_EQ(answer(signatures),
              "key-expired: key SHA256:old expired at " + format_instant(noon) + ", before the package was published");
    package.published = std::nullopt;
    EXPECT_EQ(answer(signatures),
              "time-unknown: key SHA256:old expires, and it is not known when the package was published");
}

TEST_F(NpmSignatures, keys_are_read_strictly) {
    const auto keys_answer = [](std::string_view json) { return outcome(parse_npm_keys(json, "k")); };
    EXPECT_EQ(keys_answer(R"({"keys":[]})"), "good");
    EXPECT_EQ(keys_answer("[]"), "malformed: k: there is no list `keys`");
    EXPECT_EQ(keys_answer("{").substr(0, 10), "malformed:");
    EXPECT_EQ(keys_answer(R"({"keys":[{}]})"), "malformed: k:1: a key has no keyid");
    EXPECT_EQ(keys_answer("{\"keys\":[" + key_row(key, "a") + "," + key_row(old_key, "a") + "]}"),
              "malformed: k: key a is there twice");
    EXPECT_EQ(keys_answer("{\"keys\":[" + key_row(key, "a", "null", "ssh-rsa") + "]}"),
              "unsupported-algorithm: k:1: key a is not for ecdsa-sha2-nistp256");
    EXPECT_EQ(keys_answer("{\"keys\":[" + key_row(test::make_key(KeyKind::p384), "a") + "]}"),
              "unsupported-algorithm: k:1: key a is not on the curve P-256");
    EXPECT_EQ(keys_answer("{\"keys\":[" + key_row(key, "a", "\"soon\"") + "]}"),
              "malformed: k:1: key a: `expires` is not a time");
    EXPECT_EQ(
        keys_answer(
            R"({"keys":[{"keyid":"a","keytype":"ecdsa-sha2-nistp256","scheme":"ecdsa-sha2-nistp256","key":"AAAA"}]})")
            .substr(0, 32),
        "malformed: k:1: key a is not a p");
    std::string many = "{\"keys\":[";
    for (size_t i = 0; i <= max_npm_keys; ++i) many += (i == 0 ? "" : ",") + std::string("0");
    EXPECT_EQ(keys_answer(many + "]}"), "too-large: k: more than 1000 keys");
}

}  // namespace
}  // namespace ward::signing
