#include "facts/subject/node_versions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/subject/executable_fixture.h"
#include "facts/subject/node_keys.h"

namespace ward::subject {
namespace {
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

using Values = std::vector<std::pair<std::string, std::string>>;

// node first, then the others by name: the order of the object.
Values values_24() {
    return {{"node", "24.1.0"},
            {"acorn", "8.14.1"},
            {"ada", "3.2.2"},
            {"amaro", "0.5.2"},
            {"ares", "1.34.5"},
            {"brotli", "1.1.0"},
            {"cldr", "47.0"},
            {"icu", "77.1"},
            {"llhttp", "9.3.0"},
            {"merve", "1.0.0"},
            {"modules", "137"},
            {"napi", "10"},
            {"nbytes", "0.1.1"},
            {"ncrypto", "0.0.1"},
            {"nghttp2", "1.65.0"},
            {"nghttp3", ""},
            {"ngtcp2", ""},
            {"openssl", "3.0.16"},
            {"simdjson", "3.12.2"},
            {"simdutf", "6.0.3"},
            {"sqlite", "3.49.1"},
            {"tz", "2025b"},
            {"undici", "7.8.0"},
            {"unicode", "16.0"},
            {"uv", "1.50.0"},
            {"uvwasi", "0.0.21"},
            {"v8", "13.6.233.8-node.12"},
            {"zlib", "1.3.0.1-motley-788cb3c"},
            {"zstd", "1.5.6"}};
}

std::string node(const Values& values) {
    return std::string("x\0https://nodejs.org/download/release/v", 38) + values[0].second + "/node-v" +
           values[0].second + "-headers.tar.gz" + std::string(1, '\0') + node_snapshot(values);
}

std::map<std::string, std::string> found_in(const NodeVersions& versions) {
    std::map<std::string, std::string> found;
    for (const NodeVersion& one : versions.found) found[one.key] = one.version;
    return found;
}

std::map<std::string, std::string> expected_of(const Values& values) {
    std::map<std::string, std::string> expected;
    for (const auto& [key, value] : values)
        if (key != "node" && !is_abi_number(key) && !value.empty()) expected[key] = value;
    return expected;
}

const std::map<std::string, Known> openssl{{"openssl", {"3.0.16", 7, "OpenSSL 3.0.16 11 Feb 2025"}}};

TEST(NodeVersions, are_read_out_of_the_snapshot) {
    const std::string bytes = node(values_24());
    const NodeVersions versions = read_node_versions(bytes, openssl);
    EXPECT_EQ(versions.version, "24.1.0");
    EXPECT_EQ(found_in(versions), expected_of(values_24()));
    EXPECT_THAT(versions.not_found, IsEmpty());
    for (const NodeVersion& one : versions.found)
        EXPECT_EQ(bytes.substr(one.offset, one.version.size()), one.version) << one.key;
}

TEST(NodeVersions, are_told_as_unknown_where_they_could_be_of_two_keys) {
    // Without OpenSSL's own word 3.0.16 might be nghttp3's, ngtcp2's or openssl's.
    const NodeVersions versions = read_node_versions(node(values_24()), {});
    EXPECT_THAT(found_in(versions), Not(Contains(Pair("openssl", testing::_))));
    EXPECT_THAT(found_in(versions), Contains(Pair("undici", "7.8.0")));
    for (const auto& [key, value] : found_in(versions)) EXPECT_EQ(value, expected_of(values_24()).at(key)) << key;
}

TEST(NodeVersions, of_a_key_that_is_new_are_read_too) {
    Values values = values_24();
    values.insert(values.begin() + 9, {"lumen", "4.5.6"});
    const NodeVersions versions = read_node_versions(node(values), openssl);
    EXPECT_EQ(found_in(versions), expected_of(values));
}

TEST(NodeVersions, do_not_fit_where_a_value_is_missing) {
    Values values = values_24();
    std::string bytes = node(values);
    // A value that is no value: the run ends there, and nothing after it may slip into its place.
    const size_t at = bytes.find("1.65.0");
    bytes.replace(at, 6, "x.65.0");
    const auto found = found_in(read_node_versions(bytes, openssl));
    for (const auto& [key, value] : found) EXPECT_EQ(value, expected_of(values).at(key)) << key;
}

TEST(NodeVersions, come_from_the_constants_where_there_is_no_snapshot) {
    using namespace std::string_literals;
    const std::string bytes =
        "\0Gallium\0"s  // NOLINT(bugprone-string-literal-with-embedded-nul): texts end so in a binary
        "1.2.11\0"s
        "1.19.1\0"s
        "1.47.0\0"s
        "6.0.11\0"s
        "71.1\0"s
        "14.0\0"s
        "x64\0"s
        "\0\0002\0000\0002\0002\0f\0\0\0"s
        "\0"s
        "9.4.146.26-node.26\0"s
        "https://nodejs.org/dist/v16.20.2/node-v16.20.2-headers.tar.gz\0"s;
    const std::map<std::string, Known> known{{"zlib", {"1.2.11", 3, "zlibVersion() = 1.2.11"}},
                                             {"uv", {"1.43.0", 4, "uv_version_string() = 1.43.0"}}};
    const NodeVersions versions = read_node_versions(bytes, known);
    EXPECT_EQ(found_in(versions), (std::map<std::string, std::string>{{"ares", "1.19.1"},
                                                                      {"icu", "71.1"},
                                                                      {"llhttp", "6.0.11"},
                                                                      {"nghttp2", "1.47.0"},
                                                                      {"tz", "2022f"},
                                                                      {"unicode", "14.0"},
                                                                      {"uv", "1.43.0"},
                                                                      {"v8", "9.4.146.26-node.26"},
                                                                      {"zlib", "1.2.11"}}));
    EXPECT_THAT(versions.not_found, ElementsAre("brotli", "cldr"));

    // One constant fewer: nobody knows which.
    std::string shorter = bytes;
    shorter.erase(shorter.find("1.47.0"), 7);
    EXPECT_THAT(read_node_versions(shorter, known).not_found, ElementsAre("ares", "brotli", "llhttp", "nghttp2"));
}

TEST(NodeVersions, need_node) {
    EXPECT_EQ(read_node_versions("", {}).version, "");
    EXPECT_EQ(read_node_versions("/node-v-headers.tar.gz", {}).version, "");
    EXPECT_EQ(read_node_versions("/node-vx.y.z-headers.tar.gz", {}).version, "");
    EXPECT_THAT(read_node_versions(node_snapshot(values_24()), {}).found, IsEmpty());
}

TEST(NodeVersions, survive_every_cut) {
    const std::string bytes = node(values_24());
    for (size_t size = 0; size < bytes.size(); size += 7) {
        const auto found = found_in(read_node_versions(std::string_view(bytes).substr(0, size), openssl));
        for (const auto& [key, value] : found)
            EXPECT_EQ(value, expected_of(values_24()).at(key)) << key << " of " << size;
    }
}

TEST(NodeKeys, are_sorted_and_name_what_the_catalogue_has) {
    EXPECT_TRUE(std::ranges::is_sorted(node_keys(), {}, &NodeKey::key));
    for (const NodeKey& key : node_keys()) EXPECT_EQ(node_key(key.key), &key);
    EXPECT_EQ(node_key("nothing"), nullptr);
    EXPECT_TRUE(fits(ValueForm::dotted, "1.1.1v+quic"));
    EXPECT_TRUE(fits(ValueForm::two_parts, "74.2"));
    EXPECT_TRUE(fits(ValueForm::tz, "2021a4"));
    EXPECT_FALSE(fits(ValueForm::tz, "2021"));
    EXPECT_FALSE(fits(ValueForm::number, "1.2"));
    EXPECT_FALSE(fits(ValueForm::v8, "1.2.3"));
    EXPECT_FALSE(fits(ValueForm::dotted, "1..2"));
}

}  // namespace
}  // namespace ward::subject
