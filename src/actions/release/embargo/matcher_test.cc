#include "actions/release/embargo/matcher.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "actions/release/embargo/embargo_fixture.h"

namespace ward::release {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(TaintMatcher, knows_a_title_however_it_is_written) {
    const TaintMatcher matcher = matcher_of(secret_set());
    for (const std::string_view text : {
             "Crafted trailer fields crash the parser of chunked bodies in servers",
             "# **crafted** trailer\nFIELDS crash -- the `parser` of chunked bodies",
             "+ // crafted trailer fields crash\r\n+ // the parser of chunked bodies",
             "> > Crafted trailer fields\n> > crash the parser of chunked bodies",
             R"({"title":"Crafted trailer\nfields crash the \"parser\" of\tchunked bodies"})",
             "Crafted trailer fields crash the <code>parser</code> of chunked &quot;bodies&quot;",
             "Crafted [trailer fields](https://example.org/a/b) crash the parser of chunked bodies",
             "Crafted\xc2\xa0trailer fields crash the \xe2\x80\x9cparser\xe2\x80\x9d of chun\xc2\xadked bodies",
             "fixes: trailer fields crash the parser of chunked bodies in",
             "crafted-trailer-fields-crash-the-parser-of-chunked-bodies.md",
         })
        EXPECT_THAT(found_in(matcher, text), ElementsAre("title 1")) << text;
    for (const std::string_view text : {
             "Crafted trailer fields crash the parser of",  // seven words
             "Crafted fields trailer crash the parser of chunked bodies",
             "the parser of chunked bodies in servers",
             "",
         })
        EXPECT_THAT(found_in(matcher, text), IsEmpty()) << text;
}

TEST(TaintMatcher, knows_eight_words_of_a_summary_anywhere) {
    const TaintMatcher matcher = matcher_of(secret_set());
    EXPECT_THAT(found_in(matcher, "we saw that trailer repeats a field makes the parser read, once"),
                ElementsAre("summary 1"));
    EXPECT_THAT(found_in(matcher, "trailer repeats a field makes the parser"), IsEmpty());
}

TEST(TaintMatcher, knows_ids_and_places) {
    const TaintMatcher matcher = matcher_of(secret_set());
    for (const std::string_view text :
         {"H1 #2871234", "reports/2871234", "test-2871234.js", "(2871234)", "ID 2871234."})
        EXPECT_THAT(found_in(matcher, text), ElementsAre("report-id 1")) << text;
    for (const std::string_view text : {"12871234", "28712345", "0.2871234", "2871234.5", "2871 234", "x2871234"})
        EXPECT_THAT(found_in(matcher, text), IsEmpty()) << text;
    for (const std::string_view text : {"CVE-2026-41414", "cve_2026_41414.c", "[Cve 2026-41414]"})
        EXPECT_THAT(found_in(matcher, text), ElementsAre("cve-id 1")) << text;
    for (const std::string_view text : {"CVE-2026-4141", "CVE-2026-414140", "CVE-2025-41414", "xCVE-2026-41414"})
        EXPECT_THAT(found_in(matcher, text), IsEmpty()) << text;
    for (const std::string_view text :
         {"https://github.com/example-private/engine-private/pull/77",
          "github.com/Example-Private/engine-private/pull/77/files", "PR-URL: example-private/engine-private#77",
          "[x](https://github.com/example-private/engine-private/pull/77)"})
        EXPECT_THAT(found_in(matcher, text), ElementsAre("private-url 1")) << text;
    for (const std::string_view text : {"https://github.com/example-private/engine-private/pull/778",
                                        "example/engine-private#77", "github.com/example-private/engine-private"})
        EXPECT_THAT(found_in(matcher, text), IsEmpty()) << text;
}

TEST(TaintMatcher, wants_a_sign_beside_ids_and_handles_that_could_be_anything) {
    const TaintMatcher matcher = matcher_of({.report_ids = {"R-12"}, .handles = {"@mark", "quiet_finder9", "NeatHat"}});
    EXPECT_THAT(found_in(matcher, "r 12 and R-12"), IsEmpty());
    EXPECT_THAT(found_in(matcher, "see report R-12"), ElementsAre("report-id 1"));
    EXPECT_THAT(found_in(matcher, "mark it, mark@example.org, a@mark.example, the MARK"), IsEmpty());
    for (const std::string_view text : {"thanks @mark!", "Reported by Mark", "https://hackerone.com/mark", "@mark"})
        EXPECT_THAT(found_in(matcher, text), ElementsAre("handle 1")) << text;
    EXPECT_THAT(found_in(matcher, "by quiet_finder9, neathat"), ElementsAre("handle 2", "handle 3"));
}

