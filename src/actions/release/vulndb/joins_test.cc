#include "actions/release/vulndb/joins.h"

#include <cstdlib>
#include <map>

#include <gmock/gmock.h>

#include "actions/release/vulndb/script_json.h"
#include "actions/release/vulndb/testing.h"
#include "actions/release/vulndb/validate.h"
#include "facts/lifecycle/node_releases.h"

namespace ward::release::vulndb {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view table =
    "7.9.0\t2030-01-01\n8.1.3\t2030-01-01\n8.1.4\t2030-02-01\n8.2.0\t2030-03-01\n"
    "9.0.0\t2030-01-15\n9.0.1\t2030-02-02\n9.1.0\t2031-01-01\n";

std::vector<std::string> problems_of(std::string_view entry) {
    const Folder folder;
    folder.put("core/1.json", entry);
    return lines_of(release_problems(folder.database().entries.at(0), releases(table)));
}

std::vector<std::string> words_of(const std::string& path, std::string_view entry) {
    const Folder folder;
    folder.put(path, entry);
    return lines_of(word_problems(folder.database().entries.at(0)));
}

TEST(VulndbJoins, ranges_that_are_as_they_should_be) {
    EXPECT_THAT(problems_of(core_entry("CVE-2030-0001", "8.x <8.1.4 || 9.x <9.0.1", "^8.1.4 || ^9.0.1")), IsEmpty());
}

TEST(VulndbJoins, a_wide_range_also_takes_what_is_fixed) {
    EXPECT_THAT(problems_of(core_entry("CVE-2030-0001", "8.x || 9.x", "^8.1.4 || ^9.0.1")),
                ElementsAre("vulndb-range-covers-fixed core/1.json:3 \"vulnerable\" also takes 8.1.4, 9.0.1, which are "
                            "patched"));
}

TEST(VulndbJoins, lines_are_compared_both_ways) {
    EXPECT_THAT(
        problems_of(core_entry("CVE-2030-0001", "<8.1.4", "^8.1.4")),
        ElementsAre("vulndb-line-unpatched core/1.json:4 \"vulnerable\" takes v7, and \"patched\" has no version "
                    "of it"));
    EXPECT_THAT(
        problems_of(core_entry("CVE-2030-0001", "8.x <8.1.4", "^8.1.4 || ^9.0.1")),
        ElementsAre("vulndb-line-not-vulnerable core/1.json:3 \"patched\" names 9.0.1, and \"vulnerable\" takes "
                    "no version of its line"));
}

TEST(VulndbJoins, what_was_never_released_is_told) {
    EXPECT_THAT(
        problems_of(core_entry("CVE-2030-0001", "8.x <8.1.4", "^8.1.5")),
        ElementsAre("vulndb-patched-unreleased core/1.json:4 \"patched\" names 8.1.5, which was never released"));
    EXPECT_THAT(
        problems_of(core_entry("CVE-2030-0001", "6.x", "^8.1.4")),
        ElementsAre("vulndb-vulnerable-unreleased core/1.json:3 \"vulnerable\" takes no version that was released"));
}

TEST(VulndbJoins, a_fix_of_another_time_is_told_with_what_came_out_then) {
    EXPECT_THAT(
        problems_of(core_entry("CVE-2030-0001", "7.x || 8.x <8.1.4 || 9.x <9.0.1", "^7.9.0 || ^8.1.4 || ^9.1.0")),
        ::testing::Not(::testing::Contains(::testing::HasSubstr("apart"))))
        << "three days, none of which is near another";
    EXPECT_THAT(
        problems_of(
            core_entry("CVE-2030-0001", "8.x <8.1.3 || 7.x <7.9.0 || 9.x <9.1.0", "^7.9.0 || ^8.1.3 || ^9.1.0")),
        ::testing::Contains("vulndb-patched-apart core/1.json:4 9.1.0 is of 2031-01-01, and 7.9.0 of 2030-01-01; "
                            "9.0.0 came out then"));
}

TEST(VulndbJoins, what_is_no_range_is_told_and_asked_no_further) {
    EXPECT_THAT(problems_of(core_entry("CVE-2030-0001", "8.x || what", "^8.1.4")),
                ElementsAre(::testing::StartsWith("vulndb-range core/1.json:3 \"vulnerable\" is no range: ")));
}

TEST(VulndbJoins, ids_words_and_scores) {
    EXPECT_THAT(words_of("core/2.json", core_entry("", "8.x", "^8.1.4")),
                ElementsAre("vulndb-no-cve core/2.json:2 has no CVE; scanners look for one, and know nothing of "
                            "NSWG-COR-2"));
    EXPECT_THAT(words_of("core/2.json", core_entry("CVE-2030-12A", "8.x", "^8.1.4")),
                ElementsAre("vulndb-cve-id core/2.json:2 'CVE-2030-12A' is no CVE id"));
    EXPECT_THAT(words_of("core/2.json", core_entry("CVE-2030-0001", "8.x", "^8.1.4",
                                                   "\"cvss\": \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L\", "
                                                   "\"cvss_score\": 7, ")),
                ElementsAre("vulndb-score core/2.json:2 \"cvss_score\" is 7, and the vector's 5.3",
                            "vulndb-score core/2.json:8 \"severity\" is high, and the vector's medium (5.3)"));
    EXPECT_THAT(words_of("core/2.json", R"({"cve": ["CVE-2030-0001"], "severity": "unknown or so"})"),
                ElementsAre("vulndb-word core/2.json:1 \"severity\" is 'unknown or so', which is none of unknown, low, "
                            "medium, high, critical"));
    EXPECT_THAT(words_of("npm/3.json", npm_entry("4")),
                ElementsAre("vulndb-id npm/3.json:1 \"id\" is 4 in a file called 3"));
}

TEST(VulndbJoins, ranges_of_packages_and_of_deps) {
    const Folder folder;
    folder.put("npm/1.json", R"({"vulnerable_versions": "<2.0.0", "patched_versions": ">=1.0.1"})");
    folder.put("deps/1.json", deps_entry("CVE-2030-0001"));
    folder.put("deps/2.json", deps_entry("CVE-2030-0002", "\"versions\": \"<9\", "));
    std::vector<std::string> all;
    for (const Entry& entry : folder.database().entries)
        for (const std::string& line : lines_of(range_problems(entry))) all.push_back(line);
    EXPECT_THAT(all,
                ElementsAre("vulndb-unversioned deps/1.json:1 names no versions: not_affected is said of every "
                            "version there is or will be",
                            "vulndb-range-covers-fixed npm/1.json:1 \"vulnerable_versions\" also takes 1.0.1, which "
                            "is patched"));
}

TEST(VulndbJoins, an_id_in_two_entries) {
    const Folder folder;
    folder.put("core/1.json", core_entry("CVE-2030-0001", "8.x", "^8.1.4"));
    folder.put("core/2.json", core_entry("CVE-2030-0001", "8.x", "^8.1.4"));
    folder.put("deps/1.json", deps_entry("CVE-2030-0001"));
    folder.put("npm/1.json", npm_entry("1"));
    EXPECT_THAT(lines_of(duplicate_problems(folder.database())),
                ElementsAre("vulndb-duplicate-cve core/2.json:2 CVE-2030-0001 is core/1.json too",
                            "vulndb-duplicate-cve deps/1.json:1 CVE-2030-0001 is core/1.json too, and deps/1.json says "
                            "that it does not concern the project"))
        << "that of a package is another's affair";
}

TEST(VulndbJoins, a_rule_makes_one_finding_a_file_and_every_rule_has_a_weight) {
    const Folder folder;
    folder.put("core/1.json", R"({"cve": ["CVE-2030-0001"]})");
    folder.put("core/index.json", "{}");
    const auto problems = validate(folder.root(), folder.database(), releases(table));
    const auto findings = findings_of(problems);
    ASSERT_EQ(findings.size(), 2u);
    EXPECT_EQ(findings[0].rule, "vulndb-form");
    EXPECT_EQ(findings[0].title, "\"affectedEnvironments\" is missing; \"severity\" is missing");
    EXPECT_EQ(findings[0].evidence.size(), 2u);
    EXPECT_EQ(findings[1].rule, "vulndb-index-stale");
    EXPECT_EQ(findings[1].title, "lacks 1");
    for (const std::string_view rule : all_rules()) EXPECT_NE(severity_of_rule(rule), Severity::unknown) << rule;
    EXPECT_EQ(severity_of_rule("vulndb-other"), Severity::unknown);
}

// nodejs/security-wg as it was on 2026-04-08: its entries, from its own indexes.
TEST(VulndbJoins, the_database_of_nodejs) {
    const char* data = std::getenv("WARD_TEST_DATA");  // NOLINT(concurrency-mt-unsafe)
    if (data == nullptr) GTEST_SKIP() << "needs WARD_TEST_DATA, a folder with nodejs/vuln-core-index.json";
    const Folder folder;
    for (const std::string_view collection : {"core", "deps"}) {
        const auto text = read_file(fmt::format("{}/nodejs/vuln-{}-index.json", data, collection), max_index_bytes);
        ASSERT_TRUE(text) << text.error().message();
        const auto index = parse_json(*text, collection);
        ASSERT_TRUE(index) << index.error().message();
        for (const auto& [name, entry] : index->fields)
            folder.put(fmt::format("vuln/{}/{}.json", collection, name), script_json(entry));
        folder.put(fmt::format("vuln/{}/index.json", collection), *text);
    }
    const Database database = folder.database();
    EXPECT_EQ(database.of(Collection::core).size(), 171u);
    EXPECT_EQ(database.of(Collection::deps).size(), 6u);
    const auto node = lifecycle::node_releases();
    ASSERT_TRUE(node) << node.error().message();
    std::map<std::string, int> counts;
    for (const Finding& finding : findings_of(validate(folder.root(), database, *node))) ++counts[finding.rule];
    const std::map<std::string, int> expected{
        {"vulndb-duplicate-cve", 1}, {"vulndb-line-unpatched", 16},      {"vulndb-no-cve", 14},
        {"vulndb-patched-apart", 5}, {"vulndb-range-covers-fixed", 170}, {"vulndb-score", 2},
        {"vulndb-unversioned", 6}};
    EXPECT_EQ(counts, expected);
}

}  // namespace
}  // namespace ward::release::vulndb
