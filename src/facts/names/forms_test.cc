#include "facts/names/forms.h"

#include <gtest/gtest.h>

#include "facts/names/package_name.h"

namespace ward::names {
namespace {

TEST(PackageName, is_taken_apart) {
    EXPECT_EQ(parts_of("@types/node").scope, "types");
    EXPECT_EQ(parts_of("@types/node").base, "node");
    EXPECT_EQ(parts_of("node").scope, "");
    for (const char* odd : {"@x", "@/y", "@x/", "@"}) EXPECT_EQ(parts_of(odd).base, odd);
    EXPECT_EQ(registry_spelling(Ecosystem::pypi, "Foo._-Bar"), "foo-bar");
    EXPECT_EQ(registry_spelling(Ecosystem::npm, "JSONStream"), "JSONStream");
    EXPECT_TRUE(is_name("--no-audit"));
    EXPECT_TRUE(is_name("\xd0\xb0xios"));
    EXPECT_TRUE(is_name(std::string(max_name_bytes, 'a')));
    EXPECT_FALSE(is_name(std::string(max_name_bytes + 1, 'a')));
    for (const char* none : {"", "a b", "a\tb", "a\x7f", "\xff\xfe", "a\n"}) EXPECT_FALSE(is_name(none)) << none;
}

TEST(Forms, drop_one_kind_of_difference) {
    EXPECT_EQ(squashed("cross-env"), squashed("Cross_En.v"));
    EXPECT_EQ(squashed("@types/node"), "typesnode");
    EXPECT_EQ(sorted_words("mysql-import"), sorted_words("import_mysql"));
    EXPECT_EQ(sorted_words("lodash"), "");
    EXPECT_EQ(sorted_words("--"), "");
    EXPECT_EQ(collapsed("expresss"), collapsed("express"));
    EXPECT_EQ(sounded("colours"), sounded("color"));
    EXPECT_EQ(sounded("phone-for-two"), sounded("fone-4-2"));
    EXPECT_EQ(sounded("recieve-queries"), sounded("receive-query"));
    EXPECT_NE(sounded("class"), sounded("clas"));
    EXPECT_NE(sounded("status"), sounded("statu"));
}

TEST(Forms, look_alike_in_print) {
    EXPECT_EQ(skeleton("1odash"), skeleton("lodash"));
    EXPECT_EQ(skeleton("comrnander"), skeleton("commander"));
    EXPECT_EQ(skeleton("vvebpack"), skeleton("webpack"));
    EXPECT_EQ(skeleton("\xd0\xb0xios"), skeleton("axios")) << "Cyrillic a";
    EXPECT_EQ(skeleton("\xef\xbd\x81xios"), skeleton("axios")) << "full width";
    EXPECT_EQ(skeleton("\xf0\x9d\x93\xaaxios"), skeleton("axios")) << "mathematical";
    EXPECT_NE(skeleton("axios"), skeleton("axois"));
    // Bytes that are no character stay as they are.
    EXPECT_EQ(skeleton("a\xff"), "a\xff");
}

TEST(Forms, lose_words_of_version_and_language) {
    const auto has = [](std::string_view name, std::string_view form) {
        for (const std::string_view one : stripped(name))
            if (one == form) return true;
        return false;
    };
    EXPECT_TRUE(has("underscore.string-2", "underscore.string"));
    EXPECT_TRUE(has("nodemonjs", "nodemon"));
    EXPECT_TRUE(has("corejs3", "corejs"));
    EXPECT_TRUE(has("lodash-v2", "lodash"));
    EXPECT_TRUE(has("lodash@4", "lodash"));
    EXPECT_TRUE(has("node-fetch", "fetch"));
    EXPECT_TRUE(has("discord.js", "discord"));
    EXPECT_TRUE(stripped("lodash").empty());
    EXPECT_TRUE(stripped("ajs").empty()) << "too little is left";
    EXPECT_TRUE(stripped("2").empty());
    EXPECT_TRUE(stripped("").empty());
}

}  // namespace
}  // namespace ward::names
