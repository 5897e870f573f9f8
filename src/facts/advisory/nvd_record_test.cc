// Records in the documented shape of NVD's API 2.0, all made for these tests, and its AND/OR configurations against an
// evaluator that asks the whole configuration instead of one condition an entry.
#include <random>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/advisory/advisory.h"
#include "facts/advisory/foreign_record.h"
#include "facts/advisory/record_parser.h"
#include "formats/cpe_condition.h"

namespace ward::advisory {
namespace {
using testing::ElementsAre;
using testing::IsEmpty;

std::string cpe(std::string_view product, std::string_view version = "*", std::string_view target = "*",
                std::string_view part = "a") {
    return fmt::format("cpe:2.3:{}:{}:{}:{}:*:*:*:*:{}:*:*", part, product, product, version, target);
}

std::string match(std::string_view criteria, std::string_view bounds = "", bool vulnerable = true) {
    return fmt::format(R"({{"vulnerable":{},"criteria":"{}","matchCriteriaId":"0"{}{}}})", vulnerable, criteria,
                       bounds.empty() ? "" : ",", bounds);
}

std::string node(std::string_view matches, std::string_view operation = "OR", bool negate = false) {
    return fmt::format(R"({{"operator":"{}","negate":{},"cpeMatch":[{}]}})", operation, negate, matches);
}

std::string record(std::string_view configurations, std::string_view more = "") {
    return fmt::format(
        R"({{"cve":{{"id":"CVE-2099-1","sourceIdentifier":"x@example.org","published":"2026-01-01T00:00:00.000",)"
        R"("lastModified":"2026-01-02T03:04:05.678","vulnStatus":"Analyzed",{}"descriptions":[{{"lang":"es",)"
        R"("value":"otra"}},{{"lang":"en","value":"A flaw.\nMore."}}],"metrics":{{"cvssMetricV31":[{{"type":"Primary",)"
        R"("cvssData":{{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}}}}]}},)"
        R"("configurations":[{}],"references":[{{"url":"https://example.org/1"}}]}}}})",
        more, configurations);
}

std::string configuration(std::string_view nodes, std::string_view head = "") {
    return fmt::format(R"({{{}"nodes":[{}]}})", head, nodes);
}

Index index_of(std::vector<std::string_view> records) {
    auto bytes = build(records);
    EXPECT_TRUE(bytes) << bytes.error().message();
    Index index = Index::from_bytes(std::move(*bytes)).value();
    EXPECT_TRUE(index.verify());
    return index;
}

std::vector<std::string> affected_of(const std::string& json, std::string_view ecosystem, std::string_view name,
                                     const std::vector<std::string>& candidates) {
    const Index index = index_of({json});
    std::vector<std::string> out;
    for (const std::string& version : candidates)
        if (!index.query({ecosystem, name, version, {}}).empty()) out.push_back(version);
    EXPECT_TRUE(index.damage());
    return out;
}

TEST(NvdRecord, has_an_id_of_its_own_and_the_cves_as_alias) {
    const Index index = index_of({record(configuration(node(match(cpe("zlib")))))});
    const auto number = index.find("NVD-CVE-2099-1");
    ASSERT_TRUE(number);
    const Record found = index.record(*number);
    EXPECT_THAT(found.set, ElementsAre("CVE-2099-1", "NVD-CVE-2099-1"));
    EXPECT_EQ(found.severity, Severity::high);
    EXPECT_EQ(found.modified, "2026-01-02T03:04:05.678Z");
    EXPECT_EQ(index.title(*number).value(), "A flaw.");
    EXPECT_THAT(index.references(*number).value(), ElementsAre("https://example.org/1"));
}

TEST(NvdRecord, bounds_may_leave_their_version_out) {
    const std::string json = record(configuration(
        node(match(cpe("zlib"), R"("versionStartExcluding":"1.2.0","versionEndExcluding":"1.2.4")") + "," +
             match(cpe("zlib"), R"("versionStartIncluding":"1.2.6","versionEndIncluding":"1.2.8")"))));
    EXPECT_THAT(affected_of(json, "CPE:*", "zlib:zlib",
                            {"1.1.9", "1.2.0", "1.2.0.1", "1.2.3", "1.2.4", "1.2.5", "1.2.6", "1.2.8", "1.2.8.1"}),
                ElementsAre("1.2.0.1", "1.2.3", "1.2.6", "1.2.8"));
    const Index index = index_of({json});
    const std::vector<Hit> hits = index.query({"CPE:*", "zlib:zlib", "1.2.3", {}});
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_EQ(hits[0].range, "> 1.2.0, < 1.2.4");
    EXPECT_THAT(hits[0].fixed, ElementsAre("1.2.4"));
}

TEST(NvdRecord, one_version_and_its_update_are_that_version) {
    const std::string json = record(configuration(node(match("cpe:2.3:a:openssl:openssl:1.0.2:beta1:*:*:*:*:*:*") +
                                                       "," + match("cpe:2.3:a:openssl:openssl:1.1.0:-:*:*:*:*:*:*"))));
    EXPECT_THAT(affected_of(json, "CPE:*", "openssl:openssl", {"1.0.2", "1.0.2-beta1", "1.0.2a", "1.1.0", "1.1.0a"}),
                ElementsAre("1.0.2-beta1", "1.1.0"));
}

TEST(NvdRecord, no_version_and_quoted_wildcards_match_nothing_and_are_counted) {
    const std::string json =
        record(configuration(node(match(cpe("zlib", "-")) + "," + match(R"(cpe:2.3:a:zlib:zlib:1.*:*:*:*:*:*:*:*)"))));
    EXPECT_THAT(affected_of(json, "CPE:*", "zlib:zlib", {"", "1", "1.2"}), IsEmpty());
    const Index index = index_of({json});
    EXPECT_THAT(index.info().notes, testing::Contains(testing::HasSubstr("without a version")));
    EXPECT_THAT(index.info().notes, testing::Contains(testing::HasSubstr("event")));
}

TEST(NvdRecord, software_it_is_for_is_compared) {
    const std::string json = record(configuration(node(match(cpe("minimatch", "*", "node.js")))));
    EXPECT_THAT(affected_of(json, "CPE:node.js", "minimatch:minimatch", {"1"}), ElementsAre("1"));
    EXPECT_THAT(affected_of(json, "CPE:*", "minimatch:minimatch", {"1"}), IsEmpty());
    EXPECT_THAT(affected_of(json, "CPE:python", "minimatch:minimatch", {"1"}), IsEmpty());
    const std::string any = record(configuration(node(match(cpe("minimatch")))));
    EXPECT_THAT(affected_of(any, "CPE:node.js", "minimatch:minimatch", {"1"}), ElementsAre("1"));
}

TEST(NvdRecord, a_platform_is_a_condition_and_never_affected) {
    const std::string json = record(configuration(
        node(match(cpe("zlib"), R"("versionEndExcluding":"1.3")")) + "," +
            node(match(cpe("windows", "-", "*", "o"), "", false) + "," + match(cpe("macos", "*", "*", "o"), "", false)),
        R"("operator":"AND",)"));
    const Index index = index_of({json});
    EXPECT_TRUE(index.query({"CPE:*", "windows:windows", "10", {}}).empty());
    const std::vector<Hit> hits = index.query({"CPE:*", "zlib:zlib", "1.2.13", {}});
    ASSERT_EQ(hits.size(), 1u);
    ASSERT_EQ(hits[0].conditions.size(), 1u);
    EXPECT_EQ(CpeCondition::parse(hits[0].conditions[0])->words(), "windows:windows or macos:macos");
}

TEST(NvdRecord, a_second_configuration_without_a_condition_outweighs_it) {
    const std::string json = record(configuration(node(match(cpe("zlib"), R"("versionEndExcluding":"1.3")")) + "," +
                                                      node(match(cpe("windows", "-", "*", "o"), "", false)),
                                                  R"("operator":"AND",)") +
                                    "," + configuration(node(match(cpe("zlib"), R"("versionEndExcluding":"1.2")"))));
    const Index index = index_of({json});
    EXPECT_TRUE(index.query({"CPE:*", "zlib:zlib", "1.1", {}})[0].conditions.empty());
    EXPECT_EQ(index.query({"CPE:*", "zlib:zlib", "1.2.13", {}})[0].conditions.size(), 1u);
}

TEST(NvdRecord, rejected_is_withdrawn_and_without_configurations_nothing_matches) {
    std::string json = record(configuration(node(match(cpe("zlib")))));
    json.replace(json.find("Analyzed"), 8, "Rejected");
    EXPECT_THAT(affected_of(json, "CPE:*", "zlib:zlib", {"1"}), IsEmpty());
    const Index index = index_of({record("")});
    EXPECT_EQ(index.info().records, 1u);
    EXPECT_THAT(index.info().notes, testing::Contains(testing::HasSubstr("says nothing of what it affects")));
}

TEST(NvdRecord, counts_in_place_of_the_cves_own_words_on_the_same_product) {
    const std::string own =
        R"({"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2099-1","state":"PUBLISHED",)"
        R"("dateUpdated":"2026-01-02T00:00:00Z"},"containers":{"cna":{"affected":[)"
        R"({"vendor":"zlib","product":"zlib","versions":[{"version":"0","lessThan":"2.0","status":"affected"}]},)"
        R"({"vendor":"other","product":"tool","versions":[{"version":"0","lessThan":"2.0","status":"affected"}]}]}}})";
    const std::string nvd = record(configuration(node(match(cpe("zlib"), R"("versionEndExcluding":"1.3")"))));
    const Index both = index_of({own, nvd});
    EXPECT_TRUE(both.query({"CPE:*", "zlib:zlib", "1.5", {}}).empty());
    EXPECT_EQ(both.query({"CPE:*", "zlib:zlib", "1.2", {}}).size(), 1u);
    EXPECT_EQ(both.query({"CPE:*", "other:tool", "1.5", {}}).size(), 1u);
    const Index unanalysed = index_of({own, record("")});
    EXPECT_EQ(unanalysed.query({"CPE:*", "zlib:zlib", "1.5", {}}).size(), 1u);
}

TEST(NvdRecord, texts_that_are_none_are_errors_or_counted) {
    ForeignParser parser;
    Notes notes;
    auto parse = [&](const std::string& json) {
        const std::string padded = json + std::string(json_padding, ' ');
        const auto read = parser.parse(nvd_form, std::string_view(padded).substr(0, json.size()), notes);
        return read ? std::string() : read.error().what;
    };
    EXPECT_EQ(parse(R"({"cve":[]})"), "has no cve");
    EXPECT_EQ(parse(R"({"cve":{"id":"CVE 1"}})"), "has no id, or one with odd characters");
    EXPECT_EQ(parse(R"({"cve":{"id":"CVE-2099-1","configurations":{"nodes":1}}})"), "");
    EXPECT_EQ(parse(record(configuration(node(match("cpe:2.3:a"))))), "");
    EXPECT_EQ(notes.count(Defect::no_package), 1u);
    EXPECT_EQ(parse(record(configuration(node(match(cpe("zlib")), "OR", true)))), "");
    EXPECT_EQ(notes.count(Defect::negated_products), 1u);
    std::string many;
    for (int i = 0; i < 3'000; ++i) many += (i == 0 ? "" : ",") + match(cpe(fmt::format("p{}", i)));
    EXPECT_THAT(parse(record(configuration(node(many, "AND")))), testing::HasSubstr("conditions of more than"));
}

// ---- Configurations against a naive evaluator ----

struct Installed {
    std::string product;
    int version = 0;
};

struct Match {
    std::string product;
    int from = 0;
    int to = 0;
    bool vulnerable = false;
    bool holds(const Installed& one) const { return one.product == product && one.version >= from && one.version < to; }
};
struct Node {
    bool all = false;
    bool negate = false;
    std::vector<Match> matches;
};
struct Configuration {
    bool all = false;
    std::vector<Node> nodes;
};

bool any_holds(const Match& match, const std::vector<Installed>& installed) {
    return std::ranges::any_of(installed, [&](const Installed& one) { return match.holds(one); });
}

// With `own` taken for itself: the vulnerable match that the product in question satisfies.
bool node_holds(const Node& node, const std::vector<Installed>& installed, const Match* own) {
    bool any = false;
    bool all = true;
    for (const Match& match : node.matches) {
        const bool holds = &match == own || any_holds(match, installed);
        any = any || holds;
        all = all && holds;
    }
    return (node.all ? all : any) != node.negate;
}

bool is_affected(const std::vector<Configuration>& configurations, const std::vector<Installed>& installed,
                 const Installed& product) {
    for (const Configuration& one : configurations)
        for (const Node& own : one.nodes)
            for (const Match& match : own.matches) {
                if (!match.vulnerable || own.negate || !match.holds(product)) continue;
                bool holds = node_holds(own, installed, &match);
                for (const Node& other : one.nodes)
                    if (one.all && &other != &own) holds = holds && node_holds(other, installed, nullptr);
                if (holds) return true;
            }
    return false;
}

TEST(NvdConfigurations, equal_a_naive_evaluator) {
    std::minstd_rand random(7);
    auto pick = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
    int affected = 0;
    int asked = 0;
    for (int round = 0; round < 3'000; ++round) {
        std::vector<Configuration> configurations(1 + static_cast<size_t>(pick(2)));
        std::string json;
        for (Configuration& one : configurations) {
            one.all = pick(2) == 0;
            one.nodes.resize(1 + static_cast<size_t>(pick(3)));
            std::string nodes;
            for (Node& part : one.nodes) {
                part.all = pick(3) == 0;
                part.negate = pick(6) == 0;
                part.matches.resize(1 + static_cast<size_t>(pick(3)));
                std::string matches;
                for (Match& item : part.matches) {
                    item.product = fmt::format("p{}", pick(4));
                    item.from = pick(4);
                    item.to = item.from + 1 + pick(4);
                    item.vulnerable = pick(2) == 0;
                    matches += (matches.empty() ? "" : ",") +
                               match(cpe(item.product),
                                     fmt::format(R"("versionStartIncluding":"{}.0","versionEndExcluding":"{}.0")",
                                                 item.from, item.to),
                                     item.vulnerable);
                }
                nodes += (nodes.empty() ? "" : ",") + node(matches, part.all ? "AND" : "OR", part.negate);
            }
            json += (json.empty() ? "" : ",") + configuration(nodes, one.all ? R"("operator":"AND",)" : "");
        }
        const Index index = index_of({record(json)});
        std::vector<Installed> installed;
        for (int product = 0; product < 4; ++product)
            if (pick(3) != 0) installed.push_back({fmt::format("p{}", product), pick(8)});
        // Everything is known here: what is not installed does not hold.
        auto truth = [&](const CpeCriterion& criterion) {
            for (const Installed& one : installed)
                if (one.product == criterion.cpe.product &&
                    criterion.holds_for(fmt::format("{}.0", one.version)) == true)
                    return Truth::yes;
            return Truth::no;
        };
        for (const Installed& one : installed) {
            bool found = false;
            for (const Hit& hit :
                 index.query({"CPE:*", one.product + ":" + one.product, fmt::format("{}.0", one.version), {}})) {
                found = found || hit.conditions.empty();
                for (const std::string_view text : hit.conditions) {
                    const auto condition = CpeCondition::parse(text);
                    ASSERT_TRUE(condition) << text;
                    found = found || condition->evaluate(truth) == Truth::yes;
                }
            }
            const bool expected = is_affected(configurations, installed, one);
            ASSERT_EQ(found, expected) << record(json) << "\n" << one.product << " " << one.version;
            affected += expected ? 1 : 0;
            ++asked;
        }
    }
    EXPECT_GT(affected, asked / 20);
    EXPECT_LT(affected, asked / 2);
}

}  // namespace
}  // namespace ward::advisory
