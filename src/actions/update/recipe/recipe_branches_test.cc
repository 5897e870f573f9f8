// Lines of releases: which rule counts on a branch, and what is chosen there.
#include "actions/update/recipe/recipe_branches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/recipe/recipe_testing.h"
#include "actions/update/recipe/version.h"

namespace ward::update {
namespace {

RecipeFile lines() {
    const auto file = parse_recipes(R"(schema = 1
[dep.undici]
path = "deps/undici"
source = { kind = "npm", package = "undici" }
branches = [{ branch = ["v20.x", "v20.x-staging"], series = "6" }, { branch = "release/24", allow = "^7.2.0" }]
[dep.acorn]
path = "deps/acorn"
source = { kind = "npm", package = "acorn" }
)",
                                    "f", words_of_tests());
    EXPECT_TRUE(file) << file.error().message();
    return file.value_or(RecipeFile{});
}

std::string chosen_on(std::string_view branch, const std::string& current) {
    const RecipeFile file = recipes_on_branch(lines(), branch);
    std::vector<Candidate> candidates;
    for (const auto& [version, tag] :
         {std::pair("6.21.0", ""), {"6.3.0", ""}, {"7.1.0", ""}, {"7.20.0", ""}, {"8.1.0", "latest"}})
        candidates.push_back({.version = version, .tag = tag});
    const auto choice = choose(*file.find("undici"), current, candidates, {});
    EXPECT_TRUE(choice) << choice.error().message();
    return choice && choice->chosen ? choice->chosen->version : "";
}

TEST(RecipeBranches, EachLineTakesItsOwn) {
    EXPECT_EQ(chosen_on("main", "6.3.0"), "8.1.0") << "what the dist-tag names";
    EXPECT_EQ(chosen_on("", "6.3.0"), "8.1.0");
    EXPECT_EQ(chosen_on("v20.x-staging", "6.3.0"), "6.21.0") << "by order, where no dist-tag counts";
    EXPECT_EQ(chosen_on("v20.x", "6.21.0"), "");
    EXPECT_EQ(chosen_on("release/24", "7.1.0"), "7.20.0");
    EXPECT_EQ(chosen_on("v200.x", "6.3.0"), "8.1.0");
}

TEST(RecipeBranches, UpdatesOfTwoLinesNeverShareABranch) {
    const RecipeFile file = lines();
    EXPECT_EQ(recipes_on_branch(file, "main").find("acorn")->branch, "ward/update-{id}");
    EXPECT_EQ(recipes_on_branch(file, "v20.x").find("acorn")->branch, "ward/update-{id}-v20.x") << "it has no rule";
    EXPECT_EQ(recipes_on_branch(file, "release/24").find("undici")->branch, "ward/update-{id}-release-24");
    EXPECT_EQ(recipes_on_branch(file, "v20.x").find("undici")->line_branch, "v20.x");
    EXPECT_EQ(recipes_on_branch(file, "v20.x").find("acorn")->line_branch, "");
    EXPECT_TRUE(is_line(file, "v20.x"));
    EXPECT_FALSE(is_line(file, "main"));
}

TEST(RecipeBranches, RefsHaveALine) {
    EXPECT_EQ(line_of_ref("refs/heads/v20.x"), "v20.x");
    EXPECT_EQ(line_of_ref("refs/remotes/origin/release/24"), "release/24");
    for (const char* ref : {"refs/remotes/origin/HEAD", "refs/remotes/origin", "refs/tags/v20.x", "", "HEAD"})
        EXPECT_EQ(line_of_ref(ref), "") << ref;
}

}  // namespace
}  // namespace ward::update
