#include "facts/npm/release_line.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace ward::npm {
namespace {

// "1.0.0=2020-01-01 2.0.0=2020-02-01 1.0.1": versions, with their day where one is known.
Packument packument(std::string_view words) {
    std::string versions;
    std::string times;
    size_t start = 0;
    while (start < words.size()) {
        const size_t end = std::min(words.find(' ', start), words.size());
        const std::string_view word = words.substr(start, end - start);
        const size_t equals = std::min(word.find('='), word.size());
        const std::string_view version = word.substr(0, equals);
        versions += fmt::format("{}\"{}\": {{\"version\": \"{}\"}}", versions.empty() ? "" : ", ", version, version);
        if (equals < word.size())
            times +=
                fmt::format("{}\"{}\": \"{}T00:00:00Z\"", times.empty() ? "" : ", ", version, word.substr(equals + 1));
        start = end + 1;
    }
    return parse_packument(fmt::format("{{\"name\": \"a\", \"time\": {{{}}}, \"versions\": {{{}}}}}", times, versions),
                           "a")
        .value();
}

std::string before(std::string_view words, std::string_view version) {
    const Packument document = packument(words);
    const Predecessor found = predecessor_of(document, *document.find(version));
    if (found.version == nullptr) return found.by_time ? "first" : "not known";
    return fmt::format("{}{}{}", found.version->version(), found.by_time ? "" : " by number",
                       found.same_line ? "" : " of another line");
}

TEST(ReleaseLine, finds_the_version_before_in_the_same_line) {
    constexpr std::string_view lines =
        "4.9.4=2020-01-01 5.0.0=2020-02-01 4.9.5=2020-03-01 5.0.1=2020-04-01 4.10.0=2020-05-01";
    EXPECT_EQ(before(lines, "4.9.4"), "first");
    EXPECT_EQ(before(lines, "5.0.0"), "4.9.4");
    EXPECT_EQ(before(lines, "4.9.5"), "4.9.4");
    EXPECT_EQ(before(lines, "5.0.1"), "5.0.0");
    EXPECT_EQ(before(lines, "4.10.0"), "4.9.5");
}

TEST(ReleaseLine, passes_over_prereleases_and_what_came_later) {
    constexpr std::string_view lines = "1.0.0=2020-01-01 1.1.0-rc.1=2020-02-01 1.1.0=2020-03-01 1.0.5=2020-04-01";
    EXPECT_EQ(before(lines, "1.1.0"), "1.0.0");
    EXPECT_EQ(before(lines, "1.1.0-rc.1"), "1.0.0");
    EXPECT_EQ(before(lines, "1.0.5"), "1.0.0");
    EXPECT_EQ(before("1.0.0-a=2020-01-01 1.0.0=2020-02-01", "1.0.0"), "1.0.0-a");
}

TEST(ReleaseLine, says_where_it_went_by_number_or_to_another_line) {
    EXPECT_EQ(before("1.0.0=2020-01-01 0.9.0=2020-02-01", "0.9.0"), "1.0.0 of another line");
    EXPECT_EQ(before("1.0.0 1.0.1", "1.0.1"), "1.0.0 by number");
    EXPECT_EQ(before("1.0.0 1.0.1", "1.0.0"), "not known");
    EXPECT_EQ(before("1.0.0 1.0.1=2020-01-01", "1.0.1"), "first");  // nothing is known to be earlier
}

TEST(ReleaseLine, lists_what_was_published_before) {
    const Packument document = packument("1.0.0=2020-01-01 2.0.0=2020-02-01 1.0.1=2020-03-01 1.0.2=2020-03-01 3.0.0");
    std::string words;
    for (const PublishedVersion* one : published_before(document, *document.find("1.0.1")))
        words += one->version() + " ";
    EXPECT_EQ(words, "2.0.0 1.0.0 ");
    EXPECT_TRUE(published_before(document, *document.find("3.0.0")).empty());
}

TEST(ReleaseLine, begins_with_a_major_or_of_zero_with_a_minor) {
    EXPECT_TRUE(begins_line("2.0.0", "1.9.9"));
    EXPECT_TRUE(begins_line("0.3.0", "0.2.7"));
    EXPECT_TRUE(begins_line("1.0.0", "0.9.0"));
    EXPECT_FALSE(begins_line("1.9.9", "1.0.0"));
    EXPECT_FALSE(begins_line("0.2.8", "0.2.7"));
    EXPECT_FALSE(begins_line("1.0.0", "2.0.0"));
    EXPECT_FALSE(begins_line("", "2.0.0"));
    EXPECT_FALSE(begins_line("2.0.0", "x"));
}

}  // namespace
}  // namespace ward::npm
