#include "facts/names/name_list.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/temporary_folder.h"
#include "facts/names/name_register.h"
#include "facts/names/name_table.h"
#include "facts/names/popular.h"

namespace ward::names {
namespace {

ReadList read(std::string_view text, const ListLimits& limits = {}, Ecosystem ecosystem = Ecosystem::npm) {
    auto result = read_names(text, "list", ecosystem, limits);
    EXPECT_TRUE(result) << (result ? "" : result.error().message());
    return result ? *std::move(result) : ReadList{};
}

std::vector<std::string> names_in(const NameList& list) {
    std::vector<std::string> out;
    for (size_t i = 0; i < list.size(); ++i) out.emplace_back(list.name(i));
    return out;
}

using Names = std::vector<std::string>;

TEST(NameList, plain_lines_keep_their_order) {
    const ReadList got = read("# a remark\nlodash\r\naxios\n\nlodash\n@types/node");
    EXPECT_EQ(names_in(got.list), (Names{"lodash", "axios", "@types/node"}));
    EXPECT_EQ(got.remarks, (Names{"a remark"}));
    EXPECT_FALSE(got.list.has_downloads());
    EXPECT_EQ(got.refused, 0u);
}

TEST(NameList, is_ranked_by_downloads) {
    const ReadList got = read("a\t5\nb\t70\nc\nd\t70\t2020-01-02\n");
    EXPECT_EQ(names_in(got.list), (Names{"b", "d", "a", "c"}));
    EXPECT_EQ(got.list.downloads(0), 70u);
    EXPECT_FALSE(got.list.downloads(3));
    EXPECT_EQ(got.list.created(1), parse_instant("2020-01-02"));
    EXPECT_FALSE(got.list.created(0));
}

TEST(NameList, a_heading_names_the_columns) {
    const ReadList got =
        read("name\tversion\tdownloads_a_month\tsummary\na\t1.0.0\t5\tfirst\nb\t2.0.0\t\tnothing known\nc\t1\t9\t\n");
    EXPECT_EQ(names_in(got.list), (Names{"c", "a", "b"}));
    const ReadList ranked = read("name\trank_by_use\nx\t3\ny\t\nz\t1\n");
    EXPECT_EQ(names_in(ranked.list), (Names{"z", "x", "y"}));
    EXPECT_FALSE(ranked.list.has_downloads());
    // A package may be called `name`.
    EXPECT_EQ(names_in(read("name\nversion\n").list), (Names{"name", "version"}));
}

TEST(NameList, json_is_read) {
    EXPECT_EQ(names_in(read(" [\"b\", \"a\", \"b\"]").list), (Names{"b", "a"}));
    const ReadList counts = read("{\"a\": 3, \"b\\u002dc\": 40, \"x\": \"many\", \"y\": -1, \"\": 2}");
    EXPECT_EQ(names_in(counts.list), (Names{"b-c", "a"}));
    EXPECT_EQ(counts.refused, 3u);
    for (const char* broken : {"[\"a\"", "{\"a\": 1", "[\"a\"] x", "{\"a\" 1}", "[\"a\",]"})
        EXPECT_FALSE(read_names(broken, "list", Ecosystem::npm)) << broken;
    EXPECT_EQ(read("[1, \"a\", null]").refused, 2u);
}

TEST(NameList, refuses_rows_and_says_which) {
    const ReadList got = read("ok\t1\nbad name\nalso\tmany\n\x1b[31m\t3\nage\t1\tyesterday\n\t4\n");
    EXPECT_EQ(names_in(got.list), (Names{"ok"}));
    EXPECT_EQ(got.refused, 5u);
    ASSERT_EQ(got.problems.size(), 5u);
    EXPECT_EQ(got.problems[0], "list:2: 'bad name' is no name");
    EXPECT_EQ(got.problems[2].find('\x1b'), std::string::npos);
    std::string many;
    for (int i = 0; i < 30; ++i) many += "not a name\n";
    EXPECT_EQ(read(many).problems.size(), ListLimits{}.problems);
    EXPECT_EQ(read(many).refused, 30u);
}

TEST(NameList, keeps_its_limits) {
    EXPECT_EQ(read_names("aaaa", "list", Ecosystem::npm, {.bytes = 3}).error().code, ErrorCode::limit);
    EXPECT_EQ(read_names("a\nb\nc\n", "list", Ecosystem::npm, {.names = 2}).error().code, ErrorCode::limit);
    EXPECT_EQ(read_names("[\"a\",\"b\",\"c\"]", "list", Ecosystem::npm, {.names = 2}).error().code, ErrorCode::limit);
    EXPECT_EQ(read(std::string(max_name_bytes + 1, 'a')).refused, 1u);
    EXPECT_EQ(read("a\t9223372036854775808\n").refused, 1u) << "no number of downloads";
    std::string remarks;
    for (size_t i = 0; i < max_remarks + 5; ++i) remarks += "# x\n";
    EXPECT_EQ(read(remarks).remarks.size(), max_remarks);
}

TEST(NameList, pypi_names_are_spelled_as_one) {
    EXPECT_EQ(names_in(read("Foo_Bar\nfoo.bar\n", {}, Ecosystem::pypi).list), (Names{"foo-bar"}));
}

TEST(NameTable, finds_places) {
    NameList list;
    for (int i = 0; i < 1'000; ++i) list.add({"n" + std::to_string(i), {}, {}});
    const NameTable table(list, 500);
    EXPECT_EQ(table.find("n0"), 0u);
    EXPECT_EQ(table.find("n499"), 499u);
    EXPECT_FALSE(table.find("n500"));
    EXPECT_FALSE(table.find(""));
    EXPECT_FALSE(NameTable().find("n0"));
}

TEST(NameRegister, is_looked_into) {
    auto folder = TemporaryFolder::make("ward-names");
    ASSERT_TRUE(folder);
    const std::string path = folder->path() + "/all.tsv";
    NameList list;
    for (int i = 0; i < 2'000; ++i)
        list.add({"p" + std::to_string(i * 7919 % 2'000), i % 3 == 0 ? std::nullopt : std::optional<uint64_t>(i), {}});
    list.add({"#odd", {}, {}});
    ASSERT_TRUE(replace_file(path, register_text(list, "# remark\n# another\n")));
    const auto opened = NameRegister::open(path);
    ASSERT_TRUE(opened);
    for (size_t i = 0; i < list.size() - 1; ++i) {
        const auto row = opened->find(list.name(i));
        ASSERT_TRUE(row) << list.name(i);
        EXPECT_EQ(row->downloads, list.downloads(i));
    }
    for (const char* none : {"", "p", "p2000", "zzz", "#odd", "a", "p1\t"}) EXPECT_FALSE(opened->find(none)) << none;
    // Not sorted, not whole, not ours: no harm.
    for (const char* other : {"", "\n", "b\na\nc", "# only a remark", "x\ty\tz\n\n\n"}) {
        ASSERT_TRUE(replace_file(path, other));
        const auto odd = NameRegister::open(path);
        ASSERT_TRUE(odd);
        for (const char* name : {"a", "b", "c", "x", "q"}) (void)odd->find(name);
    }
}

TEST(PopularNames, of_the_program_are_there) {
    const auto popular = PopularNames::compiled_in();
    ASSERT_TRUE(popular);
    EXPECT_EQ(popular->targets(), 5'000u);
    EXPECT_TRUE(popular->place_of("lodash"));
    EXPECT_TRUE(popular->has_scope("types"));
    EXPECT_GT(popular->scopes().size(), 5'000u);
    EXPECT_TRUE(popular->is_established("gaxios"));
    EXPECT_FALSE(popular->is_established("axois"));
    EXPECT_FALSE(popular->downloads_of("lodash")) << "names and their order alone";
    EXPECT_NE(popular->origin().find("20"), std::string::npos) << "says its date: " << popular->origin();
    EXPECT_FALSE(popular->exists("axois")) << "nobody knows";
}

TEST(PopularNames, of_a_list_have_scopes_by_downloads) {
    const auto popular = PopularNames::of(read("@big/one\t9000\n@big/two\t2000\n@small/one\t5\nplain\t7\n").list,
                                          Ecosystem::pypi, "a list");
    EXPECT_TRUE(popular.has_scope("big"));
    EXPECT_FALSE(popular.has_scope("small"));
    EXPECT_EQ(popular.downloads_of("plain"), 7u);
    EXPECT_EQ(popular.place_of_base("two"), popular.place_of("@big/two"));
}

TEST(PopularNames, that_were_fetched_are_used_when_they_are_there) {
    auto folder = TemporaryFolder::make("ward-names");
    ASSERT_TRUE(folder);
    const auto none = PopularNames::fetched(folder->path(), Ecosystem::npm);
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
    ASSERT_TRUE(make_folders(folder->path() + "/names"));
    ASSERT_TRUE(replace_file(folder->path() + "/names/npm-all.tsv", "rare\t3\n"));
    ASSERT_TRUE(replace_file(folder->path() + "/names/npm-popular.tsv", "# made for a test\nlodash\t900\n"));
    const auto some = PopularNames::fetched(folder->path(), Ecosystem::npm);
    ASSERT_TRUE(some);
    ASSERT_TRUE(*some);
    EXPECT_EQ((*some)->origin(), "the fetched list: made for a test");
    EXPECT_EQ((*some)->downloads_of("rare"), 3u);
    EXPECT_EQ((*some)->exists("rare"), true);
    EXPECT_EQ((*some)->exists("none"), false);
    ASSERT_TRUE(replace_file(folder->path() + "/names/npm-popular.tsv", "not a name\n"));
    EXPECT_EQ(PopularNames::fetched(folder->path(), Ecosystem::npm).error().code, ErrorCode::damaged);
}

}  // namespace
}  // namespace ward::names
