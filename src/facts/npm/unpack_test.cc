#include "facts/npm/unpack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/npm/npm_fixture.h"

namespace ward::npm {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using ward::test::gzip;
using ward::test::TarWriter;

std::string path_of(std::string_view name) {
    const auto path = unpacked_path(name);
    return path ? *path : fmt::format("({})", path.error());
}

TEST(Unpack, puts_names_where_npm_does) {
    EXPECT_EQ(path_of("package/a.js"), "a.js");
    EXPECT_EQ(path_of("anything/lib/a.js"), "lib/a.js");
    EXPECT_EQ(path_of("./package/a.js"), "package/a.js");
    EXPECT_EQ(path_of("/package/a.js"), "package/a.js");
    EXPECT_EQ(path_of("package//etc//./a.js"), "etc/a.js");
    EXPECT_EQ(path_of("package/a\\b.js"), "a\\b.js");
    EXPECT_EQ(path_of("package/\xff.js"), "\xef\xbf\xbd.js");
    EXPECT_EQ(path_of("package.json"), "(outside of the tarball's folder)");
    EXPECT_EQ(path_of("package/"), "(has no name of its own)");
    EXPECT_EQ(path_of("package/."), "(has no name of its own)");
    EXPECT_EQ(path_of("package/../../a"), "(its name leads up)");
    EXPECT_EQ(path_of("package/a/.."), "(its name leads up)");
    EXPECT_EQ(path_of("package/a\\..\\b"), "(its name leads up)");
    EXPECT_EQ(path_of("package/..a/b.."), "..a/b..");
    EXPECT_EQ(path_of("package/C:/a"), "(its name starts at a root of Windows)");
    EXPECT_EQ(path_of("package//c:a"), "(its name starts at a root of Windows)");
    EXPECT_EQ(path_of("package/\\\\server\\share"), "(its name starts at a root of Windows)");
    std::string deep = "package";
    for (int i = 0; i < 1'024; ++i) deep += "/d";
    EXPECT_EQ(path_of(deep).size(), 2u * 1'024 - 1);
    EXPECT_EQ(path_of(deep + "/d"), "(too deep in folders)");
}

std::string listing(const std::string& tar, Installer installer = Installer::npm) {
    const auto unpacked = unpack_tarball(gzip(tar), "x", installer, {});
    if (!unpacked) return "error: " + unpacked.error().what;
    std::string out;
    for (const UnpackedFile& file : unpacked->files) out += fmt::format("{} [{}]\n", file.path, file.bytes);
    for (const NamedText& passed : unpacked->passed_over) out += fmt::format("({}: {})\n", passed.name, passed.text);
    for (const NamedText& link : unpacked->links) out += fmt::format("({} -> {})\n", link.name, link.text);
    return out;
}

TEST(Unpack, passes_over_what_npm_does) {
    TarWriter tar;
    tar.folder("p/").add("p/a", "1").link("p/s", "a").link("p/h", "p/a", '1').add("p/../up", "");
    tar.add({.name = "p/fifo", .flag = '6'}).add({.name = "p/z", .flag = 'Z'}, "z");
    EXPECT_EQ(listing(tar.finish()),
              "a [1]\n"
              "(p/../up: its name leads up)\n"
              "(p/fifo: of a type that npm does not unpack)\n"
              "(p/z: of a type that npm does not unpack)\n"
              "(p/s -> a)\n"
              "(p/h -> p/a)\n");
}

TEST(Unpack, lets_the_later_of_two_entries_win) {
    EXPECT_EQ(listing(TarWriter().add("p/a", "first").add("q/./a", "second").finish()),
              "a [second]\n(a: twice in the tarball; the later one counts)\n");
}

TEST(Unpack, renames_gitignore_as_npm_does) {
    EXPECT_EQ(listing(TarWriter().add("p/.gitignore", "g").finish()), ".npmignore [g]\n");
    EXPECT_EQ(listing(TarWriter().add("p/.npmignore", "n").add("p/.gitignore", "g").finish()), ".npmignore [n]\n");
    EXPECT_EQ(listing(TarWriter().add("p/.gitignore", "g").add("p/.npmignore", "n").finish()),
              ".npmignore [n]\n(.npmignore: twice in the tarball; the later one counts)\n");
    EXPECT_EQ(listing(TarWriter().add("p/.npmignore", "n").add("p/d/.gitignore", "g").finish()),
              ".npmignore [n]\nd/.npmignore [g]\n");
    EXPECT_EQ(listing(TarWriter().add("p/.gitignore", "g").finish(), Installer::other), ".gitignore [g]\n");
}

TEST(Unpack, takes_a_tar_that_is_not_packed) {
    const auto unpacked = unpack_tarball(TarWriter().add("p/a", "1").finish(), "x", Installer::npm, {});
    ASSERT_TRUE(unpacked) << unpacked.error().message();
    EXPECT_EQ(unpacked->files.size(), 1u);
}

std::vector<std::string> commands(std::string_view manifest) {
    std::vector<std::string> out;
    for (const Command& command : commands_of(manifest, "", {}))
        out.push_back(fmt::format("{}={}", command.name, command.path));
    return out;
}

TEST(Unpack, reads_commands_as_npm_does) {
    EXPECT_THAT(commands(R"({"name": "@s/a", "bin": "./cli.js"})"), ElementsAre("a=cli.js"));
    EXPECT_THAT(commands(R"({"bin": "./cli.js"})"), IsEmpty());
    EXPECT_THAT(commands(R"({"bin": {"x": "bin\\x.js", "../y": "../../../y.js", "c:z": "/z.js", "": "e", "n": 1}})"),
                ElementsAre("x=bin/x.js", "y=y.js", "z=z.js"));
    EXPECT_THAT(commands(R"({"bin": ["bin/a", "b"]})"), ElementsAre("a=bin/a", "b=b"));
    EXPECT_THAT(commands(R"({"bin": 1})"), IsEmpty());
    EXPECT_THAT(commands("no json"), IsEmpty());
}

TEST(Unpack, takes_directories_bin_for_a_list) {
    const std::string tar = TarWriter()
                                .add("p/package.json", R"({"name": "a", "directories": {"bin": "./b"}})")
                                .add("p/b/x", "")
                                .add("p/c/y", "")
                                .finish();
    const auto unpacked = unpack_tarball(gzip(tar), "x", Installer::npm, {});
    ASSERT_TRUE(unpacked);
    ASSERT_EQ(unpacked->commands.size(), 1u);
    EXPECT_EQ(unpacked->commands[0].name, "x");
    EXPECT_TRUE(unpacked->find("b/x")->is_bin);
    EXPECT_FALSE(unpacked->find("c/y")->is_bin);
}

bool has_script(std::string_view manifest, bool gyp = false) {
    TarWriter tar;
    tar.add("p/package.json", manifest);
    if (gyp) tar.add("p/binding.gyp", "");
    const auto unpacked = unpack_tarball(gzip(tar.finish()), "x", Installer::npm, {});
    return unpacked && unpacked->has_install_script;
}

TEST(Unpack, knows_who_runs_something_on_installation) {
    EXPECT_TRUE(has_script(R"({"scripts": {"preinstall": "x"}})"));
    EXPECT_TRUE(has_script(R"({"scripts": {"install": "x"}})"));
    EXPECT_TRUE(has_script(R"({"scripts": {"postinstall": "x"}})"));
    EXPECT_FALSE(has_script(R"({"scripts": {"prepare": "x", "install": ""}})"));
    EXPECT_TRUE(has_script("{}", true));
    EXPECT_FALSE(has_script(R"({"gypfile": false})", true));
}

TEST(Unpack, takes_the_carriage_return_off_a_hashbang) {
    EXPECT_EQ(without_windows_hashbang("#!/bin/sh\r\na\r\n"), "#!/bin/sh\na\r\n");
    for (const std::string_view same : {"#!/bin/sh\na\r\n", "#!\r\n", "#!/bin/sh\r", "#! \r", "a\r\n", "", "#!\n\r\n"})
        EXPECT_EQ(without_windows_hashbang(same), std::nullopt) << same;
    EXPECT_EQ(without_windows_hashbang("#!a\r\n"), "#!a\n");
    EXPECT_EQ(without_windows_hashbang("#!" + std::string(2'044, 'x') + "\r\n"), "#!" + std::string(2'044, 'x') + "\n");
    EXPECT_EQ(without_windows_hashbang("#!" + std::string(2'045, 'x') + "\r\n"), std::nullopt);
}

}  // namespace
}  // namespace ward::npm
