#include "actions/update/ladder/sums_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace ward::update {
namespace {

using testing::HasSubstr;

const std::string sha_a(64, 'a');
const std::string sha_b(64, 'b');
const std::string long_a(128, 'a');

std::string error_of(const std::string& text) {
    const auto sums = parse_sums(text, "SUMS");
    return sums ? "" : sums.error().message();
}

TEST(SumsFile, FormsOfLines) {
    const auto sums =
        parse_sums("# made by hand\n" + sha_a + "  a.tgz\n" + to_lower(sha_b) + " *./dist/b.tgz\r\n\n" +
                       "SHA256 (c (1).tgz) = " + std::string(64, 'C') + "\nSHA512 (a.tgz) = " + long_a + "\n" +
                       std::string(32, '0') + "  md5\nMD5 (x) = " + std::string(32, '0') + "\n" + std::string(40, '0') +
                       "  sha1\nBLAKE2b-256 (x) = " + sha_a + "\nSHA3-256 (x) = " + sha_a,
                   "SUMS");
    ASSERT_TRUE(sums) << sums.error().message();
    ASSERT_EQ(sums->size(), 4u);
    EXPECT_EQ((*sums)[0].name, "a.tgz");
    EXPECT_EQ((*sums)[0].line, 2);
    EXPECT_EQ((*sums)[1].name, "dist/b.tgz");
    EXPECT_EQ((*sums)[2].name, "c (1).tgz");
    EXPECT_EQ((*sums)[2].digest, std::string(64, 'c'));
    EXPECT_EQ((*sums)[3].algorithm, ShaAlgorithm::sha512);
    EXPECT_EQ(sums_of(*sums, "a.tgz", "SUMS")->size(), 2u);
    EXPECT_EQ(sums_of(*sums, "b.tgz", "SUMS")->size(), 1u);
    EXPECT_TRUE(sums_of(*sums, "tgz", "SUMS")->empty());
    EXPECT_TRUE(sums_of(*sums, "md5", "SUMS")->empty());
}

TEST(SumsFile, ALoneDigestIsOfTheFileThatItIsNamedAfter) {
    const auto sums = parse_sums(sha_a + "\n", "a.tgz.sha256");
    ASSERT_TRUE(sums);
    EXPECT_EQ(sums_of(*sums, "a.tgz", "a.tgz.sha256")->size(), 1u);
    EXPECT_TRUE(sums_of(*sums, "b.tgz", "a.tgz.sha256")->empty());
    EXPECT_TRUE(sums_of(*sums, "a.tgz", "a.tgz")->empty());
    EXPECT_TRUE(sums_of(*sums, "a.tgz", "a.tgz2.sha256")->empty());
    EXPECT_THAT(error_of(sha_a + "\n" + sha_b + "  b.tgz\n"), HasSubstr("SUMS:1: has a checksum without a name"));
}

TEST(SumsFile, WhatIsNone) {
    EXPECT_THAT(error_of(""), HasSubstr("has no checksum by SHA-2"));
    EXPECT_THAT(error_of("<html>"), HasSubstr("SUMS:1: is no line"));
    EXPECT_THAT(error_of(std::string(40, '0') + "  a\n"), HasSubstr("has no checksum by SHA-2"));
    EXPECT_THAT(error_of(std::string(63, '0') + "  a\n"), HasSubstr("has a digest of 63 digits"));
    EXPECT_THAT(error_of(sha_a + "  a\n" + sha_b + "  a\n"), HasSubstr("SUMS:2: \"a\" has another digest above"));
    EXPECT_EQ(error_of(sha_a + "  a\n" + sha_a + "  ./a\n"), "");
    EXPECT_THAT(error_of("SHA512 (a) = " + sha_a), HasSubstr("says sha512 and has a digest of 64 digits"));
    EXPECT_THAT(error_of("-----BEGIN PGP SIGNED MESSAGE-----\n"), HasSubstr("is signed in itself"));
    const auto both = parse_sums(sha_a + "  x/a\n" + sha_b + "  y/a\n", "SUMS");
    ASSERT_TRUE(both);
    EXPECT_THAT(sums_of(*both, "a", "SUMS").error().message(), HasSubstr("has both \"x/a\" and \"y/a\""));
}

TEST(SumsFile, Limits) {
    EXPECT_EQ(parse_sums(std::string(max_sums_bytes + 1, '\n'), "S").error().code, ErrorCode::limit);
    EXPECT_EQ(parse_sums(std::string(max_sums_lines, '\n'), "S").error().code, ErrorCode::limit);
    EXPECT_EQ(error_of(std::string(max_sums_lines - 1, '\n') + sha_a + "  a"), "");
}

}  // namespace
}  // namespace ward::update
