// What an index says of its records, and of itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/advisory/advisory.h"
#include "facts/advisory/builder.h"
#include "facts/advisory/hash.h"
#include "facts/advisory/image_writer.h"

namespace ward::advisory {
namespace {

using testing::ElementsAre;

std::string bytes_of(const std::vector<std::string>& records) {
    const std::vector<std::string_view> views(records.begin(), records.end());
    return build(views).value();
}
Index index_of(const std::vector<std::string>& records) {
    return Index::from_bytes(bytes_of(records)).value();
}

std::string plain(std::string_view id, std::string_view aliases = "", std::string_view more = "") {
    return R"({"id":")" + std::string(id) + R"(","modified":"2024-01-01T00:00:00Z","aliases":[)" +
           std::string(aliases) + "]" + std::string(more) + "}";
}

std::vector<std::string_view> set_of(const Index& index, std::string_view id) {
    return index.record(index.find(id).value()).set;
}

TEST(Index, joins_aliases_over_the_whole_database) {
    // 0-3, 1-2, 2-3: a single pass over pairs would leave 1 alone.
    const Index index = index_of({plain("R-0", R"("R-3")"), plain("R-1", R"("R-2")"), plain("R-2", R"("R-3")"),
                                  plain("R-3"), plain("R-4", R"("CVE-4")"), plain("R-5")});
    EXPECT_THAT(set_of(index, "R-0"), ElementsAre("R-0", "R-1", "R-2", "R-3"));
    EXPECT_THAT(set_of(index, "R-1"), ElementsAre("R-0", "R-1", "R-2", "R-3"));
    EXPECT_THAT(set_of(index, "R-3"), ElementsAre("R-0", "R-1", "R-2", "R-3"));
    EXPECT_THAT(set_of(index, "R-4"), ElementsAre("CVE-4", "R-4"));
    EXPECT_THAT(set_of(index, "R-5"), ElementsAre("R-5"));
}

TEST(Index, joins_records_through_an_id_that_is_no_record) {
    const Index index =
        index_of({plain("GHSA-1", R"("CVE-1")"), plain("PYSEC-1", R"("CVE-1","SNYK-1")"), plain("X-1")});
    EXPECT_THAT(set_of(index, "GHSA-1"), ElementsAre("CVE-1", "GHSA-1", "PYSEC-1", "SNYK-1"));
    EXPECT_FALSE(index.find("CVE-1"));
    EXPECT_THAT(index.records_named("CVE-1"), ElementsAre(0u, 1u));
    EXPECT_THAT(index.records_named("GHSA-1"), ElementsAre(0u, 1u));
    EXPECT_THAT(index.records_named("X-1"), ElementsAre(2u));
    EXPECT_THAT(index.records_named("CVE-2"), ElementsAre());
}

TEST(Index, numbers_records_by_id) {
    const Index index = index_of({plain("B-2"), plain("A-10"), plain("B-10"), plain("A-1")});
    EXPECT_EQ(index.record(0).id, "A-1");
    EXPECT_EQ(index.record(1).id, "A-10");
    EXPECT_EQ(index.record(2).id, "B-10");
    EXPECT_EQ(index.record(3).id, "B-2");
    EXPECT_EQ(index.find("B-10"), 2u);
    EXPECT_FALSE(index.find("B-1"));
    EXPECT_FALSE(index.find(""));
}

TEST(Index, keeps_the_newest_of_equal_ids) {
    auto dated = [](std::string_view modified, std::string_view summary) {
        return R"({"id":"A-1","modified":")" + std::string(modified) + R"(","summary":")" + std::string(summary) +
               "\"}";
    };
    const Index index =
        index_of({dated("2024-01-01T00:00:00Z", "old"), dated("2024-06-01T02:00:00+02:00", "newest"),
                  dated("", "undated"), dated("2024-06-01T00:00:00Z", "as new, but later in the input")});
    EXPECT_EQ(index.info().records, 1u);
    EXPECT_EQ(index.title(0).value(), "newest");
    EXPECT_THAT(index.info().notes, ElementsAre("1 record without a readable `modified`, taken as the oldest",
                                                "3 records with an id that another one has; the newest was kept",
                                                "4 records say nothing of what they affect, and match nothing"));
}

TEST(Index, tells_severity_flags_and_dates) {
    const Index index =
        index_of({plain("GHSA-1", "",
                        R"(,"severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}])"),
                  plain("GHSA-2", "", R"(,"database_specific":{"severity":"LOW"})"), plain("GHSA-3", R"("MAL-2024-9")"),
                  plain("GHSA-4", "", R"(,"database_specific":{"cwe_ids":["CWE-506"]})"),
                  plain("RUSTSEC-1", "", R"(,"affected":[{"package":{"ecosystem":"crates.io","name":"x"},
                                    "database_specific":{"categories":["malicious"]}}])"),
                  plain("RUSTSEC-2", "", R"(,"affected":[{"package":{"ecosystem":"crates.io","name":"x"},
                                    "database_specific":{"informational":"unmaintained"}}])"),
                  plain("RUSTSEC-3", "", R"(,"affected":[{"package":{"ecosystem":"crates.io","name":"x"},
                                    "database_specific":{"informational":"unsound"}}])"),
                  plain("RUSTSEC-4", "", R"(,"affected":[{"package":{"ecosystem":"crates.io","name":"x"},
                                    "database_specific":{"informational":"notice"},"severity":[{"type":"CVSS_V3",
                                    "score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}]}])")});
    const Record first = index.record(0);
    EXPECT_EQ(first.severity, Severity::high);
    EXPECT_DOUBLE_EQ(first.score.value(), 7.5);
    EXPECT_EQ(first.vector, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H");
    EXPECT_EQ(first.modified, "2024-01-01T00:00:00Z");
    EXPECT_FALSE(first.malicious);
    EXPECT_EQ(index.record(1).severity, Severity::low);
    EXPECT_FALSE(index.record(1).score);
    EXPECT_TRUE(index.record(2).malicious);
    EXPECT_TRUE(index.record(3).malicious);
    EXPECT_TRUE(index.record(4).malicious);
    EXPECT_EQ(index.record(5).severity, Severity::none) << "that nobody maintains it is no vulnerability";
    EXPECT_EQ(index.record(6).severity, Severity::unknown) << "what is unsound may be one";
    EXPECT_EQ(index.record(7).severity, Severity::high) << "a vector says more";
    EXPECT_EQ(index.info().malicious, 3u);
    EXPECT_EQ(index.record(1'000).id, "");
}

TEST(Index, gives_back_the_original_byte_for_byte) {
    const std::string odd =
        "{\"modified\" : \"2024-01-01T00:00:00Z\",\t\"id\":\"A-1\", \"details\": \"\\ud83d\\ude00\",\r\n"
        "  \"references\":[{\"type\":\"WEB\",\"url\":\"https://a.example/\"}] }\n";
    const Index index = index_of({plain("B-1"), odd});
    EXPECT_EQ(index.original(0).value(), odd);
    EXPECT_EQ(index.title(0).value(), "\xf0\x9f\x98\x80");
    EXPECT_THAT(index.references(0).value(), ElementsAre("https://a.example/"));
    EXPECT_EQ(index.original(1).value(), plain("B-1"));
    EXPECT_EQ(index.original(2).error().code, ErrorCode::not_found);
}

TEST(Index, holds_records_larger_than_a_block) {
    std::vector<std::string> records;
    for (int i = 0; i < 40; ++i) {
        std::string details;
        for (uint64_t k = 0; k < (i % 7 == 3 ? 200'000u : 3'000u); ++k)
            details += static_cast<char>('a' + (static_cast<uint64_t>(i) * 31 + k * k * k) % 26);
        records.push_back(plain("R-" + std::to_string(100 + i), "", R"(,"details":")" + details + "\""));
    }
    const Index index = index_of(records);
    for (uint32_t i = 0; i < 40; ++i) EXPECT_EQ(index.original(i).value(), records[i]);
    EXPECT_TRUE(index.verify());
}

TEST(Index, is_the_same_for_the_same_input) {
    const std::vector<std::string> records = {
        plain("A-1", R"("C-1")"), plain("B-1", R"("C-1")"),
        plain("C-2", "", R"(,"affected":[{"package":{"ecosystem":"npm","name":"p"},
                                                                  "versions":["1","2"]}])")};
    const std::string once = bytes_of(records);
    EXPECT_EQ(once, bytes_of(records));
    EXPECT_EQ(Index::from_bytes(once).value().info().snapshot.size(), 7u + 64u);
}

