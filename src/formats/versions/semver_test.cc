// Semantic versions as OSV's ecosystems use them, and Go's.
#include "formats/versions/testing.h"

namespace ward::versions {
namespace {

TEST(SemverVersions, SortByPrecedence) {
    expect_rising(*ordering_for("crates.io"),
                  {
                      {"0.0.0-0"},
                      {"0.0.0-0.a"},
                      {"0", "0.0", "0.0.0", "v0.0.0.0"},
                      {"1.0.0-1"},
                      {"1.0.0-2"},
                      {"1.0.0-99999999999999999999"},
                      {"1.0.0-100000000000000000000"},
                      {"1.0.0-alpha"},
                      {"1.0.0-alpha.1"},
                      {"1.0.0-alpha.beta"},
                      {"1.0.0-beta", "1.0-beta", "1.0.0beta", "1.0.0.beta"},
                      {"1.0.0-beta.2"},
                      {"1.0.0-beta.11"},
                      {"1.0.0-rc.1"},
                      {"1", "1.0", "1.0.0", "v1", "V1.0", "1.0.0+build.5", "1.0.0-", " 1.0.0 ", "01.0"},
                      {"1.0.0.1-rc"},
                      {"1.0.0.1"},
                      {"1.0.1-rc"},
                      {"1.0.1"},
                      {"1.0.39"},
                      {"1.0.40"},
                      {"1.0.18446744073709551616"},
                      {"1.0.100000000000000000000000000"},
                      {"1.1"},
                      {"2"},
                      {"10"},
                  });
}

TEST(SemverVersions, NodeReleases) {
    expect_rising(*ordering_for("Node.js"),
                  {{"v0.10.48"}, {"v6.9.0", "6.9.0"}, {"v18.20.4"}, {"v20.0.0-rc.1"}, {"v20.0.0"}});
}

TEST(SemverVersions, WhatStartsWithNoNumberHasNoKey) {
    expect_no_key(*ordering_for("crates.io"),
                  {"", "v", "main", "-1", ".1", "+1", "1.0 beta", "1\x01", std::string("1.0-a\0b", 7)});
}

TEST(SemverVersions, LengthLimit) {
    EXPECT_TRUE(ordering_for("Hex")->key(std::string(4096, '9')));
    EXPECT_FALSE(ordering_for("Hex")->key(std::string(4097, '9')));
}

TEST(GoVersions, SortAsTheGoCommandSorts) {
    expect_rising(*ordering_for("Go"),
                  {
                      {"v0.0.0-20170915032832-14c0d48ead0c"},
                      {"v0.0.0-20191109021931-daa7c04131f5"},
                      {"v0.0.0"},
                      {"v1.2.3-pre.0.20191109021931-daa7c04131f5"},
                      {"v1.2.3"},
                      {"v1.2.4-0.20191109021931-daa7c04131f5"},
                      {"v1.2.4-rc1"},
                      {"v1.2.4"},
                      {"v1.22.0-0"},
                      {"go1.22beta1", "1.22.0-beta.1", "1.22beta1"},
                      {"go1.22rc1", "1.22.0-rc.1", "v1.22.0-rc.1"},
                      {"go1.22rc10", "1.22.0-rc.10"},
                      {"go1.22", "1.22.0", "go1.22.0", "go1.22 X:boringcrypto", "go1.22.0-custom", "go1.22b7"},
                      {"go1.22.3"},
                      {"v2.0.0", "v2.0.0+incompatible"},
                  });
    expect_no_key(*ordering_for("Go"), {"", "go", "devel go1.23-abcdef", "devel", "(devel)", "tip"});
}

}  // namespace
}  // namespace ward::versions
