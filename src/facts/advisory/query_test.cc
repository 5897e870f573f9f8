// Matching, by the OSV specification. The first group is what a peer's local matcher gets wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/advisory/advisory.h"

namespace ward::advisory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Index index_of(const std::vector<std::string>& records) {
    const std::vector<std::string_view> views(records.begin(), records.end());
    auto bytes = build(views);
    EXPECT_TRUE(bytes) << bytes.error().message();
    auto index = Index::from_bytes(std::move(*bytes));
    EXPECT_TRUE(index) << index.error().message();
    const auto whole = index->verify();
    EXPECT_TRUE(whole) << whole.error().message();
    return std::move(*index);
}

// A record with one affected entry.
std::string record(std::string_view id, std::string_view ecosystem, std::string_view name, std::string_view rest) {
    return R"({"id":")" + std::string(id) +
           R"(","modified":"2024-01-01T00:00:00Z","affected":[{"package":{"ecosystem":")" + std::string(ecosystem) +
           R"(","name":")" + std::string(name) + R"("},)" + std::string(rest) + "}]}";
}

std::string range(std::string_view type, std::string_view events) {
    return R"({"type":")" + std::string(type) + R"(","events":[)" + std::string(events) + "]}";
}
std::string ranges(const std::string& all) {
    return R"("ranges":[)" + all + "]";
}

std::vector<std::string> ids(const Index& index, const std::vector<Hit>& hits) {
    std::vector<std::string> out;
    for (const Hit& hit : hits) out.emplace_back(index.record(hit.record).id);
    return out;
}

std::vector<std::string> ids(const Index& index, std::string_view ecosystem, std::string_view name,
                             std::string_view version, const std::vector<std::string>& spellings = {}) {
    const Query query{ecosystem, name, version, spellings};
    std::vector<std::string> visited;
    index.visit(query, [&](RecordNumber number) { visited.emplace_back(index.record(number).id); });
    const std::vector<std::string> out = ids(index, index.query(query));
    EXPECT_EQ(out, visited) << "query and visit agree";
    EXPECT_TRUE(index.damage());
    return out;
}

// ---- What a peer gets wrong ----

TEST(Peers, ranges_behind_a_git_range_are_looked_at) {
    const Index index = index_of({record("A-1", "npm", "p",
                                         ranges(range("GIT", R"({"introduced":"0"},{"fixed":"abc"})") + "," +
                                                range("SEMVER", R"({"introduced":"1.0.0"},{"fixed":"2.0.0"})")))});
    EXPECT_THAT(ids(index, "npm", "p", "1.5.0"), ElementsAre("A-1"));
    EXPECT_THAT(ids(index, "npm", "p", "0.9.0"), IsEmpty()) << "the GIT range's introduced 0 has no say";
}

TEST(Peers, limit_is_a_bound_and_not_a_sort_key) {
    const Index index =
        index_of({record("A-1", "npm", "p", ranges(range("SEMVER", R"({"introduced":"1.0.0"},{"limit":"2.0.0"})")))});
    EXPECT_THAT(ids(index, "npm", "p", "1.9.9"), ElementsAre("A-1"));
    EXPECT_THAT(ids(index, "npm", "p", "2.0.0"), IsEmpty());
    EXPECT_THAT(ids(index, "npm", "p", "3.0.0"), IsEmpty());
    EXPECT_THAT(index.query({"npm", "p", "1.5.0", {}})[0].fixed, IsEmpty()) << "a limit is no fix";
}

TEST(Peers, a_package_without_ranges_and_versions_matches_nothing) {
    const Index index = index_of({record("A-1", "npm", "p", R"("ranges":[],"versions":[])")});
    EXPECT_THAT(ids(index, "npm", "p", "1.0.0"), IsEmpty());
    EXPECT_THAT(ids(index, "npm", "p", ""), IsEmpty());
    EXPECT_THAT(index.records_of("npm", "p"), ElementsAre(0u)) << "but it is known";
}

TEST(Peers, last_affected_is_compared_as_a_version) {
    const Index index =
        index_of({record("A-1", "npm", "p", ranges(range("SEMVER", R"({"introduced":"0"},{"last_affected":"1.2"})")))});
    EXPECT_THAT(ids(index, "npm", "p", "1.2.0"), ElementsAre("A-1")) << "1.2 and 1.2.0 are the same version";
    EXPECT_THAT(ids(index, "npm", "p", "1.2.1"), IsEmpty());
}

