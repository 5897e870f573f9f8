// Links and pipes in the place of what readers look for: never a silence.
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
extern const Reader reader_npm;
extern const Reader reader_unfollowed;

namespace {
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<std::string> told(const Collector& found) {
    return each(found.skipped, [](const Skipped& part) {
        return std::string(part.kind == SkipKind::unread ? "unread " : "unexplained ") + part.path;
    });
}

TEST(Unfollowed, LinksOutOfTheTreeUnderNamesThatAreReadAreUnread) {
    const TreeFixture tree{{"package.json", "{}"}, {"test/x.js", ""}};
    tree.link("package-lock.json", "/tmp/package-lock.json");
    tree.link("a/yarn.lock", "../../outside/yarn.lock");
    tree.link(".github/workflows/ci.yml", "/tmp/ci.yml");
    tree.link(".gitmodules", "nowhere");
    tree.link("deps", "/usr");
    tree.link("test/fixtures/Cargo.lock", "/tmp/Cargo.lock");
    tree.link("README.md", "/tmp/README.md");
    tree.link("src/dangling.c", "nowhere");
    EXPECT_THAT(
        told(tree.read(reader_unfollowed)),
        UnorderedElementsAre("unread package-lock.json", "unread a/yarn.lock", "unread .github/workflows/ci.yml",
                             "unread .gitmodules", "unread deps", "unexplained test/fixtures/Cargo.lock"));
}

TEST(Unfollowed, LinksToWhatTheListingHasHideNothing) {
    const TreeFixture tree{{"yarn.lock", ""}, {"code/deps/zlib/zlib.h", ""}};
    tree.link("packages/a/yarn.lock", "../../yarn.lock");
    tree.link("deps", "code/deps");
    EXPECT_THAT(told(tree.read(reader_unfollowed)), IsEmpty());
}

TEST(Unfollowed, NamesThatMeanSomethingOnlyInTheirPlaceAreUnreadWhereverTheyLead) {
    const TreeFixture tree{{"modules/x/package.json", "{}"}, {"flows/ci.yml", ""}};
    tree.link("node_modules", "modules");
    tree.link(".github/workflows", "../flows");
    EXPECT_THAT(told(tree.read(reader_unfollowed)),
                UnorderedElementsAre("unread node_modules", "unread .github/workflows"));
}

TEST(Unfollowed, PipesAreUnread) {
    const TreeFixture tree{{"package.json", "{}"}};
    ASSERT_EQ(::mkfifo((tree.path() + "/zlib.h").c_str(), 0600), 0);
    EXPECT_THAT(told(tree.read(reader_unfollowed)), UnorderedElementsAre("unread zlib.h"));
}

TEST(Npm, CodeWithoutAPackageJsonIsUnexplained) {
    const TreeFixture tree{{"package.json", R"({"name": "app", "version": "1.0.0"})"},
                           {"node_modules/nameless/index.js", ""},
                           {"node_modules/@scope/nameless/index.js", ""},
                           {"node_modules/empty/README.md", ""},
                           {"node_modules/.bin/x.js", ""},
                           {"node_modules/good/package.json", R"({"name": "good", "version": "1.0.0"})"},
                           {"node_modules/good/index.js", ""}};
    EXPECT_THAT(told(tree.read(reader_npm)),
                UnorderedElementsAre("unexplained node_modules/nameless", "unexplained node_modules/@scope/nameless"));
}

}  // namespace
}  // namespace ward::inventory
