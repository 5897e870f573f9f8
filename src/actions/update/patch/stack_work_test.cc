// What people do with a stack: how patches stand, a new one, written anew, for upstream. Each result is judged by
// putting the patches on again.
#include "actions/update/patch/stack_work.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/patch/patch_fixture.h"
#include "actions/update/patch/series.h"
#include "base/text.h"

namespace ward::update {
namespace {

using test::tree_of;
using test::words;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string body = words("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20");

std::string changed(std::string text, std::string_view from, std::string_view to) {
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string patch_text(const FileTree& before, const FileTree& after,
                       std::string_view head = "Subject: [PATCH] a change\n\n", std::string_view prefix = {}) {
    return std::string(head) + diff_trees(before, after, prefix);
}

// A stack on upstream's files of one version.
struct World {
    Recipe recipe = [] {
        Recipe out;
        out.id = "x";
        out.path = "deps/x";
        out.patches = PatchStack{.folder = "deps/patches/x"};
        return out;
    }();
    FileTree folder = {};
    FileTree upstream = tree_of({{"a.c", body}});
    std::optional<FileTree> previous = {};
    Derived derived = {};

    StackInput input() {
        StackInput out{.recipe = &recipe, .folder = &folder, .upstream = &upstream};
        if (previous) out.previous = &*previous;
        for (const std::string& name : names_in_series(folder)) {
            auto patch = parse_patch(folder.at(name).bytes(), "deps/patches/x/" + name, recipe.patches->strip);
            EXPECT_TRUE(patch) << patch.error().message();
            if (patch) out.patches.push_back(*std::move(patch));
        }
        return out;
    }
    std::vector<std::string> standings() {
        std::vector<std::string> out;
        for (const PatchRow& row : status_of_stack(input()).rows)
            out.push_back(fmt::format("{}: {}", row.name, name_of(row.standing)));
        return out;
    }
    StackChange refresh(const std::vector<std::string>& only = {}, const StackResolutions& resolved = {}) {
        const auto change = refresh_stack(input(), only, resolved);
        EXPECT_TRUE(change) << change.error().message();
        return change.value_or(StackChange{});
    }
    Result<StackChange> make_new(const FileTree& vendored, NewPatch wanted = {.word = "fix"}) {
        derived.files = upstream;
        for (const auto& [path, file] : upstream) derived.origins.try_emplace(path, Origin{.from = "src/" + path});
        return new_patch(input(), derived, vendored, *MadeElsewhere::of(recipe), wanted);
    }
};

// Three changes on top of each other: one where it was, one some lines lower, one that upstream has.
World three_patches() {
    World world;
    FileTree one = world.upstream;
    FileTree two = tree_of({{"a.c", changed(body, "\n5\n", "\nfive\n")}});
    FileTree three = tree_of({{"a.c", changed(std::string(two.at("a.c").bytes()), "\n15\n", "\nfifteen\n")}});
    FileTree four = three;
    four.emplace("new.c", TreeFile("new\n"));
    world.folder.emplace("0001-five.patch", TreeFile(patch_text(one, two)));
    world.folder.emplace("0002-fifteen.patch", TreeFile(patch_text(two, three)));
    world.folder.emplace("0003-new.patch", TreeFile(patch_text(three, four)));
    return world;
}

TEST(StackStatus, TellsHowEachPatchStands) {
    World world = three_patches();
    EXPECT_THAT(world.standings(),
                ElementsAre("0001-five.patch: clean", "0002-fifteen.patch: clean", "0003-new.patch: clean"));
    world.upstream = tree_of({{"a.c", changed(body, "\n10\n", "\n10\nmore\nof it\n")}, {"new.c", "new\n"}});
    EXPECT_THAT(world.standings(),
                ElementsAre("0001-five.patch: clean", "0002-fifteen.patch: moved", "0003-new.patch: upstreamed"));
    world.upstream = tree_of({{"a.c", changed(body, "\n5\n", "\nother\n")}});
    EXPECT_THAT(world.standings(),
                ElementsAre("0001-five.patch: conflict", "0002-fifteen.patch: blocked", "0003-new.patch: blocked"));
    EXPECT_THAT(status_of_stack(world.input()).rows.front().details,
                ElementsAre(HasSubstr("hunk 1 of 1 fits nowhere")));
    world.folder.clear();
    EXPECT_THAT(world.standings(), IsEmpty());
}

TEST(StackRefresh, WritesWhatMovedAndTakesOutWhatUpstreamHas) {
    World world = three_patches();
    world.folder.emplace("series", TreeFile("# ours\n0001-five.patch\n0002-fifteen.patch # why\n0003-new.patch\n"));
    EXPECT_THAT(world.refresh().written, IsEmpty());
    world.upstream = tree_of({{"a.c", changed(body, "\n10\n", "\n10\nmore\nof it\n")}, {"new.c", "new\n"}});
    const StackChange change = world.refresh();
    EXPECT_THAT(change.written, ElementsAre("0002-fifteen.patch"));
    EXPECT_THAT(change.removed, ElementsAre("0003-new.patch"));
    EXPECT_EQ(change.folder.at("series").bytes(), "# ours\n0001-five.patch\n0002-fifteen.patch # why\n");
    EXPECT_EQ(change.folder.at("0001-five.patch").bytes(), world.folder.at("0001-five.patch").bytes());
    EXPECT_THAT(std::string(change.folder.at("0002-fifteen.patch").bytes()), StartsWith("Subject: [PATCH] a change\n"));
    world.folder = change.folder;
    EXPECT_THAT(world.standings(), ElementsAre("0001-five.patch: clean", "0002-fifteen.patch: clean"));
    EXPECT_THAT(world.refresh().written, IsEmpty()) << "a second time there is nothing to do";
}

TEST(StackRefresh, WritesOnlyWhatIsNamed) {
    World world = three_patches();
    world.upstream = tree_of({{"a.c", "0\n" + changed(body, "\n10\n", "\n10\nmore\n")}});
    const StackChange change = world.refresh({"0001-five.patch"});
    EXPECT_THAT(change.written, ElementsAre("0001-five.patch"));
    EXPECT_EQ(change.folder.at("0002-fifteen.patch").bytes(), world.folder.at("0002-fifteen.patch").bytes());
}

TEST(StackRefresh, TakesWhatWasResolved) {
    World world = three_patches();
    world.previous = world.upstream;
    world.upstream = tree_of({{"a.c", changed(body, "\n5\n", "\nother\n")}});
    const StackChange stopped = world.refresh();
    ASSERT_TRUE(stopped.has_conflict());
    EXPECT_EQ(stopped.folder, world.folder) << "nothing is half done";
    EXPECT_THAT(stopped.stack.patches.back().conflicts.front().marked, HasSubstr("<<<<<<< upstream\nother\n"));

    const std::string mine = changed(body, "\n5\n", "\nother five\n");
    const StackChange change = world.refresh({}, {{"deps/patches/x/0001-five.patch", {{"a.c", mine}}}});
    ASSERT_FALSE(change.has_conflict());
    EXPECT_THAT(change.written, ElementsAre("0001-five.patch"));
    world.folder = change.folder;
    world.previous.reset();
    const StackStatus status = status_of_stack(world.input());
    EXPECT_EQ(status.files.at("a.c").bytes(), changed(mine, "\n15\n", "\nfifteen\n"));
    EXPECT_THAT(world.standings(),
                ElementsAre("0001-five.patch: clean", "0002-fifteen.patch: clean", "0003-new.patch: clean"));
}

TEST(StackRefresh, AResolutionThatIsUpstreamsTextTakesThePatchOut) {
    World world = three_patches();
    world.upstream = tree_of({{"a.c", changed(body, "\n5\n", "\nother\n")}});
    const StackChange change = world.refresh(
        {}, {{"deps/patches/x/0001-five.patch", {{"a.c", std::string(world.upstream.at("a.c").bytes())}}}});
    EXPECT_THAT(change.removed, ElementsAre("0001-five.patch"));
}

TEST(StackRefresh, KeepsTheFoldersThatPathsBeginWith) {
    World world;
    world.recipe.patches->strip = 3;
    const FileTree after = tree_of({{"a.c", changed(body, "\n5\n", "\nfive\n")}});
    world.folder.emplace("one.patch", TreeFile(patch_text(world.upstream, after, "", "deps/x")));
    world.upstream = tree_of({{"a.c", "0\n" + body}});
    const StackChange change = world.refresh();
    EXPECT_THAT(std::string(change.folder.at("one.patch").bytes()),
                StartsWith("diff --git a/deps/x/a.c b/deps/x/a.c\n"));
    world.folder = change.folder;
    EXPECT_THAT(world.standings(), ElementsAre("one.patch: clean"));

    world.recipe.patches->strip = 0;
    world.folder.insert_or_assign("one.patch", TreeFile("--- a.c\n+++ a.c\n@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n"));
    EXPECT_THAT(world.standings(), ElementsAre("one.patch: moved"));
    const auto refused = refresh_stack(world.input(), {}, {});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message(), HasSubstr("'strip = 0'"));
}

TEST(StackRefresh, StopsWhereTheRecipeWantsToKnow) {
    World world = three_patches();
    world.upstream.emplace("new.c", TreeFile("new\n"));
    world.recipe.patches->on_upstreamed = PatchStack::Upstreamed::stop;
    const auto refused = refresh_stack(world.input(), {}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
}

TEST(NewPatchOfAStack, IsWhatTheTreeHasMore) {
    World world = three_patches();
    FileTree vendored = status_of_stack(world.input()).files;
    EXPECT_EQ(world.make_new(vendored).error().code, ErrorCode::not_found);
    vendored.insert_or_assign("a.c", TreeFile(std::string(vendored.at("a.c").bytes()) + "21\n"));
    vendored.emplace("lib/b.c", TreeFile("b\n"));
    vendored.erase("new.c");
    const auto change = world.make_new(vendored, {.word = "fix-it", .subject = "do it", .author = "A B <a@b.test>"});
    ASSERT_TRUE(change) << change.error().message();
    EXPECT_THAT(change->written, ElementsAre("0004-fix-it.patch"));
    EXPECT_THAT(std::string(change->folder.at("0004-fix-it.patch").bytes()),
                StartsWith("From: A B <a@b.test>\nSubject: [PATCH] do it\n\n---\ndiff --git a/a.c b/a.c\n"));
    world.folder = change->folder;
    const StackStatus status = status_of_stack(world.input());
    EXPECT_EQ(status.files, vendored);
    EXPECT_EQ(status.rows.back().standing, PatchStanding::clean);
}

TEST(NewPatchOfAStack, LeavesOutWhatOthersMake) {
    World world;
    Hook build;
    build.name = "build";
    build.writes = {"out/**"};
    world.recipe.hooks.push_back(build);
    world.recipe.prebuilt = {"*.wasm"};
    world.derived.origins["version.h"] = {.kind = Origin::Kind::generated};
    world.upstream.emplace("version.h", TreeFile("1\n"));
    FileTree vendored = world.upstream;
    vendored.insert_or_assign("version.h", TreeFile("2\n"));
    vendored.emplace("out/o.js", TreeFile("o\n"));
    vendored.emplace("l.wasm", TreeFile(std::string("\0asm", 4)));
    EXPECT_EQ(world.make_new(vendored).error().code, ErrorCode::not_found);
    vendored.insert_or_assign("a.c", TreeFile("only\n"));
    const auto change = world.make_new(vendored);
    ASSERT_TRUE(change) << change.error().message();
    EXPECT_THAT(change->notes,
                ElementsAre(HasSubstr("l.wasm: is made by prebuilt"), HasSubstr("out/o.js: is made by hook build"),
                            HasSubstr("version.h: is made by a rule")));
    EXPECT_FALSE(change->folder.at("0001-fix.patch").bytes().contains("version.h"));
}

TEST(NewPatchOfAStack, RefusesWhatNoPatchCanSay) {
    World world;
    FileTree vendored = world.upstream;
    vendored.emplace("b.bin", TreeFile(std::string("\0", 1)));
    EXPECT_EQ(world.make_new(vendored).error().code, ErrorCode::unsupported);
    vendored = tree_of({{"a.c", "x\n"}});
    for (const char* word : {"", "../x", "a b", "-x", "a/b"})
        EXPECT_EQ(world.make_new(vendored, {.word = word}).error().code, ErrorCode::usage) << word;
    for (const char* author : {"a", "A <a@b", "A <a@b>\nTo: x", "<a@b>"})
        EXPECT_EQ(world.make_new(vendored, {.word = "x", .author = author}).error().code, ErrorCode::usage) << author;
    world = three_patches();
    world.upstream = tree_of({{"a.c", changed(body, "\n5\n", "\nother\n")}});
    EXPECT_EQ(world.make_new(vendored).error().code, ErrorCode::conflict);
}

TEST(Series, NamesTheNextPatchAndFindsOne) {
    FileTree folder;
    EXPECT_EQ(next_patch_name(folder, "a").value_or(""), "0001-a.patch");
    folder.emplace("0007-a.patch", TreeFile("x"));
    EXPECT_EQ(next_patch_name(folder, "b.patch").value_or(""), "0008-b.patch");
    EXPECT_FALSE(next_patch_name(folder, "a"));
    folder.emplace("zlib.patch", TreeFile("x"));
    EXPECT_EQ(next_patch_name(folder, "zz").value_or(""), "zz.patch");
    EXPECT_THAT(next_patch_name(folder, "b").error().message(), HasSubstr("would come before 'zlib.patch'"));
    folder.emplace("series", TreeFile("zlib.patch\n0007-a.patch"));
    EXPECT_EQ(next_patch_name(folder, "b").value_or(""), "b.patch");
    add_to_series(folder, "b.patch");
    EXPECT_EQ(folder.at("series").bytes(), "zlib.patch\n0007-a.patch\nb.patch\n");
    EXPECT_THAT(names_in_series(folder), ElementsAre("zlib.patch", "0007-a.patch", "b.patch"));

    const std::vector<std::string> names{"0001-a.patch", "0002-b.patch", "0003-b.patch"};
    EXPECT_EQ(patch_named(names, "a").value_or(""), "0001-a.patch");
    EXPECT_EQ(patch_named(names, "0002-b").value_or(""), "0002-b.patch");
    EXPECT_EQ(patch_named(names, "0003-b.patch").value_or(""), "0003-b.patch");
    EXPECT_THAT(patch_named(names, "b").error().message(), HasSubstr("may be 0002-b.patch or 0003-b.patch"));
    EXPECT_THAT(patch_named(names, "0001-a.path").error().message(), HasSubstr("did you mean '0001-a.patch'?"));
}

TEST(StackExport, HasUpstreamsOwnPaths) {
    World world = three_patches();
    Derived pristine;
    pristine.origins["a.c"] = {.kind = Origin::Kind::edited, .from = "lib/src/a.cpp"};
    pristine.origins["own.gyp"] = {.kind = Origin::Kind::kept};
    const auto all = export_stack(world.input(), pristine, {}, "A <a@b.test>", "ward 1");
    ASSERT_TRUE(all) << all.error().message();
    ASSERT_EQ(all->size(), 3u);
    const std::string& first = (*all)[0].text;
    EXPECT_THAT(first, StartsWith("From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
                                  "From: A <a@b.test>\nSubject: [PATCH] a change\n\n---\n\n"
                                  "diff --git a/lib/src/a.cpp b/lib/src/a.cpp\n"));
    EXPECT_THAT(first, testing::EndsWith("-- \nward 1\n"));
    EXPECT_THAT((*all)[0].notes, ElementsAre(HasSubstr("as the recipe edits them")));
    EXPECT_THAT((*all)[2].text, HasSubstr("diff --git a/lib/src/new.c b/lib/src/new.c\nnew file mode 100644\n"));
    EXPECT_EQ(export_stack(world.input(), pristine, {"0003-new.patch"}, "A <a@b.test>", "w")->size(), 1u);
    EXPECT_THAT(export_stack(world.input(), pristine, {}, "", "w").error().message(), HasSubstr("--author"));
}

TEST(StackExport, KeepsAMailsOwnWords) {
    World world;
    const FileTree after = tree_of({{"a.c", "x\n"}});
    world.folder.emplace("1.patch",
                         TreeFile(patch_text(world.upstream, after,
                                             "From 123 Mon Sep 17 00:00:00 2001\nFrom: J\u00f8rn <j@x.test>\n"
                                             "Date: Thu, 1 Jan 2026 00:00:00 +0000\nSubject: [PATCH 2/3] one\n two\n\n"
                                             "Why.\n\nFrom here on.\n---\n a.c | 2 +-\n\n")));
    Derived pristine;
    pristine.origins["a.c"] = {.from = "a.c"};
    const auto out = export_stack(world.input(), pristine, {}, "", "w");
    ASSERT_TRUE(out) << out.error().message();
    EXPECT_THAT(
        out->front().text,
        StartsWith("From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
                   "From: J\u00f8rn <j@x.test>\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nSubject: [PATCH] one two\n"));
    EXPECT_THAT(out->front().text, HasSubstr("\n\nWhy.\n\n>From here on.\n---\n\ndiff --git"));
}

TEST(StackExport, LeavesOutWhatIsNotUpstreams) {
    World world;
    world.upstream.emplace("own.gyp", TreeFile("{}\n"));
    FileTree after = world.upstream;
    after.insert_or_assign("own.gyp", TreeFile("{ }\n"));
    world.folder.emplace("1.patch", TreeFile(patch_text(world.upstream, after)));
    Derived pristine;
    pristine.origins["own.gyp"] = {.kind = Origin::Kind::created};
    const auto out = export_stack(world.input(), pristine, {}, "A <a@b.test>", "w");
    ASSERT_TRUE(out);
    EXPECT_EQ(out->front().text, "");
    EXPECT_THAT(out->front().notes, ElementsAre(HasSubstr("own.gyp"), HasSubstr("no file of upstream's")));
}

}  // namespace
}  // namespace ward::update
