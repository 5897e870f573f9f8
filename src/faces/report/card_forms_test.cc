// Forms of a scorecard: each the same bytes every time, harmless whatever a stranger's text holds, SARIF by its schema.
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "faces/report/card.h"
#include "formats/document.h"

namespace ward::report {
namespace {

using scorecard::CheckResult;
using scorecard::Detail;
using scorecard::Location;
using scorecard::Origin;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view hostile = "<script>alert(1)</script>\x1b[2J\n::error::x, \"=1+1\" | [a](b)";

Detail warning(std::string text, Location place, Origin origin = Origin::peer) {
    return {.level = Detail::Level::warn, .text = std::move(text), .location = std::move(place), .origin = origin};
}

Card sample() {
    Card card;
    card.repository = "github.com/example/<b>";
    card.commit = "unknown";
    card.as_of = *parse_instant("2026-11-26T12:34:56Z");
    card.score = 4.25;
    card.checks = {
        {.check = "Binary-Artifacts",
         .score = 9,
         .reason = "binaries present in source code",
         .details = {warning("binary detected", {.path = "a b/x.so", .kind = Location::Kind::binary, .line = 1})}},
        {.check = "Code-Review", .reason = "nobody told"},
        {.check = "License",
         .score = 9,
         .reason = "license file detected",
         .details = {{.level = Detail::Level::warn, .text = "no approved license"}}},
        {.check = "Pinned-Dependencies",
         .score = 5,
         .reason = std::string(hostile),
         .details = {warning("image not pinned", {.path = "Dockerfile",
                                                  .kind = Location::Kind::source,
                                                  .line = 3,
                                                  .line_end = 4,
                                                  .snippet = "FROM x"}),
                     warning("yarn not pinned", {.path = "b.sh", .kind = Location::Kind::source, .line = 7},
                             Origin::ward)},
         .own_score = 7},
        {.check = "SAST", .score = 0, .reason = "none"},
    };
    return card;
}

std::string in_form(std::string_view name, const Card& card, const CardStyle& style = {.details = true}) {
    const CardForm* form = form_named(name);
    return form == nullptr ? std::string() : form->write(card, style);
}

TEST(CardForms, are_a_table_of_complete_rows) {
    std::vector<std::string_view> names;
    for (const CardForm* form : all_forms()) {
        names.push_back(form->name);
        EXPECT_FALSE(form->summary.empty()) << form->name;
        EXPECT_EQ(form->write(sample(), {}), form->write(sample(), {})) << form->name;
        EXPECT_THAT(form->write(sample(), {.details = true, .debug = true, .annotations = true}),
                    Not(HasSubstr("\x1b")))
            << form->name;
        EXPECT_FALSE(form->write(Card(), {}).empty()) << form->name;
    }
    EXPECT_THAT(names, testing::UnorderedElementsAre("badge", "csv", "html", "in-toto", "markdown", "probe", "raw",
                                                     "sarif", "scorecard", "shields", "table"));
}

TEST(CardInToto, is_a_statement_that_verifiers_read) {
    Card card = sample();
    card.commit = "0123456789012345678901234567890123456789";
    const auto statement = parse_json(in_form("in-toto", card), "in-toto");
    ASSERT_TRUE(statement);
    EXPECT_EQ(text_at(*statement, "_type"), "https://in-toto.io/Statement/v1");
    EXPECT_EQ(text_at(*statement, "predicateType"), "https://scorecard.dev/result/v0.1");
    const Node subject = items_at(*statement, "subject")[0];
    EXPECT_EQ(text_at(subject, "uri"), "git+https://github.com/example/<b>@" + card.commit);
    EXPECT_EQ(text_at(*subject.find("digest"), "gitCommit"), card.commit);
    EXPECT_NE(statement->find("predicate")->find("checks"), nullptr);
    EXPECT_EQ(statement->find("predicate")->find("repo"), nullptr);
    // The peer's names, for those who compare with it.
    const auto compat = parse_json(in_form("in-toto", card, {.details = true, .compat = true}), "in-toto");
    ASSERT_TRUE(compat);
    EXPECT_EQ(text_at(*compat, "type"), "https://in-toto.io/Statement/v1");
    EXPECT_EQ(compat->find("_type"), nullptr);
    // Nobody else can have a folder on this machine.
    card.repository = "file://.";
    EXPECT_THAT(in_form("in-toto", card), Not(HasSubstr("git+https")));
}

TEST(CardMarkdown, tells_the_second_score_and_what_was_accepted) {
    Card card = sample();
    card.advisories = "sha256:12";
    card.accepted = {
        {.check = "Pinned-Dependencies", .path = "test/**", .reason = std::string(hostile), .expires = "2027-01-31"}};
    const std::string text = in_form("markdown", card);
    EXPECT_THAT(text, HasSubstr("<br>7 with what ward knows and you accept |"));
    EXPECT_THAT(text, HasSubstr(", advisories sha256:12"));
    EXPECT_THAT(text, HasSubstr("counted, until 2027-01-31; 0 found)\n"));
    EXPECT_THAT(text, Not(HasSubstr("<script>")));
}

TEST(CardSarif, is_valid_by_its_schema) {
    if (!std::filesystem::exists("tests/oracles/node_modules/ajv")) GTEST_SKIP() << "needs npm ci in tests/oracles";
    const auto path = std::filesystem::temp_directory_path() / fmt::format("ward-card-sarif-{}", ::getpid());
    std::ofstream(path, std::ios::binary) << in_form("sarif", sample());
    const int status = std::system(  // NOLINT(cert-env33-c,concurrency-mt-unsafe): fixed words and a path of ours
        fmt::format("node tests/oracles/validate.js sarif {}", path.string()).c_str());
    std::filesystem::remove(path);
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

// "rule@uri:line" of each result.
std::vector<std::string> results(const Card& card, const CardStyle& style = {.details = true}) {
    const auto log = parse_json(in_form("sarif", card, style), "sarif");
    EXPECT_TRUE(log);
    std::vector<std::string> out;
    for (const Node& run : items_at(*log, "runs"))
        for (const Node& result : items_at(run, "results")) {
            const Node* place = items_at(result, "locations")[0].find("physicalLocation");
            const Node* region = place->find("region");
            const Node* line = region->find("startLine");
            out.push_back(fmt::format("{}@{}:{}", text_at(result, "ruleId"),
                                      text_at(*place->find("artifactLocation"), "uri"),
                                      line == nullptr ? 0 : line->integer));
        }
    return out;
}

TEST(CardSarif, has_what_is_below_and_what_ward_adds) {
    EXPECT_THAT(results(sample()),
                testing::ElementsAre("BinaryArtifactsID@a%20b/x.so:1",
                                     "LicenseID@no%20file%20associated%20with%20this%20alert:1",
                                     "PinnedDependenciesID@Dockerfile:3", "PinnedDependenciesID@b.sh:7",
                                     "SASTID@no%20file%20associated%20with%20this%20alert:1"));
    Card card = sample();
    card.thresholds = {{"Binary-Artifacts", {9, true}},
                       {"License", {10, false}},
                       {"Pinned-Dependencies", {5, true}},
                       {"SAST", {10, true}}};
    card.annotations["SAST"] = {"not-supported"};
    EXPECT_THAT(results(card), testing::ElementsAre("PinnedDependenciesID@b.sh:7"));
    EXPECT_THAT(results(sample(), {}),
                testing::Contains("PinnedDependenciesID@no%20file%20associated%20with%20this%20alert:1"));
    const std::string text = in_form("sarif", sample());
    EXPECT_THAT(text, HasSubstr("supply-chain/local/unknown-26 Nov 26 12:34 +0000"));
    EXPECT_THAT(text, HasSubstr("\"origin\": \"ward\""));
}

TEST(CardSarif, suppresses_what_is_accepted) {
    Card card = sample();
    card.accepted = {{.check = "Binary-Artifacts",
                      .path = "a b/**",
                      .reason = "a fixture",
                      .expires = "2027-01-01",
                      .details = {"Warn: binary detected: a b/x.so:1"}}};
    EXPECT_THAT(in_form("sarif", card), HasSubstr("\"justification\": \"a fixture (until 2027-01-01)\""));
    card.accepted[0].counting = scorecard::Counting::shown;
    EXPECT_THAT(in_form("sarif", card), Not(HasSubstr("a fixture")));
}

TEST(CardHtml, lets_no_text_become_markup) {
    const std::string page = in_form("html", sample());
    EXPECT_THAT(page, HasSubstr("github.com/example/&lt;b&gt;"));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)"));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, HasSubstr("<details><summary>2 details</summary>"));
    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
    EXPECT_THAT(page, HasSubstr("<p class=\"score\">4.2 / 10</p>"));
}

TEST(CardCsv, has_a_row_a_check) {
    const std::string table = in_form("csv", sample());
    EXPECT_THAT(table, testing::StartsWith("repository,commit,date,check,risk,score,own_score,reason\r\n"));
    EXPECT_THAT(table, HasSubstr(",Code-Review,High,,,nobody told\r\n"));
    EXPECT_THAT(table, HasSubstr(",Pinned-Dependencies,Medium,5,7,"));
    EXPECT_THAT(table, testing::EndsWith(",Aggregate,,4.2,,\r\n"));
}

TEST(CardBadges, say_the_score_or_that_there_is_none) {
    EXPECT_THAT(in_form("shields", sample()), HasSubstr("\"message\":\"4.3\""));
    EXPECT_THAT(in_form("badge", sample()), testing::StartsWith("<svg "));
    EXPECT_THAT(in_form("shields", Card()), HasSubstr("\"message\":\"unknown\""));
}

TEST(CardJson, words_annotations_as_the_peer) {
    Card card = sample();
    card.annotations["SAST"] = {"test-data"};
    EXPECT_THAT(
        in_form("scorecard", card, {.annotations = true}),
        HasSubstr("\"annotations\":[\"The files or code snippets are only used for test or example purposes.\"]"));
    EXPECT_THAT(in_form("scorecard", card), Not(HasSubstr("annotations")));
    EXPECT_THAT(in_form("table", card, {.annotations = true}), HasSubstr("the project says: what was found is there"));
}

}  // namespace
}  // namespace ward::report
