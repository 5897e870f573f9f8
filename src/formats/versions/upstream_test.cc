// Versions of C and C++ libraries as they really occur in headers and tags.
#include "formats/versions/testing.h"

namespace ward::versions {
namespace {

const Ordering& ordering() {
    return *ordering_named("upstream");
}

TEST(UpstreamVersions, OpenSsl) {
    expect_rising(ordering(), {
                                  {"OpenSSL_0_9_8"},
                                  {"OpenSSL_0_9_8zh", "0.9.8zh"},
                                  {"1.0.2-beta1", "OpenSSL_1_0_2-beta1"},
                                  {"1.0.2-beta2"},
                                  {"1.0.2"},
                                  {"1.0.2a"},
                                  {"1.0.2z"},
                                  {"1.0.2za"},
                                  {"1.0.2zk", "1.0.2ZK"},
                                  {"1.1.0", "1.1"},
                                  {"1.1.0l"},
                                  {"1.1.1-pre1"},
                                  {"1.1.1-pre10"},
                                  {"1.1.1", "OpenSSL_1_1_1"},
                                  {"1.1.1w-dev"},
                                  {"1.1.1w", "OpenSSL_1_1_1w", "openssl-1.1.1w", "1.1.1w+quic"},
                                  {"3.0.0-alpha17", "openssl-3.0.0-alpha17"},
                                  {"3.0.0-beta1"},
                                  {"3.0.0"},
                                  {"3.0.13", "openssl-3.0.13", "3.0.13+quic", "3.0.13-quic1"},
                                  {"3.5.0-dev"},
                                  {"3.5.0-alpha1"},
                                  {"3.5.0"},
                              });
}

TEST(UpstreamVersions, NamesInFrontAreSkipped) {
    const std::vector<std::pair<std::string, std::string>> same = {
        {"v1.2.3", "1.2.3"},
        {"n4.4.1", "4.4.1"},
        {"curl-8_1_0", "8.1.0"},
        {"CURL_8_1_0", "8.1"},
        {"release-74-2", "74.2"},
        {"icu/release-74-2", "74.2"},
        {"release-2.1.12-stable", "2.1.12"},
        {"libxml2-2.9.14", "2.9.14"},
        {"lcms2.12", "2.12"},
        {"R_2_6_2", "2.6.2"},
        {"VER-2-13-2", "2.13.2"},
        {"nghttp2@1.61.0", "1.61"},
        {"p11-kit-0.25.3", "0.25.3"},
        {"refs/tags/v5.4.5", "5.4.5"},
        {"version-3.45.1", "3.45.1"},
        {"rc-8_15_0-2", "8.15.0-rc2"},
        {"preview-0.8.0", "0.8.0-preview"},
        {"b3783", "3783"},
        {"v1.2.3-4-g0123abc", "1.2.3.4"},
    };
    for (const auto& [tag, version] : same) EXPECT_EQ(order_of(ordering(), tag, version), 0) << tag;
}

TEST(UpstreamVersions, ForksAndPackagersDoNotCount) {
    const std::vector<std::pair<std::string, std::string>> same = {
        {"1.3.0.1-motley", "1.3.0.1"},
        {"1.3.0.1-motley-76b7e8f", "1.3.0.1"},
        {"10.2.154.26-node.36", "10.2.154.26"},
        {"1.2.11+dfsg-2", "1.2.11"},
        {"2.90deb2", "2.90"},
        {"5.4.0-fips", "5.4"},
        {"8.0.0.1-abcdef0", "8.0.0.1"},
        {"1.4.2-final", "1.4.2"},
    };
    for (const auto& [fork, base] : same) EXPECT_EQ(order_of(ordering(), fork, base), 0) << fork;
    expect_rising(ordering(), {{"1.2.11"}, {"1.2.12-rc1"}, {"1.2.12"}, {"1.3.0.1-motley"}, {"1.3.1"}});
    expect_rising(ordering(), {{"10.2.154.25"}, {"10.2.154.26-node.36"}, {"10.2.154.27"}, {"10.10.0.0"}});
}

TEST(UpstreamVersions, Sqlite) {
    expect_rising(ordering(), {
                                  {"3.7.0", "3070000", "3007000"},
                                  {"3.7.17", "3071700", "3007017"},
                                  {"3.45.0", "3450000", "3045000"},
                                  {"3.45.1", "3450100", "3045001", "version-3.45.1", "sqlite-amalgamation-3450100"},
                                  {"3.45.1.2", "3450102"},
                                  {"3.45.2"},
                                  {"3.50.4", "3050004", "3500400"},
                              });
    EXPECT_EQ(order_of(ordering(), "3450100.1", "3.45.1"), 1) << "only where it stands alone";
}

TEST(UpstreamVersions, PatchLevelsAndPrereleases) {
    expect_rising(ordering(), {
                                  {"9.5p1"},
                                  {"9.6"},
                                  {"9.6p1", "V_9_6_P1", "openssh-9.6p1", "9.6-p1"},
                                  {"9.6p2"},
                                  {"9.6p10"},
                                  {"9.7"},
                              });
    expect_rising(ordering(), {
                                  {"2.0-dev", "2.0.0-SNAPSHOT", "2.0-nightly"},
                                  {"2.0a1", "2.0-alpha.1", "2.0.alpha1", "2.0_alpha_1"},
                                  {"2.0b2", "2.0.0-beta2"},
                                  {"2.0pre"},
                                  {"2.0-pre3", "2.0-preview-3"},
                                  {"2.0rc1", "v2.0.0-rc.1", "2.0~rc1", "2.0RC1"},
                                  {"2.0-rc2"},
                                  {"2.0", "2", "2.0.0.0"},
                                  {"2.0b"},
                                  {"2.0c"},
                                  {"2.0.1"},
                              });
    expect_rising(ordering(), {{"6b"}, {"9d"}, {"9e", "jpeg-9e"}, {"10"}});
}

TEST(UpstreamVersions, NoDigitNoKey) {
    expect_no_key(ordering(), {"", "master", "v", "release-rc", "1.0 beta", "unknown"});
}

}  // namespace
}  // namespace ward::versions
