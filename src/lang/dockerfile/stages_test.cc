#include "lang/dockerfile/stages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lang/dockerfile/shell_words.h"

namespace ward::dockerfile {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

TEST(Stages, name_their_bases) {
    const auto file = parse_dockerfile(
        "ARG BASE=alpine OTHER\n"
        "FROM --platform=$BUILDPLATFORM ${BASE}:3 AS Build\n"
        "ARG INNER=1\n"
        "from build as build\n"
        "FROM BUILD\n"
        "FROM later AS x\n"
        "FROM a b c d\n"
        "FROM scratch AS later\n",
        "Dockerfile");
    ASSERT_TRUE(file);
    const Stages found = read_stages(*file);
    ASSERT_THAT(found.global_arguments, SizeIs(2));
    EXPECT_EQ(found.global_arguments[0].value, "alpine");
    EXPECT_FALSE(found.global_arguments[1].value);
    ASSERT_THAT(found.stages, SizeIs(6));
    EXPECT_EQ(found.stages[0].platform, "$BUILDPLATFORM");
    EXPECT_EQ(found.stages[0].alias, "Build");
    EXPECT_FALSE(found.stages[0].base);
    EXPECT_EQ(found.stages[1].base, 0u);
    EXPECT_EQ(found.stages[2].base, 1u);  // the later of two
    EXPECT_FALSE(found.stages[3].base);   // no earlier one
    EXPECT_FALSE(found.stages[4].regular);
    EXPECT_EQ(found.stages[2].start_line, 5);
    EXPECT_EQ(expand_image(found.stages[0].image, found.global_arguments, '\\'), "alpine:3");
}

TEST(Stages, images_are_expanded) {
    const std::vector<Argument> arguments{{.name = "a", .value = "x"},
                                          {.name = "b", .value = "\"$a-${c:-y}\""},
                                          {.name = "empty", .value = ""},
                                          {.name = "unset"}};
    EXPECT_EQ(expand_image("$a/${b}", arguments, '\\'), "x/x-y");
    EXPECT_EQ(expand_image("${empty:-d}${empty-d}${unset-d}${a:+s}${empty:+s}", arguments, '\\'), "dds");
    EXPECT_EQ(expand_image("\\$a'$a'\"$a\"", arguments, '\\'), "$a$ax");
    EXPECT_EQ(expand_image("`$a", arguments, '`'), "$a");
    for (const std::string_view broken :
         {"${a", "${}", "${{a}}", "'a", "\"a", "${a:=b}", "${a#x}", "${unset?why}", "${a/b"})
        EXPECT_EQ(expand_image(broken, arguments, '\\'), std::nullopt) << broken;
}

TEST(Stages, hostile_defaults_stay_small) {
    std::vector<Argument> doubling{{.name = "a0", .value = "xxxxxxxx"}};
    for (int i = 1; i < 40; ++i)
        doubling.push_back(
            {.name = "a" + std::to_string(i), .value = "$a" + std::to_string(i - 1) + "$a" + std::to_string(i - 1)});
    EXPECT_EQ(expand_image("$a39", doubling, '\\'), std::nullopt);

    std::string many;
    for (int i = 0; i < 20'000; ++i) many += "$a";
    EXPECT_EQ(expand_image(many, {{.name = "a", .value = std::string(60'000, 'x')}}, '\\'), std::nullopt);
    EXPECT_EQ(expand_image("\"" + many + "\"", {{.name = "a", .value = std::string(60'000, 'x')}}, '\\'), std::nullopt);

    std::string deep;
    for (size_t i = 0; i < max_substitution_depth + 1; ++i) deep += "${a:-";
    EXPECT_EQ(split_words(deep, {}).error().code, ErrorCode::limit);
}

TEST(ShellWords, are_split_and_kept_as_asked) {
    EXPECT_THAT(split_words("a 'b c'  \"d $e\" f\\ g", {})->words, ElementsAre("a", "b c", "d ", "f g"));
    EXPECT_THAT(
        split_words("a 'b c' \"d $e\" f\\ g", {.keep_quotes = true, .keep_escapes = true, .keep_unset = true})->words,
        ElementsAre("a", "'b c'", "\"d $e\"", "f\\ g"));
    EXPECT_THAT(split_words("<<  EOF x", {})->words, ElementsAre("<<  EOF", "x"));
    EXPECT_EQ(split_words("${a:-b c}", {.keep_unset = true})->whole, "${a:-b c}");
}

}  // namespace
}  // namespace ward::dockerfile
