#include "facts/npm/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::npm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Feed, reads_a_page_of_changes) {
    const auto page = parse_changes(R"({"results": [
        {"seq": 7, "id": "a", "changes": [{"rev": "1-x"}, {"rev": "2-y"}]},
        {"seq": "8-abc", "id": "@s/b", "changes": [], "deleted": true},
        {"seq": 9, "id": "_design/app", "changes": []},
        {"seq": 10, "changes": []}, {"seq": 11, "id": "../x"}], "last_seq": "11-z"})",
                                    "p");
    ASSERT_TRUE(page) << page.error().message();
    EXPECT_THAT(page->changes, ElementsAre(Change{"a", "7", "2-y", false}, Change{"@s/b", "8-abc", "", true}));
    EXPECT_EQ(page->last, "11-z");
    EXPECT_EQ(page->passed.size(), 2u);
    EXPECT_EQ(parse_changes(R"({"results": [{"seq": 7, "id": "a"}]})", "p")->last, "7");
}

TEST(Feed, refuses_what_is_no_page_and_keeps_its_limits) {
    EXPECT_THAT(parse_changes("{}", "p").error().message(), HasSubstr("no page of changes"));
    EXPECT_THAT(parse_changes("[]", "p").error().message(), HasSubstr("JSON"));
    constexpr std::string_view two = R"({"results": [{"id": "a"}, {"id": "b"}]})";
    EXPECT_THAT(parse_changes(two, "p", {.rows = 1}).error().message(), HasSubstr("more than 1 rows"));
    EXPECT_FALSE(parse_changes(two, "p", {.bytes = 10}));
    EXPECT_FALSE(parse_names("a\nb\n", "p", {.rows = 1}));
    EXPECT_FALSE(parse_names("a\nb\n", "p", {.bytes = 2}));
    EXPECT_FALSE(lines_of_feed("{}\n{}\n", "p", {.rows = 1}));
    EXPECT_FALSE(lines_of_feed("{  }\n", "p", {.line_bytes = 2}));
    EXPECT_FALSE(lines_of_feed("{  }\n", "p", {.bytes = 2}));
}

TEST(Feed, reads_names_one_a_line) {
    const auto list = parse_names("# names\na\r\n\n@s/b  # why\n../x\n", "n");
    ASSERT_TRUE(list);
    EXPECT_THAT(list->names, ElementsAre("a", "@s/b"));
    EXPECT_THAT(list->passed, ElementsAre("line 5: is no name of a package"));
}

TEST(Feed, knows_its_three_forms) {
    EXPECT_EQ(form_of_feed("{\"results\":[\n"), FeedForm::changes);
    EXPECT_EQ(form_of_feed("{\"total_rows\": 3, \"results\": []}"), FeedForm::changes);
    EXPECT_EQ(form_of_feed(" {\"_id\":\"a\"}\n{}"), FeedForm::packuments);
    EXPECT_EQ(form_of_feed("a\nb\n"), FeedForm::names);
    EXPECT_EQ(form_of_feed(""), FeedForm::names);
    const auto lines = lines_of_feed("{1}\n\n{2}\r\n", "n");
    ASSERT_TRUE(lines);
    ASSERT_EQ(lines->size(), 2u);
    EXPECT_EQ((*lines)[1].text, "{2}");
    EXPECT_EQ((*lines)[1].line, 3);
}

}  // namespace
}  // namespace ward::npm
