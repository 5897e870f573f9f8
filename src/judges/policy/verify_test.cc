#include "judges/policy/verify.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/path.h"
#include "judges/policy/create.h"
#include "judges/policy/imports.h"

namespace ward::policy {
namespace {

class Trees : public testing::Test {
  protected:
    void SetUp() override {
        const std::string path = testing::TempDir() + "ward_policy_tree_" + std::to_string(::getpid());
        std::filesystem::remove_all(path);
        std::filesystem::create_directories(path + "/bin");
        std::filesystem::create_directories(path + "/lib");
        folder_ = real_path(path);
        put("app.js", "require('./lib/a');\n");
        put("lib/a.js", "a");
        put("lib/odd ~name#1.js", "odd");
        put("data.txt", "text");
        std::filesystem::create_symlink("a.js", folder_ + "/lib/link.js");
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void put(const std::string& name, const std::string& bytes) const {
        ASSERT_TRUE(replace_file(folder_ + '/' + name, bytes));
    }
    Root root() const { return Root::open(folder_).value(); }
    Manifest made(const CreateWants& wants = {}) const {
        return create_manifest(root(), folder_, wants).value().manifest;
    }
    Verification verified(const Manifest& manifest, const VerifyWants& wants = {}) const {
        return verify_tree(manifest, root(), folder_, Semantics::ward, wants).value();
    }
    // "changed lib/a.js", ...
    std::vector<std::string> differences(const Manifest& manifest, const VerifyWants& wants = {}) const {
        std::vector<std::string> out;
        for (const DifferentFile& file : verified(manifest, wants).differences)
            out.push_back(std::string(name_of(file.difference)) + ' ' + file.path);
        return out;
    }
    using Lines = std::vector<std::string>;
    std::string folder_;
};

TEST_F(Trees, AManifestIsOfItsTree) {
    const Manifest manifest = made();
    Lines keys;
    for (const Entry& entry : manifest.resources) keys.push_back(entry.key);
    EXPECT_EQ(keys, (Lines{"./app.js", "./data.txt", "./lib/a.js", "./lib/odd%20%7Ename%231.js"}));
    ASSERT_EQ(manifest.ward->symlinks.size(), 1u);
    EXPECT_EQ(manifest.ward->symlinks[0], (NamedText{"./lib/link.js", "a.js", 0}));
    EXPECT_EQ(manifest.resources[0].dependencies.kind, Dependencies::Kind::any);
    EXPECT_EQ(manifest.resources[1].dependencies.kind, Dependencies::Kind::absent) << "no code";
    const Verification seen = verified(manifest);
    EXPECT_TRUE(seen.differences.empty());
    EXPECT_TRUE(seen.unread.empty());
    EXPECT_EQ(seen.files, 4u);
    // Written and read it says the same.
    const Manifest again = parse_manifest(manifest_text(manifest), "policy.json").value();
    EXPECT_EQ(again, manifest);
}

// What npm puts into a package's bin/ has no ending as often as not.
TEST_F(Trees, CommandsThatNodeRunsMayImport) {
    put("bin/tool", "#!/usr/bin/env node\nrequire('../lib/a.js');\n");
    put("bin/shell", "#!/bin/sh\nexec node x\n");
    put("bin/plain", "#!/usr/bin/env node\n");
    for (const char* name : {"/bin/tool", "/bin/shell"}) ASSERT_EQ(::chmod((folder_ + name).c_str(), 0755), 0);
    Created created = create_manifest(root(), folder_, {}).value();
    const auto kind = [&](std::string_view key) {
        return std::ranges::find(created.manifest.resources, key, &Entry::key)->dependencies.kind;
    };
    EXPECT_EQ(kind("./bin/tool"), Dependencies::Kind::any);
    EXPECT_EQ(kind("./bin/shell"), Dependencies::Kind::absent);
    EXPECT_EQ(kind("./bin/plain"), Dependencies::Kind::absent) << "not executable";
    narrow_dependencies(created.manifest, created.files, root(), {});
    const Entry& tool = *std::ranges::find(created.manifest.resources, "./bin/tool", &Entry::key);
    ASSERT_EQ(tool.dependencies.kind, Dependencies::Kind::map);
    ASSERT_EQ(tool.dependencies.entries.size(), 1u);
    EXPECT_EQ(tool.dependencies.entries[0].target.text, "./lib/a.js");
}

TEST_F(Trees, EveryDifferenceIsNamed) {
    const Manifest manifest = made();
    put("lib/a.js", "b");
    put("new.js", "n");
    ASSERT_EQ(::unlink((folder_ + "/data.txt").c_str()), 0);
    ASSERT_EQ(::unlink((folder_ + "/lib/link.js").c_str()), 0);
    std::filesystem::create_symlink("../new.js", folder_ + "/lib/link.js");
    std::filesystem::create_symlink("a.js", folder_ + "/lib/second.js");
    ASSERT_EQ(::mkfifo((folder_ + "/fifo").c_str(), 0600), 0);
    EXPECT_EQ(differences(manifest), (Lines{"missing data.txt", "extra fifo", "changed lib/a.js", "link lib/link.js",
                                            "extra lib/second.js", "extra new.js"}));
    EXPECT_EQ(differences(manifest, {.extra_files = false}),
              (Lines{"missing data.txt", "changed lib/a.js", "link lib/link.js"}));
    EXPECT_EQ(
        differences(manifest, {.leave_out = [](std::string_view path) { return path == "lib" || path == "new.js"; }}),
        (Lines{"missing data.txt", "extra fifo"}))
        << "what is left out is not missing either";
}

TEST_F(Trees, AFileThatBecameALinkIsMissing) {
    const Manifest manifest = made();
    ASSERT_EQ(::unlink((folder_ + "/data.txt").c_str()), 0);
    std::filesystem::create_symlink("/etc/hostname", folder_ + "/data.txt");
    EXPECT_EQ(differences(manifest), (Lines{"missing data.txt"}));
    const Verification seen = verified(manifest);
    EXPECT_EQ(seen.differences[0].what, "is a symbolic link now");
}

TEST_F(Trees, OnlyFilesThatPassAreHandedOn) {
    const Manifest manifest = made();
    put("lib/a.js", "b");
    put("new.js", "n");
    std::atomic<int> passed = 0;
    VerifyWants wants;
    wants.passed = [&](const Fd& fd, const HashedFile& file) -> Result<void> {
        EXPECT_EQ(status_of(fd, "").value(), file.status);
        ++passed;
        return {};
    };
    EXPECT_EQ(verified(manifest, wants).files, 4u);
    EXPECT_EQ(passed, 3);
    wants.passed = [](const Fd&, const HashedFile&) -> Result<void> { return fail(ErrorCode::io, "no room"); };
    EXPECT_EQ(verified(manifest, wants).unread.size(), 3u);
}

TEST_F(Trees, ScopesAnswerForFilesWithoutAnEntry) {
    Manifest manifest = made();
    std::erase_if(manifest.resources, [](const Entry& entry) { return entry.key.starts_with("./lib/"); });
    EXPECT_EQ(differences(manifest), (Lines{"extra lib/a.js", "extra lib/odd ~name#1.js"}));
    Entry scope;
    scope.key = "./lib/";
    scope.integrity.kind = Integrity::Kind::any;
    manifest.scopes.push_back(scope);
    EXPECT_EQ(differences(manifest), Lines{});
}

TEST_F(Trees, AnEntryWithoutIntegrityNeverPasses) {
    Manifest manifest = made();
    manifest.resources[0].integrity = {};
    EXPECT_EQ(differences(manifest), (Lines{"not-allowed app.js"}));
}

TEST_F(Trees, KeysElsewhereAreNamed) {
    Manifest manifest = made();
    for (const char* key : {"../outside.js", "data:text/javascript,1", "https://example.org/x.js"}) {
        Entry entry;
        entry.key = key;
        entry.integrity.kind = Integrity::Kind::any;
        manifest.resources.push_back(entry);
    }
    const Verification seen = verified(manifest);
    EXPECT_TRUE(seen.differences.empty());
    EXPECT_EQ(seen.elsewhere.size(), 3u);
}

TEST_F(Trees, TwoSpellingsOfOneFileAreRefused) {
    Manifest manifest = made();
    Entry twin = manifest.resources[0];
    twin.key = "./%61pp.js";
    manifest.resources.push_back(twin);
    EXPECT_FALSE(verify_tree(manifest, root(), folder_, Semantics::ward, {}));
    // Two files that Windows would not tell apart: neither made nor believed, unless it is asked for.
    put("APP.js", "other");
    EXPECT_FALSE(create_manifest(root(), folder_, {}));
    const auto exact = create_manifest(root(), folder_, {.names = FileNames::exact});
    ASSERT_TRUE(exact);
    EXPECT_FALSE(verify_tree(exact->manifest, root(), folder_, Semantics::ward, {}));
    EXPECT_EQ(differences(exact->manifest, {.names = FileNames::exact}), Lines{});
}

TEST_F(Trees, BothLineEndings) {
    const Manifest manifest = made({.endings = LineEndings::both});
    put("app.js", "require('./lib/a');\r\n");
    EXPECT_EQ(differences(manifest), Lines{});
    put("app.js", "require('./lib/a');\r\n\n");
    EXPECT_EQ(differences(manifest), (Lines{"changed app.js"}));
}

TEST_F(Trees, AnIndexSavesReading) {
    const Manifest manifest = made();
    constexpr int64_t far_future = 9'000'000'000'000'000'000;
    const Verification first = verified(manifest, {.now = far_future});
    EXPECT_EQ(first.known, 0u);
    EXPECT_EQ(first.index.size(), 4u);
    const Verification second = verified(manifest, {.index = &first.index, .now = far_future});
    EXPECT_EQ(second.known, 4u);
    EXPECT_EQ(second.index.bytes(), first.index.bytes());
    put("lib/a.js", "b");
    const Verification third = verified(manifest, {.index = &first.index, .now = far_future});
    EXPECT_EQ(third.known, 3u);
    ASSERT_EQ(third.differences.size(), 1u);
    EXPECT_EQ(third.differences[0].path, "lib/a.js");
}

// What was well and is as it was is not compared again; whatever moved, it is.
TEST_F(Trees, AnIndexRemembersThatAllWasWell) {
    const Manifest manifest = made();
    constexpr int64_t later = INT64_MAX;
    const auto look = [&](const FileIndex& index, std::string about = "policy, program") {
        VerifyWants wants;
        wants.index = &index;
        wants.now = later;
        wants.about = std::move(about);
        return verified(manifest, wants);
    };
    const Verification first = look({});
    ASSERT_TRUE(first.index.verdict());
    EXPECT_EQ(first.index.verdict()->files, 4u);
    const Verification again = look(first.index);
    EXPECT_TRUE(again.as_before);
    EXPECT_EQ(again.files, 4u);
    EXPECT_EQ(again.known, 4u);
    EXPECT_FALSE(look(first.index, "another manifest").as_before);
    EXPECT_FALSE(look(first.index, "").as_before);
    VerifyWants handing;
    handing.index = &first.index;
    handing.about = "policy, program";
    std::atomic<int> passed = 0;
    handing.passed = [&](const Fd&, const HashedFile&) -> Result<void> {
        ++passed;
        return {};
    };
    EXPECT_TRUE(verified(manifest, handing).as_before);
    EXPECT_EQ(passed, 4) << "who waits for open files gets those that passed then";
    handing.passed = [](const Fd&, const HashedFile&) -> Result<void> { return fail(ErrorCode::io, "no"); };
    EXPECT_EQ(verified(manifest, handing).unread.size(), 4u) << "all are compared where one cannot be handed out";
    FileIndex shorter = first.index;
    shorter.set_verdict({first.index.verdict()->of, 5, first.index.verdict()->manifest, first.index.verdict()->head});
    handing.index = &shorter;
    EXPECT_FALSE(verified(manifest, handing).as_before) << "an index that lacks one";

    put("lib/a.js", "b");
    const Verification changed = look(first.index);
    EXPECT_FALSE(changed.as_before);
    ASSERT_EQ(changed.differences.size(), 1u);
    EXPECT_FALSE(changed.index.verdict()) << "not of a tree that differs";
    put("lib/a.js", "a");
    const Verification mended = look(first.index);
    EXPECT_FALSE(mended.as_before) << "the same bytes in another file";
    EXPECT_TRUE(mended.differences.empty());
    put("new.js", "n");
    EXPECT_EQ(look(mended.index).differences.size(), 1u);
    ASSERT_EQ(::unlink((folder_ + "/new.js").c_str()), 0);
    EXPECT_TRUE(look(mended.index).as_before);
    ASSERT_EQ(::unlink((folder_ + "/lib/link.js").c_str()), 0);
    std::filesystem::create_symlink("../app.js", folder_ + "/lib/link.js");
    EXPECT_EQ(look(mended.index).differences.size(), 1u);
}

// What the manifest leaves out, and its serial, are remembered with the verdict: it need not be read again.
TEST_F(Trees, WhereAllIsAsBeforeNobodyAsksForTheManifest) {
    Manifest manifest = made();
    ASSERT_TRUE(manifest.ward);
    manifest.ward->serial = 12;
    manifest.ward->exclude = {{"cache", "written by tools"}};
    VerifyWants wants;
    wants.now = INT64_MAX;
    wants.about = "policy, program";
    wants.manifest_digest = std::string(32, 'd');
    const FileIndex index = verified(manifest, wants).index;
    ASSERT_TRUE(index.verdict());
    EXPECT_EQ(index.verdict()->manifest, wants.manifest_digest);
    EXPECT_EQ(index.verdict()->head, (ManifestHead{.serial = 12, .exclude = {"cache"}}));
    wants.index = &index;
    int asked = 0;
    const auto look = [&] {
        return *verify_tree(
            [&] {
                ++asked;
                return &manifest;
            },
            root(), folder_, Semantics::ward, wants);
    };
    EXPECT_TRUE(look().as_before);
    EXPECT_EQ(asked, 0);
    put("lib/a.js", "b");
    EXPECT_EQ(look().differences.size(), 1u);
    EXPECT_EQ(asked, 1);
}

TEST_F(Trees, WhatJustChangedIsNotRemembered) {
    VerifyWants wants;
    wants.about = "policy, program";
    wants.now = status_of(root().open_regular("app.js").value(), "app.js")->identity.changed + 1;
    EXPECT_FALSE(verified(made(), wants).index.verdict());
}

// What was digested has to be what the tree was seen as: else a file that was put in its place for a moment would vouch
// for it ever after.
TEST_F(Trees, AFileThatIsExchangedMeanwhileIsNotRemembered) {
    const Manifest manifest = made();
    VerifyWants wants;
    wants.about = "policy, program";
    wants.now = INT64_MAX;
    // Files are asked for when the tree was listed already.
    wants.leave_out = [&](std::string_view path) {
        if (path == "lib/a.js") put("lib/a.js", "a");
        return false;
    };
    const Verification seen = verified(manifest, wants);
    EXPECT_TRUE(seen.differences.empty());
    EXPECT_FALSE(seen.index.verdict());
}

TEST_F(Trees, OnlyChosenFiles) {
    const Manifest manifest = made({.only = std::vector<std::string>{"app.js", "lib/a.js"}});
    EXPECT_EQ(manifest.resources.size(), 2u);
}

}  // namespace
}  // namespace ward::policy