TEST(Peers, events_at_one_version_have_a_fixed_order) {
    for (const char* events : {R"({"introduced":"0"},{"fixed":"1.0.0"},{"introduced":"1.0.0"})",
                               R"({"introduced":"1.0.0"},{"introduced":"0"},{"fixed":"1.0.0"})"}) {
        const Index index = index_of({record("A-1", "npm", "p", ranges(range("SEMVER", events)))});
        EXPECT_THAT(ids(index, "npm", "p", "0.9.0"), ElementsAre("A-1"));
        EXPECT_THAT(ids(index, "npm", "p", "1.0.0"), IsEmpty());
    }
}

TEST(Peers, ecosystems_without_an_order_never_crash) {
    const Index index = index_of(
        {record("A-1", "Linux", "Kernel",
                ranges(range("ECOSYSTEM", R"({"introduced":"5"},{"fixed":"6"})")) + R"(,"versions":["v5.1"])")});
    EXPECT_THAT(ids(index, "Linux", "Kernel", "v5.1"), ElementsAre("A-1"));
    EXPECT_THAT(ids(index, "Linux", "Kernel", "v5.2"), IsEmpty());
    ASSERT_EQ(index.info().ecosystems.size(), 1u);
    EXPECT_FALSE(index.info().ecosystems[0].ordered);
    EXPECT_THAT(index.info().notes, ElementsAre(testing::HasSubstr("Linux: 1 range in an ecosystem without")));
}

// ---- The rest of the specification ----

TEST(Query, matches_listed_versions_or_any_range) {
    const Index index =
        index_of({record("A-1", "npm", "p",
                         ranges(range("SEMVER", R"({"introduced":"1.0.0"},{"fixed":"1.5.0"})") + "," +
                                range("SEMVER", R"({"introduced":"2.0.0"},{"last_affected":"2.5.0"})")) +
                             R"(,"versions":["1.1.0","0.1.0"])")});
    EXPECT_THAT(ids(index, "npm", "p", "1.1.0"), ElementsAre("A-1"));
    EXPECT_THAT(ids(index, "npm", "p", "2.5.0"), ElementsAre("A-1"));
    EXPECT_THAT(ids(index, "npm", "p", "0.1.0"), ElementsAre("A-1"));
    EXPECT_THAT(ids(index, "npm", "p", "1.5.0"), IsEmpty());
    EXPECT_THAT(ids(index, "npm", "p", "0.1"), IsEmpty()) << "listed versions are compared as texts";
    EXPECT_THAT(ids(index, "npm", "q", "1.1.0"), IsEmpty());
    EXPECT_THAT(ids(index, "PyPI", "p", "1.1.0"), IsEmpty());

    const Hit listed = index.query({"npm", "p", "0.1.0", {}})[0];
    EXPECT_TRUE(listed.listed);
    EXPECT_EQ(listed.range, "listed: 0.1.0");
    EXPECT_THAT(listed.fixed, ElementsAre("1.5.0"));
    const Hit ranged = index.query({"npm", "p", "2.1.0", {}})[0];
    EXPECT_FALSE(ranged.listed);
    EXPECT_EQ(ranged.range, ">= 2.0.0, <= 2.5.0");
    EXPECT_THAT(ranged.fixed, IsEmpty());
}

TEST(Query, counts_prereleases_of_npm_as_versions_of_the_range) {
    const Index index =
        index_of({record("A-1", "npm", "p", ranges(range("SEMVER", R"({"introduced":"0"},{"fixed":"1.0.0"})")))});
    EXPECT_THAT(ids(index, "npm", "p", "1.0.0-beta.1"), ElementsAre("A-1"));
    EXPECT_THAT(ids(index, "npm", "p", "v0.5.0"), ElementsAre("A-1")) << "loose, as npm reads it";
}

TEST(Query, names_fixes_nearest_first_and_only_real_ones) {
    const Index index = index_of({record("A-1", "npm", "p",
                                         ranges(range("SEMVER", R"({"introduced":"4.0.0"},{"fixed":"4.5.0"})") + "," +
                                                range("SEMVER", R"({"introduced":"6.0.0"},{"fixed":"6.2.1"})") + "," +
                                                range("SEMVER", R"({"introduced":"5.0.0"},{"fixed":"6.0.0"})")))});
    const Hit hit = index.query({"npm", "p", "4.1.0", {}})[0];
    EXPECT_EQ(hit.range, ">= 4.0.0, < 4.5.0");
    EXPECT_THAT(hit.fixed, ElementsAre("4.5.0", "6.2.1")) << "6.0.0 is affected again";
    EXPECT_THAT(index.query({"npm", "p", "6.1.0", {}})[0].fixed, ElementsAre("6.2.1"));
}

