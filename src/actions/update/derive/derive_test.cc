#include "actions/update/derive/derive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/patch/patch_fixture.h"

namespace ward::update {
namespace {

using test::tree_of;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using Kind = Origin::Kind;

class Derivation : public testing::Test {
  protected:
    Derivation() {
        recipe_.id = "x";
        recipe_.path = "deps/x";
        artefact_.into = "";
    }
    Result<Derived> run() {
        DeriveInput input{.recipe = &recipe_, .version = "1.2.3", .tag = "v1.2.3", .commit = std::string(40, 'a')};
        input.artefacts = {{.artefact = &artefact_, .files = upstream_, .url = "https://x/a.tgz", .sha256 = "00"}};
        for (const auto& [artefact, files] : more_) input.artefacts.push_back({.artefact = artefact, .files = files});
        input.before = has_before_ ? &before_ : nullptr;
        input.project = reader_of(project_);
        input.patches = patches_;
        input.previous = previous_.empty() ? nullptr : &previous_;
        return derive(input);
    }
    Derived derived() {
        auto out = run();
        EXPECT_TRUE(out) << out.error().message();
        return out ? *std::move(out) : Derived();
    }
    std::string error() {
        const auto out = run();
        return out ? "" : out.error().message();
    }
    static std::vector<std::string> paths(const FileTree& tree) {
        std::vector<std::string> out;
        for (const auto& [path, file] : tree) out.push_back(path);
        return out;
    }
    static Patch patch_of(const FileTree& before, const FileTree& after) {
        return parse_patch(diff_trees(before, after), "1.patch").value();
    }

