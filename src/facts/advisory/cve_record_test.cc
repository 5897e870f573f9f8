// CVE records in the shapes that publishers give them. All are made for these tests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/advisory/advisory.h"
#include "facts/advisory/foreign_record.h"
#include "facts/advisory/record_parser.h"

namespace ward::advisory {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;

std::string record(std::string_view affected, std::string_view more = "", std::string_view metadata = "") {
    return std::string(
               R"({"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2099-1","state":"PUBLISHED",)") +
           std::string(metadata) +
           R"("dateUpdated":"2026-01-02T00:00:00Z"},"containers":{"cna":{"title":"T","affected":[)" +
           std::string(affected) + "]" + std::string(more) + "}}}";
}

Index index_of(std::string_view json) {
    const std::vector<std::string_view> list{json};
    auto bytes = build(list);
    EXPECT_TRUE(bytes) << bytes.error().message();
    return Index::from_bytes(std::move(*bytes)).value();
}

// The versions of `candidates` that the record affects, asked under a name.
std::vector<std::string> affected_of(std::string_view json, std::string_view ecosystem, std::string_view name,
                                     const std::vector<std::string>& candidates) {
    const Index index = index_of(json);
    std::vector<std::string> out;
    for (const std::string& version : candidates)
        if (!index.query({ecosystem, name, version, {}}).empty()) out.push_back(version);
    EXPECT_TRUE(index.damage());
    return out;
}

TEST(CveRecord, with_letters_and_semver_in_one_list) {
    const std::string json = record(
        R"({"vendor":"OpenSSL","product":"OpenSSL","defaultStatus":"unaffected","versions":[
            {"version":"3.0.0","lessThan":"3.0.2","status":"affected","versionType":"semver"},
            {"version":"1.1.1","lessThan":"1.1.1n","status":"affected","versionType":"custom"},
            {"version":"1.0.2","lessThan":"1.0.2zd","status":"affected","versionType":"custom"}]})");
    EXPECT_THAT(
        affected_of(json, "CPE", "openssl:openssl",
                    {"1.0.1u", "1.0.2", "1.0.2z", "1.0.2zc", "1.0.2zd", "1.1.1m", "1.1.1n", "3.0.1", "3.0.2", "3.1.0"}),
        ElementsAre("1.0.2", "1.0.2z", "1.0.2zc", "1.1.1m", "3.0.1"));
}

TEST(CveRecord, with_comparators_in_one_text) {
    const std::string json = record(R"({"vendor":"libuv","product":"libuv","versions":[
        {"version":">= 1.45.0, < 1.48.0","status":"affected"},{"version":"= 1.2.0","status":"affected"},
        {"version":"> 2.3","status":"affected"},{"version":"~ 3.0, > 2.9","status":"affected"}]})");
    EXPECT_THAT(affected_of(json, "CPE", "libuv:libuv",
                            {"1.2.0", "1.3.5", "1.44.9", "1.45.0", "1.47.9", "1.48.0", "2.3", "2.3.0", "2.3.1"}),
                ElementsAre("1.2.0", "1.45.0", "1.47.9", "2.3.1"));
    Notes notes;
    ForeignParser parser;
    std::string padded = json + std::string(json_padding, ' ');
    ASSERT_TRUE(parser.parse(cve_form, std::string_view(padded).substr(0, json.size()), notes));
    EXPECT_EQ(notes.count(Defect::bad_event), 1u);  // "~ 3.0, > 2.9" is not read in part
}

TEST(CveRecord, of_a_range_up_to_itself_means_everything_before) {
    const std::string json = record(R"({"vendor":"Google","product":"Chrome","versions":[
        {"version":"125.0.6422.60","lessThan":"125.0.6422.60","status":"affected","versionType":"custom"}]})");
    EXPECT_THAT(affected_of(json, "CPE", "google:chrome", {"90.0", "125.0.6422.59", "125.0.6422.60", "126.0"}),
                ElementsAre("90.0", "125.0.6422.59"));
    // One of several series, whose first version was mistyped.
    const std::string series = record(R"({"vendor":"v","product":"p","versions":[
        {"version":"3.1.1","lessThan":"3.1.1","status":"affected"},{"version":"3.0.0","lessThan":"3.0.9","status":"affected"}]})");
    EXPECT_THAT(affected_of(series, "CPE", "v:p", {"2.9", "3.0.8", "3.0.13", "3.1.0", "3.1.1"}),
                ElementsAre("3.0.8", "3.1.0"));
}

