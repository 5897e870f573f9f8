#include "judges/policy/export.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/text.h"

namespace ward::policy {
namespace {

constexpr std::string_view hash = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb";

Manifest sample() {
    return parse_manifest(std::string(R"({"resources": {
        "./b.js": {"integrity": ")") +
                              std::string(hash) + R"("},
        "./a b.txt": {"integrity": ")" +
                              std::string(hash) + R"("},
        "./dual.js": {"integrity": ")" +
                              std::string(hash) + ' ' + std::string(hash) + R"("},
        "./any.js": {"integrity": true}},
        "ward": {"serial": 3}})",
                          "m")
        .value();
}

// The kernel's own answers, as fsverity-utils 1.5 gives them.
TEST(Export, VerityDigests) {
    EXPECT_EQ(hex(verity_digest("")), "3d248ca542a24fc62d1c43b916eae5016878e2533c88238480b26128a1f1af95");
    const auto of = [](size_t size) {
        std::string bytes;
        for (size_t i = 0; i < size; ++i) bytes += static_cast<char>('a' + i % 26);
        return hex(verity_digest(bytes));
    };
    // A block, one more byte, a full level, one block more, two levels.
    EXPECT_EQ(of(1), "bce75948b9e7510293f8f2720412af9697c1479281323f3f220623fb8e94b557");
    EXPECT_EQ(of(4096), "39e9739dc7d5d8834bdba5bbff721988b9550f445c65c4211ffd3ccb66c47bc3");
    EXPECT_EQ(of(4097), "87fd8a7e57160fe00b080a5835a7db7b2463eb114461d1fe5bd10bf5930ec7e9");
    EXPECT_EQ(of(size_t{4096} * 128), "f17c41989c22cca8ac79263c309b743c6e8972b629f62a0312e76060d9c8627a");
    EXPECT_EQ(of(size_t{4096} * 128 + 1), "addbea66455a63fa6992c377ebdeaed3d795b85ac0826b45fb5915a8a0fbcebc");
    EXPECT_EQ(of(size_t{4096} * 128 * 3 + 5000), "29b4b8a8dbb595c6ef354208c67f73e64ab6457c78e5aed512a304e0b83272fa");
}

