#include "formats/sarif.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "formats/sarif_uri.h"

namespace ward::sarif {
namespace {

std::optional<std::string> path(std::string_view uri, std::string_view base = "", const UriBases& bases = {},
                                std::string_view root = "/home/me/app") {
    return path_of(uri, base, bases, root);
}

using Path = std::optional<std::string>;

TEST(SarifUri, relative_ones_are_paths_below_the_root) {
    EXPECT_EQ(path("src/a.c"), Path("src/a.c"));
    EXPECT_EQ(path("./src//b/../a%20b.c?x=1#L3"), Path("src/a b.c"));
    EXPECT_EQ(path("src\\win\\a.c"), Path("src/win/a.c"));
}

TEST(SarifUri, nothing_leads_out_of_the_root) {
    for (const std::string_view uri : {"",
                                       ".",
                                       "..",
                                       "../x",
                                       "a/../../x",
                                       "%2e%2e/x",
                                       "%2E%2E%2Fetc/passwd",
                                       "..%5c..%5cx",
                                       "/etc/passwd",
                                       "//host/share/x",
                                       "file:///etc/passwd",
                                       "file://host/home/me/app/a.c",
                                       "file:a.c",
                                       "https://x.example/a.c",
                                       "file:///home/me/app/../other/a.c",
                                       "file:///home/me/application/a.c",
                                       "file:///home/me/app",
                                       "C:/x",
                                       "c:\\x",
                                       "a%00b",
                                       "a%zz",
                                       "a%2",
                                       "javascript:alert(1)",
                                       "file:///home/me/app/%2e%2e/secret"})
        EXPECT_EQ(path(uri), std::nullopt) << uri;
}

TEST(SarifUri, absolute_ones_below_the_root_are_paths_in_it) {
    EXPECT_EQ(path("file:///home/me/app/src/a.c"), Path("src/a.c"));
    EXPECT_EQ(path("FILE://localhost/home/me/app/src/a.c"), Path("src/a.c"));
    EXPECT_EQ(path("/home/me/app/src/a.c"), Path("src/a.c"));
    EXPECT_EQ(path("file:///home/me/app/src/a.c", "", {}, ""), Path());
}

TEST(SarifUri, bases_stand_on_each_other) {
    const UriBases bases{{"SRC", {"src/", "ROOT"}}, {"ROOT", {"file:///builds/1/", ""}},
                         {"LOOP", {"x/", "LOOP"}},  {"UP", {"../", "ROOT"}},
                         {"BARE", {"", ""}},        {"WEB", {"https://x.example/", ""}},
                         {"A", {"a/", "B"}},        {"B", {"b/", ""}}};
    EXPECT_EQ(path("a.c", "SRC", bases), Path("src/a.c"));
    EXPECT_EQ(path("a.c", "ROOT", bases), Path("a.c"));
    EXPECT_EQ(path("a.c", "BARE", bases), Path("a.c"));
    EXPECT_EQ(path("a.c", "UNKNOWN", bases), Path("a.c"));
    EXPECT_EQ(path("a.c", "A", bases), Path("b/a/a.c"));
    EXPECT_EQ(path("a.c", "UP", bases), Path());
    EXPECT_EQ(path("x/../../a.c", "SRC", bases), Path("a.c"));
    EXPECT_EQ(path("../../a.c", "SRC", bases), Path());
    EXPECT_EQ(path("a.c", "LOOP", bases), Path());
    EXPECT_EQ(path("a.c", "WEB", bases), Path());
    // The tool's own machine had the root elsewhere.
    EXPECT_EQ(path("file:///builds/1/lib/a.c", "", bases), Path("lib/a.c"));
    EXPECT_EQ(path("file:///builds/2/lib/a.c", "", bases), Path());
}

constexpr std::string_view head =
    R"({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "lint", "version": "1.2",
  "rules": [{"id": "A", "shortDescription": {"text": "About A"}, "helpUri": "https://lint.example/A",
             "defaultConfiguration": {"level": "error"}, "properties": {"security-severity": "7.5"},
             "messageStrings": {"m": {"text": "{0} meets {1} and {9}"}}},
            {"id": "B/long", "name": "Long", "defaultConfiguration": {"level": "note"}}]},
  "extensions": [{"name": "pack", "rules": [{"id": "E", "defaultConfiguration": {"level": "note"}}]}]},
  "artifacts": [{"location": {"uri": "src/listed.c"}}], )";

Log log_of(std::string_view rest) {
    const auto log = parse(fmt::format("{}{}}}]}}", head, rest), "test.sarif", "/home/me/app");
    EXPECT_TRUE(log.has_value()) << log.error().message();
    return log ? *log : Log{};
}

