#include "actions/release/vulndb/vex_document.h"

#include <gmock/gmock.h>

#include "actions/release/vulndb/testing.h"

namespace ward::release::vulndb {
namespace {

using namespace testing;
using openvex::Statement;
using ::testing::ElementsAre;

constexpr std::string_view table =
    "8.1.3\t2030-01-01\n8.1.4\t2030-02-01\n8.2.0\t2030-03-01\n9.0.0\t2030-01-15\n10.0.0\t2030-01-15\n";
constexpr Instant first_day = 1'900'000'000;  // 2030-03-17T17:46:40Z

class VulndbVex : public ::testing::Test {
  protected:
    VexResult made(std::optional<openvex::Document> previous = {}, Instant at = first_day,
                   std::string_view releases_table = table) {
        VexOptions options;
        options.product = *product_names("pkg:generic/nodejs/node");
        options.author = "Kim Example";
        options.now = at;
        options.previous = std::move(previous);
        auto result = vex_document(folder.database(), releases(releases_table), options);
        if (result) return std::move(*result);
        ADD_FAILURE() << result.error().message();
        return {};
    }

    Folder folder;
};

std::vector<std::string> ids(const Statement& statement) {
    std::vector<std::string> out;
    for (const openvex::Product& product : statement.products) out.push_back(product.item.id);
    return out;
}

TEST_F(VulndbVex, says_of_each_released_version_what_it_is) {
    folder.put("core/1.json", core_entry("CVE-2030-0001", "8.x || 9.x", "^8.1.4"));
    const VexResult result = made();
    ASSERT_EQ(result.document.statements.size(), 2u);
    const Statement& affected = result.document.statements[0];
    EXPECT_EQ(affected.status, "affected");
    EXPECT_EQ(affected.vulnerability_id, "https://www.cve.org/CVERecord?id=CVE-2030-0001");
    EXPECT_EQ(affected.description, "what it is");
    EXPECT_THAT(ids(affected), ElementsAre("pkg:generic/nodejs/node@8.1.3", "pkg:generic/nodejs/node@9.0.0"));
    EXPECT_EQ(affected.products[0].item.identifiers,
              (std::map<std::string, std::string>{{"cpe23", "cpe:2.3:a:nodejs:node.js:8.1.3:*:*:*:*:*:*:*"},
                                                  {"purl", "pkg:generic/node@8.1.3"}}));
    EXPECT_EQ(affected.action_statement,
              "Update to 8.1.4, or to a later version of its line. No version of v9 has the fix.");
    EXPECT_EQ(affected.timestamp, "2030-03-17T17:46:40Z");
    const Statement& fixed = result.document.statements[1];
    EXPECT_EQ(fixed.status, "fixed");
    EXPECT_THAT(ids(fixed), ElementsAre("pkg:generic/nodejs/node@8.1.4", "pkg:generic/nodejs/node@8.2.0"));
    EXPECT_EQ(result.document.version, 1);
}

TEST_F(VulndbVex, entries_without_cve_without_fix_and_of_some_platforms) {
    folder.put(
        "core/7.json",
        R"({"cve": [], "vulnerable": "10.x", "affectedEnvironments": ["win32", "aix"], "description": "short"})");
    const VexResult result = made();
    ASSERT_EQ(result.document.statements.size(), 1u);
    const Statement& statement = result.document.statements[0];
    EXPECT_EQ(statement.vulnerability, "NSWG-COR-7");
    EXPECT_EQ(statement.vulnerability_id, "");
    EXPECT_EQ(statement.description, "short");
    EXPECT_EQ(statement.status_notes, "Only on aix, win32.");
    EXPECT_EQ(statement.action_statement, "No fixed version has been published.");
}

TEST_F(VulndbVex, what_two_entries_say_is_one_statement_and_affected_weighs_more) {
    folder.put("core/1.json", core_entry("CVE-2030-0001", "8.x", "^8.1.4"));
    folder.put("core/2.json", core_entry("CVE-2030-0001", "8.x", "^8.2.0"));
    const VexResult result = made();
    ASSERT_EQ(result.document.statements.size(), 2u);
    EXPECT_THAT(ids(result.document.statements[0]),
                ElementsAre("pkg:generic/nodejs/node@8.1.3", "pkg:generic/nodejs/node@8.1.4"));
    EXPECT_THAT(ids(result.document.statements[1]), ElementsAre("pkg:generic/nodejs/node@8.2.0"));
}

TEST_F(VulndbVex, a_fix_that_the_list_does_not_know_yet_is_named) {
    folder.put("core/1.json", core_entry("CVE-2030-0001", "9.x", "^9.0.1"));
    const VexResult result = made();
    ASSERT_EQ(result.document.statements.size(), 2u);
    EXPECT_EQ(result.document.statements[0].action_statement, "Update to 9.0.1, or to a later version of its line.");
    EXPECT_THAT(ids(result.document.statements[1]), ElementsAre("pkg:generic/nodejs/node@9.0.1"));
}

TEST_F(VulndbVex, statements_without_versions_are_flagged) {
    folder.put("deps/1.json", deps_entry("CVE-2030-0002"));
    folder.put("deps/2.json", deps_entry("CVE-2030-0003", "\"versions\": \">=9\", "));
    const VexResult result = made();
    EXPECT_THAT(result.unversioned, ElementsAre("deps/1.json"));
    ASSERT_EQ(result.document.statements.size(), 2u);
    EXPECT_THAT(ids(result.document.statements[0]), ElementsAre("pkg:generic/nodejs/node"));
    EXPECT_EQ(result.document.statements[0].status_notes, "Said of every version.");
    EXPECT_EQ(result.document.statements[0].justification, "vulnerable_code_not_present");
    EXPECT_EQ(result.document.statements[0].impact_statement, "not built");
    EXPECT_THAT(ids(result.document.statements[1]),
                ElementsAre("pkg:generic/nodejs/node@9.0.0", "pkg:generic/nodejs/node@10.0.0"));
    EXPECT_EQ(result.document.statements[1].status_notes, "");
}

TEST_F(VulndbVex, times_are_kept_where_nothing_changed) {
    folder.put("core/1.json", core_entry("CVE-2030-0001", "8.x", "^8.1.4"));
    const VexResult first = made();
    const auto reread = openvex::parse(openvex::to_json(first.document), "before");
    ASSERT_TRUE(reread) << reread.error().message();
    const VexResult same = made(*reread, first_day + 1'000'000);
    EXPECT_EQ(openvex::to_json(same.document), openvex::to_json(first.document)) << "the same bytes, on another day";
    EXPECT_EQ(same.kept, 2);

    const VexResult grown = made(*reread, first_day + 1'000'000, std::string(table) + "8.2.1\t2030-03-20\n");
    EXPECT_EQ(grown.document.id, first.document.id);
    EXPECT_EQ(grown.document.version, 2);
    EXPECT_EQ(grown.document.timestamp, "2030-03-29T07:33:20Z");
    EXPECT_EQ(grown.kept, 1);
    EXPECT_EQ(grown.document.statements[0].last_updated, "") << "what is affected did not change";
    EXPECT_EQ(grown.document.statements[1].timestamp, "2030-03-17T17:46:40Z");
    EXPECT_EQ(grown.document.statements[1].last_updated, "2030-03-29T07:33:20Z");
}

TEST_F(VulndbVex, an_older_form_of_the_document_gives_its_times_and_id) {
    folder.put("core/1.json", core_entry("CVE-2030-0001", "8.x", "^8.1.4"));
    const auto previous = openvex::parse(
        R"({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.org/old", "author": "Kim Example",
"timestamp": "2029-01-02T03:04:05.678901Z", "version": 1, "statements": [{"vulnerability": {"name": "CVE-2030-0001"},
"products": [{"@id": "pkg:nodejs/node@v8.1.4"}], "status": "fixed"}]})",
        "old");
    ASSERT_TRUE(previous) << previous.error().message();
    const VexResult result = made(*previous);
    EXPECT_EQ(result.document.id, "https://example.org/old");
    EXPECT_EQ(result.document.version, 2);
    EXPECT_EQ(result.document.statements[0].timestamp, "2030-03-17T17:46:40Z") << "nothing was said of affected ones";
    EXPECT_EQ(result.document.statements[1].timestamp, "2029-01-02T03:04:05Z");
    EXPECT_EQ(result.document.statements[1].last_updated, "2030-03-17T17:46:40Z");
}

