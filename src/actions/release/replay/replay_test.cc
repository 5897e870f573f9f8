// Past releases, made again from their facts and compared with what was published. Each difference is listed in
// tests/release/history/differences.json with its reason; one that is not listed fails, and a listed one that is no
// more.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/history_testing.h"
#include "actions/release/output/output.h"
#include "actions/release/replay/known_differences.h"
#include "actions/release/replay/post_differences.h"
#include "actions/release/replay/replay_testing.h"
#include "base/text.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

using namespace test;

std::string text_of(const Difference& one) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("release", one.release).member("field", one.field).member_if("of", one.of);
    return json.member_if("ours", one.ours).member_if("published", one.published).end_object().take();
}

// The sources have no summaries, without which nothing is published.
Release with_summaries(Release release) {
    for (Report& report : release.reports)
        if (report.summary.empty()) report.summary = "Told elsewhere.";
    return release;
}

std::vector<OutputFile> made(std::string_view kind, const Release& release) {
    const auto files = output_named(kind)->make({.release = release, .project = Project{}, .now = *release.lift_at});
    EXPECT_TRUE(files) << release.slug << ": " << (files ? "" : files.error().message());
    return files.value_or(std::vector<OutputFile>{});
}

// What each line's changelog says is fixed, against the commits that landed there.
std::vector<Difference> compare_changelogs(const PastRelease& past, const Release& release) {
    std::map<std::string, std::set<std::string>> landed;
    for (const auto& [cve, commits] : past.facts.find("landed")->fields)
        for (const Node& commit : commits.items) landed[commit.items.at(0).text].insert(cve);
    std::vector<Difference> found;
    for (const OutputFile& file : made("changelog", release)) {
        std::set<std::string> told;
        for (const std::string_view line : split(file.content, '\n'))
            if (line.starts_with("* (CVE-")) told.insert(std::string(line.substr(3, line.find(')') - 3)));
        const std::string line = file.name.substr(10, file.name.find(".md") - 10);
        const auto words = [](const std::set<std::string>& all) {
            return join(std::vector<std::string>(all.begin(), all.end()), " ");
        };
        if (told != landed[line])
            found.push_back({.release = past.slug,
                             .field = "changelog",
                             .of = line,
                             .ours = words(told),
                             .published = words(landed[line])});
    }
    return found;
}

std::vector<KnownDifference> known_of_history() {
    std::ifstream in(history_folder / "differences.json", std::ios::binary);
    auto known = known_differences(std::string(std::istreambuf_iterator<char>(in), {}), "differences.json");
    EXPECT_TRUE(known) << known.error().message();
    return known.value_or(std::vector<KnownDifference>{});
}

TEST(Replay, says_what_was_published_or_why_not) {
    const auto releases = past_releases();
    EXPECT_EQ(releases.size(), 14U);
    std::vector<Difference> found;
    std::vector<std::string> slugs;
    size_t headings = 0;
    size_t equal = 0;
    for (const PastRelease& past : releases) {
        slugs.push_back(past.slug);
        const Release release = with_summaries(past.record);
        const auto files = made("blog-post", release);
        ASSERT_EQ(files.size(), 1U);
        EXPECT_EQ(files[0].name, past.slug + ".md");
        const auto ours = read_post(files[0].content, files[0].name);
        ASSERT_TRUE(ours) << ours.error().message();
        EXPECT_EQ(ours->reports.size(), release.reports.size()) << past.slug;
        const PublishedPost published = expected_post(past.expected);
        std::ranges::move(compare_posts(past.slug, *ours, published, "post.md"), std::back_inserter(found));
        std::ranges::move(compare_changelogs(past, release), std::back_inserter(found));
        headings += published.reports.size();
        for (const PostReport& report : published.reports)
            equal += ours->report(report.cve) != nullptr && ours->report(report.cve)->heading == report.heading ? 1 : 0;
    }
    const std::vector<KnownDifference> known = known_of_history();
    const KnownMatch match = match_known(found, known, slugs);
    for (size_t at = 0; at < found.size(); ++at)
        EXPECT_TRUE(match.is_known[at]) << "not listed: " << text_of(found[at]);
    for (const KnownDifference* one : match.gone) ADD_FAILURE() << "listed and not there: " << text_of(one->difference);
    EXPECT_EQ(known.size(), 109U);
    // Of headings of reports: byte for byte.
    EXPECT_EQ(fmt::format("{} of {}", equal, headings), "21 of 80");
}

}  // namespace
}  // namespace ward::release
