#include "facts/npm/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::npm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Manifest manifest(std::string_view json) {
    auto parsed = parse_manifest(json, "package.json");
    EXPECT_TRUE(parsed) << parsed.error().message();
    return parsed ? *std::move(parsed) : Manifest{};
}

std::string error_of(std::string_view json) {
    const auto parsed = parse_manifest(json, "package.json");
    return parsed ? "none" : parsed.error().message();
}

TEST(Manifest, reads_the_fields_of_a_package) {
    const Manifest read = manifest(R"({
        "name": "@s/a", "version": "1.2.3", "description": "d", "license": "MIT", "homepage": "https://h",
        "repository": {"type": "git", "url": "git+https://h/o/r.git", "directory": "packages/a"},
        "main": "lib/a.js", "bin": "./cli.js", "scripts": {"test": "t", "postinstall": "node p.js"},
        "dependencies": {"b": "^1", "c": "2"}, "optionalDependencies": {"c": "2"}, "devDependencies": {"d": "*"},
        "peerDependencies": {"e": "3"}, "bundleDependencies": ["b"], "os": ["linux"], "cpu": "x64",
        "private": true, "gypfile": false})");
    EXPECT_EQ(read.name, "@s/a");
    EXPECT_EQ(read.version, "1.2.3");
    EXPECT_EQ(read.repository, "git+https://h/o/r.git");
    EXPECT_EQ(read.repository_directory, "packages/a");
    EXPECT_THAT(read.bin, ElementsAre(NamedText{"a", "./cli.js"}));
    EXPECT_THAT(read.scripts, ElementsAre(NamedText{"test", "t"}, NamedText{"postinstall", "node p.js"}));
    EXPECT_THAT(read.dependencies, ElementsAre(NamedText{"b", "^1"}));
    EXPECT_THAT(read.optional_dependencies, ElementsAre(NamedText{"c", "2"}));
    EXPECT_THAT(read.development_dependencies, ElementsAre(NamedText{"d", "*"}));
    EXPECT_THAT(read.peer_dependencies, ElementsAre(NamedText{"e", "3"}));
    EXPECT_THAT(read.bundled, ElementsAre("b"));
    EXPECT_THAT(read.system, ElementsAre("linux"));
    EXPECT_THAT(read.processor, ElementsAre("x64"));
    EXPECT_TRUE(read.is_private);
    EXPECT_EQ(read.gypfile, false);
    EXPECT_EQ(*read.script("postinstall"), "node p.js");
    EXPECT_EQ(read.script("install"), nullptr);
    EXPECT_THAT(read.problems, IsEmpty());
}

TEST(Manifest, takes_the_forms_that_older_packages_have) {
    const Manifest read = manifest(R"({"name": "a", "repository": "o/r", "licenses": [{"type": "MIT"}, "BSD"],
        "dependencies": {"b": "1"}, "bundledDependencies": true, "devDependencies": [], "bin": ["x/y.js"]})");
    EXPECT_EQ(read.repository, "o/r");
    EXPECT_EQ(read.license, "MIT OR BSD");
    EXPECT_THAT(read.bundled, ElementsAre("b"));
    EXPECT_THAT(read.bin, ElementsAre(NamedText{"y.js", "x/y.js"}));
    EXPECT_THAT(read.problems, IsEmpty());
}

TEST(Manifest, tells_what_has_another_form_or_is_there_twice) {
    const Manifest read = manifest(
        "{\"name\": 1, \"scripts\": {\"a\": 1, \"b\": \"x\"},\n\"dependencies\": \"no\",\n"
        "\"main\": \"a\", \"main\": \"b\"}");
    EXPECT_EQ(read.name, "");
    EXPECT_EQ(read.main, "b");
    EXPECT_THAT(read.scripts, ElementsAre(NamedText{"b", "x"}));
    EXPECT_THAT(read.problems, ElementsAre("`name` is a number", "`scripts.a` is a number", "`dependencies` is a text",
                                           "line 3: key \"main\" is there twice; the later one counts"));
}

TEST(Manifest, lets_the_later_of_two_keys_count) {
    EXPECT_THAT(manifest(R"({"scripts": {"a": "1", "b": "2", "a": "3"}})").scripts,
                ElementsAre(NamedText{"a", "3"}, NamedText{"b", "2"}));
}

TEST(Manifest, refuses_what_is_no_object_and_keeps_its_limits) {
    EXPECT_THAT(error_of(""), HasSubstr("not JSON"));
    EXPECT_THAT(error_of("[]"), HasSubstr("not JSON"));
    EXPECT_THAT(error_of("{} x"), HasSubstr("JSON"));
    EXPECT_EQ(manifest("\xef\xbb\xbf{\"name\": \"a\"}").name, "a");
    std::string values = "{\"a\": [0";
    for (size_t i = 0; i < max_manifest_values; ++i) values += ",0";
    EXPECT_THAT(error_of(values + "]}"), HasSubstr("more than 1000000 values"));
    EXPECT_THAT(error_of("{\"a\": \"" + std::string(max_manifest_bytes, 'x') + "\"}"), HasSubstr("larger than"));
    EXPECT_THAT(error_of("{\"a\": " + std::string(100'000, '[')), testing::AnyOf(HasSubstr("deep"), HasSubstr("JSON")));
    std::string twice = "{";
    for (size_t i = 0; i < max_manifest_problems + 50; ++i) twice += "\"a\": 1,\n";
    EXPECT_EQ(manifest(twice + "\"a\": 1}").problems.size(), max_manifest_problems);
}

TEST(Manifest, finds_the_line_of_a_member) {
    constexpr std::string_view json = "{\n\"name\": \"a\",\n\"scripts\": {\n\"test\": \"x\"\n}\n}";
    EXPECT_EQ(line_in_manifest(json, {"name"}), 2);
    EXPECT_EQ(line_in_manifest(json, {"scripts", "test"}), 4);
    EXPECT_EQ(line_in_manifest(json, {"scripts", "none"}), 3);
    EXPECT_EQ(line_in_manifest(json, {"none"}), 1);
    EXPECT_EQ(line_in_manifest("no json", {"none"}), 0);
}

}  // namespace
}  // namespace ward::npm
