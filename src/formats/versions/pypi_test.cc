// PyPI versions and specifiers: the specification's own traps, real advisories, and pip's `packaging` as oracle.
#include <algorithm>
#include <map>
#include <set>

#include "formats/versions/testing.h"

namespace ward::versions {
namespace {

const Ordering& ordering() {
    return *ordering_for("PyPI");
}

TEST(PypiVersions, SortAsPep440Says) {
    expect_rising(ordering(), {
                                  {"0", "0.0", "v0"},
                                  {"1.dev0", "1.0.dev", "1.0.dev0", "1-dev"},
                                  {"1.0.dev456"},
                                  {"1.0a1.dev1"},
                                  {"1.0a1", "1.0alpha1", "1.0-ALPHA.1", "1.0_a_1", "v1.0a01"},
                                  {"1.0a1.post1"},
                                  {"1.0a2"},
                                  {"1.0a12"},
                                  {"1.0b0", "1.0beta", "1.0b", "1.0b-"},
                                  {"1.0b2"},
                                  {"1.0rc1", "1.0c1", "1.0pre1", "1.0preview1"},
                                  {"1.0", "1", "1.0.0", " 1.0 ", "0!1"},
                                  {"1.0+abc"},
                                  {"1.0+abc.5", "1.0+ABC-5"},
                                  {"1.0+abc.7"},
                                  {"1.0+5", "1.0+05"},
                                  {"1.0+10"},
                                  {"1.0.post0.dev1"},
                                  {"1.0.post0", "1.0-0", "1.0.post", "1.0r", "1.0rev0"},
                                  {"1.0.post1", "1.0-1"},
                                  {"1.0.1a1"},
                                  {"1.0.1"},
                                  {"1.0.39"},
                                  {"1.0.40"},
                                  {"1.1.dev1"},
                                  {"1.10"},
                                  {"2013.10"},
                                  {"20130101"},
                                  {"99999999999999999999"},
                                  {"100000000000000000000000000"},
                                  {"1!0.1"},
                              });
}

TEST(PypiVersions, LegacyTextsHaveNoKey) {
    expect_no_key(ordering(), {"", "2004d", "0.1-bulbasaur", "1.0.x", "1..0", "1.0+", "1.0+a..b", "1.0+a+b", "1.0a1b1",
                               "dev", "1.0 1", "1.0post1a1", "!1", "1.0-", "1.0.dev1.post1"});
}

TEST(PypiSpecifiers, Forms) {
    struct Row {
        std::string_view range;
        std::vector<std::string_view> in, out;
    };
    const Row rows[] = {
        {"==1.1", {"1.1", "1.1.0", "1.1+local"}, {"1.1.post1", "1.1a1", "nothing"}},
        {"==1.1+local", {"1.1+local"}, {"1.1", "1.1+other"}},
        {"==1.1.*", {"1.1", "1.1a1", "1.1.dev0", "1.1.post1", "1.1.7+x"}, {"1.10", "1.2.dev0", "1.0"}},
        {"!=1.1.*", {"1.0", "1.2.dev0"}, {"1.1.5"}},
        {"!=1.1", {"1.1.post1"}, {"1.1", "1.1+local"}},
        {"==9.9.*", {"9.9.1"}, {"9.10", "10"}},
        {"==9.*", {"9.10"}, {"10.dev0"}},
        {"<=1.1", {"1.1", "1.1+local"}, {"1.1.post1"}},
        {">=1.1", {"1.1", "1.2a1"}, {"1.1rc1"}},
        {"<1.1", {"1.0.9"}, {"1.1", "1.1rc1", "1.1.dev0", "1.1+x"}},
        {"<1.1rc1", {"1.1b9", "1.1.dev0"}, {"1.1rc1"}},
        {"<1.1.post1", {"1.1"}, {"1.1.post1.dev1", "1.1.post1"}},
        {">1.7", {"1.7.1", "1.8a1"}, {"1.7", "1.7.0.post1", "1.7+local"}},
        {">1.7.post2", {"1.7.post3", "1.7.post3.dev0"}, {"1.7.post2", "1.7.post2+x"}},
        {"~=2.2", {"2.2", "2.9"}, {"3.0.dev0", "2.1"}},
        {"~=2.2.post3", {"2.2.post3", "2.3"}, {"2.2", "3"}},
        {"~=1.4.5a4", {"1.4.5a4", "1.4.9"}, {"1.5", "1.4.5a3"}},
        {"===1.0-Weird", {"1.0-weird"}, {"1.0"}},
        {">=1.0, !=1.3.4.*, < 2.0", {"1.3.5"}, {"1.3.4.1", "2.0", "0.9"}},
        {"", {"1.0"}, {}},
    };
    for (const Row& row : rows) {
        for (const auto version : row.in)
            EXPECT_TRUE(satisfies(ordering(), version, row.range).value()) << version << row.range;
        for (const auto version : row.out)
            EXPECT_FALSE(satisfies(ordering(), version, row.range).value()) << version << row.range;
    }
    for (const std::string_view range :
         {"1.0", "=1.0", "~=1", ">=1.0.*", ">1.0+x", "==1.0a1.*", "^1.0", ">= 1 <2", "==1.0+a.*"}) {
        const auto answer = satisfies(ordering(), "1.0", range);
        ASSERT_FALSE(answer) << range;
        EXPECT_EQ(answer.error().code, ErrorCode::parse);
    }
}

// ---- Real advisories ----

// The 47 records that contradict themselves; pip's `packaging` finds the same ones.
// A listed version is outside their ranges: `fixed` was lowered, or `introduced` leaves the listed prereleases out.
const std::set<std::string_view> listed_but_outside = {"PYSEC-2021-114", "PYSEC-2023-177", "PYSEC-2023-61"};
// Their ranges hold a version that the list leaves out: prereleases (tensorflow), releases made after the list was, or
// older branches with a fix of their own.
const std::set<std::string_view> inside_but_not_listed = {
    "PYSEC-2020-215", "PYSEC-2020-220", "PYSEC-2020-221",   "PYSEC-2021-389", "PYSEC-2021-390", "PYSEC-2021-391",
    "PYSEC-2021-392", "PYSEC-2021-393", "PYSEC-2021-394",   "PYSEC-2021-395", "PYSEC-2021-396", "PYSEC-2021-397",
    "PYSEC-2021-398", "PYSEC-2021-399", "PYSEC-2021-400",   "PYSEC-2021-401", "PYSEC-2021-402", "PYSEC-2021-404",
    "PYSEC-2021-405", "PYSEC-2021-406", "PYSEC-2021-407",   "PYSEC-2021-408", "PYSEC-2021-409", "PYSEC-2021-410",
    "PYSEC-2021-411", "PYSEC-2021-413", "PYSEC-2021-414",   "PYSEC-2021-415", "PYSEC-2021-416", "PYSEC-2021-417",
    "PYSEC-2021-418", "PYSEC-2021-419", "PYSEC-2021-420",   "PYSEC-2021-842", "PYSEC-2021-843", "PYSEC-2022-159",
    "PYSEC-2022-180", "PYSEC-2022-257", "PYSEC-2022-43063", "PYSEC-2023-101", "PYSEC-2023-142", "PYSEC-2023-150",
    "PYSEC-2023-8",   "PYSEC-2024-16"};

struct Event {
    std::string kind;
    std::string version;
};
struct Affected {
    std::string id;
    std::string package;
    std::map<std::string, std::vector<Event>> ranges;
    std::set<std::string> versions;
};

// Is the key between an `introduced` and its `fixed` or `last_affected`?
bool affects(const std::vector<Event>& events, const std::string& key) {
    std::vector<std::pair<std::string, std::string_view>> sorted;
    for (const Event& event : events) {
        if (event.version == "0") sorted.emplace_back("", event.kind);
        else if (const auto bound = ordering().key(event.version)) sorted.emplace_back(*bound, event.kind);
    }
    // Events at one version count in the order of the record: "fixed 3.1.1, introduced 3.1.1" affects 3.1.1.
    std::ranges::stable_sort(sorted, {}, &std::pair<std::string, std::string_view>::first);
    bool inside = false;
    for (const auto& [bound, kind] : sorted) {
        if (kind == "introduced" && key >= bound) inside = true;
        if (kind == "fixed" && key >= bound) inside = false;
        if (kind == "last_affected" && key > bound) inside = false;
    }
    return inside;
}

TEST(PypiAdvisories, ListedVersionsAreInsideTheRangesAndAllOthersOutside) {
    const std::string data = environment("WARD_TEST_DATA");
    if (data.empty()) GTEST_SKIP() << "needs WARD_TEST_DATA/osv/PyPI/all.zip";

    std::vector<Affected> all;
    std::map<std::string, std::set<std::string>> known;
    const std::string command = "python3 tests/oracles/versions_pypi.py records " + data + "/osv/PyPI/all.zip";
    ASSERT_GT(for_each_row(command,
                           [&](const std::vector<std::string_view>& row) {
                               if (row[0] == "record")
                                   all.push_back({std::string(row.at(1)), std::string(row.at(2)), {}, {}});
                               if (row[0] == "event")
                                   all.back().ranges[std::string(row.at(1))].push_back(
                                       {std::string(row.at(2)), std::string(row.at(3))});
                               if (row[0] == "version") {
                                   all.back().versions.emplace(row.at(1));
                                   known[all.back().package].emplace(row.at(1));
                               }
                           }),
              100'000);

    std::set<std::string_view> outside, unlisted;
    std::set<std::string> legacy;
    size_t assertions = 0;
    for (const Affected& affected : all) {
        if (affected.versions.empty()) continue;
        for (const std::string& version : known[affected.package]) {
            const auto key = ordering().key(version);
            if (!key) {
                legacy.insert(affected.package + " " + version);
                continue;
            }
            ++assertions;
            const bool listed = affected.versions.contains(version);
            const bool inside =
                std::ranges::any_of(affected.ranges, [&](const auto& range) { return affects(range.second, *key); });
            if (listed && !inside) outside.insert(affected.id);
            if (!listed && inside) unlisted.insert(affected.id);
        }
    }
    EXPECT_EQ(outside, listed_but_outside);
    EXPECT_EQ(unlisted, inside_but_not_listed);
    EXPECT_EQ(assertions, 140'736 + 135'811);
    EXPECT_EQ(legacy.size(), 75) << "texts outside PEP 440";
}

// ---- pip's packaging ----

TEST(PypiPeers, PackagingGivesTheSameAnswers) {
    if (environment("WARD_TEST_PEERS").empty()) GTEST_SKIP() << "needs WARD_TEST_PEERS=1";
    if (!succeeds("python3 -c 'import packaging'")) GTEST_SKIP() << "needs Python's packaging";
    size_t differences = 0;
    const long rows =
        for_each_row("python3 tests/oracles/versions_pypi.py packaging 100000 20261122", [&](const auto& row) {
            std::string answer = "?";
            if (row[0] == "compare") {
                if (const auto order = compare(ordering(), row.at(1), row.at(2))) answer = std::to_string(sign(*order));
            } else if (const auto inside = satisfies(ordering(), row.at(1), row.at(2))) {
                answer = *inside ? "true" : "false";
            }
            if (answer != row.at(3) && ++differences <= 20)
                ADD_FAILURE() << row[0] << " [" << row[1] << "] [" << row[2] << "]: packaging says " << row[3]
                              << ", not " << answer;
        });
    EXPECT_EQ(rows, 200'000);
    EXPECT_EQ(differences, 0);
}

}  // namespace
}  // namespace ward::versions
