#include "judges/vet/score.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judges/vet/judged.h"

namespace ward::vet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Sighting seen(std::string signal, std::string what = "seen") {
    return {std::move(signal), std::move(what), {}, {}};
}

Score score(const std::vector<Sighting>& sightings) {
    return score_of(sightings);
}

TEST(Signals, have_unique_ids_in_order_and_words_for_people) {
    const auto all = all_signals();
    EXPECT_TRUE(std::ranges::is_sorted(all, std::ranges::less_equal{}, &Signal::id));
    for (size_t i = 0; i < all.size(); ++i) {
        EXPECT_TRUE(i == 0 || all[i - 1].id != all[i].id) << all[i].id;
        EXPECT_EQ(signal_named(all[i].id), &all[i]);
        EXPECT_FALSE(all[i].title.empty()) << all[i].id;
        EXPECT_TRUE(all[i].meaning.ends_with('.')) << all[i].id;
        EXPECT_TRUE(all[i].gravity != Gravity::info || all[i].weight == 0) << all[i].id;
        EXPECT_TRUE(all[i].is_measured || all[i].gravity == Gravity::info || all[i].weight > 0) << all[i].id;
    }
    EXPECT_EQ(signal_named("X01"), nullptr);
}

TEST(Score, of_nothing_is_ok) {
    EXPECT_EQ(score({}).outcome, Outcome::ok);
    EXPECT_EQ(score({}).total, 0);
    EXPECT_TRUE(score({}).terms.empty());
}

TEST(Score, is_the_sum_of_the_terms_and_each_signal_counts_once) {
    const Score once = score({seen("S01"), seen("M10")});
    const Score twice = score({seen("S01"), seen("M10"), seen("S01", "again")});
    EXPECT_DOUBLE_EQ(once.total, signal_named("S01")->weight + signal_named("M10")->weight);
    EXPECT_EQ(once.total, twice.total);
    EXPECT_EQ(once.outcome, Outcome::warn);
    double sum = 0;
    for (const Term& term : twice.terms) sum += term.weight;
    EXPECT_NEAR(sum, twice.total, 0.005);
}

TEST(Score, names_are_capped_and_never_block_or_warn) {
    std::vector<Sighting> all;
    for (const Signal& signal : all_signals())
        if (signal.family() == Family::name) all.push_back(seen(std::string(signal.id)));
    const Score capped = score(all);
    EXPECT_DOUBLE_EQ(capped.total, max_name_score);
    EXPECT_EQ(capped.outcome, Outcome::notice);
}

TEST(Score, blocks_on_a_record_or_on_two_critical_families_only) {
    EXPECT_EQ(score({seen("M02", "MAL-1 says so")}).outcome, Outcome::block);
    EXPECT_EQ(score({seen("M02", "MAL-1 says so")}).reason, "MAL-1 says so");
    EXPECT_EQ(score({seen("M03"), seen("S03")}).outcome, Outcome::block);
    EXPECT_THAT(score({seen("M03"), seen("S03")}).reason, HasSubstr("(M03), and "));
    EXPECT_EQ(score({seen("M03"), seen("M04"), seen("M08")}).outcome, Outcome::warn) << "one family proves nothing";
    EXPECT_EQ(score({seen("S03"), seen("S04"), seen("S08")}).outcome, Outcome::warn);
    EXPECT_EQ(score({seen("S03"), seen("T01"), seen("M05"), seen("M09")}).outcome, Outcome::warn)
        << "high, not critical";
}

TEST(Score, of_a_sighting_with_a_weight_of_its_own_uses_that) {
    Sighting weak = seen("M03");
    weak.weight = 0;
    EXPECT_EQ(score({weak, seen("S03")}).outcome, Outcome::warn)
        << "a critical signal that weighs nothing proves nothing";
    weak.weight = least_critical - 0.1;
    EXPECT_EQ(score({weak, seen("S03")}).outcome, Outcome::warn) << "a weak form of a signal is no proof";
    weak.weight = least_critical;
    EXPECT_EQ(score({weak, seen("S03")}).outcome, Outcome::block);
}

TEST(Score, arithmetic_shows_every_term_and_the_sum) {
    const auto lines = arithmetic_of(score({seen("S01", "env"), seen("T01", "axois")}));
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_THAT(lines[0], HasSubstr("S01 whole-environment: env (weight judged, not measured)"));
    EXPECT_THAT(lines[1], HasSubstr("T01"));
    EXPECT_THAT(lines[2], HasSubstr("sum: warn"));
}

// ---- Labels ----

constexpr std::string_view some_labels = R"(schema = 1

[[label]]
package = "pkg:npm/esbuild"
versions = ">=0.20.0 <1"
verdict = "benign"
signals = ["M03", "S08"]
reason = "fetches its own binary"
author = "a person"
created = 2026-11-27
expires = 2027-11-27

[[label]]
package = "pkg:npm/%40x/bad"
verdict = "malicious"
reason = "sends tokens"
created = 2026-11-27
)";
const Instant today = *parse_instant("2026-12-01");

std::vector<Label> labels() {
    return read_labels(some_labels, "labels.toml").value();
}

Judged judged(std::string purl, std::vector<Sighting> sightings, Instant when = today) {
    return judge({.purl = std::move(purl), .component = "", .place = {}, .sightings = std::move(sightings)}, labels(),
                 when);
}

