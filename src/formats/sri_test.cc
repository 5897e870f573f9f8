// Integrity metadata in both readings, row by row. tests/policy/differential compares with node's parser and npm's
// ssri.
#include "formats/sri.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ward {
namespace {

constexpr std::string_view sha256_of_a = "sha256-VZrq0IJk1XldOQlxjN0Fq9SVcuhP5VWQ7vMaiKCP3/0=";
constexpr std::string_view sha1_of_a = "sha1-bc1iMBDXkTvFWyxtySQ2Ra3Y9Lk=";

std::string text_of(ShaAlgorithm algorithm, std::string_view content) {
    return sri_text(sha2(algorithm, content));
}

// "match", "differ", or the reason why it cannot be read.
std::string answer(std::string_view text, std::string_view content, SriReading reading) {
    const auto hashes = parse_sri(text, reading);
    if (!hashes) return hashes.error().what;
    Sha2 digest(needed_algorithms(*hashes, reading));
    digest.add(content);
    return matches(*hashes, digest.finish(), reading) ? "match" : "differ";
}

TEST(Sri, TextIsWhatOthersRead) {
    EXPECT_EQ(text_of(ShaAlgorithm::sha256, "A"), sha256_of_a);
    Sha2 digest({ShaAlgorithm::sha256, ShaAlgorithm::sha512});
    digest.add("A");
    EXPECT_EQ(sri_text(digest.finish()), text_of(ShaAlgorithm::sha512, "A") + " " + std::string(sha256_of_a));
}

TEST(Sri, StrongestOnlyOrAnyMatch) {
    const std::string good256 = text_of(ShaAlgorithm::sha256, "A");
    const std::string good512 = text_of(ShaAlgorithm::sha512, "A");
    const std::string bad256 = text_of(ShaAlgorithm::sha256, "B");
    const std::string bad512 = text_of(ShaAlgorithm::sha512, "B");
    struct Row {
        std::string text;
        std::string_view node, strict;
    };
    const std::vector<Row> rows{
        {good256 + " " + bad512, "match", "differ"},
        {bad256 + " " + good512, "match", "match"},
        {bad512 + "\t" + good512, "match", "match"},  // two files, such as LF and CRLF
        {bad256 + " " + bad512, "differ", "differ"},
        {" " + good256 + " \t", "match", "match"},
        {good256 + "?any!option?x " + bad256, "match", "match"},
    };
    for (const auto& [text, node, strict] : rows) {
        EXPECT_EQ(answer(text, "A", SriReading::node), node) << text;
        EXPECT_EQ(answer(text, "A", SriReading::strict), strict) << text;
    }
}

TEST(Sri, NodeReadsWhatNeverMatches) {
    for (const std::string_view text : {"", " \t", "sha256-AAAA", "sha256-A", "sha384-AA=", "sha512-AAA=="}) {
        EXPECT_EQ(answer(text, "A", SriReading::node), "differ") << text;
        EXPECT_FALSE(parse_sri(text, SriReading::strict)) << text;
    }
    // Bits that belong to no byte are dropped by node, and refused here.
    std::string odd(sha256_of_a);
    odd[odd.size() - 2] = '1';
    EXPECT_EQ(answer(odd, "A", SriReading::node), "match");
    EXPECT_FALSE(parse_sri(odd, SriReading::strict));
    EXPECT_EQ(answer(sha256_of_a.substr(0, sha256_of_a.size() - 1), "A", SriReading::node), "match");
    EXPECT_FALSE(parse_sri(sha256_of_a.substr(0, sha256_of_a.size() - 1), SriReading::strict));
}

TEST(Sri, NeitherReads) {
    const std::string good(sha256_of_a);
    for (const std::string& text :
         {std::string("sha256"), std::string("sha256-"), std::string("-AAAA"), "SHA256" + good.substr(6),
          good + "==", good + "," + good, good + "\n" + good, good + good, good + " x", good + " ?x", "\n" + good,
          std::string("sha256-a_b-"), good + "?\x7f", std::string(sha1_of_a), good + " " + std::string(sha1_of_a)}) {
        EXPECT_FALSE(parse_sri(text, SriReading::node)) << text;
        EXPECT_FALSE(parse_sri(text, SriReading::strict)) << text;
    }
}

TEST(Sri, SaysWhy) {
    EXPECT_EQ(answer(sha1_of_a, "A", SriReading::strict),
              "integrity metadata, at character 1: sha1 is broken: two files can be made to have the same digest");
    EXPECT_EQ(answer("sha3-256-AAAA", "A", SriReading::strict),
              "integrity metadata, at character 1: unknown algorithm \"sha3\"; sha256, sha384 and sha512 are known");
    EXPECT_EQ(answer("sha384-AAAA", "A", SriReading::strict),
              "integrity metadata, at character 12: a sha384 digest has 48 bytes, not 3");
    EXPECT_EQ(answer("", "A", SriReading::strict),
              "integrity metadata, at character 1: no hash at all; nothing would ever match");
}

TEST(Sri, WhatHasToBeComputed) {
    const std::string both = text_of(ShaAlgorithm::sha256, "A") + " " + text_of(ShaAlgorithm::sha384, "A");
    EXPECT_EQ(needed_algorithms(*parse_sri(both, SriReading::node), SriReading::node),
              (ShaSet{ShaAlgorithm::sha256, ShaAlgorithm::sha384}));
    EXPECT_EQ(needed_algorithms(*parse_sri(both, SriReading::strict), SriReading::strict),
              ShaSet{ShaAlgorithm::sha384});
    EXPECT_TRUE(needed_algorithms({}, SriReading::node).empty());
    // A digest that was not computed matches nothing.
    EXPECT_FALSE(matches(*parse_sri(both, SriReading::node), ShaDigests{}, SriReading::node));
}

TEST(Sri, Limits) {
    std::string text(sha256_of_a);
    for (size_t i = 1; i < max_sri_hashes; ++i) text += ' ' + std::string(sha256_of_a);
    EXPECT_TRUE(parse_sri(text, SriReading::strict));
    EXPECT_EQ(parse_sri(text + ' ' + std::string(sha256_of_a), SriReading::strict).error().code, ErrorCode::limit);
    std::string longer = std::string(sha256_of_a) + '?';
    longer.resize(max_sri_bytes, 'x');
    EXPECT_TRUE(parse_sri(longer, SriReading::strict));
    EXPECT_EQ(parse_sri(longer + 'x', SriReading::strict).error().code, ErrorCode::limit);
    EXPECT_TRUE(parse_sri(longer + 'x', SriReading::node));
}

}  // namespace
}  // namespace ward
