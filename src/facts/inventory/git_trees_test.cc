// The oracle of a branch is its checkout: both must give the same inventory.
#include "facts/inventory/git_trees.h"

#include <gtest/gtest.h>

#include "io/gitobjects/git_fixture.h"

namespace ward::inventory {
namespace {

class GitTreesTest : public testing::Test, protected gitobjects::GitFixture {
  protected:
    // Something for every kind of reader, and what must not be followed.
    void fill() const {
        run("git init -q -b main; mkdir -p deps/zlib deps/uv/include/uv .github/workflows node_modules/a vendor");
        write("package.json", R"({"name": "app", "version": "1.0.0", "dependencies": {"a": "^1"}})");
        write("package-lock.json", R"({"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {
            "": {"name": "app", "version": "1.0.0", "dependencies": {"a": "^1"}},
            "node_modules/a": {"version": "1.0.0"}}})");
        write("node_modules/a/package.json", R"({"name": "a", "version": "1.0.0"})");
        write("deps/zlib/zlib.h", "#define ZLIB_VERSION \"1.2.11\"\n");
        write("deps/zlib/README.chromium", "Name: zlib\nVersion: 1.2.12\nURL: https://zlib.net\n");
        write("deps/uv/include/uv/version.h",
              "#define UV_VERSION_MAJOR 1\n#define UV_VERSION_MINOR 44\n#define UV_VERSION_PATCH 2\n");
        write("deps/nobody/code.c", "int x;\n");
        write(".github/workflows/ci.yml", "on: push\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n");
        write(".gitmodules", "[submodule \"sub\"]\n\tpath = deps/sub\n\turl = https://github.com/c-ares/c-ares\n");
        run("mkdir -p deps/sub; git add .; "
            "git update-index --add --cacheinfo 160000,1234567890123456789012345678901234567890,deps/sub; "
            "ln -s /etc/passwd deps/passwd; ln -s ../package.json vendor/package.json; ln -s zlib deps/link; git add "
            "deps "
            "vendor; git commit -qm 1");
    }
    Result<Inventory> of_ref(std::string_view name, const Options& options = {}) const {
        WARD_TRY(const gitobjects::Repository repository, gitobjects::Repository::open(path()));
        WARD_TRY(const gitobjects::Revision revision, repository.resolve(name));
        GitTrees trees(repository);
        std::unique_ptr<GitSource> source;
        return take_inventory(trees, revision, path(), options, source);
    }
};

TEST_F(GitTreesTest, see_what_a_checkout_shows) {
    NEEDS_GIT();
    fill();
    for (const std::vector<std::string>& exclude : {std::vector<std::string>{}, {"deps/zlib"}, {"deps/**/*.h"}}) {
        Options options;
        options.exclude = exclude;
        const auto there = take_inventory(*Root::open(path()), options);
        const auto here = of_ref("main", options);
        ASSERT_TRUE(there && here);
        EXPECT_GT(here->components.size(), 4u);
        EXPECT_TRUE(here->components == there->components);
        EXPECT_EQ(here->skipped.size(), there->skipped.size());
        EXPECT_TRUE(here->skipped == there->skipped);
        EXPECT_TRUE(here->notes == there->notes);
        EXPECT_EQ(here->subject, there->subject);
    }
}

TEST_F(GitTreesTest, list_in_the_order_of_a_walk) {
    NEEDS_GIT();
    run("git init -q -b main; mkdir -p a/b a.b a-b; touch a/b/c a/d a.b/x a-b/y a0 ab; git add .; git commit -qm 1");
    const auto repository = gitobjects::Repository::open(path());
    ASSERT_TRUE(repository);
    GitTrees trees(*repository);
    GitSource source(trees, repository->resolve("main")->tree);
    const auto all = [](std::string_view) { return true; };
    const auto paths_of = [](const Listing& listing) {
        std::string text;
        for (const Entry& entry : listing.entries)
            if (!entry.path.starts_with(".git")) text += entry.path + (entry.kind == EntryKind::folder ? "/\n" : "\n");
        return text;
    };
    const Root root = std::move(*Root::open(path()));
    EXPECT_EQ(paths_of(source.list({}, all)),
              paths_of(root.walk({}, [](std::string_view folder) { return folder != ".git"; })));
    EXPECT_EQ(paths_of(source.list({}, [](std::string_view folder) { return folder != "a"; })).find("a/b"),
              std::string::npos);

    const auto beside_git = [](std::string_view folder) { return folder != ".git"; };
    const Listing shallow = source.list({.depth = 2}, all);
    ASSERT_EQ(shallow.problems.size(), 1u);
    EXPECT_EQ(shallow.problems[0].path, "a/b");
    EXPECT_EQ(shallow.problems[0].reason, root.walk({.depth = 2}, beside_git).problems[0].reason);
    EXPECT_EQ(source.list({.entries = 3}, all).problems.size(), 1u);
    EXPECT_FALSE(source.list({.path_bytes = 3}, all).problems.empty());
}

TEST_F(GitTreesTest, read_files_as_a_root_does) {
    NEEDS_GIT();
    fill();
    const auto repository = gitobjects::Repository::open(path());
    GitTrees trees(*repository);
    const GitSource source(trees, repository->resolve("main")->tree);
    const Root root = std::move(*Root::open(path()));
    for (const char* file : {"package.json", "deps/zlib/zlib.h", "deps/passwd", "deps/link/zlib.h", "deps", "deps/sub",
                             "deps/none", "none/deeper", "package.json/x", ""}) {
        const auto here = source.read(file, 1000);
        const auto there = root.read(file, 1000);
        ASSERT_EQ(here.has_value(), there.has_value()) << file;
        if (here) {
            EXPECT_EQ(*here, *there);
            continue;
        }
        EXPECT_EQ(here.error().where, *file == '\0' ? "" : there.error().where);
        if (there.error().code == ErrorCode::unsupported && *file != '\0') {
            EXPECT_EQ(here.error().what, there.error().what) << file;
        }
    }
    EXPECT_EQ(source.read("package.json", 10).error().what, "is larger than 10 bytes");
    EXPECT_EQ(*source.link_target("deps/passwd"), "/etc/passwd");
    EXPECT_FALSE(source.link_target("package.json"));
}

TEST_F(GitTreesTest, read_what_branches_share_once) {
    NEEDS_GIT();
    fill();
    run("for i in 1 2 3 4; do git checkout -q -b b$i; echo $i > other$i.txt; git add .; git commit -qm $i; done");
    const auto repository = gitobjects::Repository::open(path());
    ASSERT_TRUE(repository);
    GitTrees trees(*repository);
    std::unique_ptr<GitSource> source;
    size_t first = 0;
    for (const char* name : {"main", "b1", "b2", "b3", "b4"}) {
        const auto inventory = take_inventory(trees, *repository->resolve(name), path(), {}, source);
        ASSERT_TRUE(inventory);
        EXPECT_EQ(inventory->subject.ref, std::string("refs/heads/") + name);
        if (first == 0) first = trees.blobs_read();
        EXPECT_EQ(trees.blobs_read(), first) << name;
    }
    EXPECT_GT(first, 5u);
}

// What one branch has worked out must be right for the next: the same file elsewhere, the same file asked about under
// another name, another file in its place.
TEST_F(GitTreesTest, say_of_a_branch_the_same_alone_and_beside_others) {
    NEEDS_GIT();
    fill();
    run("mkdir -p deps/acme");
    write("deps/acme/version.h", "#define ACME_VERSION \"1.0\"\n#define EMCA_VERSION \"2.0\"\n");
    write("yarn.lock", "# yarn lockfile v1\n\nb@^1:\n  version \"1.2.3\"\n");
    run("git add .; git commit -qm 2; git branch same");
    run("git checkout -q -b moved main; git mv deps/zlib deps/zlib2; git mv deps/acme vendor/acme; "
        "git mv package-lock.json deps/uv/package-lock.json; git commit -qam 3");
    run("git checkout -q -b renamed main");
    write("deps/acme/README.chromium", "Name: emca\nURL: https://example.org/emca\n");
    run("git mv deps/acme/version.h deps/acme/emca.h; git mv deps/uv deps/emca; git add .; git commit -qam 4");
    run("git checkout -q -b changed main");
    write("deps/acme/version.h", "#define ACME_VERSION \"3.0\"\n");
    write("yarn.lock", "# yarn lockfile v1\n\nb@^1:\n  version \"1.2.4\"\n");
    run("git rm -q package.json; git commit -qam 5");
    const auto repository = gitobjects::Repository::open(path());
    ASSERT_TRUE(repository);
    GitTrees trees(*repository);
    std::unique_ptr<GitSource> source;
    for (const char* name : {"main", "moved", "renamed", "changed", "same", "main"}) {
        const auto beside = take_inventory(trees, *repository->resolve(name), path(), {}, source);
        const auto alone = of_ref(name);
        ASSERT_TRUE(beside && alone) << name;
        EXPECT_TRUE(beside->components == alone->components) << name;
        EXPECT_TRUE(beside->skipped == alone->skipped) << name;
        EXPECT_TRUE(beside->notes == alone->notes) << name;
        EXPECT_EQ(beside->subject, alone->subject) << name;
    }
}

TEST_F(GitTreesTest, say_what_is_missing) {
    NEEDS_GIT();
    fill();
    const std::string tree = run("git rev-parse main:deps/zlib");
    const std::string blob = run("git rev-parse main:package-lock.json");
    run("rm -f .git/objects/" + tree.substr(0, 2) + "/" + tree.substr(2) + " .git/objects/" + blob.substr(0, 2) + "/" +
        blob.substr(2));
    const auto inventory = of_ref("main");
    ASSERT_TRUE(inventory) << inventory.error().message();
    const auto reason_of = [&](std::string_view path) {
        for (const Skipped& part : inventory->skipped)
            if (part.path == path && part.kind == SkipKind::unread) return part.reason;
        return std::string();
    };
    EXPECT_NE(reason_of("deps/zlib").find("is not in the repository"), std::string::npos);
    EXPECT_NE(reason_of("package-lock.json").find("is not in the repository"), std::string::npos);
}

}  // namespace
}  // namespace ward::inventory