TEST(TaintMatcher, does_not_look_for_what_is_said_everywhere) {
    const std::string sentence = "This affects all users of all active release lines on every platform";
    const TaintSet set{.titles = {"HTTP request smuggling", "Bypass by Links", "Bypass of the check by links"},
                       .summaries = {sentence + ". But only those that turned the strange new switch on themselves."},
                       .public_texts = {"An old post. " + sentence + "!"}};
    const TaintMatcher matcher = matcher_of(set);
    EXPECT_EQ(matcher.too_short(), 2u);
    EXPECT_THAT(found_in(matcher, "HTTP request smuggling. Bypass by links."), IsEmpty());
    EXPECT_THAT(found_in(matcher, sentence), IsEmpty());
    EXPECT_THAT(found_in(matcher, "bypass of the check by Links"), ElementsAre("title 3"));
    EXPECT_THAT(found_in(matcher, "but only those that turned the strange new switch"), ElementsAre("summary 1"));
}

TEST(TaintMatcher, knows_ids_of_objects_in_texts_and_alone) {
    const std::string commit = "0123456789abcdef0123456789abcdef01234567";
    const std::string blob = "fedcba9876543210fedcba9876543210fedcba98";
    const TaintMatcher matcher =
        matcher_of({.commit_ids = {commit}, .patch_ids = {std::string(31, '0') + '7'}, .blob_ids = {blob}});
    EXPECT_THAT(found_in(matcher, "(cherry picked from commit " + commit + ")"), ElementsAre("private-commit 1"));
    EXPECT_THAT(found_in(matcher, "refs: 0123456789 and index 000000..FEDCBA98765"),
                ElementsAre("private-commit 1", "private-blob 1"));
    EXPECT_THAT(found_in(matcher, "012345678 " + commit + "0 0123456780"), IsEmpty());
    EXPECT_TRUE(matcher.commit(*gitobjects::ObjectId::from_hex(commit)));
    EXPECT_FALSE(matcher.commit(*gitobjects::ObjectId::from_hex(blob)));
    EXPECT_TRUE(matcher.blob(*gitobjects::ObjectId::from_hex(blob)));
    EXPECT_TRUE(matcher.patch(LineSum{0, 7}));
    EXPECT_FALSE(matcher.patch(LineSum{7, 0}));
    EXPECT_FALSE(matcher.patch(LineSum{}));
}

TEST(TaintMatcher, redacts_every_place) {
    const TaintMatcher matcher = matcher_of(secret_set());
    EXPECT_EQ(matcher.redact("a 2871234, b 2871234; CVE-2026-41414!"), "a [embargoed], b [embargoed]; [embargoed]!");
    EXPECT_EQ(matcher.redact("x. " + secret_title + ". y"), "x. [embargoed]. y");
    EXPECT_EQ(matcher.redact("nothing here"), "nothing here");
    EXPECT_THAT(found_in(matcher, matcher.redact(secret_summary + secret_title)), IsEmpty());
}

// "1@mark" is an address; without the id before it, it is a handle.
TEST(TaintMatcher, redacts_what_only_its_own_work_shows) {
    const auto matcher = TaintMatcher::of({.report_ids = {"R-1"}, .handles = {"mark"}});
    ASSERT_TRUE(matcher);
    const std::string text = "see report R-1@mark";
    EXPECT_EQ(found_in(*matcher, text).size(), 1u);
    EXPECT_EQ(matcher->redact(text), "see [embargoed]@[embargoed]");
    // What is put in is an item itself: nothing is left of such a text.
    const auto endless = TaintMatcher::of({.report_ids = {"embargoed"}});
    ASSERT_TRUE(endless);
    EXPECT_EQ(endless->redact("an embargoed thing"), "[embargoed]");
}

