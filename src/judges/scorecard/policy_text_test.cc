#include "judges/scorecard/policy_text.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ward::scorecard {
namespace {

struct Row {
    std::string_view text;
    size_t count = 0;
};

TEST(PolicyText, contacts_count_once) {
    for (const Row& row : std::vector<Row>{
             {"https://a.example/report", 1},
             {"see http://a and https://b", 2},
             {"https://a\nhttps://a\n", 1},
             {"https://a https://a/", 2},
             {"https://", 1},
             {"ftp://a HTTPS://a", 0},
             {"security@a.example.org", 1},
             {"security[at]a.org or security\\[at\\]a.org", 2},
             {"a@b.example", 0},
             {"a@b", 0},
             {"a@b.c", 0},
             {"a@b.museum", 1},
             {"a@b.toolong", 0},
             {"https://a.example/x@y.org", 2},
             {"", 0},
         }) {
        EXPECT_EQ(read_policy(row.text).contacts, row.count) << row.text;
    }
}

TEST(PolicyText, hints_count_every_time) {
    for (const Row& row : std::vector<Row>{
             {"vulnerability", 1},
             {"Vulnerabilities and DISCLOSURE", 2},
             {"vuln vuln vuln", 3},
             {"in 90 days", 1},
             {"2026 or 1", 2},
             {"12345", 1},   // its last four digits
             {"90days", 0},  // no end of a word
             {"v1.2.3", 3},
             {"day5 5", 2},
             {"none", 0},
             {"", 0},
         }) {
        EXPECT_EQ(read_policy(row.text).hints, row.count) << row.text;
    }
}

TEST(PolicyText, words_are_what_is_more_than_the_contacts) {
    EXPECT_FALSE(read_policy("https://a.example").has_words());
    EXPECT_FALSE(read_policy("https://a.example\n\n").has_words()) << "two bytes around a link";
    EXPECT_TRUE(read_policy("https://a.example\n\n\n").has_words());
    EXPECT_FALSE(read_policy("https://a a@b.org\n\n\n").has_words()) << "two for each";
    EXPECT_TRUE(read_policy("https://a a@b.org\n\n\n\n").has_words());
    EXPECT_TRUE(read_policy("https://a https://a").has_words()) << "the second one is text";
    EXPECT_FALSE(read_policy("x").has_words());
    EXPECT_TRUE(read_policy("xy").has_words());
    EXPECT_FALSE(read_policy("").has_words());
}

TEST(PolicyText, scores) {
    EXPECT_EQ(policy_score(read_policy("")), 0);
    EXPECT_EQ(policy_score(read_policy("https://a")), 6);
    EXPECT_EQ(policy_score(read_policy("Tell us.")), 3);
    EXPECT_EQ(policy_score(read_policy("Tell us in 5 of 7 days.")), 4);
    EXPECT_EQ(policy_score(read_policy("Tell us at a@b.org.")), 9);
    EXPECT_EQ(policy_score(read_policy("Tell a@b.org of a vulnerability within 30 days.")), 10);
}

TEST(PolicyText, bytes_that_are_no_text_do_no_harm) {
    EXPECT_EQ(read_policy("\xff\xfe https://a \xff vuln\xff").contacts, 1);
    EXPECT_EQ(read_policy(std::string(1'000'000, '1')).hints, 1);
}

}  // namespace
}  // namespace ward::scorecard
