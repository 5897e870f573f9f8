// Past releases, made again from their facts and compared with what was published. Each difference is listed in
// tests/release/history/differences.json with its reason; one that is not listed fails, and a listed one that is no
// more.
#include <algorithm>

#include <fmt/format.h>

#include "actions/release/output/history_testing.h"
#include "actions/release/output/output.h"
#include "actions/release/output/replay_read.h"
#include "base/text.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

using namespace test;

struct Difference {
    std::string release;
    std::string field;
    std::string of = {};  // CVE ids, a dependency, a line
    std::string ours = {};
    std::string published = {};

    auto operator<=>(const Difference&) const = default;
};

std::string text_of(const Difference& difference) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("release", difference.release).member("field", difference.field);
    json.member_if("of", difference.of).member("ours", difference.ours).member("published", difference.published);
    return json.end_object().take();
}

class Comparison {
  public:
    Comparison(std::string release, const SeenPost& ours, const SeenPost& published)
        : release_(std::move(release)), ours_(ours), published_(published) {}

    std::vector<Difference> compare() {
        for (const std::string key : {"title", "date", "author", "slug"})
            same(key, "", ours_.matter.at(key), published_.matter.at(key));
        same("lines", "", ours_.lines, published_.lines);
        same("downloads", "", ours_.downloads, published_.downloads);
        same_tables("dependency", ours_.dependencies, published_.dependencies);
        same_tables("announced rating", ours_.announced, published_.announced);
        reports();
        other_headings();
        return std::move(found_);
    }
    size_t equal_headings = 0;

  private:
    void same(std::string field, std::string of, const std::string& ours, const std::string& published) {
        if (ours != published) found_.push_back({release_, std::move(field), std::move(of), ours, published});
    }

    void same_tables(const std::string& field, std::map<std::string, std::string> ours,
                     std::map<std::string, std::string> published) {
        for (const auto& [key, value] : ours) same(field, key, value, published[key]);
        for (const auto& [key, value] : published)
            if (!ours.contains(key)) same(field, key, "", value);
    }

    static const SeenReport* find(const SeenPost& post, const std::string& cve) {
        const auto found = std::ranges::find(post.reports, cve, &SeenReport::cve);
        return found == post.reports.end() ? nullptr : &*found;
    }

    void reports() {
        std::vector<std::string> ours;
        std::vector<std::string> published;
        for (const SeenReport& report : ours_.reports) {
            const SeenReport* other = find(published_, report.cve);
            if (other == nullptr) same("section", report.cve, report.heading, "");
            else {
                ours.push_back(report.cve);
                compare(report, *other);
            }
        }
        for (const SeenReport& report : published_.reports) {
            if (find(ours_, report.cve) == nullptr) same("section", report.cve, "", report.heading);
            else published.push_back(report.cve);
        }
        same("order of sections", "", join(ours, " "), join(published, " "));
        if (!capitals_.empty()) same("rating's case in headings", join(capitals_, " "), "(high)", "(High)");
        if (!forms_.empty()) same("form of headings", join(forms_, " "), "TITLE (CVE) - (rating)", "another");
    }

    void compare(const SeenReport& ours, const SeenReport& published) {
        same("rating", ours.cve, ours.rating, published.rating);
        same("lines of a report", ours.cve, ours.lines, published.lines);
        same("who is concerned", ours.cve, ours.concerns, published.concerns);
        same("reporters", ours.cve, ours.reporters, published.reporters);
        same("fixers", ours.cve, ours.fixers, published.fixers);
        const size_t title_end = ours.heading.rfind(fmt::format(" ({}) - (", ours.cve));
        if (ours.heading == published.heading) ++equal_headings;
        else if (ours.heading == lower_rating(published.heading)) capitals_.push_back(ours.cve);
        else if (published.heading.starts_with(ours.heading.substr(0, title_end))) forms_.push_back(ours.cve);
        else same("heading", ours.cve, ours.heading, published.heading);
    }

    // The rating is the last word in parentheses.
    static std::string lower_rating(const std::string& heading) {
        const size_t open = heading.rfind('(');
        return heading.substr(0, open) + to_lower(heading.substr(open));
    }

    void other_headings() {
        const auto has = [](const std::vector<std::string>& all, const std::string& one) {
            return std::ranges::find(all, one) != all.end();
        };
        for (const std::string& heading : ours_.other_headings)
            if (!has(published_.other_headings, heading)) same("other heading", "", heading, "");
        for (const std::string& heading : published_.other_headings)
            if (!has(ours_.other_headings, heading)) same("other heading", "", "", heading);
    }

    std::string release_;
    const SeenPost& ours_;
    const SeenPost& published_;
    std::vector<Difference> found_;
    std::vector<std::string> capitals_;
    std::vector<std::string> forms_;
};

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
        if (told != landed[line]) found.push_back({past.slug, "changelog", line, words(told), words(landed[line])});
    }
    return found;
}

TEST(Replay, says_what_was_published_or_why_not) {
    std::set<Difference> listed;
    const Node list = history_file("differences.json");
    for (const Node& node : items_at(list, "differences")) {
        EXPECT_FALSE(text_at(node, "reason").empty()) << "line " << node.line << " has no reason";
        const bool is_new = listed
                                .insert({text_at(node, "release"), text_at(node, "field"), text_at(node, "of"),
                                         text_at(node, "ours"), text_at(node, "published")})
                                .second;
        EXPECT_TRUE(is_new) << "line " << node.line << " is there twice";
    }
    std::set<Difference> found;
    size_t headings = 0;
    size_t equal = 0;
    const auto releases = past_releases();
    EXPECT_EQ(releases.size(), 14U);
    for (const PastRelease& past : releases) {
        const Release release = with_summaries(past.record);
        const auto files = made("blog-post", release);
        ASSERT_EQ(files.size(), 1U);
        EXPECT_EQ(files[0].name, past.slug + ".md");
        const SeenPost ours = seen_in(files[0].content);
        EXPECT_EQ(ours.reports.size(), release.reports.size()) << past.slug;
        const SeenPost published = seen_in_expected(past.expected);
        Comparison comparison(past.slug, ours, published);
        for (Difference& difference : comparison.compare()) found.insert(std::move(difference));
        for (Difference& difference : compare_changelogs(past, release)) found.insert(std::move(difference));
        headings += published.reports.size();
        equal += comparison.equal_headings;
    }
    for (const Difference& difference : found)
        EXPECT_TRUE(listed.contains(difference)) << "not listed: " << text_of(difference);
    for (const Difference& difference : listed)
        EXPECT_TRUE(found.contains(difference)) << "listed and not there: " << text_of(difference);
    // Of headings of reports: byte for byte.
    EXPECT_EQ(fmt::format("{} of {}", equal, headings), text_at(list, "equal_headings"));
}

}  // namespace
}  // namespace ward::release
