// Our CVE records of past releases beside those that were published: each line about which they differ is one that
// tests/release/history/cve_ranges.json has a reason for.
#include <algorithm>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/output/claims.h"
#include "actions/release/output/history_testing.h"
#include "actions/release/output/machine.h"
#include "actions/release/output/machine_testing.h"
#include "base/text.h"

namespace ward::release {
namespace {

std::string key_of_row(const std::string& version) {
    const auto dots = std::ranges::count(version, '.');
    return version_key(version + (dots == 0 ? ".0.0" : dots == 1 ? ".0" : ""));
}

// What a published record marks as affected, by keys of versions.
class Published {
  public:
    explicit Published(const Node& revision) {
        for (const Node& affected : items_at(revision, "affected")) {
            for (const Node& whole : items_at(affected, "whole_lines")) whole_lines_.insert(whole.text);
            for (const Node& row : items_at(affected, "versions")) add(row);
        }
    }

    bool has(const std::string& line, const std::string& key) const {
        return whole_lines_.contains(line) || std::ranges::any_of(rows_, [&](const Row& row) {
                   return key >= row.from && (key < row.to || (row.has_end && key == row.to));
               });
    }

  private:
    struct Row {
        std::string from;
        std::string to;
        bool has_end = false;  // `to` is in it
    };

    void add(const Node& row) {
        const std::string from = key_of_row(text_at(row, "version"));
        const std::string below = text_at(row, "lessThan");
        const std::string to = text_at(row, "lessThanOrEqual");
        if (from.empty() || text_at(row, "status") != "affected") return;
        if (!below.empty()) rows_.push_back({from, key_of_row(below), false});
        else rows_.push_back({from, to.empty() ? from : key_of_row(to), true});
    }

    std::set<std::string> whole_lines_;
    std::vector<Row> rows_;
};

class CveHistory : public testing::Test {
  protected:
    // The reason for a difference about a line; empty where there is none.
    std::string reason_for(const Node& revision, const std::string& line, bool is_old) {
        const auto differences = items_at(revision, "differences");
        for (const Node& difference : differences)
            for (const Node& named : items_at(difference, "lines"))
                if (named.text == line) return text_at(difference, "kind");
        for (const Node& difference : differences) {
            const std::string kind = text_at(difference, "kind");
            const bool is_of_all = kind == "no-versions" || kind == "other-product" || kind == "other-report";
            if (is_of_all || (is_old && kind == "eol-not-listed")) return kind;
        }
        return {};
    }

    void compare(const std::string& cve, const Node& entry) {
        const Release release = history_release(items_at(entry, "releases").front().text);
        const auto report = std::ranges::find_if(
            release.reports, [&](const Report& each) { return std::ranges::find(each.cves, cve) != each.cves.end(); });
        ASSERT_NE(report, release.reports.end()) << cve;
        Release one = release;
        one.reports = {*report};
        const auto claims =
            cve5_claims(files_of("cve5", {.release = one, .project = project, .now = 0}).front().content, "");
        ASSERT_TRUE(claims) << claims.error().message();
        for (const Node& revision : items_at(entry, "revisions")) compare(cve, one, claims->front(), revision);
    }

    void compare(const std::string& cve, const Release& release, const Claim& claim, const Node& revision) {
        ++revisions;
        const Published published(revision);
        std::set<std::string> lines;
        for (const std::string& version : versions) {
            const auto ours = claim.of(version);
            ASSERT_TRUE(ours) << ours.error().message();
            const std::string line = line_of_version(version);
            if ((*ours == Standing::affected) != published.has(line, version_key(version))) lines.insert(line);
        }
        for (const std::string& line : lines) {
            const bool is_old = std::ranges::find(release.eol_lines, line) != release.eol_lines.end();
            const std::string kind = reason_for(revision, line, is_old);
            const Node* known = document.find("kinds")->find(kind);
            ASSERT_NE(known, nullptr) << cve << " of " << text_at(revision, "updated") << ": line " << line
                                      << " differs";
            ++by_class[text_at(*known, "class")];
        }
        if (lines.empty()) ++equal;
    }

    const Node document = history_file("cve_ranges.json");
    const std::vector<std::string> versions = history_versions();
    const Project project = sample_project();
    std::map<std::string, int> by_class;  // differences, by line
    int revisions = 0;
    int equal = 0;
};

TEST_F(CveHistory, EveryDifferenceHasAReason) {
    for (const auto& [cve, entry] : document.find("cves")->fields) compare(cve, entry);
    EXPECT_EQ(revisions, 98);
    EXPECT_EQ(equal, 29);
    EXPECT_THAT(by_class, testing::ElementsAre(testing::Pair("ours-differs", 72), testing::Pair("policy", 871),
                                               testing::Pair("record-wrong", 203)));
}

}  // namespace
}  // namespace ward::release