TEST(TaintMatcher, tells_where_without_quoting) {
    TaintSet set = secret_set();
    set.commit_ids = {"2871234"};
    const auto refused = TaintMatcher::of(set);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message(), "taint set: number 1 of its commit ids is no id");
    set = {.titles = {"fine words they are", std::string(max_taint_text + 1, 'x')}};
    EXPECT_EQ(TaintMatcher::of(set).error().message(), "taint set: number 2 of its titles has more than 1048576 bytes");
}

TEST(TaintMatcher, has_a_digest_of_all_of_it) {
    std::set<std::string> digests{digest_of({})};
    size_t count = 1;
    for (auto list : {&TaintSet::report_ids, &TaintSet::cve_ids, &TaintSet::private_urls, &TaintSet::handles,
                      &TaintSet::titles, &TaintSet::summaries, &TaintSet::commit_ids, &TaintSet::patch_ids,
                      &TaintSet::blob_ids, &TaintSet::public_texts})
        for (const std::vector<std::string>& items : {std::vector<std::string>{"ab"}, {"a", "b"}, {"b", "a"}}) {
            TaintSet set;
            set.*list = items;
            digests.insert(digest_of(set));
            ++count;
        }
    EXPECT_EQ(digests.size(), count);
}

TEST(TaintMatcher, is_linear_on_texts_of_openings) {
    const TaintMatcher matcher = matcher_of(secret_set());
    for (const std::string_view piece : {"<a", "](", "&", "\\", "<a\n", "&#x", "\xe2\x80", "@@", "2871234 "}) {
        std::string text;
        while (text.size() < 1'000'000) text += piece;
        EXPECT_LE(matcher.find(text).size(), 1u);
    }
}

// Against one that knows the words and looks at every place.
struct Naive {
    std::vector<std::vector<std::string>> texts;

    std::set<size_t> find(const std::vector<std::string>& words) const {
        std::set<size_t> out;
        for (size_t t = 0; t < texts.size(); ++t) {
            const auto& wanted = texts[t];
            if (wanted.size() < min_text_words) continue;
            const size_t length = std::min(wanted.size(), shingle_words);
            for (size_t from = 0; from + length <= wanted.size(); ++from)
                for (size_t at = 0; at + length <= words.size(); ++at)
                    if (std::ranges::equal(std::span(wanted).subspan(from, length),
                                           std::span(words).subspan(at, length)))
                        out.insert(t);
        }
        return out;
    }
};

rc::Gen<std::vector<std::string>> some_words(size_t most) {
    return rc::gen::resize(static_cast<int>(most),
                           rc::gen::container<std::vector<std::string>>(
                               rc::gen::element<std::string>("a", "be", "see", "x1", "long", "\xc3\xa9t\xc3\xa9")));
}

// The words with anything between them that parts words.
std::string decorated(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) {
        std::string shown = word;
        if (*rc::gen::arbitrary<bool>())
            std::ranges::transform(shown, shown.begin(),
                                   [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
        out += *rc::gen::element<std::string>(" ", "\n> ", "**", " - ", "`, `", "\\n", "&amp;", "_", "\xe2\x80\x94",
                                              "\r\n+");
        out += shown;
    }
    return out;
}

TEST(TaintMatcher, finds_what_a_naive_one_finds) {
    const bool holds = rc::check([] {
        Naive naive;
        TaintSet set;
        for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
            naive.texts.push_back(*some_words(14));
            set.titles.push_back(decorated(naive.texts.back()));
        }
        std::vector<std::string> words = *some_words(40);
        // Something of a title, so that there is something to find.
        const auto& one = naive.texts[*rc::gen::inRange<size_t>(0, naive.texts.size())];
        const size_t from = *rc::gen::inRange<size_t>(0, one.size() + 1);
        const size_t length = *rc::gen::inRange<size_t>(0, one.size() - from + 1);
        const auto piece = std::span(one).subspan(from, length);
        const auto place = *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(words) + 1);
        words.insert(words.begin() + place, piece.begin(), piece.end());
        const TaintMatcher matcher = matcher_of(set);
        const std::string text = decorated(words);
        std::set<size_t> found;
        for (const Taint& taint : matcher.find(text)) found.insert(taint.item);
        // Of titles that share words the first is told; so compare whether there is one.
        const std::set<size_t> expected = naive.find(words);
        RC_ASSERT(found.empty() == expected.empty());
        RC_ASSERT(std::ranges::includes(expected, found));
        RC_ASSERT(found_in(matcher, matcher.redact(text)).empty());
    });
    EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace ward::release