TEST(Index, of_nothing_is_an_index) {
    const Index index = index_of({});
    EXPECT_EQ(index.info().records, 0u);
    EXPECT_TRUE(index.query({"npm", "p", "1.0.0", {}}).empty());
    EXPECT_TRUE(index.verify());
}

TEST(Index, says_what_it_holds) {
    const Index index =
        index_of({plain("A-1", "", R"(,"affected":[{"package":{"ecosystem":"npm","name":"p"},"versions":["1.0.0"]},
                              {"package":{"ecosystem":"npm","name":"q"},"versions":["1.0.0"]},
                              {"package":{"ecosystem":"Android","name":"q"},"versions":["1.0.0"]}])"),
                  R"({"id":"A-2","modified":"2025-05-05T05:05:05.123Z"})"});
    const Info& info = index.info();
    EXPECT_EQ(info.records, 2u);
    EXPECT_EQ(info.packages, 3u);
    EXPECT_EQ(info.updated, "2025-05-05T05:05:05Z");
    EXPECT_FALSE(info.starter);
    ASSERT_EQ(info.ecosystems.size(), 2u);
    EXPECT_EQ(info.ecosystems[0].name, "Android");
    EXPECT_FALSE(info.ecosystems[0].ordered);
    EXPECT_EQ(info.ecosystems[1].records, 1u);
    EXPECT_TRUE(info.ecosystems[1].ordered);
    EXPECT_THAT(info.notes, ElementsAre("1 record says nothing of what it affects, and matches nothing"));
}

