#include "facts/npm/read_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/npm/npm_fixture.h"

namespace ward::npm {
namespace {

using test::Folder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using ward::test::gzip;
using ward::test::TarWriter;

Package package(const std::string& tar) {
    auto read = package_of_tarball(gzip(tar), "x");
    EXPECT_TRUE(read) << read.error().message();
    return read ? *std::move(read) : Package{};
}

std::vector<std::string> paths_of(const Package& from) {
    std::vector<std::string> paths;
    for (const PackageFile& file : from.files) paths.push_back(file.path);
    return paths;
}

std::vector<std::string> lines_of(const std::vector<NamedText>& list) {
    std::vector<std::string> lines;
    for (const NamedText& one : list) lines.push_back(fmt::format("{}: {}", one.name, one.text));
    return lines;
}

TEST(ReadPackage, reads_a_tarball_in_memory) {
    TarWriter tar;
    tar.add("package/package.json", R"({"name": "a", "version": "1.0.0", "bin": {"c": "./cli.js"}})");
    tar.add("package/lib/b.js", "two").add("package/a.js", "one", 0755);
    const Package read = package(tar.finish());
    EXPECT_THAT(paths_of(read), ElementsAre("a.js", "lib/b.js", "package.json"));
    EXPECT_EQ(read.find("a.js")->bytes, "one");
    EXPECT_EQ(read.find("a.js")->mode, 0755u);
    EXPECT_EQ(read.find("none"), nullptr);
    EXPECT_EQ(read.manifest.name, "a");
    EXPECT_THAT(read.commands, ElementsAre(NamedText{"c", "cli.js"}));
    EXPECT_GT(read.packed_bytes, 0u);
    EXPECT_EQ(read.unpacked_bytes(), 6 + read.manifest_text.size());
    EXPECT_THAT(read.unread, IsEmpty());
    const Package copy = read;  // the bytes are kept by both
    EXPECT_EQ(copy.find("a.js")->bytes.data(), read.find("a.js")->bytes.data());
}

TEST(ReadPackage, tells_what_npm_does_not_unpack) {
    TarWriter tar;
    tar.add("p/package.json", "{}").add("p/../../etc/passwd", "x").link("p/s", "/etc/passwd").link("p/h", "p/a", '1');
    tar.add("/abs/../x", "y").add("p/C:/x", "z").add("top", "t");
    const Package read = package(tar.finish());
    EXPECT_THAT(paths_of(read), ElementsAre("package.json"));
    EXPECT_THAT(lines_of(read.passed_over),
                ElementsAre("p/../../etc/passwd: its name leads up", "/abs/../x: its name leads up",
                            "p/C:/x: its name starts at a root of Windows", "top: outside of the tarball's folder",
                            "p/s: a link to /etc/passwd, which npm does not unpack",
                            "p/h: a link to p/a, which npm does not unpack"));
}

TEST(ReadPackage, tells_entries_that_come_twice_and_names_that_collide) {
    TarWriter tar;
    tar.add("p/package.json", R"({"name": "shown"})").add("p/a.js", "1").add("p/A.js", "2").add("p/a.js", "1");
    tar.add("q/package.json", R"({"name": "installed"})");
    const Package read = package(tar.finish());
    EXPECT_EQ(read.manifest.name, "installed");
    EXPECT_TRUE(read.has_two_manifests);
    EXPECT_THAT(lines_of(read.ambiguous), ElementsAre("a.js: is in the tarball twice, with the same bytes",
                                                      "a.js: differs from A.js by letter case alone",
                                                      "package.json: is in the tarball twice, with different bytes"));
}

TEST(ReadPackage, tells_a_manifest_that_is_missing_or_broken) {
    EXPECT_THAT(lines_of(package(TarWriter().add("p/a.js", "1").finish()).unread),
                ElementsAre("package.json: is not there"));
    const Package broken = package(TarWriter().add("p/a.js", "1").add("p/package.json", "{").finish());
    ASSERT_EQ(broken.unread.size(), 1u);
    EXPECT_THAT(broken.unread[0].text, HasSubstr("not JSON"));
    EXPECT_EQ(broken.files.size(), 2u);
}

TEST(ReadPackage, knows_what_builds_on_installation) {
    const auto builds = [](std::string_view manifest) {
        return package(TarWriter().add("p/package.json", manifest).add("p/binding.gyp", "{}").finish())
            .builds_on_install;
    };
    EXPECT_TRUE(builds("{}"));
    EXPECT_FALSE(builds(R"({"gypfile": false})"));
    EXPECT_FALSE(builds(R"({"scripts": {"install": "x"}})"));
    EXPECT_TRUE(builds(R"({"scripts": {"postinstall": "x"}})"));
}

TEST(ReadPackage, stops_at_bombs_and_refuses_what_two_readers_understand_differently) {
    const auto error = [](const std::string& packed, const PackageLimits& limits = {}) {
        const auto read = package_of_tarball(packed, "x", limits);
        return read ? "none" : fmt::format("{}: {}", name_of(read.error().code), read.error().message());
    };
    const std::string zeros(64u << 20, '\0');
    EXPECT_THAT(error(gzip(TarWriter().add("p/a", zeros).finish(), 9)), HasSubstr("limit: "));
    PackageLimits small;
    small.unpack.expanded_bytes = 4'000;
    EXPECT_THAT(error(gzip(TarWriter().add("p/a", std::string(5'000, 'x')).finish()), small), HasSubstr("limit: "));
    small = {};
    small.unpack.tar.entries = 2;
    EXPECT_THAT(error(gzip(TarWriter().add("p/a", "").add("p/b", "").add("p/c", "").finish()), small),
                HasSubstr("limit: "));
    // A pax size that hides an entry from readers that go by the header.
    TarWriter hidden;
    hidden.pax(TarWriter::record("size", "1024"));
    hidden.add(TarWriter::Header{.name = "p/a", .size = TarWriter::octal(0, 12)});
    hidden.raw(TarWriter().add("p/evil", std::string(512, 'e')).cut());
    EXPECT_THAT(error(gzip(hidden.finish())), HasSubstr("parse: "));
    EXPECT_THAT(error("no tarball"), HasSubstr("parse: "));
    EXPECT_THAT(error(""), testing::AnyOf(HasSubstr("parse: "), HasSubstr("none")));
}

TEST(ReadPackage, tells_of_bytes_behind_the_end_that_npm_does_not_look_at) {
    const std::string tar = TarWriter().add("p/package.json", R"({"name": "a", "version": "1.0.0"})").finish();
    using namespace std::string_literals;
    const auto padded = package_of_tarball(gzip(tar) + std::string(512, '\0'), "x");
    ASSERT_TRUE(padded) << padded.error().message();
    EXPECT_THAT(padded->ambiguous, testing::IsEmpty());
    const auto hidden = package_of_tarball(gzip(tar) + "\0something else"s, "x");
    ASSERT_TRUE(hidden) << hidden.error().message();
    EXPECT_EQ(hidden->manifest.name, "a");
    ASSERT_EQ(hidden->ambiguous.size(), 1U);
    EXPECT_EQ(hidden->ambiguous[0].name, "x");
    EXPECT_THAT(hidden->ambiguous[0].text, HasSubstr("15 bytes behind the end of the gzip stream"));
    EXPECT_FALSE(package_of_tarball(gzip(tar) + "something else", "x")) << "npm refuses it as well";
}

TEST(ReadPackage, reads_an_installed_folder) {
    const Folder folder;
    folder.write("package.json", R"({"name": "a", "bundleDependencies": ["b"]})");
    folder.write("lib/a.js", "one");
    folder.write("node_modules/b/index.js", "bundled");
    folder.write("node_modules/c/index.js", "other");
    folder.write(".git/config", "x");
    folder.link("etc", "/etc");
    const auto root = Root::open(folder.path());
    ASSERT_TRUE(root);
    const auto read = package_of_folder(*root, "a");
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_THAT(paths_of(*read), ElementsAre("lib/a.js", "node_modules/b/index.js", "package.json"));
    EXPECT_EQ(read->find("lib/a.js")->bytes, "one");
    EXPECT_EQ(read->manifest.name, "a");
    EXPECT_THAT(lines_of(read->passed_over), ElementsAre("etc: a symbolic link, which is not followed"));
    PackageLimits small;
    small.file_bytes = 5;
    const auto cut = package_of_folder(*root, "a", small);
    ASSERT_TRUE(cut);
    EXPECT_THAT(paths_of(*cut), ElementsAre("lib/a.js"));
    EXPECT_EQ(cut->unread.size(), 3u);
    EXPECT_TRUE(cut->find("lib/a.js") != nullptr && cut->find("lib/a.js")->bytes == "one");
}

}  // namespace
}  // namespace ward::npm
