#include "lang/dockerfile/dockerfile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::dockerfile {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Dockerfile parse(std::string_view text) {
    auto file = parse_dockerfile(text, "Dockerfile");
    EXPECT_TRUE(file) << (file ? "" : file.error().message());
    return file ? std::move(*file) : Dockerfile{};
}
Instruction one(std::string_view text) {
    Dockerfile file = parse(text);
    EXPECT_THAT(file.instructions, SizeIs(1));
    return file.instructions.empty() ? Instruction{} : std::move(file.instructions[0]);
}
std::string error_of(std::string_view text) {
    const auto file = parse_dockerfile(text, "Dockerfile");
    return file ? "" : file.error().message();
}

TEST(Dockerfile, lines_are_joined_and_counted) {
    const Dockerfile file = parse(
        "\xEF\xBB\xBF# syntax=docker/dockerfile:1\n"
        "\n# about it\nFROM a\n"
        "RUN one \\\n"
        "  # a comment inside\n"
        "\n"
        "    two \\  \n"
        "three\r\n"
        "  user me");
    ASSERT_THAT(file.instructions, SizeIs(3));
    EXPECT_EQ(file.syntax->value, "docker/dockerfile:1");
    EXPECT_THAT(file.instructions[0].comments, ElementsAre("about it"));
    EXPECT_EQ(file.instructions[1].original, "RUN one     two three");
    EXPECT_EQ(file.instructions[1].start_line, 5);
    EXPECT_EQ(file.instructions[1].end_line, 9);
    EXPECT_THAT(file.empty_continuations, ElementsAre(9));
    EXPECT_TRUE(file.instructions[2].is("user"));
    EXPECT_EQ(file.instructions[2].name, "user");
    EXPECT_EQ(file.instructions[2].start_line, 10);
}

TEST(Dockerfile, directives_come_first_and_once) {
    const Dockerfile file = parse("# ESCAPE = `\n#check=skip=all\nRUN a `\n  b\\\n");
    EXPECT_EQ(file.escape, '`');
    EXPECT_EQ(file.check->value, "skip=all");
    EXPECT_EQ(file.instructions[0].original, "RUN a   b\\");
    EXPECT_EQ(parse("# note\n# escape=`\nRUN a").escape, '\\');
    EXPECT_EQ(parse("# other=1\n# escape=`\nRUN a").escape, '\\');
    EXPECT_THAT(error_of("# escape=x\nRUN a"), HasSubstr("Dockerfile:1: the escape \"x\""));
    EXPECT_THAT(error_of("# syntax=a\n# Syntax=b\nRUN a"), HasSubstr("Dockerfile:2: has the directive syntax twice"));
    EXPECT_THAT(error_of("# escape= \nRUN a"), HasSubstr("the escape"));
}

TEST(Dockerfile, an_escape_behind_an_escape_does_not_continue) {
    EXPECT_THAT(parse("RUN a\\\\\nRUN b").instructions, SizeIs(2));
    EXPECT_EQ(one("RUN \\\n\\\na").original, "RUN a");
    EXPECT_EQ(one("RUN a \\").original, "RUN a ");
}

TEST(Dockerfile, flags_are_parsed_away) {
    const Instruction copy = one("COPY --from=build --chown='a b' --x\\=y -- --z /c");
    EXPECT_THAT(copy.flags, ElementsAre("--from=build", "--chown=a b", "--x=y"));
    EXPECT_THAT(copy.words, ElementsAre("--z", "/c"));
    EXPECT_THAT(one("RUN --mount=type=cache,target=/a  make").words, ElementsAre("make"));
    EXPECT_THAT(one("RUN -x --y").flags, IsEmpty());
    EXPECT_THAT(one("RUN --\xC3\xA4 x").flags, ElementsAre("--\xC3\x83\xC2\xA4"));
}