TEST(Index, refuses_a_record_that_is_none) {
    const std::vector<std::string_view> records = {R"({"id":"A-1","modified":"x"})", "{}"};
    const auto bytes = build(records);
    ASSERT_FALSE(bytes);
    EXPECT_THAT(bytes.error().message(), testing::HasSubstr("record 2: has no id"));
}

TEST(Index, tells_packages_with_equal_hashes_apart) {
    // Names in one bucket share the walk; only equal texts are equal. (Whole hashes that collide are made on purpose by
    // nobody who cannot also write the records.)
    std::vector<std::string> records;
    for (int i = 0; i < 3'000; ++i)
        records.push_back(plain("R-" + std::to_string(i), "",
                                R"(,"affected":[{"package":{"ecosystem":"npm","name":"p)" + std::to_string(i) +
                                    R"("},"versions":["1.0.0"]}])"));
    const Index index = index_of(records);
    for (int i = 0; i < 3'000; ++i) {
        const auto hits = index.query({"npm", "p" + std::to_string(i), "1.0.0", {}});
        ASSERT_EQ(hits.size(), 1u) << i;
        EXPECT_EQ(index.record(hits[0].record).id, "R-" + std::to_string(i));
        EXPECT_TRUE(index.query({"npm", "q" + std::to_string(i), "1.0.0", {}}).empty());
    }
}

TEST(Index, has_the_hash_of_its_specification) {
    // docs/formats/advisory-index.md gives these values.
    EXPECT_EQ(package_hash("npm", "lodash"), 0x47655938621a31ceu);
    EXPECT_EQ(package_hash("PyPI", "a-rather-long-name"), 0x1b630aa041ee2bf8u);
}

TEST(Starter, is_an_index_that_says_so) {
    const auto index = Index::starter();
    ASSERT_TRUE(index) << index.error().message();
    EXPECT_TRUE(index->info().starter);
    EXPECT_EQ(index->info().snapshot, "starter");
    EXPECT_GT(index->info().records, 0u);
    EXPECT_TRUE(index->verify());
}

}  // namespace
}  // namespace ward::advisory
