#include "formats/digest.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"

namespace ward {
namespace {

// FIPS 180-4 and its examples.
TEST(Digest, sha256_of_known_texts) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

std::string hex_of(const std::array<unsigned char, 32>& bytes) {
    return hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

RC_GTEST_PROP(DigestProperty, pieces_make_the_whole, (const std::vector<std::string>& pieces)) {
    Sha256 digest;
    for (const std::string& piece : pieces) digest.add(piece);
    Sha256 moved = std::move(digest);
    RC_ASSERT(hex_of(moved.finish()) == sha256_hex(join(pieces, "")));
}

// FIPS 180-4 and its examples.
TEST(Digest, sha2_of_known_texts) {
    EXPECT_EQ(hex(sha2(ShaAlgorithm::sha256, "abc").view()),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha2(ShaAlgorithm::sha384, "abc").view()),
              "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
    EXPECT_EQ(hex(sha2(ShaAlgorithm::sha512, "abc").view()),
              "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
              "454d4423643ce80e2a9ac94fa54ca49f");
    for (const ShaAlgorithm algorithm : sha_algorithms) {
        EXPECT_EQ(sha_algorithm(name_of(algorithm)), algorithm);
        EXPECT_EQ(sha2(algorithm, "").view().size(), digest_bytes(algorithm));
    }
    EXPECT_EQ(sha_algorithm("SHA256"), std::nullopt);
    EXPECT_EQ(sha_algorithm("sha1"), std::nullopt);
}

RC_GTEST_PROP(DigestProperty, one_sha2_serves_file_after_file, (const std::vector<std::vector<std::string>>& files)) {
    Sha2 digest({ShaAlgorithm::sha256, ShaAlgorithm::sha384, ShaAlgorithm::sha512});
    for (const std::vector<std::string>& pieces : files) {
        digest.add("given up");
        digest.restart();
        for (const std::string& piece : pieces) digest.add(piece);
        const ShaDigests digests = digest.finish();
        for (const ShaAlgorithm algorithm : sha_algorithms)
            RC_ASSERT(*digests.find(algorithm) == sha2(algorithm, join(pieces, "")));
    }
    digest.restart({ShaAlgorithm::sha384});
    RC_ASSERT(digest.finish().algorithms() == ShaSet{ShaAlgorithm::sha384});
}

TEST(Digest, content_uuids_are_version_5_and_never_change) {
    EXPECT_EQ(content_uuid(""), "c32fbcf8-29c2-5bf9-b542-8e524634ab7c");
    EXPECT_EQ(content_uuid("ward"), "93771530-ac96-54e3-a568-80472f036815");
}

// RFC 4648, section 10.
TEST(Digest, base64_of_known_texts) {
    const std::vector<std::pair<std::string, std::string>> rows{{"", ""},
                                                                {"f", "Zg=="},
                                                                {"fo", "Zm8="},
                                                                {"foo", "Zm9v"},
                                                                {"foob", "Zm9vYg=="},
                                                                {"fooba", "Zm9vYmE="},
                                                                {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : rows) {
        EXPECT_EQ(base64_encode(bytes), text);
        EXPECT_EQ(base64_decode(text), bytes);
    }
    EXPECT_EQ(base64_encode("\xfb\xff\xfe"), "+//+");
}

TEST(Digest, base64_is_strict) {
    for (const std::string_view text :
         {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", "Zm-_", "====", "=Zg=", "Z===", "Zm9v====", " Zg="})
        EXPECT_EQ(base64_decode(text), std::nullopt) << text;
}

RC_GTEST_PROP(DigestProperty, base64_is_undone, (const std::string& bytes)) {
    RC_ASSERT(base64_decode(base64_encode(bytes)) == bytes);
}

}  // namespace
}  // namespace ward
