// Records of the Node.js Security WG, in the shapes of its files; all made for these tests, but for the real index
// where WARD_TEST_DATA has it.
#include <cstdlib>
#include <random>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "facts/advisory/advisory.h"
#include "facts/advisory/containers.h"
#include "facts/advisory/foreign_record.h"
#include "facts/advisory/range_difference.h"
#include "facts/advisory/ranges.h"
#include "formats/document.h"
#include "formats/versions/npm.h"

namespace ward::advisory {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Index index_of(std::string_view json, std::string_view name) {
    const auto items = nodejs_items(json, name);
    EXPECT_TRUE(items) << items.error().message();
    const std::vector<std::string_view> records(items->records.begin(), items->records.end());
    auto bytes = build(records);
    EXPECT_TRUE(bytes) << bytes.error().message();
    Index index = Index::from_bytes(std::move(*bytes)).value();
    EXPECT_TRUE(index.verify());
    return index;
}

std::vector<std::string> ids_of(const Index& index, std::string_view ecosystem, std::string_view name,
                                std::string_view version) {
    std::vector<std::string> ids;
    for (const Hit& hit : index.query({ecosystem, name, version, {}})) ids.emplace_back(index.record(hit.record).id);
    return ids;
}

constexpr std::string_view core_record =
    R"({"cve":["CVE-2099-1"],"vulnerable":"18.x || 20.x","patched":"^18.20.4 || ^20.15.1",)"
    R"("ref":"https://example.org/post","overview":"A flaw.\nMore.","affectedEnvironments":["all"],"severity":"high"})";

TEST(NodejsRecord, of_core_is_vulnerable_without_patched) {
    const Index index = index_of(core_record, "vuln/core/12.json");
    for (const std::string_view version : {"18.0.0", "18.20.3", "20.0.0", "20.15.0"})
        EXPECT_THAT(ids_of(index, "Node.js", "node", version), ElementsAre("NODEJS-CORE-12")) << version;
    for (const std::string_view version : {"17.9.1", "18.20.4", "18.99.0", "19.0.0", "20.15.1", "21.0.0"})
        EXPECT_THAT(ids_of(index, "Node.js", "node", version), IsEmpty()) << version;
    const auto number = index.find("NODEJS-CORE-12");
    ASSERT_TRUE(number);
    EXPECT_THAT(index.record(*number).set, ElementsAre("CVE-2099-1", "NODEJS-CORE-12"));
    EXPECT_EQ(index.record(*number).severity, Severity::high);
    EXPECT_EQ(index.title(*number).value(), "A flaw.");
    EXPECT_THAT(index.references(*number).value(), ElementsAre("https://example.org/post"));
    EXPECT_THAT(index.query({"Node.js", "node", "18.1.0", {}})[0].fixed, ElementsAre("18.20.4", "20.15.1"));
}

// --platform asks the record (judges/audit/platforms.h), not the index.
TEST(NodejsRecord, of_platforms_is_filed_once_and_keeps_their_names) {
    const Index index = index_of(
        R"({"cve":[],"vulnerable":"18.x","patched":"^18.5.0","affectedEnvironments":["win32","darwin"]})", "7.json");
    EXPECT_THAT(ids_of(index, "Node.js", "node", "18.1.0"), ElementsAre("NODEJS-CORE-7"));
    EXPECT_THAT(index.records_of("Node.js", "node"), testing::SizeIs(1));
    EXPECT_THAT(index.original(*index.find("NODEJS-CORE-7")).value(),
                HasSubstr(R"("affectedEnvironments":["win32","darwin"])"));
}

TEST(NodejsRecord, of_several_cves_are_several) {
    const Index index = index_of(
        R"({"7":{"cve":["CVE-2099-1","CVE-2099-2"],"vulnerable":"4.x","patched":""},"8":{"cve":[],"vulnerable":"5.x",)"
        R"("patched":"^5.1.0"}})",
        "index.json");
    EXPECT_THAT(ids_of(index, "Node.js", "node", "4.9.1"),
                ElementsAre("NODEJS-CORE-7-CVE-2099-1", "NODEJS-CORE-7-CVE-2099-2"));
    EXPECT_THAT(index.records_named("CVE-2099-1"), testing::SizeIs(1));
    EXPECT_THAT(ids_of(index, "Node.js", "node", "5.0.0"), ElementsAre("NODEJS-CORE-8"));
}

TEST(NodejsRecord, of_npm_names_its_package) {
    const Index index = index_of(
        R"({"id":150,"title":"Directory Traversal","module_name":"bitty-made-up","publish_date":"2016-12-07","cves":[],)"
        R"("vulnerable_versions":"<=0.2.10","patched_versions":">=0.2.11","references":["https://example.org"],)"
        R"("cvss_vector":"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N"})",
        "vuln/npm/150.json");
    EXPECT_THAT(ids_of(index, "npm", "bitty-made-up", "0.2.10"), ElementsAre("NODEJS-NPM-150"));
    EXPECT_THAT(ids_of(index, "npm", "bitty-made-up", "0.2.11"), IsEmpty());
    const Record record = index.record(*index.find("NODEJS-NPM-150"));
    EXPECT_EQ(record.severity, Severity::medium);
    EXPECT_EQ(record.modified, "2016-12-07T00:00:00Z");
}

TEST(NodejsRecord, that_cannot_be_read_says_why) {
    auto error = [](std::string_view json, std::string_view name) {
        const auto items = nodejs_items(json, name);
        if (!items) return items.error().message();
        if (!items->problems.empty()) return items->problems[0];
        const std::vector<std::string_view> records(items->records.begin(), items->records.end());
        const auto bytes = build(records);
        return bytes ? std::string() : bytes.error().message();
    };
    EXPECT_THAT(error(core_record, "vuln/core/latest.json"), HasSubstr("has no number"));
    EXPECT_THAT(error(R"({"cve":[],"vulnerable":"not a range","patched":""})", "1.json"),
                HasSubstr("is not a range of npm versions"));
    EXPECT_THAT(error(R"({"cve":[],"patched":"1.x"})", "1.json"), HasSubstr("has no `vulnerable`"));
    EXPECT_THAT(error(R"({"1":{"cve":[]},"x":{"cve":[]}})", "index.json"), HasSubstr("no number"));
    EXPECT_THAT(error(R"({"cve":[})", "1.json"), HasSubstr("line 1"));
}

TEST(NodejsRecord, that_cannot_be_named_leaves_the_others) {
    const auto items = nodejs_items(
        R"({"1":{"cve":[],"vulnerable":"4.x","patched":""},"x":{"cve":[]},"3":{"cve":[],"vulnerable":"5.x","patched":""}})",
        "index.json");
    ASSERT_TRUE(items);
    EXPECT_THAT(items->records, testing::SizeIs(2));
    EXPECT_THAT(items->problems, ElementsAre(HasSubstr("record x: has no number")));
}

// A record is held once for each of its CVEs: a long one of many must not fill the memory.
TEST(NodejsRecord, that_multiplies_is_bounded) {
    std::string cves;
    for (int i = 0; i < 100; ++i) cves += fmt::format("{}\"CVE-2099-{}\"", i == 0 ? "" : ",", i);
    const auto items = nodejs_items(fmt::format(R"({{"1":{{"cve":[{}],"vulnerable":"4.x","overview":"{}"}},)"
                                                R"("2":{{"cve":[],"vulnerable":"5.x","patched":""}}}})",
                                                cves, std::string(1u << 20, 'x')),
                                    "index.json");
    ASSERT_TRUE(items);
    EXPECT_THAT(items->records, testing::SizeIs(1));
    EXPECT_THAT(items->problems, ElementsAre(HasSubstr("larger than 67108864 bytes")));
}

// Ranges of every form, and versions around their ends: in one and not in the other, by npm's own reading.
TEST(RangeDifference, is_what_one_range_takes_and_the_other_does_not) {
    std::minstd_rand random(3);
    auto pick = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
    auto version = [&] { return fmt::format("{}.{}.{}{}", pick(3), pick(3), pick(3), pick(6) == 0 ? "-rc.1" : ""); };
    auto part = [&]() -> std::string {
        switch (pick(7)) {
            case 0: return fmt::format("{}.x", pick(3));
            case 1: return "^" + version();
            case 2: return "~" + version();
            case 3: return fmt::format(">{} <={}", version(), version());
            case 4: return fmt::format(">={} <{}", version(), version());
            case 5: return fmt::format("{} - {}", version(), version());
            default:
                return fmt::format("{}{}", std::array{"<", "<=", ">", ">=", ""}[static_cast<size_t>(pick(5))],
                                   version());
        }
    };
    auto range = [&] {
        std::string out = part();
        for (int i = pick(3); i > 0; --i) out += " || " + part();
        return out;
    };
    Arena arena;
    int inside = 0;
    constexpr int rounds = 2'000;
    for (int round = 0; round < rounds; ++round) {
        const std::string vulnerable = range();
        const std::string patched = pick(5) == 0 ? "" : range();
        const auto groups = events_of_difference(vulnerable, patched, arena);
        ASSERT_TRUE(groups) << groups.error().message();
        KeyCache keys;
        RangeEvaluator evaluator;
        std::vector<Interval> intervals;
        std::vector<std::string_view> exact;
        Notes notes;
        for (const auto& events : *groups)
            evaluator.evaluate(events, versions::ordering_named("npm"), "npm", keys, arena, intervals, exact, notes);
        EXPECT_THAT(exact, IsEmpty());
        for (int i = 0; i < 30; ++i) {
            const std::string one = version();
            const bool expected = versions::npm::satisfies(one, vulnerable).value() &&
                                  (patched.empty() || !versions::npm::satisfies(one, patched).value());
            const std::string key = versions::npm::key_of(std::string_view(one)).value();
            const bool found =
                std::ranges::any_of(intervals, [&](const Interval& interval) { return interval.contains(key); });
            // A fix is told as the release, so that its own prereleases count as vulnerable.
            if (found != expected && one.ends_with("-rc.1") && found) continue;
            ASSERT_EQ(found, expected) << one << " in " << vulnerable << " without " << patched;
            inside += expected ? 1 : 0;
        }
    }
    EXPECT_GT(inside, rounds);
}

// The working group's own index: every record is read, and says of every release what its two ranges say.
TEST(NodejsRecord, real_index_says_what_its_ranges_say) {
    const char* data = std::getenv("WARD_TEST_DATA");  // NOLINT(concurrency-mt-unsafe)
    if (data == nullptr) GTEST_SKIP() << "WARD_TEST_DATA is not set";
    const std::string path = std::string(data) + "/nodejs/vuln-core-index.json";
    const auto text = read_file(path, 64u << 20);
    ASSERT_TRUE(text) << text.error().message();
    ASSERT_EQ(container_of(*text), Container::nodejs);
    const Index index = index_of(*text, path);
    const auto document = parse_json(*text, path);
    ASSERT_TRUE(document) << document.error().message();
    size_t asked = 0;
    size_t affected = 0;
    for (int major = 0; major <= 25; ++major)
        for (const int minor : {0, 1, 5, 9, 12, 20})
            for (const int patch : {0, 1, 3}) {
                const std::string version = fmt::format("{}.{}.{}", major, minor, patch);
                std::vector<std::string> expected;
                for (const auto& [key, record] : document->fields) {
                    const std::string vulnerable(record.string_at("vulnerable").value_or(""));
                    const std::string patched(record.string_at("patched").value_or(""));
                    if (versions::npm::satisfies(version, vulnerable).value() &&
                        (patched.empty() || !versions::npm::satisfies(version, patched).value()))
                        expected.push_back("NODEJS-CORE-" + key);
                }
                std::vector<std::string> found = ids_of(index, "Node.js", "node", version);
                for (std::string& id : found) id = id.substr(0, id.find("-CVE-"));
                found.erase(std::ranges::unique(found).begin(), found.end());
                std::ranges::sort(expected);
                std::ranges::sort(found);
                found.erase(std::ranges::unique(found).begin(), found.end());
                EXPECT_EQ(found, expected) << version;
                ++asked;
                affected += expected.size();
            }
    EXPECT_GT(affected, asked);
}

}  // namespace
}  // namespace ward::advisory