TEST(Sarif, results_inherit_from_their_rules) {
    const Log log = log_of(R"("results": [
        {"ruleId": "A", "message": {"id": "m", "arguments": ["one", "two"]},
         "locations": [{"physicalLocation": {"artifactLocation": {"uri": "src/a.c"},
                        "region": {"startLine": 7, "snippet": {"text": "  bad();"}}}}],
         "partialFingerprints": {"hash/v1": "abc"}},
        {"ruleIndex": 1, "message": {"text": "text"}, "level": "error"},
        {"ruleId": "B/long/part", "message": {"text": "text"}},
        {"rule": {"id": "E", "index": 0, "toolComponent": {"index": 0}}, "message": {"text": "text"}},
        {"ruleId": "unknown", "message": {"text": "text"}, "properties": {"security-severity": 3},
         "locations": [{"physicalLocation": {"artifactLocation": {"index": 0}}}]},
        {"ruleId": "A", "kind": "review", "message": {"text": "look"}},
        {"ruleId": "A", "kind": "pass", "message": {"text": "good"}},
        {"ruleId": "A", "baselineState": "absent", "message": {"text": "gone"}}])");
    ASSERT_EQ(log.runs.size(), 1U);
    const sarif::Run& run = log.runs[0];
    EXPECT_EQ(run.tool, "lint");
    EXPECT_EQ(run.version, "1.2");
    EXPECT_EQ(run.passed, 1U);
    EXPECT_EQ(run.absent, 1U);
    ASSERT_EQ(run.results.size(), 6U);
    const Result& first = run.results[0];
    EXPECT_EQ(first.message, "one meets two and {9}");
    EXPECT_EQ(first.level, "error");
    EXPECT_EQ(first.title, "About A");
    EXPECT_EQ(first.help, "https://lint.example/A");
    EXPECT_EQ(first.security_severity, 7.5);
    EXPECT_EQ(first.fingerprint, "hash/v1=abc\n");
    ASSERT_EQ(first.locations.size(), 1U);
    EXPECT_EQ(first.locations[0], (Location{"src/a.c", 7, "  bad();", ""}));
    EXPECT_EQ(run.results[1].rule, "B/long");
    EXPECT_EQ(run.results[1].level, "error");
    EXPECT_EQ(run.results[2].level, "note");
    EXPECT_EQ(run.results[2].title, "Long");
    EXPECT_EQ(run.results[3].rule, "E");
    EXPECT_EQ(run.results[3].level, "note");
    EXPECT_EQ(run.results[4].level, "warning");
    EXPECT_EQ(run.results[4].security_severity, 3.0);
    EXPECT_EQ(run.results[4].locations[0].path, "src/listed.c");
    EXPECT_EQ(run.results[5].level, "none");
}

TEST(Sarif, suppressions_failures_and_places_outside_are_told) {
    const Log log = log_of(R"("invocations": [{"executionSuccessful": false}], "results": [
        {"ruleId": "A", "suppressions": [{"kind": "inSource"}, {"kind": "external", "status": "rejected", "justification": "no"}],
         "locations": [{"physicalLocation": {"artifactLocation": {"uri": "file:///etc/passwd"}}}, {}, {"physicalLocation": {}}]}])");
    EXPECT_TRUE(log.runs[0].failed);
    const Result& result = log.runs[0].results.at(0);
    EXPECT_EQ(result.suppressions,
              (std::vector<Suppression>{{"inSource", "accepted", ""}, {"external", "rejected", "no"}}));
    ASSERT_EQ(result.locations.size(), 3U);
    EXPECT_EQ(result.locations[0].outside, "file:///etc/passwd");
    EXPECT_EQ(result.locations[1], Location{});
}

TEST(Sarif, limits_and_other_forms) {
    for (const std::string_view text : {"", "{}", "[]", R"({"version": "2.0.0", "runs": []})",
                                        R"({"version": "2.1.0"})", R"({"version": "2.1.0", "runs": {}})"})
        EXPECT_FALSE(parse(text, "test").has_value()) << text;
    EXPECT_TRUE(
        parse("\xef\xbb\xbf{\"version\": \"2.1.0\", \"runs\": [7, {}, {\"results\": 1, \"tool\": []}]}", "test"));
    std::string many;
    for (size_t i = 0; i < max_results + 5; ++i) many += i == 0 ? "{}" : ",{}";
    const auto log = parse(fmt::format(R"({{"version": "2.1.0", "runs": [{{"results": [{}]}}]}})", many), "test");
    ASSERT_TRUE(log.has_value());
    EXPECT_EQ(log->left_out, 5U);
    EXPECT_EQ(log->runs[0].results.size(), max_results);
    // Texts are cut at a character.
    std::string text(max_text_bytes - 1, 'x');
    text += "\xc3\xa9tail";
    const auto cut = parse(
        fmt::format(R"({{"version": "2.1.0", "runs": [{{"results": [{{"message": {{"text": "{}"}}}}]}}]}})", text),
        "x");
    EXPECT_EQ(cut->runs[0].results[0].message, std::string(max_text_bytes - 1, 'x') + "…");
}

}  // namespace
}  // namespace ward::sarif