TEST(CveRecord, that_is_affected_by_default_is_cut_by_what_is_not) {
    const std::string json = record(R"({"vendor":"v","product":"p","defaultStatus":"affected","versions":[
        {"version":"5.10.1","lessThanOrEqual":"5.10.*","status":"unaffected"},
        {"version":"6.0","lessThanOrEqual":"*","status":"unaffected"}]})");
    EXPECT_THAT(affected_of(json, "CPE", "v:p", {"4.0", "5.10.0", "5.10.1", "5.10.99", "5.11", "5.99", "6.0", "7.1"}),
                ElementsAre("4.0", "5.10.0", "5.11", "5.99"));
    EXPECT_THAT(
        affected_of(record(R"({"vendor":"v","product":"p","defaultStatus":"affected"})"), "CPE", "v:p", {"1", "9"}),
        ElementsAre("1", "9"));
    EXPECT_THAT(affected_of(record(R"({"vendor":"v","product":"p","defaultStatus":"affected","versions":[
        {"version":"0","lessThan":"2.0","status":"unaffected"}]})"),
                            "CPE", "v:p", {"1.9", "2.0", "3.0"}),
                ElementsAre("2.0", "3.0"));
}

TEST(CveRecord, with_changes_inside_of_a_range) {
    const std::string json = record(R"({"vendor":"v","product":"p","versions":[
        {"version":"2.0","lessThan":"3.0","status":"affected","changes":[{"at":"2.3","status":"unaffected"},
         {"at":"2.5","status":"affected"}]}]})");
    EXPECT_THAT(affected_of(json, "CPE", "v:p", {"1.9", "2.0", "2.2", "2.3", "2.4", "2.5", "2.9", "3.0"}),
                ElementsAre("2.0", "2.2", "2.5", "2.9"));
}

TEST(CveRecord, without_a_name_or_a_version_says_nothing) {
    for (const std::string_view entry :
         {R"({"vendor":"n/a","product":"n/a","versions":[{"version":"1.0","status":"affected"}]})",
          R"({"vendor":"v","product":"p","versions":[{"version":"n/a","status":"affected"}]})",
          R"({"vendor":"v","product":"p","versions":[{"version":"1.0","status":"unknown"}]})",
          R"({"vendor":"v","product":"p"})"}) {
        EXPECT_TRUE(affected_of(record(entry), "CPE", "v:p", {"0", "1.0"}).empty()) << entry;
        EXPECT_TRUE(affected_of(record(entry), "CPE", "n/a:n/a", {"0", "1.0"}).empty()) << entry;
    }
}

TEST(CveRecord, is_filed_under_each_name_it_has) {
    const std::string json =
        record(R"({"vendor":"x","product":"undici","packageName":"undici","collectionURL":"https://registry.npmjs.org",
        "repo":"https://github.com/NodeJS/Undici.git","cpes":["cpe:2.3:a:nodejs:undici:*:*:*:*:*:node.js:*:*","nonsense"],
        "versions":[{"version":"5.0.0","lessThan":"5.28.5","status":"affected","versionType":"semver"}]})");
    EXPECT_THAT(affected_of(json, "npm", "undici", {"5.28.4", "5.28.5"}), ElementsAre("5.28.4"));
    EXPECT_THAT(affected_of(json, "Upstream", "github.com/nodejs/undici", {"5.28.4"}), ElementsAre("5.28.4"));
    EXPECT_THAT(affected_of(json, "CPE", "nodejs:undici", {"5.28.4"}), ElementsAre("5.28.4"));
    EXPECT_THAT(affected_of(json, "CPE", "x:undici", {"5.28.4"}), ElementsAre("5.28.4"));
    // A registry that is none of OSV's ecosystems names no package of one.
    EXPECT_TRUE(affected_of(record(R"({"packageName":"undici","collectionURL":"https://example.org/registry.npmjs.org",
        "versions":[{"version":"5.0.0","status":"affected"}]})"),
                            "npm", "undici", {"5.0.0"})
                    .empty());
}

