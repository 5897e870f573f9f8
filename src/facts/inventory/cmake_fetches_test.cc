#include "facts/inventory/cmake_fetches.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
extern const Reader reader_cmake;

namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Pins pins_of(std::string_view text) {
    auto found = read_cmake_fetches(text, "CMakeLists.txt");
    if (!found) throw std::runtime_error(found.error().message());
    return *std::move(found);
}

std::vector<std::string> shown(const Pins& found) {
    return each(found.pins, [](const Pin& pin) {
        std::string text = fmt::format("{} {}{}", pin.name, pin.repository, pin.urls.empty() ? "" : pin.urls[0]);
        if (!pin.revision.empty()) text += " #" + pin.revision;
        if (!pin.version.empty()) text += " " + pin.version;
        return text;
    });
}

std::vector<std::string> problems(const Pins& found) {
    return each(found.problems, [](const PinProblem& one) { return fmt::format("{} {}", one.line, one.reason); });
}

TEST(CMakeFetches, EveryWay) {
    const Pins found = pins_of(R"cm(
cmake_minimum_required(VERSION 3.14)
include(FetchContent)
FetchContent_Declare(
  zlib
  GIT_REPOSITORY https://github.com/madler/zlib.git
  GIT_TAG        v1.2.11 # a comment )
)
#[[ FetchContent_Declare(commented GIT_REPOSITORY https://h/x GIT_TAG v1) ]]
fetchcontent_declare(json URL "https://github.com/nlohmann/json/archive/v3.11.2.tar.gz"
                     URL_HASH SHA256=00 DOWNLOAD_EXTRACT_TIMESTAMP TRUE)
ExternalProject_Add(two PREFIX x URL https://mirror.example.org/two-2.0.tgz https://example.org/two-2.0.tgz
  CONFIGURE_COMMAND ./configure --with-x=(a) BUILD_COMMAND "")
ExternalProject_Add(local SOURCE_DIR ${CMAKE_CURRENT_SOURCE_DIR}/local)
CPMAddPackage("gh:fmtlib/fmt#7.1.3")
CPMAddPackage("gh:nlohmann/json@3.10.5")
CPMAddPackage("gh:chriskohlhoff/asio#asio-1-18-1@1.18.1")
CPMAddPackage("https://example.org/lib.git@1.0")
CPMAddPackage(NAME cereal VERSION 1.3.0 GITHUB_REPOSITORY USCiLab/cereal OPTIONS "X ON")
CPMFindPackage(NAME g GIT_TAG release-1.12.1 VERSION 1.12.1 GITHUB_REPOSITORY google/googletest)
CPMAddPackage(NAME nothing VERSION 1.0)
)cm");
    EXPECT_THAT(problems(found), IsEmpty());
    EXPECT_THAT(shown(found),
                ElementsAre("zlib https://github.com/madler/zlib.git #v1.2.11",
                            "json https://github.com/nlohmann/json/archive/v3.11.2.tar.gz",
                            "two https://mirror.example.org/two-2.0.tgz", "fmt https://github.com/fmtlib/fmt #7.1.3",
                            "json https://github.com/nlohmann/json 3.10.5",
                            "asio https://github.com/chriskohlhoff/asio #asio-1-18-1 1.18.1",
                            "lib https://example.org/lib.git 1.0", "cereal https://github.com/USCiLab/cereal 1.3.0",
                            "g https://github.com/google/googletest #release-1.12.1 1.12.1"));
}

