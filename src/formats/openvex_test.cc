#include "formats/openvex.h"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::openvex {
namespace {

std::string document_with(std::string_view statements) {
    return fmt::format(R"({{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.org/vex-1",
"author": "Kim Example", "timestamp": "2026-11-22T12:00:00Z", "version": 1, "statements": [{}]}})",
                       statements);
}

Document read(std::string_view statements) {
    auto document = parse(document_with(statements), "test.json");
    EXPECT_TRUE(document.has_value()) << document.error().message();
    return document.value_or(Document{});
}

TEST(OpenVexReader, reads_products_subcomponents_and_identifiers) {
    const Document document = read(R"({
      "vulnerability": {"@id": "https://example.org/v", "name": "CVE-2026-1", "aliases": ["GHSA-x", "OSV-1"]},
      "products": [{"@id": "pkg:nodejs/node@v5.1.1", "subcomponents": [{"@id": "pkg:npm/left@1.0.0"}]},
                   {"@id": "https://example.org/p", "identifiers": {"purl": "pkg:npm/right@2", "cpe23": "cpe:2.3:a:b:c"}}],
      "status": "not_affected", "justification": "vulnerable_code_not_present", "impact_statement": "not built in"})");
    ASSERT_EQ(document.statements.size(), 1U);
    const Statement& statement = document.statements[0];
    EXPECT_EQ(statement.vulnerability, "CVE-2026-1");
    EXPECT_THAT(statement.aliases, testing::ElementsAre("GHSA-x", "OSV-1"));
    ASSERT_EQ(statement.products.size(), 2U);
    EXPECT_EQ(statement.products[0].item.purl(), "pkg:nodejs/node@v5.1.1");
    EXPECT_EQ(statement.products[0].subcomponents.at(0).purl(), "pkg:npm/left@1.0.0");
    EXPECT_EQ(statement.products[1].item.purl(), "pkg:npm/right@2");
    EXPECT_EQ(statement.line, 2);
    EXPECT_TRUE(document.problems.empty());
}

TEST(OpenVexReader, reads_the_older_form_with_plain_strings) {
    const auto document = parse(R"({"@context": "https://openvex.dev/ns", "version": "3", "statements": [
      {"vulnerability": "CVE-2022-1", "products": ["pkg:apk/a@1"], "status": "fixed"}]})",
                                "old.json");
    ASSERT_TRUE(document.has_value());
    EXPECT_EQ(document->version, 3);
    EXPECT_EQ(document->statements.at(0).vulnerability, "CVE-2022-1");
    EXPECT_EQ(document->statements.at(0).products.at(0).item.purl(), "pkg:apk/a@1");
}

TEST(OpenVexReader, leaves_out_a_statement_that_breaks_a_rule_and_says_so) {
    const Document document = read(
        R"({"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:a/b"}], "status": "not_affected"},
{"vulnerability": {"name": "CVE-2"}, "products": [{"@id": "pkg:a/b"}], "status": "harmless"},
{"vulnerability": {"name": "CVE-3"}, "products": [], "status": "fixed"},
{"vulnerability": {"name": "CVE-4"}, "status": "fixed"},
{"vulnerability": {"name": "CVE-5"}, "products": [{"@id": "pkg:a/b", "subcomponents": [{}]}], "status": "fixed"},
{"vulnerability": {"name": "CVE-6"}, "products": [{"@id": "pkg:a/b"}], "status": "not_affected", "justification": "it_is_fine"},
{"vulnerability": {}, "products": [{"@id": "pkg:a/b"}], "status": "fixed"},
"statement", null, 7,
{"vulnerability": {"name": "CVE-7"}, "products": [{"@id": "pkg:a/b"}], "status": "fixed"})");
    ASSERT_EQ(document.statements.size(), 1U);
    EXPECT_EQ(document.statements[0].vulnerability, "CVE-7");
    ASSERT_EQ(document.problems.size(), 10U);
    EXPECT_THAT(document.problems[0].what, testing::HasSubstr("without justification"));
    EXPECT_EQ(document.problems[1].line, 3);
    EXPECT_THAT(document.problems[1].what, testing::HasSubstr("unknown status \"harmless\""));
}