TEST(Dockerfile, json_arrays_and_what_is_not_quite) {
    const Instruction run = one(R"(RUN ["sh", "-c", "\u00e4\ud83d\ude00\ud800\n"])");
    EXPECT_TRUE(run.json);
    EXPECT_THAT(run.words, ElementsAre("sh", "-c", "\xC3\xA4\xF0\x9F\x98\x80\xEF\xBF\xBD\n"));
    EXPECT_THAT(one("CMD [ ]").words, IsEmpty());
    EXPECT_TRUE(one("CMD [ ]").json);
    EXPECT_THAT(one("CMD [\"a\",]").words, ElementsAre("[\"a\",]"));
    EXPECT_THAT(one("CMD ['a']").words, ElementsAre("['a']"));
    EXPECT_THAT(one("COPY [\"a b\" /c").words, ElementsAre("[\"a", "b\"", "/c"));
    EXPECT_THAT(one("CMD [1e999]").words, ElementsAre("[1e999]"));
    EXPECT_THAT(one("USER [\"a\"]").words, ElementsAre("[\"a\"]"));
    for (const std::string_view mixed : {"[1]", "[\"a\", null]", "[[\"a\"]]", "[{\"a\": [1, 2.5e3, true]}]"})
        EXPECT_THAT(error_of("FROM a\nCMD " + std::string(mixed)), HasSubstr("Dockerfile:2: a JSON array")) << mixed;
    // As deep as a line is long, and no deeper.
    EXPECT_THAT(one("CMD " + std::string(60'000, '[')).words, SizeIs(1));
}

TEST(Dockerfile, pairs_in_both_styles) {
    EXPECT_THAT(one(R"(ENV a=b c="d e" f=g\ h 'i j'=k)").words,
                ElementsAre("a", "b", "=", "c", "\"d e\"", "=", "f", "g\\ h", "=", "'i j'", "k", "="));
    EXPECT_THAT(one("ENV a b  c").words, ElementsAre("a", "b  c", ""));
    EXPECT_THAT(one("LABEL a==b=").words, ElementsAre("a", "=b=", "="));
    EXPECT_THAT(one("ENV").words, IsEmpty());
    EXPECT_THAT(error_of("ENV a"), HasSubstr("needs a name and a value"));
    EXPECT_THAT(error_of("ENV a=b c"), HasSubstr("name=value"));
    EXPECT_THAT(one("ARG a b=\"c d\"").words, ElementsAre("a", "b=\"c d\""));
}

TEST(Dockerfile, other_instructions) {
    EXPECT_THAT(one("from  a\tas b").words, ElementsAre("a", "as", "b"));
    EXPECT_THAT(one("FROM").words, IsEmpty());
    EXPECT_THAT(one("WORKDIR a b ").words, ElementsAre("a b"));
    EXPECT_THAT(one("HEALTHCHECK --interval=5m CMD [\"a\", \"b\"]").words, ElementsAre("CMD", "a", "b"));
    EXPECT_THAT(one("HEALTHCHECK NONE").words, ElementsAre("NONE"));
    EXPECT_THAT(one("NONSENSE a b").words, ElementsAre(""));
    const Instruction onbuild = one("ONBUILD COPY --from=x a b");
    ASSERT_THAT(onbuild.nested, SizeIs(1));
    EXPECT_THAT(onbuild.nested[0].flags, ElementsAre("--from=x"));
}

TEST(Dockerfile, heredocs) {
    const Dockerfile file = parse(
        "RUN <<EOF cat 3<<-'END'\n"
        "a $b \\\n"
        "EOF\n"
        "\tc\n"
        "\tEND\n"
        "COPY <<a \"<<b\" c\nx\na\n"
        "ONBUILD ADD <<x /\nx\n"
        "RUN [\"<<EOF\"]\n"
        "CMD <<EOF\n"
        "RUN 1 << 2\n2\n"
        "RUN <<<here\n"
        "RUN \"<<EOF\n");
    ASSERT_THAT(file.instructions, SizeIs(8));
    const std::vector<Heredoc>& run = file.instructions[0].heredocs;
    ASSERT_THAT(run, SizeIs(2));
    EXPECT_EQ(run[0].content, "a $b \\\n");
    EXPECT_TRUE(run[0].expand);
    EXPECT_EQ(run[1].name, "END");
    EXPECT_EQ(run[1].content, "\tc\n");
    EXPECT_TRUE(run[1].strip_tabs);
    EXPECT_FALSE(run[1].expand);
    EXPECT_EQ(run[1].file_descriptor, 3u);
    EXPECT_EQ(file.instructions[0].end_line, 5);
    EXPECT_THAT(file.instructions[1].heredocs, SizeIs(1));
    EXPECT_THAT(file.instructions[2].heredocs, SizeIs(1));
    EXPECT_THAT(file.instructions[3].heredocs, IsEmpty());
    EXPECT_THAT(file.instructions[5].heredocs, SizeIs(1));
    EXPECT_THAT(error_of("FROM a\nRUN <<EOF\nx\nEOF \n"), HasSubstr("Dockerfile:2: the heredoc \"EOF\" has no end"));
}

TEST(Dockerfile, limits_and_files_without_instructions) {
    EXPECT_THAT(error_of(""), HasSubstr("no instructions"));
    EXPECT_THAT(error_of("# a\n\n"), HasSubstr("no instructions"));
    EXPECT_EQ(error_of("RUN " + std::string(max_line_bytes - 4, 'x')), "");
    EXPECT_THAT(error_of("FROM a\nRUN " + std::string(max_line_bytes - 3, 'x') + "\n"),
                HasSubstr("Dockerfile:2: the line is longer"));
    std::string nested;
    for (size_t i = 0; i < max_onbuild_depth; ++i) nested += "ONBUILD ";
    EXPECT_EQ(error_of(nested + "RUN a"), "");
    EXPECT_THAT(error_of(nested + "ONBUILD RUN a"), HasSubstr("ONBUILD more than"));
    EXPECT_EQ(parse_dockerfile("RUN a\nRUN b", "D", {.instructions = 1}).error().code, ErrorCode::limit);
    EXPECT_EQ(parse_dockerfile("RUN a", "D", {.bytes = 4}).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace ward::dockerfile