TEST(Query, says_all_versions) {
    const Index index =
        index_of({record("MAL-2024-1", "npm", "evil", ranges(range("SEMVER", R"({"introduced":"0"})")))});
    for (const char* version : {"0.0.1", "99.0.0", "not a version", ""})
        EXPECT_THAT(ids(index, "npm", "evil", version), ElementsAre("MAL-2024-1")) << version;
    EXPECT_EQ(index.query({"npm", "evil", "1.0.0", {}})[0].range, "all versions");
    EXPECT_TRUE(index.record(0).malicious);
}

TEST(Query, matches_what_is_no_version_by_equality_only) {
    const Index index = index_of({record(
        "A-1", "PyPI", "p",
        ranges(range("ECOSYSTEM", R"({"introduced":"1"},{"fixed":"2"})")) + R"(,"versions":["1.0","2009-beta_x"])")});
    EXPECT_THAT(ids(index, "PyPI", "p", "2009-beta_x"), ElementsAre("A-1"));
    EXPECT_THAT(ids(index, "PyPI", "p", "2008-beta_x"), IsEmpty());
    EXPECT_THAT(ids(index, "PyPI", "p", ""), IsEmpty());
    EXPECT_THAT(index.info().notes, ElementsAre("PyPI: 1 version that the ecosystem's order does not know, matched by "
                                                "equality"));
}

TEST(Query, tells_releases_of_an_ecosystem_apart) {
    const auto events = ranges(range("ECOSYSTEM", R"({"introduced":"0"},{"fixed":"1.2-3"})"));
    const Index index =
        index_of({record("D-11", "Debian:11", "curl", events), record("D-12", "Debian:12", "curl", events),
                  record("D-any", "Debian", "curl", events)});
    EXPECT_THAT(ids(index, "Debian:12", "curl", "1.2-2"), ElementsAre("D-12", "D-any"));
    EXPECT_THAT(ids(index, "Debian:13", "curl", "1.2-2"), ElementsAre("D-any"));
    EXPECT_THAT(ids(index, "Debian:1", "curl", "1.2-2"), ElementsAre("D-any")) << "no part of a suffix is one";
    EXPECT_THAT(ids(index, "Debian", "curl", "1.2-2"), ElementsAre("D-11", "D-12", "D-any"));
    EXPECT_THAT(ids(index, "Debian:12", "curl", "1:1.0-1"), IsEmpty()) << "an epoch is above";
    ASSERT_EQ(index.info().ecosystems.size(), 1u);
    EXPECT_EQ(index.info().ecosystems[0].name, "Debian");
    EXPECT_EQ(index.info().ecosystems[0].records, 3u);
}

TEST(Query, normalises_names_on_both_sides) {
    const Index index = index_of({record("A-1", "PyPI", "Zope.Interface", R"("versions":["1.0"])"),
                                  record("A-2", "NuGet", "Newtonsoft.Json", R"("versions":["1.0"])")});
    EXPECT_THAT(ids(index, "PyPI", "zope_interface", "1.0"), ElementsAre("A-1"));
    EXPECT_THAT(ids(index, "NuGet", "newtonsoft.json", "1.0"), ElementsAre("A-2"));
}

// What is made normal once is not always so: the index is checked by the names that stand in it.
TEST(Query, takes_names_whose_normal_form_could_be_shortened_again) {
    const Index index = index_of({R"({"id":"CVE-2024-1","modified":"2024-01-01T00:00:00Z","affected":[{"ranges":[
        {"type":"GIT","repo":"https://example.org/a.git.git","events":[{"introduced":"0"}]}],"versions":["v1"]}]})"});
    EXPECT_TRUE(index.verify());
    EXPECT_THAT(ids(index, "GIT", "https://example.org/a.git.git", "v1"), ElementsAre("CVE-2024-1"));
}