TEST(CMakeFetches, VariablesOfOneLiteral) {
    const Pins found = pins_of(R"cm(
set(VERSION_OF_Z 1.2.11)
set(TAG "v${VERSION_OF_Z}" CACHE STRING "which")
FetchContent_Declare(z GIT_REPOSITORY https://github.com/madler/zlib GIT_TAG ${TAG})
set(TWICE 1)
set(TWICE 2)
FetchContent_Declare(twice GIT_REPOSITORY https://h/twice GIT_TAG ${TWICE})
FetchContent_Declare(outer GIT_REPOSITORY https://h/outer GIT_TAG ${FROM_ELSEWHERE})
set(CHANGED a)
string(REPLACE "a" "b" CHANGED "${CHANGED}")
FetchContent_Declare(changed GIT_REPOSITORY https://h/changed GIT_TAG ${CHANGED})
ExternalProject_Add(env URL https://h/$ENV{X}.zip)
foreach(name a b)
  FetchContent_Declare(${name} GIT_REPOSITORY https://h/named GIT_TAG 1.0)
endforeach()
)cm");
    EXPECT_THAT(shown(found), ElementsAre("z https://github.com/madler/zlib #v1.2.11", " https://h/named #1.0"));
    EXPECT_THAT(problems(found),
                ElementsAre("7 fetchcontent_declare(twice): ${TWICE} is not set to one literal in this file",
                            "8 fetchcontent_declare(outer): ${FROM_ELSEWHERE} is not set to one literal in this file",
                            "11 fetchcontent_declare(changed): ${CHANGED} is not set to one literal in this file",
                            "12 externalproject_add(env): ${$ENV{...} is not set to one literal in this file"));
}

TEST(CMakeFetches, WaysThatAreNotReadAreTold) {
    const Pins found = pins_of(
        "ExternalProject_Add(s SVN_REPOSITORY https://h/svn)\n"
        "ExternalProject_Add(d DOWNLOAD_COMMAND wget x)\n"
        "ExternalProject_Add(e DOWNLOAD_COMMAND \"\" SOURCE_DIR x)\n"
        "FetchContent_Declare(f URL /opt/f.zip)\n");
    EXPECT_THAT(found.pins, IsEmpty());
    EXPECT_THAT(problems(found), ElementsAre("1 externalproject_add(s) fetches in a way that is not read",
                                             "2 externalproject_add(d) fetches in a way that is not read",
                                             "4 fetchcontent_declare(f) unpacks /opt/f.zip, which is not read"));
}

TEST(CMakeFetches, Hostile) {
    for (const std::string_view text : {"f(", "f(\"", "f([[x", "f)", "#[[", "(", "\"", "f", "f\n(", "1 2"})
        EXPECT_FALSE(read_cmake_fetches(text, "c")) << text;
    for (const std::string_view text :
         {"", "\n", "f()", "FetchContent_Declare()", "CPMAddPackage(\"\")", "set()", "CPMAddPackage(\"#@\")",
          "CPMAddPackage(\"gh:\")", "FetchContent_Declare(x URL)"})
        EXPECT_TRUE(read_cmake_fetches(text, "c")) << text;
    EXPECT_FALSE(read_cmake_fetches("f" + std::string(1000, '('), "c"));
    std::string many;
    for (size_t i = 0; i <= max_cmake_commands; ++i) many += "f()";
    const auto over = read_cmake_fetches(many, "c");
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().code, ErrorCode::limit);
    // Each variable twice the next: none of them may be followed to the end.
    std::string bomb = "set(v0 x)\n";
    for (int i = 1; i < 60; ++i) bomb += fmt::format("set(v{} ${{v{}}}${{v{}}})\n", i, i - 1, i - 1);
    const Pins found = pins_of(bomb +
                               "set(c ${c})\nFetchContent_Declare(a URL https://h/${v59})\n"
                               "FetchContent_Declare(b URL https://h/${c})\n");
    EXPECT_THAT(found.pins, IsEmpty());
    EXPECT_EQ(found.problems.size(), 2U);
}

TEST(CMakeReader, OwnFilesAndThoseOfOthers) {
    constexpr std::string_view declares =
        "FetchContent_Declare(zlib GIT_REPOSITORY https://github.com/madler/zlib GIT_TAG v1.3)\n";
    const TreeFixture tree{{"CMakeLists.txt", declares},
                           {"cmake/fetch.cmake", "FETCHCONTENT_DECLARE(x GIT_REPOSITORY https://h/x GIT_TAG main)\n"},
                           {"cmake/broken.cmake", "FetchContent_Declare(\n"},
                           {"cmake/other.cmake", "this is no cmake but fetches nothing"},
                           {"deps/y/CMakeLists.txt", declares}};
    const Collector found = tree.read(reader_cmake);
    EXPECT_THAT(each(found.components, &Component::path), ElementsAre("CMakeLists.txt#zlib", "cmake/fetch.cmake#x"));
    EXPECT_EQ(found.components[1].version, "");
    EXPECT_THAT(each(found.skipped, [](const Skipped& one) { return one.path + " " + one.reason; }),
                ElementsAre(HasSubstr("cmake/broken.cmake:2: a command is not closed")));
    EXPECT_THAT(each(found.notes, &Note::where), ElementsAre("deps/y/CMakeLists.txt"));
}

}  // namespace
}  // namespace ward::inventory