TEST(Labels, cover_the_signals_that_they_name_and_no_others) {
    EXPECT_EQ(judged("pkg:npm/esbuild@0.21.0", {seen("M03"), seen("S08")}).score.outcome, Outcome::ok);
    const Judged more = judged("pkg:npm/esbuild@0.21.0", {seen("M03"), seen("S08"), seen("S03")});
    EXPECT_EQ(more.score.outcome, Outcome::warn);
    ASSERT_EQ(more.labels.size(), 1u);
    EXPECT_THAT(more.labels[0], HasSubstr("labelled benign by a person on 2026-11-27 (labels.toml:3)"));
}

TEST(Labels, end_with_their_day_and_hold_for_their_versions) {
    const std::vector<Sighting> sightings{seen("M03"), seen("S08")};
    EXPECT_EQ(judged("pkg:npm/esbuild@1.0.0", sightings).score.outcome, Outcome::block) << "another version";
    EXPECT_EQ(judged("pkg:npm/esbuild@0.21.0", sightings, *parse_instant("2027-11-27T23:59:59Z")).score.outcome,
              Outcome::ok)
        << "a day is valid to its end";
    EXPECT_EQ(judged("pkg:npm/esbuild@0.21.0", sightings, *parse_instant("2027-11-28")).score.outcome, Outcome::block);
    EXPECT_EQ(judged("pkg:pypi/esbuild@0.21.0", sightings).score.outcome, Outcome::block) << "another ecosystem";
}

TEST(Labels, never_hide_a_record_and_a_malicious_one_counts_like_one) {
    EXPECT_EQ(judged("pkg:npm/esbuild@0.21.0", {seen("M02")}).score.outcome, Outcome::block);
    const Judged bad = judged("pkg:npm/%40x/bad@3.0.0", {});
    EXPECT_EQ(bad.score.outcome, Outcome::block);
    EXPECT_EQ(bad.score.reason, "labelled malicious: sends tokens");
}

TEST(Labels, that_are_written_read_back_the_same) {
    std::vector<Label> wanted = labels();
    std::string text;
    for (const Label& label : wanted) text += label_entry(label, text.empty());
    std::vector<Label> read = read_labels(text, "labels.toml").value();
    for (auto* list : {&wanted, &read})
        for (Label& label : *list) label.origin.clear();
    EXPECT_EQ(read, wanted);
    Label odd = wanted[0];
    odd.reason = "quotes \" and \\ and <b>\n";
    const auto back = read_labels(label_entry(odd, true), "f");
    ASSERT_TRUE(back);
    EXPECT_EQ(back->at(0).reason, odd.reason);
}

TEST(Labels, that_are_wrong_are_refused_with_their_line) {
    const auto error_of = [](std::string_view entry) {
        const auto read = read_labels("schema = 1\n[[label]]\n" + std::string(entry), "l.toml");
        return read ? "" : read.error().message();
    };
    const std::string rest = "verdict = 'benign'\nsignals = ['S01']\nreason = 'r'\ncreated = 2026-01-01\n";
    EXPECT_THAT(error_of("package = 'left-pad'\nexpires = 2027-01-01\n" + rest), HasSubstr("l.toml:2: `package`"));
    EXPECT_THAT(error_of("package = 'pkg:npm/a@1.0.0'\nexpires = 2027-01-01\n" + rest), HasSubstr("without a version"));
    EXPECT_THAT(error_of("package = 'pkg:npm/a'\n" + rest), HasSubstr("needs `expires`"));
    EXPECT_THAT(error_of("package = 'pkg:npm/a'\nexpires = 2027-01-01\nversions = '>=>'\n" + rest),
                HasSubstr("`versions`"));
    EXPECT_THAT(error_of("package = 'pkg:npm/a'\nexpires = 2027-01-01\nhide = true\n" + rest),
                HasSubstr("unknown key"));
    EXPECT_THAT(error_of("package = 'pkg:npm/a'\nverdict = 'good'\n"), HasSubstr("benign or malicious"));
    EXPECT_THAT(read_labels("[[label]]\n", "l.toml").error().message(), HasSubstr("schema"));
}

// ---- Findings ----

TEST(Judged, becomes_a_finding_with_its_place_first) {
    Candidate candidate{.purl = "pkg:npm/x@1.0.0", .component = "c3", .place = {"package-lock.json", 7, "x"}};
    candidate.sightings = {{"S01", "env", {{"lib/a.js", 3, "process.env"}}, {}}, seen("S07")};
    const auto finding = finding_of(judge(candidate, {}, today));
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->rule, "suspicious-package");
    EXPECT_EQ(finding->severity, Severity::medium);
    EXPECT_FALSE(finding->score) << "the sum is no CVSS score";
    EXPECT_THAT(finding->evidence,
                ElementsAre(Evidence{"package-lock.json", 7, "x"}, Evidence{"lib/a.js", 3, "S01: process.env"}));
    // What else is seen later changes neither key nor rule.
    candidate.sightings.push_back(seen("S12"));
    EXPECT_EQ(finding_of(judge(candidate, {}, today))->key, finding->key);
    candidate.sightings = {};
    EXPECT_FALSE(finding_of(judge(candidate, {}, today)));
    candidate.sightings = {seen("M02", "MAL-2024-1")};
    candidate.records = {"MAL-2024-1"};
    EXPECT_EQ(finding_of(judge(candidate, {}, today))->rule, "malicious-package");
    EXPECT_EQ(finding_of(judge(candidate, {}, today))->severity, Severity::critical);
}

}  // namespace
}  // namespace ward::vet