TEST_F(VulndbVex, a_range_that_cannot_be_read_is_an_error_with_its_place) {
    folder.put("core/1.json", core_entry("CVE-2030-0001", "8.x", "what"));
    const auto result = vex_document(folder.database(), releases(table), {});
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message(), ::testing::StartsWith("core/1.json:4: \"patched\" is no range: "));
}

TEST(VulndbVexProduct, is_a_package_without_version) {
    EXPECT_EQ(*product_names("pkg:generic/nodejs/node"),
              (ProductNames{"pkg:generic/nodejs/node", "pkg:generic/node", "nodejs:node.js"}));
    EXPECT_EQ(*product_names("pkg:nodejs/node"),
              (ProductNames{"pkg:nodejs/node", "pkg:generic/node", "nodejs:node.js"}));
    EXPECT_EQ(*product_names("pkg:generic/node"), (ProductNames{"pkg:generic/node", "", "nodejs:node.js"}));
    EXPECT_EQ(*product_names("pkg:github/example/tool"), (ProductNames{"pkg:github/example/tool", "", ""}));
    EXPECT_FALSE(product_names("pkg:generic/node@1.0.0"));
    EXPECT_FALSE(product_names("node"));
}

TEST_F(VulndbVex, the_older_name_of_the_product_has_a_v_before_its_versions) {
    folder.put("core/1.json", core_entry("CVE-2030-0001", "9.x", ""));
    VexOptions options;
    options.product = *product_names("pkg:nodejs/node");
    const auto result = vex_document(folder.database(), releases(table), options);
    ASSERT_TRUE(result) << result.error().message();
    EXPECT_THAT(ids(result->document.statements.at(0)), ElementsAre("pkg:nodejs/node@v9.0.0"));
    EXPECT_EQ(result->document.statements[0].products[0].item.identifiers.at("purl"), "pkg:generic/node@9.0.0");
}

}  // namespace
}  // namespace ward::release::vulndb