    Recipe recipe_;
    Artefact artefact_;
    FileTree upstream_ =
        tree_of({{"lib/a.c", "int a;\n"}, {"lib/b.h", "b\n"}, {"test/t.c", "t\n"}, {"LICENSE", "MIT\n"}});
    std::vector<std::pair<const Artefact*, FileTree>> more_;
    FileTree before_;
    bool has_before_ = true;
    FileTree project_;
    FileTree previous_;
    std::vector<Patch> patches_;
};

TEST_F(Derivation, is_upstreams_tree_without_a_word_of_the_recipe) {
    const Derived out = derived();
    EXPECT_TRUE(out.files == upstream_);
    EXPECT_TRUE(out.pristine == upstream_);
    EXPECT_EQ(out.new_version, "1.2.3");
    EXPECT_EQ(out.origins.at("lib/a.c").kind, Kind::upstream);
    EXPECT_EQ(out.origins.at("lib/a.c").from, "lib/a.c");
    EXPECT_EQ(out.origins.size(), out.files.size());
}

TEST_F(Derivation, takes_drops_renames_and_flattens) {
    recipe_.take = {"lib/**", "/LICENSE"};
    recipe_.drop = {"*.h"};
    recipe_.rename = {{R"(\.c$)", ".cc"}, {"^LICENSE$", "doc/LICENSE"}};
    Derived out = derived();
    EXPECT_THAT(paths(out.files), ElementsAre("doc/LICENSE", "lib/a.cc"));
    EXPECT_EQ(out.origins.at("lib/a.cc").from, "lib/a.c");
    recipe_.flatten = true;
    out = derived();
    EXPECT_THAT(paths(out.files), ElementsAre("LICENSE", "a.cc"));
    EXPECT_EQ(out.origins.at("a.cc").from, "lib/a.c");
}

TEST_F(Derivation, stops_where_a_word_means_nothing) {
    recipe_.take = {"lib/**", "src/**"};
    EXPECT_EQ(error(), "x: take = \"src/**\" finds nothing in what upstream ships");
    recipe_.take = {};
    recipe_.drop = {"gone"};
    EXPECT_THAT(derived().notes, ElementsAre("drop = \"gone\" finds nothing in what upstream ships"));
    recipe_.drop = {"**"};
    EXPECT_THAT(error(), HasSubstr("nothing is left"));
    recipe_.drop = {};
    recipe_.rename = {{"\\.cpp$", ".cc"}};
    EXPECT_THAT(error(), HasSubstr("rename = '\\.cpp$' renames nothing"));
    recipe_.rename = {{"^lib/a\\.c$", "../a.c"}};
    EXPECT_THAT(error(), HasSubstr("lib/a.c becomes ../a.c: is no path"));
    recipe_.rename = {{"^lib/a\\.c$", "LICENSE"}};
    EXPECT_THAT(error(), HasSubstr("comes twice"));
    recipe_.rename = {{"^lib/a\\.c$", "\\3"}};
    EXPECT_THAT(error(), HasSubstr("rename to"));
    recipe_.rename = {};
    recipe_.take = {"lib/["};
    EXPECT_NE(error(), "");
}

TEST_F(Derivation, puts_artefacts_where_they_belong) {
    Artefact library;
    library.into = "vendor/ev";
    more_ = {{&library, tree_of({{"ev.c", "ev\n"}})}};
    EXPECT_EQ(derived().files.at("vendor/ev/ev.c").bytes(), "ev\n");
    Artefact same;
    more_ = {{&same, tree_of({{"LICENSE", "MIT\n"}})}};
    EXPECT_EQ(derived().files.size(), 4u) << "the same file twice is one";
    more_ = {{&same, tree_of({{"LICENSE", "GPL\n"}})}};
    EXPECT_THAT(error(), HasSubstr("LICENSE is in two artefacts"));
}

TEST_F(Derivation, edits_exactly_as_often_as_it_says) {
    recipe_.edit = {{.files = "lib/*.c", .pattern = "^int (a);$", .with = "long \\1;", .count = 1}};
    const Derived out = derived();
    EXPECT_EQ(out.files.at("lib/a.c").bytes(), "long a;\n");
    EXPECT_EQ(out.origins.at("lib/a.c").kind, Kind::edited);
    EXPECT_EQ(out.pristine.at("lib/a.c").bytes(), "long a;\n") << "patches stand on edited files";
    recipe_.edit[0].count = 2;
    EXPECT_EQ(error(), "x: edit '^int (a);$' finds 1 place in lib/a.c and was made for 2");
    recipe_.edit[0] = {.files = "lib/*", .pattern = "a;", .with = "x", .count = 1};
    EXPECT_THAT(error(), HasSubstr("finds 0 places in lib/b.h")) << "each file of the glob";
    recipe_.edit[0].files = "src/*";
    EXPECT_THAT(error(), HasSubstr("edit = \"src/*\" finds no file"));
    recipe_.edit[0] = {.files = "lib/a.c", .pattern = "a;", .with = "\\1", .count = 1};
    EXPECT_THAT(error(), HasSubstr("edit with"));
}

TEST_F(Derivation, creates_files_and_sets_modes) {
    recipe_.create = {{"lib/config.h", ""}, {"run", "#!/bin/sh\n"}};
    recipe_.mode = {{"run", true}};
    const Derived out = derived();
    EXPECT_EQ(out.files.at("run").kind(), FileKind::executable);
    EXPECT_EQ(out.origins.at("lib/config.h").kind, Kind::created);
    recipe_.mode = {{"nothing", true}};
    EXPECT_THAT(error(), HasSubstr("mode = \"nothing\" finds no file"));
    recipe_.mode = {};
    recipe_.create = {{"LICENSE", ""}};
    EXPECT_THAT(error(), HasSubstr("create: LICENSE: is there already"));
}

TEST_F(Derivation, keeps_what_is_the_projects_own) {
    before_ = tree_of({{"x.gyp", "own\n"}, {"LICENSE", "ours\n"}, {"lib/old.c", "gone\n"}});
    recipe_.keep = {"*.gyp", "/LICENSE"};
    const Derived out = derived();
    EXPECT_EQ(out.files.at("x.gyp").bytes(), "own\n");
    EXPECT_EQ(out.files.at("LICENSE").bytes(), "ours\n") << "it wins over upstream's";
    EXPECT_EQ(out.origins.at("LICENSE").kind, Kind::kept);
    EXPECT_FALSE(out.files.contains("lib/old.c"));
    recipe_.keep = {"*.gn"};
    EXPECT_THAT(derived().notes, Contains("keep = \"*.gn\" finds nothing in the folder as it is"));
    before_ = tree_of({{"License", "x\n"}});
    recipe_.keep = {"License"};
    EXPECT_THAT(error(), HasSubstr("letter case"));
}

TEST_F(Derivation, patches_and_says_of_each_file_why_it_is_as_it_is) {
    FileTree patched = upstream_;
    patched.at("lib/a.c") = TreeFile("long a;\n");
    patched.emplace("lib/new.c", TreeFile("new\n"));
    patched.erase("test/t.c");
    patches_ = {patch_of(upstream_, patched)};
    recipe_.patches = PatchStack{};
    const Derived out = derived();
    EXPECT_TRUE(out.files == patched);
    EXPECT_TRUE(out.pristine == upstream_);
    EXPECT_EQ(out.origins.at("lib/a.c").kind, Kind::patched);
    EXPECT_EQ(out.origins.at("lib/a.c").from, "lib/a.c");
    EXPECT_THAT(out.origins.at("lib/a.c").by, ElementsAre("1.patch"));
    EXPECT_FALSE(out.origins.contains("test/t.c"));
    EXPECT_EQ(out.origins.at("lib/new.c").from, "");

    before_ = patched;
    recipe_.keep = {"lib/a.c"};
    EXPECT_EQ(error(), "x: 1.patch changes lib/a.c, which `keep` leaves as it is");
}

TEST_F(Derivation, tells_conflicts_without_failing_and_drops_what_upstream_has) {
    const FileTree old = tree_of({{"lib/a.c", "1\n2\n3\n4\n"}});
    const FileTree fixed = tree_of({{"lib/a.c", "1\n2\nX\n4\n"}});
    patches_ = {patch_of(old, fixed)};
    recipe_.patches = PatchStack{};
    recipe_.generate = {{.rule = "text-template", .to = "VERSION", .words = {}, .lists = {}, .line = 0}};
    upstream_.at("lib/a.c") = TreeFile("1\n2\nY\n4\n");
    previous_ = old;
    const Derived out = derived();
    EXPECT_TRUE(out.stack.has_conflict());
    EXPECT_TRUE(out.files == upstream_);
    recipe_.generate = {};
    upstream_.at("lib/a.c") = fixed.at("lib/a.c");
    EXPECT_TRUE(derived().stack.has_dropped());
    EXPECT_THAT(derived().notes, testing::Contains("1.patch is upstream's by now and is dropped"));
    recipe_.patches->on_upstreamed = PatchStack::Upstreamed::stop;
    EXPECT_THAT(error(), HasSubstr("upstream's by now, where the recipe says to stop"));
}

TEST_F(Derivation, names_a_version_by_what_the_tree_says) {
    upstream_.emplace("zlib.h", TreeFile("#define OTHER 1\n  # define ZLIB_VERSION \"1.3.1\"\n"));
    recipe_.new_version = "{macro:zlib.h:ZLIB_VERSION}-{sha7}";
    EXPECT_EQ(derived().new_version, "1.3.1-aaaaaaa");
    recipe_.new_version = "{macro:zlib.h:NONE}";
    EXPECT_THAT(error(), HasSubstr("zlib.h defines no NONE"));
    recipe_.new_version = "{macro:none.h:X}";
    EXPECT_THAT(error(), HasSubstr("none.h, which is not there"));
    recipe_.new_version = "{macro:zlib.h}";
    EXPECT_THAT(error(), HasSubstr("needs a file and a name"));
    recipe_.new_version = "{unknown}";
    EXPECT_THAT(error(), HasSubstr("nothing is known for {unknown}"));
    recipe_.new_version = "{v} {id}";
    EXPECT_THAT(error(), HasSubstr("which is no version"));
    upstream_.at("zlib.h") = TreeFile("#define V \"1\"\n#define V \"2\"\n");
    recipe_.new_version = "{macro:zlib.h:V}";
    EXPECT_THAT(error(), HasSubstr("defines V twice"));
}

TEST_F(Derivation, generates_inside_and_outside_of_the_folder) {
    project_ = tree_of({{"package.json", "{\n  \"x\": \"1.0.0\"\n}\n"}});
    recipe_.generate = {
        {.rule = "version-header", .to = "/src/x_version.h", .words = {{"macro", "X_VERSION"}}, .lists = {}, .line = 0},
        {.rule = "template", .to = "/deps/x/VERSION", .words = {{"template", "{new}\n"}}, .lists = {}, .line = 0},
        {.rule = "set-value", .to = "/package.json", .words = {{"pointer", "/x"}}, .lists = {}, .line = 0},
        {.rule = "template", .to = "COPY", .words = {{"template", "{file:VERSION}"}}, .lists = {}, .line = 0}};
    const Derived out = derived();
    EXPECT_EQ(out.files.at("VERSION").bytes(), "1.2.3\n") << "the dependency's own folder, by its whole path";
    EXPECT_EQ(out.files.at("COPY").bytes(), "1.2.3\n") << "what came before is there";
    EXPECT_EQ(out.outside.at("package.json").bytes(), "{\n  \"x\": \"1.2.3\"\n}\n");
    EXPECT_THAT(out.outside.at("src/x_version.h").bytes(), HasSubstr("#define X_VERSION \"1.2.3\"\n"));
    EXPECT_EQ(out.outside_origins.at("package.json").kind, Kind::generated);
    EXPECT_THAT(out.origins.at("VERSION").by, ElementsAre("template"));
    EXPECT_FALSE(out.pristine.contains("VERSION"));
    recipe_.generate[0].to = "/../x.h";
    EXPECT_THAT(error(), HasSubstr("no path"));
    recipe_.generate[0].rule = "none";
    EXPECT_THAT(error(), HasSubstr("there is no rule \"none\""));
}

TEST_F(Derivation, is_the_same_every_time) {
    recipe_.edit = {{.files = "lib/a.c", .pattern = "a", .with = "b", .count = 1}};
    recipe_.generate = {{.rule = "version-header", .to = "v.h", .words = {{"macro", "V"}}, .lists = {}, .line = 0}};
    EXPECT_EQ(tree_sha256(derived().files), tree_sha256(derived().files));
}

TEST_F(Derivation, takes_no_words_that_could_be_code) {
    DeriveInput input{.recipe = &recipe_, .version = "1.2.3"};
    input.artefacts = {{.artefact = &artefact_, .files = upstream_}};
    EXPECT_TRUE(derive(input));
    input.tag = "v1\"; system(\"x\"); //";
    EXPECT_THAT(derive(input).error().message(), HasSubstr("no tag that may be used"));
    input.tag = "";
    input.commit = "HEAD";
    EXPECT_THAT(derive(input).error().message(), HasSubstr("is no commit"));
    input.commit = "";
    input.version = "1\n#include";
    EXPECT_THAT(derive(input).error().message(), HasSubstr("is no version"));
}

TEST_F(Derivation, refuses_links_that_its_steps_lead_outside) {
    upstream_.emplace("lib/deep/l", TreeFile("../../LICENSE", FileKind::symlink));
    EXPECT_EQ(error(), "");
    recipe_.rename = {{"^lib/deep/", ""}};
    EXPECT_THAT(error(), HasSubstr("l is a link that leads outside: ../../LICENSE"));
}

TEST(Fill, knows_its_words_and_nothing_else) {
    const std::map<std::string, std::string> words{{"id", "zlib"}, {"new", "{id}"}};
    EXPECT_EQ(fill("deps: {id} to {new}", words), "deps: zlib to {id}") << "a value is not filled again";
    EXPECT_EQ(fill("{{id}} }}{{", words), "{id} }{");
    EXPECT_EQ(fill("", words), "");
    EXPECT_EQ(fill("{what}", words).error().what, "nothing is known for {what}; there are {id}, {new}");
    EXPECT_EQ(fill("a {", words).error().code, ErrorCode::usage);
    EXPECT_EQ(fill("a }", words).error().code, ErrorCode::usage);
}

}  // namespace
}  // namespace ward::update
