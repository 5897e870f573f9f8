// Verdicts of files, with upstream in the artefact store: nothing here needs a network.
#include "actions/update/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/update_report.h"
#include "base/fd.h"
#include "base/temporary_folder.h"
#include "formats/digest.h"
#include "support/tar_writer.h"

namespace ward::update {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using Verdicts = std::map<std::string, std::string>;

class VerifyTest : public testing::Test {
  protected:
    void SetUp() override {
        auto made = TemporaryFolder::make("ward-verify");
        ASSERT_TRUE(made);
        folder_ = std::move(*made);
        store_.emplace(folder_.path() + "/store");
        recipe_.id = "x";
        recipe_.path = "deps/x";
        recipe_.source.kind = "npm";
        recipe_.source.package = "x";
        recipe_.current.file = "version.h";
        recipe_.current.patterns = {"X_VERSION \"([^\"]+)\""};
        recipe_.drop = {"test/**"};
        recipe_.keep = {"*.gyp"};
        recipe_.artefacts.push_back(
            {.kind = "npm", .name = {}, .url = {}, .strip = 1, .into = {}, .as = {}, .pin_version = {}, .sha256 = {}});
        test::TarWriter tar;
        tar.add("package/version.h", "#define X_VERSION \"1.1.0\"\n");
        tar.add("package/a.c", "int a;\n");
        tar.add("package/dist/x.js", "upstream's bundle\n");
        tar.add("package/test/t.c", "dropped\n");
        Fetched fetched{.artefact = &recipe_.artefacts.front(), .url = "https://r.example/x.tgz", .name = "x.tgz"};
        fetched.bytes = tar.finish();
        fetched.sha256 = sha256_hex(fetched.bytes);
        ASSERT_TRUE(store_->keep(recipe_, {.version = "1.1.0", .tag = "1.1.0"}, {fetched}));
        context_.world = &world_;
        context_.store = &*store_;
        context_.lock = &lock_;
        tree_["version.h"] = TreeFile("#define X_VERSION \"1.1.0\"\n");
        tree_["a.c"] = TreeFile("int a;\n");
        tree_["dist/x.js"] = TreeFile("upstream's bundle\n");
        tree_["x.gyp"] = TreeFile("{}\n");
    }

    static Snapshot snapshot(const FileTree& tree) {
        return {.folder = [tree](std::string_view folder) -> Result<FileTree> {
                    if (folder == "deps/x") return tree;
                    return fail(ErrorCode::not_found, "is not there", std::string(folder));
                },
                .file = [](std::string_view) -> Result<std::optional<std::string>> { return std::nullopt; }};
    }
    Verification verified(const FileTree& now, const FileTree& base, Judged judged = Judged::tree) {
        return verify(recipe_, snapshot(now), snapshot(base), context_, judged);
    }
    static Verdicts verdicts(const Verification& verification) {
        Verdicts out;
        for (const FileRow& row : verification.files) out[row.path.substr(7)] = name_of(row.verdict);
        return out;
    }

    TemporaryFolder folder_;
    std::optional<ArtefactStore> store_;
    World world_;
    LockFile lock_;
    PrepareContext context_;
    Recipe recipe_;
    FileTree tree_;
};

TEST_F(VerifyTest, a_tree_that_is_upstreams_and_the_projects) {
    const Verification one = verified(tree_, tree_);
    ASSERT_FALSE(one.error) << one.error->message();
    EXPECT_EQ(one.version, "1.1.0");
    EXPECT_EQ(verdicts(one),
              (Verdicts{{"a.c", "upstream"}, {"dist/x.js", "upstream"}, {"version.h", "upstream"}, {"x.gyp", "kept"}}));
    EXPECT_TRUE(one.holds());
    EXPECT_THAT(findings_of(one), IsEmpty());
    EXPECT_EQ(one.diff, "");
}

TEST_F(VerifyTest, what_differs_is_unexplained_or_missing) {
    FileTree now = tree_;
    now["a.c"] = TreeFile("int a;\nint evil;\n");
    now["b.c"] = TreeFile("int b;\n");
    now.erase("dist/x.js");
    const Verification one = verified(now, now);
    EXPECT_EQ(verdicts(one), (Verdicts{{"a.c", "differs"},
                                       {"b.c", "unexplained"},
                                       {"dist/x.js", "missing"},
                                       {"version.h", "upstream"},
                                       {"x.gyp", "kept"}}));
    EXPECT_FALSE(one.holds());
    EXPECT_THAT(one.diff, testing::HasSubstr("+int evil;"));
}

TEST_F(VerifyTest, a_changed_bundle_is_not_excused_by_being_prebuilt) {
    recipe_.prebuilt = {"dist/**"};
    FileTree now = tree_;
    now["dist/x.js"] = TreeFile("another bundle\n");
    now["dist/y.js"] = TreeFile("built here\n");
    const Verification one = verified(now, tree_);
    EXPECT_EQ(verdicts(one).at("dist/x.js"), "differs");
    EXPECT_EQ(verdicts(one).at("dist/y.js"), "prebuilt");
}

TEST_F(VerifyTest, files_of_the_projects_own_are_the_bases) {
    FileTree now = tree_;
    now["x.gyp"] = TreeFile("{ 'actions': ['evil'] }\n");
    const Verification one = verified(now, tree_);
    EXPECT_EQ(verdicts(one).at("x.gyp"), "differs") << "a change may not excuse itself";
}

TEST_F(VerifyTest, of_a_change_only_what_it_changed_counts) {
    FileTree base = tree_;
    base["a.c"] = TreeFile("int old_difference;\n");
    FileTree now = base;
    now["b.c"] = TreeFile("new\n");
    const Verification one = verified(now, base, Judged::change);
    std::vector<std::string> rules;
    for (const Finding& finding : findings_of(one)) rules.push_back(finding.evidence.front().path);
    EXPECT_THAT(rules, ElementsAre("deps/x/b.c"));
}

TEST_F(VerifyTest, an_executable_bit_is_a_difference) {
    FileTree now = tree_;
    now["a.c"] = TreeFile("int a;\n", FileKind::executable);
    EXPECT_EQ(verdicts(verified(now, now)).at("a.c"), "differs");
}

TEST_F(VerifyTest, says_where_nothing_is_known) {
    FileTree now = tree_;
    now["version.h"] = TreeFile("#define X_VERSION \"7.0.0\"\n");
    const Verification one = verified(now, now);
    ASSERT_TRUE(one.error) << "7.0.0 is not in the store, and there is no network";
    EXPECT_FALSE(one.holds());
    EXPECT_THAT(one.files, IsEmpty());
}

TEST_F(VerifyTest, what_lies_beside_every_dependency_is_told) {
    FileTree now = tree_;
    now["a.c"] = TreeFile("int evil;\n");
    RecipeFile recipes;
    recipes.recipes = {recipe_};
    const auto all =
        verify_change(recipes, {".github/workflows/x.yml", "deps/x/a.c"}, snapshot(tree_), snapshot(now), context_);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].recipe->id, "x");
    EXPECT_EQ(all[1].recipe, nullptr);
    ASSERT_EQ(all[1].files.size(), 1u);
    EXPECT_EQ(all[1].files[0].path, ".github/workflows/x.yml");
    EXPECT_EQ(all[1].files[0].verdict, FileVerdict::outside);
}

}  // namespace
}  // namespace ward::update