TEST(OpenVexReader, refuses_what_is_not_openvex) {
    for (const std::string_view text :
         {"", "[]", "{}", "null", R"({"@context": "https://example.org/"})",
          R"({"@context": "https://openvex.dev/ns", "statements": {}})", "{\"@context\": 1}"})
        EXPECT_FALSE(parse(text, "x").has_value()) << text;
}

TEST(OpenVexReader, has_limits) {
    std::string many;
    for (size_t i = 0; i <= max_statements; ++i) many += i == 0 ? "0" : ",0";
    const auto too_many = parse(document_with(many), "x");
    ASSERT_FALSE(too_many.has_value());
    EXPECT_EQ(too_many.error().code, ErrorCode::limit);
    const auto too_large = parse(std::string(max_bytes + 1, ' '), "x");
    ASSERT_FALSE(too_large.has_value());
    EXPECT_EQ(too_large.error().code, ErrorCode::limit);
    EXPECT_FALSE(parse(document_with(std::string(100, '[') + std::string(100, ']')), "x").has_value());
}

TEST(OpenVexWriter, writes_what_the_reader_read) {
    Document document;
    document.id = "https://example.org/vex";
    document.author = "a \"quoted\" author";
    document.role = "Project";
    document.timestamp = "2026-11-22T12:00:00Z";
    document.version = 4;
    document.tooling = "ward";
    Statement statement;
    statement.vulnerability = "CVE-2026-1";
    statement.description = "line\nbreak </script>";
    statement.aliases = {"GHSA-1"};
    statement.products = {{{"pkg:generic/a@1", {{"cpe23", "cpe:2.3:a:a:a:1"}}}, {{"pkg:npm/b@2", {}}}}};
    statement.status = "affected";
    statement.action_statement = "update";
    statement.status_notes = "note";
    statement.timestamp = "2026-11-21T00:00:00Z";
    statement.last_updated = "2026-11-22T00:00:00Z";
    document.statements = {statement};
    auto again = parse(to_json(document), "test");
    ASSERT_TRUE(again.has_value());
    again->statements.at(0).line = 0;
    EXPECT_EQ(*again, document);
}

// The Node.js project publishes its own triage; its id is the digest that go-vex made, so ours must be the same.
TEST(OpenVexReader, reads_every_statement_of_a_published_document) {
    const char* data = std::getenv("WARD_TEST_DATA");  // NOLINT(concurrency-mt-unsafe): one thread
    if (data == nullptr) GTEST_SKIP() << "needs WARD_TEST_DATA";
    std::ostringstream text;
    text << std::ifstream(std::string(data) + "/nodejs/node.openvex.json", std::ios::binary).rdbuf();
    const auto document = parse(text.str(), "node.openvex.json");
    ASSERT_TRUE(document.has_value()) << document.error().message();
    EXPECT_TRUE(document->problems.empty());
    EXPECT_EQ(document->statements.size(), 183U);
    size_t not_affected = 0;
    size_t products = 0;
    for (const Statement& statement : document->statements) {
        if (statement.status == "not_affected") ++not_affected;
        products += statement.products.size();
        for (const Product& product : statement.products)
            EXPECT_TRUE(product.item.purl().starts_with("pkg:nodejs/node")) << product.item.id;
    }
    EXPECT_EQ(not_affected, 11U);
    EXPECT_EQ(products, 476U);
    EXPECT_EQ(canonical_id(*document), document->id);
    const auto again = parse(to_json(*document), "again");
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->statements.size(), document->statements.size());
    EXPECT_EQ(canonical_id(*again), document->id);
}

}  // namespace
}  // namespace ward::openvex
