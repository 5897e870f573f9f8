#include "judges/scorecard/practices/published.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "judges/scorecard/practices/compare.h"
#include "judges/scorecard/practices/sheets.h"

namespace ward::scorecard::practices {
namespace {

TEST(published, reads_the_sites_json) {
    const auto read = read_published(R"({"id": 1, "badge_level": "passing", "repo_public_status": "Met",
        "repo_public_justification": "https://x.example/", "build_status": "N/A", "english_status": "?",
        "test_status": "perhaps", "interact_status": 5, "osps_ac_01_01_status": "unmet", "made_up_status": "Met"})",
                                     "1.json");
    ASSERT_TRUE(read);
    ASSERT_EQ(read->answers.size(), 4U);
    EXPECT_EQ(read->answers[0].id, "english");
    EXPECT_EQ(read->answers[0].status, Status::unknown);
    EXPECT_EQ(read->answers[1].id, "repo_public");
    EXPECT_EQ(read->answers[1].justification, "https://x.example/");
    EXPECT_EQ(read->answers[2].status, Status::not_applicable);
    EXPECT_EQ(read->answers[3].id, "OSPS-AC-01.01");
    EXPECT_EQ(read->unmatched.size(), 3U);
}

TEST(published, reads_a_questionnaire) {
    const auto read = read_published(
        "# Basics\n> What is its name?\n\n**A thing**\n\n"
        "> Do you say succinctly what it does?\n> Really?\n\n**Met**\n\n"
        "> Does it list enhancements?\n\nContext:\n- a remark\n\n**Met. https://x.example/**\n\n"
        "> Is it built automatically?\n\n**N/A**. Nothing is built.\n\n"
        "> Something else altogether?\n\n**Unmet** no\n",
        "q.md");
    ASSERT_TRUE(read);
    ASSERT_EQ(read->answers.size(), 3U);
    EXPECT_EQ(read->answers[0],
              (PublishedAnswer{.id = "description_good", .status = Status::met, .justification = "", .line = 6}));
    EXPECT_EQ(read->answers[1].justification, "https://x.example/");
    EXPECT_EQ(read->answers[2].id, "build");
    EXPECT_EQ(read->answers[2].status, Status::not_applicable);
    EXPECT_EQ(read->answers[2].justification, "Nothing is built.");
    ASSERT_EQ(read->unmatched.size(), 1U);
    EXPECT_EQ(read->unmatched[0].path, "q.md:22");
}

TEST(published, refuses_what_is_neither) {
    EXPECT_FALSE(read_published("", "x"));
    EXPECT_FALSE(read_published("{", "x"));
    EXPECT_FALSE(read_published("> A question?\n\nand prose\n", "x"));
    EXPECT_FALSE(read_published(std::string(max_published_bytes + 1, ' '), "x"));
}

TEST(published, verdicts) {
    EXPECT_EQ(verdict_of(Status::met, Status::met), Verdict::agree);
    EXPECT_EQ(verdict_of(Status::met, Status::not_applicable), Verdict::differ);
    EXPECT_EQ(verdict_of(Status::unknown, Status::met), Verdict::only_published);
    EXPECT_EQ(verdict_of(Status::met, Status::unknown), Verdict::only_seen);
    EXPECT_EQ(verdict_of(Status::unknown, Status::unknown), Verdict::neither);
}

const Criterion& named(std::string_view id) {
    return *std::ranges::find(all_criteria(), id, &Criterion::id);
}

Sheet sample() {
    Sheet out{.repository = "https://github.com/x/y", .commit = "unknown", .levels = {Level::passing}};
    out.rows.push_back({&named("description_good"), met("It says \x1b[31mso.", {{.path = "README.md", .line = 3}})});
    out.rows.push_back({&named("contribution"), met("It tells.", {{.path = "a b.md"}})});
    out.rows.push_back({&named("english"), unknown("no README")});
    out.rows.push_back({&named("maintained"), unmet("Archived.", {{.text = "archived", .source = "forge"}})});
    return out;
}

TEST(sheets, unknown_comes_first_and_nothing_reaches_the_terminal) {
    const std::string text = sheet_table(sample());
    EXPECT_TRUE(text.starts_with("unknown  SHOULD    english")) << text;
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_TRUE(text.contains("passing: 1 unknown, 1 unmet, 2 met, 0 not applicable"));
    EXPECT_TRUE(has_unmet_demand(sample().rows));
}

TEST(sheets, the_form_has_answers_with_evidence_alone) {
    Sheet sheet = sample();
    const Automation form = sheet_automation(sheet);
    EXPECT_TRUE(form.text.contains("\"description_good_status\": \"Met\""));
    EXPECT_TRUE(form.text.contains("https://github.com/x/y/blob/HEAD/a%20b.md"));
    EXPECT_FALSE(form.text.contains("english"));
    EXPECT_TRUE(form.without_url.empty());
    // What is written can be read as published.
    EXPECT_EQ(read_published(form.text, "f")->answers.size(), 3U);
    sheet.repository.clear();
    EXPECT_EQ(sheet_automation(sheet).without_url, std::vector<std::string>{"contribution"});
}

TEST(sheets, json_and_markdown_carry_the_comparison) {
    Sheet sheet = sample();
    sheet.published = *read_published(R"({"description_good_status": "Unmet", "english_status": "Met"})", "p.json");
    EXPECT_EQ(agreement_of(compare(sheet)).differ, 1U);
    EXPECT_EQ(agreement_of(compare(sheet)).only_published, 1U);
    EXPECT_EQ(agreement_of(compare(sheet)).only_seen, 2U);
    const std::string json = sheet_json(sheet, "1", "c");
    EXPECT_TRUE(json.contains("\"schema\": \"ward-practices/1\""));
    EXPECT_TRUE(json.contains("\"verdict\": \"only-published\""));
    EXPECT_TRUE(sheet_markdown(sheet).contains("| `description_good` | Met | Unmet |"));
}

}  // namespace
}  // namespace ward::scorecard::practices