TEST(Export, VerityOfAFileIsThatOfItsBytes) {
    const std::string path = testing::TempDir() + "ward_verity_" + std::to_string(::getpid());
    for (const size_t size : {size_t{0}, size_t{4095}, size_t{4096}, size_t{700'000}}) {
        const std::string bytes(size, 'v');
        ASSERT_TRUE(replace_file(path, bytes));
        const Fd fd = open_file(path, O_RDONLY).value();
        EXPECT_EQ(verity_digest(fd, path).value(), verity_digest(bytes)) << size;
    }
    ::unlink(path.c_str());
}

TEST(Export, NodesManifestHasNothingOfOurs) {
    const std::string text = node_manifest(sample());
    EXPECT_EQ(text.find("\"ward\""), std::string::npos);
    EXPECT_EQ(parse_manifest(text, "m")->resources.size(), 4u);
}

TEST(Export, ImportMapsHaveCodeWithDigests) {
    EXPECT_EQ(import_map(sample()), "{\n  \"integrity\": {\n    \"./b.js\": \"" + std::string(hash) +
                                        "\",\n    \"./dual.js\": \"" + std::string(hash) + ' ' + std::string(hash) +
                                        "\"\n  }\n}\n");
}

TEST(Export, ChecksumsNameWhatTheyLeaveOut) {
    std::vector<Problem> left_out;
    const std::string list = checksum_list(sample(), ShaAlgorithm::sha384, left_out);
    const std::string digest =
        "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b";
    EXPECT_EQ(list, digest + "  a b.txt\n" + digest + "  b.js\n");
    ASSERT_EQ(left_out.size(), 2u);
    EXPECT_EQ(left_out[0].path + ' ' + left_out[0].reason, "./any.js has no sha384 digest");
    EXPECT_EQ(left_out[1].path + ' ' + left_out[1].reason,
              "./dual.js has two sha384 digests, for both line endings, and a list can say one");
    left_out.clear();
    EXPECT_EQ(checksum_list(sample(), ShaAlgorithm::sha256, left_out), "");
    EXPECT_EQ(left_out.size(), 4u);
}

// A name must not become a line of its own, whoever chose it.
TEST(Export, NamesStayOnTheirLine) {
    const Manifest manifest = parse_manifest(fmt::format(R"({{"resources": {{
        "./a%0A{0}  b.js": {{"integrity": "{1}"}},
        "./a%1B%5B31m.js": {{"integrity": "{1}"}},
        "./a%0D": {{"integrity": "{1}"}},
        "./a%5Cb": {{"integrity": "{1}"}}}}}})",
                                                         std::string(96, '0'), hash),
                                             "m")
                                  .value();
    std::vector<Problem> left_out;
    EXPECT_EQ(checksum_list(manifest, ShaAlgorithm::sha384, left_out), "");
    EXPECT_EQ(left_out.size(), 4u);
    left_out.clear();
    const std::string attributes = ima_attributes(manifest, left_out);
    EXPECT_TRUE(left_out.empty());
    EXPECT_NE(attributes.find("# file: a\\012" + std::string(96, '0') + "  b.js\n"), std::string::npos) << attributes;
    EXPECT_NE(attributes.find("# file: a\\033[31m.js\n"), std::string::npos) << attributes;
    EXPECT_NE(attributes.find("# file: a\\015\n"), std::string::npos) << attributes;
    EXPECT_NE(attributes.find("# file: a\\134b\n"), std::string::npos) << attributes;

    const std::string folder = testing::TempDir() + "ward_export_" + std::to_string(::getpid());
    ASSERT_TRUE(make_folders(folder));
    ASSERT_TRUE(replace_file(folder + "/a\nsha256:0  b.js", "x"));
    const Manifest one =
        parse_manifest(fmt::format(R"({{"resources": {{"./a%0Asha256:0  b.js": {{"integrity": "{}"}}}}}})", hash), "m")
            .value();
    EXPECT_EQ(verity_list(one, Root::open(folder).value(), folder, left_out).value(), "");
    ASSERT_EQ(left_out.size(), 1u);
    EXPECT_EQ(left_out[0].reason, "has a character in its name that a list of lines cannot have");
    left_out.clear();
    const Manifest data = parse_manifest(R"({"resources": {"data:x": {"integrity": true}}})", "m").value();
    EXPECT_EQ(verity_list(data, Root::open(folder).value(), folder, left_out).value(), "");
    ASSERT_EQ(left_out.size(), 1u);
    EXPECT_EQ(left_out[0].path + ' ' + left_out[0].reason, "data:x is no file of the folder");
    std::filesystem::remove_all(folder);
}

// As evmctl 1.4 writes user.ima with `ima_hash --xattr-user -a sha384` for a file that holds "hello".
TEST(Export, AttributesAreThoseOfIma) {
    const Manifest manifest = parse_manifest(
                                  R"({"resources": {"./a.js": {"integrity":
                "sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ= sha384-WeF0h3dEjGnea4ANejO7+5/xtGPkQ1TDVTvNucZm+pASWjx5+QOXvfX2oT3oKGhP"},
                "./dual.js": {"integrity":
                "sha384-WeF0h3dEjGnea4ANejO7+5/xtGPkQ1TDVTvNucZm+pASWjx5+QOXvfX2oT3oKGhP sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"},
                "./any.js": {"integrity": true}, "data:x": {"integrity": "sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="}}})",
                                  "m")
                                  .value();
    std::vector<Problem> left_out;
    EXPECT_EQ(ima_attributes(manifest, left_out),
              "# file: a.js\n"
              "security.ima=0x040559e1748777448c69de6b800d7a33bbfb9ff1b463e44354c3553bcdb9c666fa90125a3c79f90397bdf5f6a"
              "13de828684f\n\n");
    ASSERT_EQ(left_out.size(), 3u);
    EXPECT_EQ(left_out[0].path + ' ' + left_out[0].reason, "./any.js has no digest");
    EXPECT_EQ(left_out[2].path + ' ' + left_out[2].reason, "data:x is no file of the folder");
}

}  // namespace
}  // namespace ward::policy