TEST(Query, finds_records_without_package_by_repository_and_tag) {
    const Index index = index_of({R"({"id":"CVE-2024-1","modified":"2024-01-01T00:00:00Z","affected":[{"ranges":[
        {"type":"GIT","repo":"https://GitHub.com/Madler/zlib.git","events":[{"introduced":"0"},{"fixed":"abcdef"}]},
        {"type":"GIT","repo":"https://example.org/mirror/zlib","events":[{"introduced":"0"}]}],
        "versions":["v1.2.11","v1.2.12"]}]})",
                                  record("A-1", "OSS-Fuzz", "zlib",
                                         R"("ranges":[{"type":"GIT","repo":"https://github.com/madler/zlib",
                                            "events":[{"introduced":"0"}]}],"versions":["v1.2.9"])")});
    EXPECT_THAT(ids(index, "GIT", "git@github.com:madler/zlib.git", "v1.2.11"), ElementsAre("CVE-2024-1"));
    EXPECT_THAT(ids(index, "GIT", "https://example.org/mirror/zlib/", "v1.2.12"), ElementsAre("CVE-2024-1"));
    EXPECT_THAT(ids(index, "GIT", "https://github.com/madler/zlib", "v1.3"), IsEmpty()) << "commits have no order";
    EXPECT_THAT(ids(index, "GIT", "https://github.com/madler/zlib", "v1.2.9"), IsEmpty())
        << "a record with a package is only about that";
    EXPECT_THAT(ids(index, "OSS-Fuzz", "zlib", "v1.2.9"), ElementsAre("A-1"));
}

TEST(Query, looks_for_every_spelling) {
    const Index index =
        index_of({record("A-1", "OSS-Fuzz", "openssl", R"("versions":["openssl-3.0.1","OpenSSL_1_1_1k"])")});
    EXPECT_THAT(ids(index, "OSS-Fuzz", "openssl", "3.0.1", {"openssl-3.0.1", "v3.0.1"}), ElementsAre("A-1"));
    EXPECT_THAT(ids(index, "OSS-Fuzz", "openssl", "3.0.1"), IsEmpty());
    const std::vector<std::string> spellings = {"v1.1.1k", "OpenSSL_1_1_1k"};
    EXPECT_EQ(index.query({"OSS-Fuzz", "openssl", "1.1.1k", spellings})[0].range, "listed: OpenSSL_1_1_1k");
}

TEST(Query, orders_semver_ranges_of_ecosystems_without_an_order_of_their_own) {
    const Index index = index_of(
        {record("A-1", "SomethingNew", "p", ranges(range("SEMVER", R"({"introduced":"1.0.0"},{"fixed":"1.10.0"})")))});
    EXPECT_THAT(ids(index, "SomethingNew", "p", "1.9.0"), ElementsAre("A-1"));
    EXPECT_THAT(ids(index, "SomethingNew", "p", "1.10.0"), IsEmpty());
    EXPECT_TRUE(index.info().ecosystems[0].ordered);
}

TEST(Query, leaves_withdrawn_records_out_and_names_each_record_once) {
    const std::string twice =
        R"({"id":"A-2","modified":"2024-01-01T00:00:00Z","affected":[
            {"package":{"ecosystem":"npm","name":"p"},"versions":["1.0.0"]},
            {"package":{"ecosystem":"npm","name":"p"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]})";
    std::string withdrawn = record("A-1", "npm", "p", R"("versions":["1.0.0"])");
    withdrawn.insert(1, R"("withdrawn":"2024-02-01T00:00:00Z",)");
    const Index index = index_of({withdrawn, twice});
    EXPECT_THAT(ids(index, "npm", "p", "1.0.0"), ElementsAre("A-2"));
    EXPECT_THAT(index.records_of("npm", "p"), ElementsAre(0u, 1u));
    EXPECT_TRUE(index.record(0).withdrawn);
    EXPECT_EQ(index.info().withdrawn, 1u);
}

TEST(Query, keeps_only_versions_that_the_ranges_do_not_give) {
    std::string versions;
    for (int i = 0; i < 1'000; ++i) versions += (i == 0 ? "\"1." : ",\"1.") + std::to_string(i) + ".0\"";
    const auto events = range("SEMVER", R"({"introduced":"1.0.0"},{"fixed":"2.0.0"})");
    const std::vector<std::string> with = {
        record("A-1", "npm", "p", ranges(events) + R"(,"versions":[)" + versions + "]")};
    const std::vector<std::string> none = {record("A-1", "npm", "p", ranges(events) + R"(,"versions":[])")};
    // The difference is the compressed original alone, not a row a version.
    const Index a = index_of(with);
    const Index b = index_of(none);
    EXPECT_LE(a.info().file_bytes, b.info().file_bytes + 4'096);
    EXPECT_THAT(ids(a, "npm", "p", "1.999.0"), ElementsAre("A-1"));
}

}  // namespace
}  // namespace ward::advisory
