#include <optional>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/derive/generator.h"
#include "actions/update/derive/value_place.h"
#include "actions/update/patch/patch_fixture.h"
#include "base/text.h"

namespace ward::update {
namespace {

using test::tree_of;
using testing::HasSubstr;
using Words = std::map<std::string, std::string>;
using Lists = std::map<std::string, std::vector<std::string>>;

struct Making {
    std::string rule;
    std::string to;
    Words words = {};
    Lists lists = {};
    FileTree files = tree_of({{"src/b.c", ""}, {"src/a.c", ""}, {"src/a_main.c", ""}, {"include/x.h", "x\n"}});
    FileTree project = {};
    std::string version = "3.5.2";
    std::vector<std::pair<std::string, std::string>> artefacts = {};
    std::string old_version = {};
    std::optional<Instant> published = {};
};

Result<std::string> make(const Making& making) {
    const Generator* const generator = generator_named(making.rule);
    if (generator == nullptr) return fail(ErrorCode::internal, "no such rule");
    Recipe recipe;
    recipe.id = "x";
    const Generate rule{.rule = making.rule, .to = making.to, .words = making.words, .lists = making.lists, .line = 1};
    GenerateInput input{.recipe = &recipe,
                        .rule = &rule,
                        .version = making.version,
                        .old_version = making.old_version,
                        .tag = "v" + making.version,
                        .commit = std::string(40, 'c'),
                        .published = making.published,
                        .artefacts = making.artefacts,
                        .files = &making.files,
                        .project = reader_of(making.project)};
    return generator->make(input);
}
std::string made(const Making& making) {
    const auto text = make(making);
    EXPECT_TRUE(text) << text.error().message();
    EXPECT_EQ(text.value_or(""), make(making).value_or("none")) << "verify makes it again";
    return text.value_or("");
}
std::string error(const Making& making) {
    const auto text = make(making);
    return text ? "" : text.error().message();
}

TEST(Generators, have_names_and_words_of_their_own) {
    std::set<std::string_view> names;
    for (const Generator* generator : all_generators()) {
        EXPECT_TRUE(names.insert(generator->name).second) << generator->name;
        EXPECT_FALSE(generator->summary.empty());
        EXPECT_EQ(generator_named(generator->name), generator);
    }
    EXPECT_THAT(names, testing::UnorderedElementsAre("dependency-file", "file-list", "packed-constant", "set-value",
                                                     "table-row", "template", "version-header"));
    EXPECT_EQ(generator_named("none"), nullptr);
}

TEST(VersionHeader, has_the_shape_that_node_has) {
    EXPECT_EQ(made({.rule = "version-header", .to = "/src/undici_version.h", .words = {{"macro", "UNDICI_VERSION"}}}),
              "// This is an auto generated file, please do not edit.\n#ifndef SRC_UNDICI_VERSION_H_\n"
              "#define SRC_UNDICI_VERSION_H_\n#define UNDICI_VERSION \"3.5.2\"\n#endif  // SRC_UNDICI_VERSION_H_\n");
    EXPECT_EQ(made({.rule = "version-header",
                    .to = "v.h",
                    .words = {{"macro", "V"}, {"guard", "G_H"}, {"comment", "one\ntwo"}}}),
              "// one\n// two\n#ifndef G_H\n#define G_H\n#define V \"3.5.2\"\n#endif  // G_H\n");
    EXPECT_THAT(error({.rule = "version-header", .to = "v.h"}), HasSubstr("v.h: needs macro"));
    EXPECT_THAT(error({.rule = "version-header", .to = "v.h", .words = {{"macro", "A B"}}}), HasSubstr("no name"));
    EXPECT_THAT(error({.rule = "version-header", .to = "9.h", .words = {{"macro", "V"}}}), HasSubstr("\"9_H_\""));
    EXPECT_THAT(error({.rule = "version-header", .to = "v.h", .words = {{"macro", "V"}, {"comment", "x\\"}}}),
                HasSubstr("ends in a backslash"));
}

const std::string gyp = "{\n  'x_sources': [\n    'src/old.c',\n  ],\n  'other': [\n    'keep',\n  ],\n}\n";

TEST(FileList, stands_between_its_marks_sorted) {
    Making making{.rule = "file-list",
                  .to = "x.gyp",
                  .words = {{"begin", "  'x_sources': ["}, {"end", "  ],"}, {"form", "gyp"}},
                  .lists = {{"files", {"src/*.c", "include/*.h"}}, {"exclude", {"*_main.c"}}},
                  .project = tree_of({{"x.gyp", gyp}})};
    EXPECT_EQ(made(making),
              "{\n  'x_sources': [\n    'include/x.h',\n    'src/a.c',\n    'src/b.c',\n  ],\n  'other': [\n"
              "    'keep',\n  ],\n}\n");
    making.project = tree_of({{"x.gyp", made(making)}});
    EXPECT_EQ(made(making), making.project.at("x.gyp").bytes()) << "a second time changes nothing";
    making.words["form"] = "gn";
    making.words["prefix"] = "deps/";
    EXPECT_THAT(made(making), HasSubstr("    \"deps/src/a.c\",\n"));
    making.words["form"] = "cmake";
    EXPECT_THAT(made(making), HasSubstr("    \"deps/src/a.c\"\n"));
    making.words["template"] = "<{path}>";
    EXPECT_THAT(made(making), HasSubstr("\n<deps/src/a.c>\n"));
    making.words.erase("template");
    making.project = tree_of({{"x.gyp", replace_all(gyp, "\n", "\r\n")}});
    EXPECT_THAT(made(making), HasSubstr("    \"deps/src/a.c\"\r\n"));
}

TEST(FileList, stops_where_it_does_not_know_the_place_or_the_files) {
    const Making good{.rule = "file-list",
                      .to = "x.gyp",
                      .words = {{"begin", "  'x_sources': ["}, {"end", "  ],"}, {"form", "gyp"}},
                      .lists = {{"files", {"src/*.c"}}},
                      .project = tree_of({{"x.gyp", gyp}})};
    ASSERT_EQ(error(good), "");
    Making bad = good;
    bad.words["begin"] = "  'none': [";
    EXPECT_THAT(error(bad), HasSubstr("has no line"));
    bad = good;
    bad.words["end"] = "  );";
    EXPECT_THAT(error(bad), HasSubstr("has no line \"  );\" behind"));
    bad = good;
    bad.project = tree_of({{"x.gyp", gyp + gyp}});
    EXPECT_THAT(error(bad), HasSubstr("twice"));
    bad = good;
    bad.lists["files"] = {"lib/*.c"};
    EXPECT_THAT(error(bad), HasSubstr("finds nothing in the new tree"));
    bad.lists = {};
    EXPECT_THAT(error(bad), HasSubstr("needs files"));
    bad = good;
    bad.words["form"] = "make";
    EXPECT_THAT(error(bad), HasSubstr("no form \"make\""));
    bad = good;
    bad.project = {};
    EXPECT_THAT(error(bad), HasSubstr("x.gyp: is not there"));
    bad = good;
    bad.files = tree_of({{"src/a',__import__('os').c", ""}});
    EXPECT_THAT(error(bad), HasSubstr("build files give a meaning to"));
}

TEST(SetValue, leaves_every_other_byte) {
    Making making{
        .rule = "set-value",
        .to = "p.json",
        .words = {{"pointer", "/a/1/v"}},
        .project = tree_of({{"p.json", "{ \"\xc3\xa9\":1, \"a\" : [0, {\"v\":\t\"1.0\" , \"w\": 1.50}]\r\n}"}})};
    EXPECT_EQ(made(making), "{ \"\xc3\xa9\":1, \"a\" : [0, {\"v\":\t\"3.5.2\" , \"w\": 1.50}]\r\n}");
    making.to = "p.toml";
    making.words["pointer"] = "/package/version";
    making.project = tree_of({{"p.toml", "# head\n[package]\nname = 'x'\nversion = '1.0'  # tail\n"}});
    EXPECT_EQ(made(making), "# head\n[package]\nname = 'x'\nversion = '3.5.2'  # tail\n");
    making.to = "p.yaml";
    making.words["pointer"] = "/version";
    making.project = tree_of({{"p.yaml", "name: x\nversion: v1.0   # tail\nlist: [a]\n"}});
    EXPECT_EQ(made(making), "name: x\nversion: 3.5.2   # tail\nlist: [a]\n");
    making.to = "p.py";
    making.words = {{"pattern", "^VERSION = '(.*)'"}, {"value", "{major}{minor:02}{patch:02}"}};
    making.project = tree_of({{"p.py", "# VERSION = 'x'\nVERSION = '1'\n"}});
    EXPECT_EQ(made(making), "# VERSION = 'x'\nVERSION = '30502'\n");
    making.words = {{"pattern", "'(x)'"}, {"value", "{commit}"}};
    EXPECT_EQ(made(making), "# VERSION = '" + std::string(40, 'c') + "'\nVERSION = '1'\n");
}

TEST(SetValue, stops_where_it_would_guess) {
    const auto with = [](const std::string& to, const std::string& text, Words words) {
        return error({.rule = "set-value", .to = to, .words = std::move(words), .project = tree_of({{to, text}})});
    };
    EXPECT_THAT(with("p.json", "{\"v\":1}", {}), HasSubstr("a pattern or a pointer"));
    EXPECT_THAT(with("p.json", "{\"v\":1}", {{"pointer", "/v"}, {"pattern", "(v)"}}), HasSubstr("not both"));
    EXPECT_NE(with("p.json", "{\"v\":1}", {{"pointer", "/w"}}), "");
    EXPECT_THAT(with("p.json", "{\"v\":1}", {{"pointer", "/v"}}), HasSubstr("cannot stand where \"1\" does"));
    EXPECT_THAT(with("p.json", "{\"v\":[]}", {{"pointer", "/v"}}), HasSubstr("no single value"));
    EXPECT_NE(with("p.json", "{\"v\":", {{"pointer", "/v"}}), "");
    EXPECT_THAT(with("p.yaml", "v: |\n  a\n", {{"pointer", "/v"}}), HasSubstr("in a form that is not changed"));
    EXPECT_THAT(with("p.toml", "v = \"\"\"a\"\"\"\n", {{"pointer", "/v"}}), HasSubstr("in a form that is not changed"));
    EXPECT_THAT(with("p.txt", "v", {{"pointer", "/v"}}), HasSubstr("others have a pattern"));
    EXPECT_THAT(with("p.txt", "v v", {{"pattern", "(v)"}}), HasSubstr("finds two places"));
    EXPECT_THAT(with("p.txt", "v", {{"pattern", "(w)"}}), HasSubstr("finds nothing"));
    EXPECT_THAT(with("p.txt", "v", {{"pattern", "v"}}), HasSubstr("needs one group"));
    EXPECT_THAT(with("p.txt", "v", {{"pattern", "("}}), HasSubstr("p.txt"));
    EXPECT_THAT(with("p.txt", "v", {{"pattern", "(v)"}, {"value", "{none}"}}), HasSubstr("nothing is known"));
}

TEST(Template, has_words_and_files) {
    EXPECT_EQ(made({.rule = "template", .to = "VERSION", .words = {{"template", "{id} {new} {tag} {sha7}\n"}}}),
              "x 3.5.2 v3.5.2 ccccccc\n");
    EXPECT_EQ(made({.rule = "template", .to = "x.h", .words = {{"template", "{{{file:include/x.h}}}"}}}), "{x\n}");
    EXPECT_THAT(error({.rule = "template", .to = "x", .words = {{"template", "{file:none}"}}}),
                HasSubstr("no file none"));
    EXPECT_THAT(error({.rule = "template", .to = "x", .words = {{"template", "{old}"}}}), HasSubstr("{old}"));
    EXPECT_THAT(error({.rule = "template", .to = "x", .words = {{"template", "{file:"}}}), HasSubstr("brace"));
    EXPECT_THAT(error({.rule = "template", .to = "x"}), HasSubstr("needs template"));
}

TEST(Template, says_what_was_before_and_when_where_it_is_known) {
    Making making{.rule = "template", .to = "x", .words = {{"template", "{old} {date}"}}, .old_version = "3.4.0"};
    EXPECT_THAT(error(making), HasSubstr("{date}"));
    making.published = 1'767'225'600;
    EXPECT_EQ(made(making), "3.4.0 2026-01-01");
}

TEST(TableRow, changes_one_cell) {
    Making making{.rule = "table-row",
                  .to = "d.md",
                  .words = {{"row", "x"}, {"column", "Version"}, {"value", "{new}"}},
                  .project = tree_of({{"d.md", ""}})};
    const auto in = [&](std::string text) {
        making.project["d.md"] = TreeFile(std::move(text));
        return making;
    };
    const std::string head = "# Deps\n\n| Name | Version | Date |\n| --- | :---: | --- |\n";
    EXPECT_EQ(made(in(head + "| a | 1 | b |\n| [`x`][]  | 3.5.1   | old |\n\ntext\n")),
              head + "| a | 1 | b |\n| [`x`][]  | 3.5.2   | old |\n\ntext\n");
    EXPECT_EQ(made(in(head + "|[x](https://x/)|1|b|\r\n")), head + "|[x](https://x/)| 3.5.2 |b|\r\n");
    EXPECT_EQ(made(in("Name | Version\n--- | ---\n**x** | 1")), "Name | Version\n--- | ---\n**x** | 3.5.2");
    EXPECT_EQ(made(in(head + "| a\\|x | 7 | |\n| x | 1 | b |\n")), head + "| a\\|x | 7 | |\n| x | 3.5.2 | b |\n");
    // An example in a fence is no table, and two tables may have the column.
    EXPECT_EQ(made(in("```\n" + head + "| x | 1 | |\n```\n" + head + "| x | 1 | |\n")),
              "```\n" + head + "| x | 1 | |\n```\n" + head + "| x | 3.5.2 | |\n");
    EXPECT_THAT(error(in(head + "| y | 1 | b |\n")), HasSubstr("has 0 rows 'x'"));
    EXPECT_THAT(error(in(head + "| x | 1 | b |\n| x | 2 | b |\n")), HasSubstr("has 2 rows 'x'"));
    EXPECT_THAT(error(in(head + "| x |\n")), HasSubstr("has 0 rows 'x'"));
    EXPECT_THAT(error(in("| Name | V |\n| --- | --- |\n| x | 1 |\n")), HasSubstr("no table with a column 'Version'"));
    making.words["value"] = "a|b";
    EXPECT_THAT(error(in(head + "| x | 1 | b |\n")), HasSubstr("no text of a cell"));
    making.words["value"] = "{date}";
    making.words["column"] = "Date";
    making.published = 0;
    EXPECT_EQ(made(in(head + "| x | 1 | 1999-01-01 |\n")), head + "| x | 1 | 1970-01-01 |\n");
}

TEST(DependencyFile, has_address_and_digest) {
    EXPECT_EQ(made({.rule = "dependency-file", .to = "x.dep", .artefacts = {{"https://x/a.tgz", "00ff"}}}),
              "[\n  {\n    \"url\": \"https://x/a.tgz\",\n    \"sha256\": \"00ff\"\n  }\n]\n");
    EXPECT_THAT(error({.rule = "dependency-file", .to = "x.dep"}), HasSubstr("no artefact"));
    EXPECT_THAT(error({.rule = "dependency-file", .to = "x.dep", .artefacts = {{"", ""}}}), HasSubstr("no address"));
}

TEST(PackedConstant, is_the_number_of_its_picture) {
    Making making{.rule = "packed-constant",
                  .to = "g.py",
                  .words = {{"pattern", "^NUMBER = '(.*)'$"}, {"form", "MMmmpp"}},
                  .project = tree_of({{"g.py", "a\nNUMBER = '1'\nb\n"}})};
    EXPECT_EQ(made(making), "a\nNUMBER = '30502'\nb\n");
    making.words["form"] = "0xMMmmmppp";
    EXPECT_EQ(made(making), "a\nNUMBER = '0x3005002'\nb\n");
    making.version = "0.0.0";
    EXPECT_EQ(made(making), "a\nNUMBER = '0x0'\nb\n");
    making.version = "1.2.3-rc.1";
    making.words["form"] = "Mmp";
    EXPECT_EQ(made(making), "a\nNUMBER = '123'\nb\n");
    making.version = "1.10.3";
    EXPECT_THAT(error(making), HasSubstr("has more digits than \"Mmp\" gives its minor"));
    making.version = "1.2";
    EXPECT_THAT(error(making), HasSubstr("does not begin with three numbers"));
    making.version = "1.2.3";
    for (const char* form : {"MMpp", "MMmmppx", "mmMMpp", "0x", "x"}) {
        making.words["form"] = form;
        EXPECT_THAT(error(making), HasSubstr("no picture of a number")) << form;
    }
}

}  // namespace
}  // namespace ward::update
