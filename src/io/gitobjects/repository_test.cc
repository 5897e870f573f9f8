// Git itself is the oracle: it makes the repositories, and says what is in them.
#include "io/gitobjects/repository.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "io/gitobjects/git_fixture.h"

namespace ward::gitobjects {
namespace {

constexpr const char* every_object = "git cat-file --batch-check --batch-all-objects";

class Repositories : public testing::Test, protected GitFixture {
  protected:
    // Some commits with files that make deltas, a tag, a symbolic link, a gitlink, an executable.
    void fill(std::string_view init = "git init -q -b main") const {
        run(init);
        run("for i in $(seq 300); do echo line $i of a file that is long enough; done > big; mkdir -p a/b; "
            "echo x > a/b/c; echo y > a-b; ln -s a/b/c link; chmod +x a-b; "
            "git add .; git update-index --add --cacheinfo 160000,$(git hash-object -w big),deps/sub; git commit -qm "
            "1; "
            "for i in $(seq 20); do echo more $i >> big; sed -i s/$i/changed/ big; git commit -qam $i; done; "
            "git tag -a -m tagged v1.0; git tag -a -m again twice v1.0; git tag light; git branch v22.x HEAD~3");
    }
    // What this reader says of every object, in the form of every_object.
    static std::string described(const Repository& repository) {
        std::string text;
        const auto ids = repository.objects().all();
        for (const ObjectId& id : ids.value()) {
            const auto info = repository.objects().info(id);
            text += id.hex() +
                    (info ? fmt::format(" {} {}", name_of(info->kind), info->size) : info.error().message()) + "\n";
        }
        return text;
    }
    static std::string listed(const Repository& repository, const ObjectId& tree, const std::string& prefix = "") {
        std::string text;
        const std::vector<TreeEntry> entries = repository.tree(tree).value();
        for (const TreeEntry& entry : entries) {
            const std::string path = prefix + entry.name;
            if (entry.mode == TreeMode::folder) {
                text += listed(repository, entry.id, path + "/");
                continue;
            }
            const char* mode = entry.mode == TreeMode::gitlink   ? "160000 commit"
                               : entry.mode == TreeMode::symlink ? "120000 blob"
                               : entry.mode == TreeMode::file    ? "100644 blob"
                                                                 : "100755 blob";
            text += fmt::format("{} {}\t{}\n", mode, entry.id.hex(), path);
        }
        return text;
    }
    // How many objects `batch`, as `git cat-file --batch` writes it, has; each is compared to the byte.
    static size_t compare(const Repository& repository, const std::string& batch) {
        std::string_view rest = batch;
        size_t count = 0;
        for (; !rest.empty(); ++count) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            const auto words = split(line, ' ');
            if (words.size() != 3) return 0;
            const auto size = to_number<size_t>(words[2]).value_or(0);
            const auto object = repository.objects().read(ObjectId::from_hex(words[0]).value_or(ObjectId()));
            EXPECT_TRUE(object) << line;
            if (!object) return 0;
            EXPECT_TRUE(object->bytes == rest.substr(line.size() + 1, size)) << line;
            rest.remove_prefix(line.size() + 1 + size + 1);
        }
        return count;
    }
    void contents_agree(const Repository& repository, const char* folder, const std::string& ref) const {
        const std::string all = output(
            fmt::format("git -C '{0}' ls-tree -r {1} | awk '$2 == \"blob\" {{print $3}}' | git -C '{0}' cat-file "
                        "--batch",
                        folder, ref));
        EXPECT_GT(compare(repository, all), 100u);
    }
    // All contents too.
    void agrees_with_git(const std::string& folder, const std::string& below) const {
        const auto repository = Repository::open(folder);
        ASSERT_TRUE(repository) << repository.error().message();
        EXPECT_TRUE(repository->objects().problems().empty());
        EXPECT_EQ(described(*repository), output(every_object, below));
        const std::string all = output("git cat-file --batch --batch-all-objects", below);
        const size_t count = compare(*repository, all);
        EXPECT_GT(count, 20u);
        const auto head = repository->resolve("HEAD");
        ASSERT_TRUE(head) << head.error().message();
        EXPECT_EQ(head->commit.hex(), run("git rev-parse HEAD", below));
        EXPECT_EQ(listed(*repository, head->tree), output("git ls-tree -r HEAD", below));
    }
    std::string said(const Result<Revision>& result) const {
        return result ? result->commit.hex() : result.error().message();
    }
};

TEST_F(Repositories, agree_with_git_loose_packed_bare_and_with_sha256) {
    NEEDS_GIT();
    fill();
    agrees_with_git(path(), ".");
    run("git repack -adq --depth=50 --window=50; git pack-refs --all");
    EXPECT_FALSE(run("ls .git/objects/pack/*.idx").empty());
    agrees_with_git(path(), ".");
    run("echo loose > beside; git add .; git commit -qm loose");
    agrees_with_git(path(), ".");
    run("git clone -q --bare . bare");
    agrees_with_git(path("bare"), "bare");

    run("mkdir new");
    if (run("git init -q --object-format=sha256 new && echo ok") != "ok") return;
    run("for i in $(seq 30); do echo $i >> f; git add f; git commit -qm $i; done; git repack -adq", "new");
    agrees_with_git(path("new"), "new");
}

TEST_F(Repositories, read_deltas_by_id_and_offsets_of_eight_bytes) {
    NEEDS_GIT();
    fill();
    run("git repack -adq");
    // Packs as other servers write them: bases named by id, offsets in the table for packs of more than 2 GiB.
    run("git pack-objects --all --no-reuse-delta -q --depth=30 x < /dev/null; mv x-*.pack x.pack; rm -f x-*; "
        "rm -f .git/objects/pack/*; git index-pack --stdin --index-version=2,0x100 < x.pack; rm x.pack");
    agrees_with_git(path(), ".");
}

TEST_F(Repositories, tell_in_which_order_objects_lie) {
    NEEDS_GIT();
    fill();
    run("git gc -q --aggressive && git commit -q --allow-empty -m loose");
    const auto repository = Repository::open(path());
    ASSERT_TRUE(repository);
    std::vector<ObjectId> ids = repository->objects().all().value();
    const std::vector<ObjectId> sorted = ids;
    ASSERT_TRUE(repository->objects().sort_for_reading(ids));
    std::string order;
    for (const ObjectId& id : ids) order += id.hex() + '\n';
    // verify-pack's fifth column is the offset.
    EXPECT_EQ(order, output("git verify-pack -v .git/objects/pack/*.idx | grep -E '^[0-9a-f]{40} ' | sort -n -k5 | "
                            "cut -d' ' -f1; git rev-parse HEAD"));
    std::ranges::sort(ids);
    EXPECT_EQ(ids, sorted);
}

TEST_F(Repositories, find_branches_tags_and_remotes) {
    NEEDS_GIT();
    fill();
    run("git clone -q . clone; cd clone; git branch -q -D main 2>/dev/null; git checkout -q --detach; git branch -D "
        "main; "
        "git remote add other ..; git fetch -q other; git branch light HEAD~1; git pack-refs --all");
    const auto repository = Repository::open(path("clone"));
    ASSERT_TRUE(repository) << repository.error().message();
    const auto expect_same = [&](std::string_view name, std::string_view git_name) {
        EXPECT_EQ(said(repository->resolve(name)), run(fmt::format("git rev-parse '{}^{{commit}}'", git_name), "clone"))
            << name;
    };
    expect_same("v22.x", "origin/v22.x");
    expect_same("main", "origin/main");
    expect_same("other/main", "other/main");
    expect_same("v1.0", "v1.0");
    expect_same("twice", "twice");
    expect_same("refs/tags/light", "refs/tags/light");
    expect_same("refs/heads/light", "refs/heads/light");
    expect_same("HEAD", "HEAD");
    expect_same(run("git rev-parse v22.x"), "origin/v22.x");
    EXPECT_EQ(repository->resolve("v22.x")->ref, "refs/remotes/origin/v22.x");
    EXPECT_EQ(said(repository->resolve("light")),
              "'light' is a branch and a tag; say refs/heads/light or refs/tags/light");
    EXPECT_EQ(said(repository->resolve("v22x")), "'v22x' is no branch, tag or commit id; did you mean v22.x?");
    EXPECT_EQ(said(repository->resolve("../x\x1b")), "'../x\\x1b' is no branch, tag or commit id");
    EXPECT_NE(said(repository->resolve(std::string(40, 'a'))).find("is not in the repository"), std::string::npos);
    EXPECT_EQ(said(repository->resolve(run("git rev-parse HEAD^{tree}"))).substr(43), "is a tree, not a commit");
    run("git remote add third ..; git fetch -q third; git update-ref -d refs/remotes/origin/v22.x", "clone");
    EXPECT_EQ(said(Repository::open(path("clone"))->resolve("v22.x")),
              "'v22.x' is a branch of several remotes; say refs/remotes/other/v22.x or refs/remotes/third/v22.x");
}

TEST_F(Repositories, lead_only_into_named_folders) {
    NEEDS_GIT();
    run("mkdir main");
    run("git init -q -b main . && echo 1 > f && git add . && git commit -qm 1 && git worktree add -q -b side ../side "
        "&& "
        "git clone -q -s . ../shared",
        "main");
    run("echo 2 > f; git commit -qam 2", "side");

    const auto alone = Repository::open(path("side"));
    ASSERT_FALSE(alone);
    EXPECT_NE(alone.error().message().find("in none of the named folders"), std::string::npos)
        << alone.error().message();
    const std::vector<std::string> named{path("main/.git")};
    const auto worktree = Repository::open(path("side"), named);
    ASSERT_TRUE(worktree) << worktree.error().message();
    EXPECT_EQ(said(worktree->resolve("HEAD")), run("git rev-parse side", "main"));
    EXPECT_EQ(said(worktree->resolve("main")), run("git rev-parse main", "main"));

    const auto shared = Repository::open(path("shared"));
    ASSERT_TRUE(shared) << shared.error().message();
    ASSERT_EQ(shared->objects().problems().size(), 1u);
    EXPECT_NE(shared->objects().problems()[0].reason.find("in none of the named folders"), std::string::npos);
    EXPECT_NE(said(shared->resolve("HEAD")).find("is not in the repository"), std::string::npos);
    const auto trusted = Repository::open(path("shared"), named);
    ASSERT_TRUE(trusted) << trusted.error().message();
    EXPECT_TRUE(trusted->objects().problems().empty());
    EXPECT_EQ(said(trusted->resolve("HEAD")), run("git rev-parse HEAD", "shared"));

    // A circle of alternates ends; one through a link is not followed.
    write("main/.git/objects/info/alternates", path("main/.git/objects") + "\n../objects\n");
    EXPECT_TRUE(Repository::open(path("main"))->resolve("main"));
    run("ln -s /etc main/.git/objects/elsewhere");
    write("main/.git/objects/info/alternates", "elsewhere\n");
    EXPECT_EQ(Repository::open(path("main"))->objects().problems().size(), 1u);
}

TEST_F(Repositories, that_are_none_or_not_understood_are_told) {
    NEEDS_GIT();
    const auto error_of = [&](const std::string& below) {
        const auto result = Repository::open(path(below));
        return result ? "opened" : result.error().message();
    };
    run("mkdir -p none/.git");
    EXPECT_NE(error_of("none"), "opened") << "an empty .git";
    run("mkdir plain");
    EXPECT_NE(error_of("plain").find("is no git repository"), std::string::npos);
    run("mkdir table; git init -q table; mkdir table/.git/reftable");
    EXPECT_NE(error_of("table").find("reftable"), std::string::npos);
    write("file/.git", "gitdir: /etc\n");
    EXPECT_NE(error_of("file").find("in none of the named folders"), std::string::npos);
    write("odd/.git", "something\n");
    EXPECT_NE(error_of("odd").find("neither a folder"), std::string::npos);
    run("git init -q -b main fresh");
    EXPECT_EQ(said(Repository::open(path("fresh"))->resolve("HEAD")), "'HEAD' is a branch that has no commit yet");
    run("git init -q -b main round; cd round; echo 'ref: refs/heads/a' > .git/HEAD; "
        "echo 'ref: refs/heads/b' > .git/refs/heads/a; echo 'ref: refs/heads/a' > .git/refs/heads/b");
    EXPECT_NE(error_of("round").find("leads through more than"), std::string::npos);
}

// A large repository of the tester's: WARD_TEST_REPOSITORY=FOLDER.
TEST_F(Repositories, agree_with_git_on_a_real_one) {
    NEEDS_GIT();
    const char* folder = std::getenv("WARD_TEST_REPOSITORY");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    if (folder == nullptr) GTEST_SKIP() << "WARD_TEST_REPOSITORY is not set";
    const auto repository = Repository::open(folder);
    ASSERT_TRUE(repository) << repository.error().message();
    EXPECT_TRUE(described(*repository) ==
                output(fmt::format("git -C '{}' cat-file --batch-check --batch-all-objects", folder)));
    size_t trees = 0;
    for (const Ref& ref : repository->refs()) {
        if (!ref.name.starts_with("refs/heads/") || ++trees > 10) continue;
        const auto revision = repository->resolve(ref.name);
        ASSERT_TRUE(revision) << revision.error().message();
        if (trees == 1) contents_agree(*repository, folder, ref.name);
        EXPECT_TRUE(listed(*repository, revision->tree) ==
                    output(fmt::format("git -C '{}' -c core.quotePath=false ls-tree -r {}", folder, ref.name)))
            << ref.name;
    }
    EXPECT_GT(trees, 0u);
}

}  // namespace
}  // namespace ward::gitobjects
