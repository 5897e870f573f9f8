#include "facts/inventory/package_pins.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
extern const Reader reader_packages;

namespace {
using testing::ElementsAre;
using testing::IsEmpty;

using Parse = Result<Pins> (*)(std::string_view text, std::string_view path);

Pins pins_of(Parse parse, std::string_view text, std::string_view path = "f") {
    auto found = parse(text, path);
    if (!found) throw std::runtime_error(found.error().message());
    return *std::move(found);
}

std::vector<std::string> shown(const Pins& found) {
    return each(found.pins, [](const Pin& pin) {
        std::string text = pin.name;
        if (!pin.repository.empty()) text += " " + pin.repository;
        if (!pin.urls.empty()) text += " " + pin.urls[0];
        if (!pin.revision.empty()) text += " #" + pin.revision;
        if (!pin.version.empty()) text += " " + pin.version;
        if (pin.is_development) text += " dev";
        return text;
    });
}

TEST(MesonWrap, Files) {
    const Pins file = pins_of(read_meson_wrap,
                              "[wrap-file]\ndirectory = zlib-1.3.1\nsource_url = https://zlib.net/zlib-1.3.1.tar.xz\n"
                              "source_filename = zlib-1.3.1.tar.xz\nwrapdb_version = 1.3.1-2\n\n[provide]\nzlib = z\n",
                              "subprojects/zlib.wrap");
    EXPECT_THAT(shown(file), ElementsAre("zlib https://zlib.net/zlib-1.3.1.tar.xz 1.3.1"));
    const Pins git = pins_of(read_meson_wrap, "; c\n[wrap-git]\nurl=https://h/x.git\nrevision = head\n", "s/x.wrap");
    EXPECT_THAT(shown(git), ElementsAre("x https://h/x.git #head"));
    EXPECT_THAT(pins_of(read_meson_wrap, "[wrap-redirect]\nfilename = a\n").pins, IsEmpty());
    EXPECT_THAT(pins_of(read_meson_wrap, "[wrap-file]\ndirectory = local\n").pins, IsEmpty());
    EXPECT_THAT(each(pins_of(read_meson_wrap, "[wrap-svn]\nurl = x\n").problems, &PinProblem::reason),
                ElementsAre("[wrap-svn] is not read"));
    EXPECT_THAT(each(pins_of(read_meson_wrap, "nothing\n[\n]\n[]\n").problems, &PinProblem::reason),
                ElementsAre("names no kind of wrap"));
}

TEST(Vcpkg, OverridesAloneTellVersions) {
    const Pins found = pins_of(read_vcpkg_manifest, R"({
  "dependencies": ["fmt", {"name": "zlib", "version>=": "1.2.11"}, {"name": "tool", "host": true}, "fmt", {}],
  "features": {"f": {"dependencies": ["openssl"]}},
  "overrides": [{"name": "zlib", "version": "1.3.1#2"}, {"name": "openssl", "version-string": "3.0.8"}],
  "builtin-baseline": "0123456789abcdef0123456789abcdef01234567"})");
    EXPECT_THAT(shown(found), ElementsAre("fmt", "zlib 1.3.1", "tool dev", "openssl 3.0.8"));
    EXPECT_EQ(found.problems.size(), 1U);
    EXPECT_FALSE(read_vcpkg_manifest("[", "v"));
    EXPECT_THAT(pins_of(read_vcpkg_manifest, R"({"dependencies": {}, "overrides": 1, "features": []})").pins,
                IsEmpty());
}

TEST(Conan, References) {
    const Pins text = pins_of(read_conanfile_txt,
                              "[requires]\nzlib/1.2.13@user/channel#rev\npoco/[>=1.10 <2]\nbroken\n# c\n"
                              "[tool_requires]\ncmake/3.25.3\n[generators]\nCMakeDeps\n");
    EXPECT_THAT(shown(text), ElementsAre("zlib 1.2.13", "poco", "cmake 3.25.3 dev"));
    EXPECT_THAT(each(text.problems, &PinProblem::reason), ElementsAre("\"broken\" is no reference"));
    const Pins python = pins_of(read_conanfile_py, R"(class P(ConanFile):
    requires = "a/1.0", "b/2.0"
    tool_requires = "c/3.0"
    def requirements(self):
        self.requires("d/4.0", transitive_headers=True)
        self.requires(f"e/{self.version}")
        self.requires(self.tested_reference_str)
        self.test_requires("g/5.0")
)");
    EXPECT_THAT(shown(python), ElementsAre("a 1.0", "b 2.0", "c 3.0 dev", "d 4.0", "g 5.0 dev"));
    EXPECT_THAT(each(python.problems, &PinProblem::reason), ElementsAre("requires: no literal"));
    const Pins second = pins_of(read_conan_lock, R"({"version": "0.5", "requires": ["zlib/1.2.13#rev%1650"],
        "build_requires": ["cmake/3.25.3"]})");
    EXPECT_THAT(shown(second), ElementsAre("zlib 1.2.13", "cmake 3.25.3 dev"));
    const Pins first = pins_of(read_conan_lock, R"({"version": "0.4", "graph_lock": {"nodes": {
        "0": {"ref": "own"}, "1": {"ref": "zlib/1.2.11#x"}, "2": {"ref": "m4/1.4", "context": "build"}}}})");
    EXPECT_THAT(shown(first), ElementsAre("zlib 1.2.11", "m4 1.4 dev"));
    EXPECT_FALSE(read_conan_lock("x", "l"));
}

TEST(PackagesReader, ALockGovernsItsRecipe) {
    const TreeFixture tree{{"a/conanfile.txt", "[requires]\nzlib/1.2.11\n"},
                           {"a/conan.lock", R"({"version": "0.5", "requires": ["zlib/1.3.1"]})"},
                           {"subprojects/zlib.wrap", "[wrap-file]\nsource_url = https://zlib.net/zlib-1.2.13.tar.gz\n"},
                           {"vcpkg.json", R"({"dependencies": ["zlib", "unheard-of"]})"},
                           {"vendor/x/vcpkg.json", R"({"dependencies": ["zlib"]})"}};
    const Collector found = tree.read(reader_packages);
    EXPECT_THAT(each(found.components, &Component::purl),
                ElementsAre("pkg:github/madler/zlib@1.2.13", "pkg:github/madler/zlib", "pkg:vcpkg/unheard-of",
                            "pkg:github/madler/zlib@1.3.1"));
    EXPECT_THAT(each(found.skipped, &Skipped::reason), ElementsAre("1 of 2 fetched dependencies have no version here"));
    EXPECT_THAT(each(found.notes, &Note::where), ElementsAre("vendor/x/vcpkg.json"));
}

}  // namespace
}  // namespace ward::inventory
