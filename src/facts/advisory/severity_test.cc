#include "facts/advisory/severity.h"

#include <gtest/gtest.h>

namespace ward::advisory {
namespace {

constexpr const char* v2 = "AV:N/AC:L/Au:N/C:C/I:C/A:C";                                        // 10.0
constexpr const char* v30 = "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";                     // 9.8
constexpr const char* v31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L";                     // 5.3
constexpr const char* v31_high = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H";                // 7.5
constexpr const char* v40 = "CVSS:4.0/AV:L/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N";  // low

struct Rated {
    Rated(std::initializer_list<OsvSeverity> top, std::string_view word = {}) {
        record.all_severities = top;
        record.severities = {0, static_cast<uint32_t>(top.size())};
        record.severity_word = word;
    }
    Rated& entry(std::initializer_list<OsvSeverity> own, std::string_view word = {}) {
        OsvAffected affected;
        affected.severities.first = static_cast<uint32_t>(record.all_severities.size());
        record.all_severities.insert(record.all_severities.end(), own);
        affected.severities.last = static_cast<uint32_t>(record.all_severities.size());
        affected.severity_word = word;
        record.affected.push_back(affected);
        return *this;
    }
    Rating operator()() { return rate(record, notes); }
    OsvRecord record;
    Notes notes;
};

TEST(Severity, comes_from_the_newest_type_of_vector) {
    const Rating rating = Rated({{"CVSS_V2", v2}, {"CVSS_V3", v31}, {"CVSS_V3", v30}})();
    EXPECT_EQ(rating.vector, v31) << "3.1 is newer than 3.0 and 2.0, though its score is lower";
    EXPECT_EQ(rating.severity, Severity::medium);
    EXPECT_DOUBLE_EQ(rating.score.value(), 5.3);
    EXPECT_EQ(Rated({{"CVSS_V3", v31}, {"CVSS_V4", v40}})().vector, v40);
    EXPECT_EQ(Rated({{"CVSS_V2", v2}})().severity, Severity::critical);
}

TEST(Severity, takes_the_highest_score_of_one_type) {
    EXPECT_EQ(Rated({{"CVSS_V3", v31}, {"CVSS_V3", v31_high}})().vector, v31_high);
}

TEST(Severity, uses_words_only_without_vectors) {
    EXPECT_EQ(Rated({{"CVSS_V3", v31}}, "CRITICAL")().severity, Severity::medium);
    EXPECT_EQ(Rated({}, "MODERATE")().severity, Severity::medium);
    EXPECT_EQ(Rated({}, "UNKNOWN")().severity, Severity::unknown);
    EXPECT_EQ(Rated({})().severity, Severity::unknown);
    EXPECT_EQ(Rated({{"Ubuntu", "negligible"}})().severity, Severity::low);
    EXPECT_EQ(Rated({}).entry({}, "HIGH")().severity, Severity::high) << "OSS-Fuzz: ecosystem_specific";
    EXPECT_FALSE(Rated({}, "HIGH")().score.has_value());
}

TEST(Severity, of_an_entry_replaces_the_one_of_the_record) {
    EXPECT_EQ(Rated({{"CVSS_V3", v30}}).entry({{"CVSS_V3", v31}})().vector, v31);
    EXPECT_EQ(Rated({{"CVSS_V3", v30}}).entry({{"CVSS_V3", v31}}).entry({{"CVSS_V3", v31_high}})().vector, v31_high)
        << "the worst entry";
}

TEST(Severity, passes_over_vectors_that_are_none) {
    Rated rated({{"CVSS_V4", "CVSS:4.0/AV:X"}, {"CVSS_V3", v31}}, "LOW");
    EXPECT_EQ(rated().vector, v31);
    EXPECT_EQ(rated.notes.count(Defect::bad_vector), 1u);
    EXPECT_EQ(Rated({{"CVSS_V3", "7.5"}}, "LOW")().severity, Severity::low);
}

}  // namespace
}  // namespace ward::advisory
