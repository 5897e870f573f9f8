#include "actions/release/vulndb/form.h"

#include <gmock/gmock.h>

#include "actions/release/vulndb/form_values.h"
#include "actions/release/vulndb/testing.h"

namespace ward::release::vulndb {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> problems_of(const std::string& path, std::string_view text) {
    const Folder folder;
    folder.put(path, text);
    const Database database = folder.database();
    std::vector<std::string> out;
    for (const Stray& stray : database.strays)
        out.push_back(fmt::format("{}:{} {}", stray.path, stray.line, stray.reason));
    for (const Entry& entry : database.entries)
        for (const std::string& line : lines_of(form_problems(entry))) out.push_back(line);
    return out;
}

TEST(VulndbForm, takes_complete_entries) {
    EXPECT_THAT(problems_of("vuln/core/1.json", core_entry("CVE-2030-0001", "8.x", "^8.1.4")), IsEmpty());
    EXPECT_THAT(problems_of("vuln/deps/1.json", deps_entry("CVE-2030-0001")), IsEmpty());
    EXPECT_THAT(problems_of("vuln/npm/1.json", npm_entry("1")), IsEmpty());
    EXPECT_THAT(problems_of("npm/1.json", npm_entry("\"1\"")), IsEmpty()) << "joi takes texts for numbers";
}

TEST(VulndbForm, names_the_field_and_its_line) {
    EXPECT_THAT(
        problems_of("vuln/core/1.json", "{\n\"cve\": [\"MOCK-0001\"],\n\"ref\": \"no uri\",\n\"patched\": \"\"\n}"),
        ElementsAre("vulndb-form vuln/core/1.json:2 \"cve\" has an item without CVE-YYYY-NNNN",
                    "vulndb-form vuln/core/1.json:3 \"ref\" is no URI",
                    "vulndb-form vuln/core/1.json:4 \"patched\" is empty",
                    "vulndb-form vuln/core/1.json:1 \"affectedEnvironments\" is missing",
                    "vulndb-form vuln/core/1.json:1 \"severity\" is missing"));
    EXPECT_THAT(problems_of("core/1.json", core_entry("CVE-2030-0001", "8.x", "^8.1.4", "\"cvs\": 1, ")),
                ElementsAre("vulndb-form core/1.json:2 \"cvs\" is no field of an entry"));
    EXPECT_THAT(problems_of("core/1.json", "[]"), ElementsAre("vulndb-form core/1.json:1 is no object"));
    EXPECT_THAT(problems_of("npm/7.json", npm_entry("true")),
                ElementsAre("vulndb-form npm/7.json:1 \"id\" is no number"));
    EXPECT_THAT(problems_of("deps/1.json", R"({"cve": [1], "overview": 2, "reason": "we do not care"})"),
                ElementsAre("vulndb-form deps/1.json:1 \"reason\" is none of the five justifications of VEX",
                            "vulndb-form deps/1.json:1 \"overview\" is no text",
                            "vulndb-form deps/1.json:1 \"cve\" is no list of texts"));
}

TEST(VulndbForm, files_that_are_no_entries_are_told) {
    EXPECT_THAT(problems_of("core/1.json", "{\n\"a\": 1,\n\"a\": 2}"),
                ElementsAre(::testing::HasSubstr("core/1.json:3 ")));
    EXPECT_THAT(problems_of("core/notes.txt", "x"),
                ElementsAre("core/notes.txt:0 is no entry: they are files called N.json"));
}

TEST(VulndbForm, a_folder_without_collections_is_an_error) {
    const Folder folder;
    const auto read = read_database(folder.root());
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::not_found);
}

TEST(VulndbForm, entries_are_in_the_order_of_their_numbers) {
    const Folder folder;
    for (const char* name : {"10", "9", "odd"}) folder.put(fmt::format("core/{}.json", name), "{}");
    folder.put("core/index.json", "not read");
    std::vector<std::string> names;
    for (const Entry& entry : folder.database().entries) names.push_back(entry.name);
    EXPECT_THAT(names, ElementsAre("9", "10", "odd"));
}

TEST(VulndbForm, has_limits) {
    EXPECT_THAT(problems_of("core/1.json", std::string(max_entry_bytes + 1, ' ')),
                ElementsAre(::testing::StartsWith("core/1.json:0 ")));
    std::string deep(20, '[');
    EXPECT_THAT(problems_of("core/1.json", deep + std::string(20, ']')),
                ElementsAre(::testing::StartsWith("core/1.json:")));
}

// As joi answers.
TEST(VulndbForm, reads_uris_as_the_peer_does) {
    for (const char* good : {"mock://mock.ref", "a:b", "http://x/%zz", "http://[::1]/", "http://x?#a", "mailto:a@b",
                             "a+b:c", "a:/", "http://300.1.1.1/"})
        EXPECT_TRUE(is_uri(good)) << good;
    for (const char* bad :
         {"http://", "a:", "http://x y", "http://x:8a/", "http://[zz]/", "https://x/{a}", "http://x/é", "//x", "x",
          "http://a@b@c/", "http:///p", "http://x#a#b", "1a:b", " http://x", "a:?q", "a:#"})
        EXPECT_FALSE(is_uri(bad)) << bad;
}

TEST(VulndbForm, reads_numbers_as_the_peer_does) {
    const auto reads = [](std::string_view json) { return reads_as_number(std::move(*parse_json(json, "x"))); };
    for (const char* good :
         {"6.5", "\"6.5\"", "\" 6.5 \"", "\"1e3\"", "\"+5\"", "\".5\"", "\"5.\"", "\"00012\"", "\"-.5\""})
        EXPECT_TRUE(reads(good)) << good;
    for (const char* bad : {"\"\"", "\"abc\"", "\"0x10\"", "\"6.5abc\"", "\"1e400\"", "9007199254740993", "1e20",
                            "true", "\"Infinity\"", "\"1_000\"", "\"--1\"", "\"1e\"", "\"+-5\"", "\"nan\""})
        EXPECT_FALSE(reads(bad)) << bad;
}

TEST(VulndbForm, lengths_are_those_of_javascript) {
    EXPECT_EQ(utf16_length("aé€"), 3u);
    EXPECT_EQ(utf16_length("😀"), 2u);
    EXPECT_TRUE(has_date_form("2030-99-99")) << "a form, no day";
    EXPECT_FALSE(has_date_form("2030-1-1"));
    EXPECT_TRUE(contains_cve("see CVE-2030-1."));
    EXPECT_FALSE(contains_cve("CVE-203-12345"));
}

}  // namespace
}  // namespace ward::release::vulndb