TEST(CveRecord, gives_severity_aliases_title_and_state) {
    const std::string json =
        record(R"({"vendor":"v","product":"p","versions":[{"version":"1","status":"affected"}]})",
               R"(,"metrics":[{"cvssV3_1":{"vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}}],
        "source":{"advisory":"GHSA-aaaa-bbbb-cccc"},"references":[{"url":"https://example.org/a"}])");
    const Index index = index_of(json);
    const Record found = index.record(index.find("CVE-2099-1").value());
    EXPECT_EQ(found.severity, Severity::high);
    EXPECT_THAT(found.set, ElementsAre("CVE-2099-1", "GHSA-aaaa-bbbb-cccc"));
    EXPECT_EQ(index.title(0).value(), "T");
    EXPECT_THAT(index.references(0).value(), ElementsAre("https://example.org/a"));
    EXPECT_EQ(index.original(0).value(), json);

    const Index word =
        index_of(record(R"({"vendor":"v","product":"p","versions":[{"version":"1","status":"affected"}]})",
                        R"(,"metrics":[{"other":{"content":{"text":"High"}}}])"));
    EXPECT_EQ(word.record(0).severity, Severity::high);
    const std::string rejected =
        R"({"cveMetadata":{"cveId":"CVE-2099-2","state":"REJECTED"},"containers":{"cna":{}},"dataType":"CVE_RECORD"})";
    EXPECT_TRUE(index_of(rejected).record(0).withdrawn);
}

TEST(CveRecord, is_told_from_osv_by_its_first_key) {
    EXPECT_EQ(form_of(R"({"containers":{)"), &cve_form);
    EXPECT_EQ(form_of(R"( { "dataType" : "CVE_RECORD")"), &cve_form);
    EXPECT_EQ(form_of(R"({"id":"CVE-1","dataType":""})"), nullptr);
    EXPECT_EQ(form_of("{}"), nullptr);
    EXPECT_EQ(form_of(""), nullptr);
}

TEST(CveRecord, that_cannot_be_read_is_an_error) {
    ForeignParser parser;
    Notes notes;
    for (const std::string_view json :
         {R"({"dataType":1})", R"({"cveMetadata":{"cveId":"../x"},"containers":{"cna":{}}})",
          R"({"cveMetadata":{"cveId":"CVE-1"}})", R"({"cveMetadata":)", "[]"}) {
        const std::string padded = std::string(json) + std::string(json_padding, ' ');
        EXPECT_FALSE(parser.parse(cve_form, std::string_view(padded).substr(0, json.size()), notes)) << json;
    }
}

TEST(CveRecord, with_prose_in_the_place_of_a_version) {
    auto affected = [](std::string_view text) {
        return affected_of(record(R"({"vendor":"v","product":"p","versions":[{"version":")" + std::string(text) +
                                  R"(","status":"affected"}]})"),
                           "CPE", "v:p", {"1.0", "1.47.0", "1.48.0", "1.49.0"});
    };
    for (const std::string_view text :
         {"p versions prior to 1.48.0", "before 1.48.0", "Fixed in 1.48.0", "All versions before version v1.48.0."})
        EXPECT_THAT(affected(text), ElementsAre("1.0", "1.47.0")) << text;
    for (const std::string_view text : {"up to and including 1.48.0", "1.48.0 and earlier", "p 1.48.0 and below"})
        EXPECT_THAT(affected(text), ElementsAre("1.0", "1.47.0", "1.48.0")) << text;
    for (const std::string_view text : {"p 1.48.0", "version 1.48.0", "1.48.0"})
        EXPECT_THAT(affected(text), ElementsAre("1.48.0")) << text;
    // Half of what is said is a wrong answer.
    for (const std::string_view text : {"1.47.0 and 1.48.0", "1.47.0 through 1.48.0", "from 1.47.0 before 1.48.0",
                                        "see the advisory of 1.48.0 there"})
        EXPECT_THAT(affected(text), testing::IsEmpty()) << text;
}

TEST(CveRecord, with_comparators_that_contradict_each_other) {
    const std::string json = record(R"({"vendor":"v","product":"p","versions":[
        {"version":"< v5.7.1, >= v5.8.0","status":"affected"},{"version":">= 2.0, <= 2.0","status":"affected"}]})");
    EXPECT_THAT(affected_of(json, "CPE", "v:p", {"2.0", "5.7.0", "5.8.0", "6.0"}), ElementsAre("2.0"));
}

TEST(CveRecord, with_a_package_url_and_configurations) {
    const std::string json = record(
        R"({"packageURL":"pkg:npm/%40scope/made-up","versions":[{"version":"0","lessThan":"2.0.0","status":"affected"}]})",
        R"(,"cpeApplicability":[{"nodes":[{"operator":"OR","negate":false,"cpeMatch":[{"vulnerable":true,
            "criteria":"cpe:2.3:a:v:p:*:*:*:*:*:*:*:*","versionEndExcluding":"1.5"}]}]}])");
    EXPECT_THAT(affected_of(json, "npm", "@scope/made-up", {"1.9.9", "2.0.0"}), ElementsAre("1.9.9"));
    EXPECT_THAT(affected_of(json, "CPE", "v:p", {"1.4", "1.5"}), ElementsAre("1.4"));
}

}  // namespace
}  // namespace ward::advisory
