#include "io/gitobjects/gitobjects.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/text.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::gitobjects {
namespace {

class GitObjects : public testing::Test, protected GitFixture {
  protected:
    Result<std::optional<Head>> head(std::string_view below = ".") const {
        const auto root = Root::open(fmt::format("{}/{}", path(), below));
        EXPECT_TRUE(root);
        return read_head(*root);
    }
    // Of a repository that must be there.
    Head found(std::string_view below = ".") const {
        const auto result = head(below);
        EXPECT_TRUE(result && result->has_value());
        return result ? result->value_or(Head{}) : Head{};
    }
    std::string head_error(std::string_view below = ".") const {
        const auto result = head(below);
        return result ? "" : result.error().message();
    }
    std::string index(std::string_view below = ".git") const {
        return read_file(fmt::format("{}/{}/index", path(), below), max_index_bytes).value_or("");
    }
};

TEST_F(GitObjects, no_repository_is_nothing) {
    EXPECT_EQ(*head(), std::nullopt);
    write(".git/config", "");
    EXPECT_EQ(*head(), std::nullopt);
}

TEST_F(GitObjects, branch_with_loose_then_packed_ref) {
    NEEDS_GIT();
    run("git init -q -b trunk . && git commit -q --allow-empty -m one");
    const std::string first = run("git rev-parse HEAD");
    ASSERT_EQ(first.size(), 40u);
    EXPECT_EQ(found().ref, "refs/heads/trunk");
    EXPECT_EQ(found().commit, first);

    run("git tag -a -m t v1 && git pack-refs --all");
    ASSERT_FALSE(std::filesystem::exists(path() + "/.git/refs/heads/trunk"));
    EXPECT_EQ(found().commit, first);

    // A newer loose ref hides the packed one.
    run("git commit -q --allow-empty -m two");
    EXPECT_NE(run("git rev-parse HEAD"), first);
    EXPECT_EQ(found().commit, run("git rev-parse HEAD"));
}

TEST_F(GitObjects, detached_unborn_and_sha256) {
    NEEDS_GIT();
    run("git init -q -b trunk .");
    EXPECT_EQ(found().ref, "refs/heads/trunk");
    EXPECT_EQ(found().commit, "");
    run("git commit -q --allow-empty -m one && git checkout -q --detach");
    EXPECT_EQ(found().ref, "");
    EXPECT_EQ(found().commit, run("git rev-parse HEAD"));
    run("git init -q --object-format=sha256 other && cd other && git commit -q --allow-empty -m one");
    EXPECT_EQ(found("other").commit, run("git rev-parse HEAD", "other"));
    EXPECT_EQ(found("other").commit.size(), 64u);
}

TEST_F(GitObjects, empty_folder_in_the_place_of_a_ref) {
    NEEDS_GIT();
    run("git init -q -b a . && git commit -q --allow-empty -m one && git pack-refs --all && mkdir -p "
        ".git/refs/heads/a");
    EXPECT_EQ(found().commit, run("git rev-parse HEAD"));
}

TEST_F(GitObjects, worktrees_and_submodules_are_not_followed_outside) {
    NEEDS_GIT();
    run("git init -q -b trunk main && cd main && git commit -q --allow-empty -m one && git worktree add -q ../tree");
    EXPECT_NE(head_error("tree").find("outside the scanned folder, which is not followed"), std::string::npos);
    write("sub/.git", "gitdir: ../main/.git\n");
    EXPECT_EQ(head_error("sub"), ".git: points to \"../main/.git\" outside the scanned folder, which is not followed");
    EXPECT_EQ(head("sub").error().code, ErrorCode::unsupported);
    // Below the same root it may lead anywhere.
    run("mkdir inside && git init -q -b trunk --separate-git-dir=inside/store inside && cd inside && echo gitdir: "
        "store > .git && "
        "git commit -q --allow-empty -m one");
    EXPECT_EQ(found("inside").commit, run("git rev-parse HEAD", "inside"));
    EXPECT_EQ(*git_folder(*Root::open(path() + "/inside")), "store");
}

TEST_F(GitObjects, hostile_heads) {
    const std::string id(40, 'a');
    write(".git/HEAD", "ref: refs/heads/../../../etc/passwd\n");
    EXPECT_EQ(head_error(), ".git/HEAD: \"refs/heads/../../../etc/passwd\" is not a ref");
    write(".git/HEAD", "ref: /etc/passwd\n");
    EXPECT_EQ(head_error(), ".git/HEAD: \"/etc/passwd\" is not a ref");
    write(".git/HEAD", std::string_view("ref: refs/heads/a\0b\n", 20));
    EXPECT_EQ(head_error(), ".git/HEAD: \"refs/heads/a\\x00b\" is not a ref");
    write(".git/HEAD", "ref: refs/heads/a.lock\n");
    EXPECT_EQ(head_error(), ".git/HEAD: \"refs/heads/a.lock\" is not a ref");
    write(".git/HEAD", "ref: refs/heads//a\n");
    EXPECT_EQ(head_error(), ".git/HEAD: \"refs/heads//a\" is not a ref");
    write(".git/HEAD", "");
    EXPECT_EQ(head_error(), ".git/HEAD: is neither a commit id nor \"ref: NAME\"");
    write(".git/HEAD", id + "a");
    EXPECT_EQ(head_error(), ".git/HEAD: is neither a commit id nor \"ref: NAME\"");
    write(".git/HEAD", std::string(max_ref_file_bytes + 1, 'a'));
    EXPECT_EQ(head_error(), ".git/HEAD: is larger than 4096 bytes");
    write(".git/HEAD", "ref: refs/heads/.invalid\n");
    EXPECT_EQ(head_error(), ".git/HEAD: refs are kept in a reftable, which is not read");

    write(".git/HEAD", "ref: refs/heads/loop\n");
    write(".git/refs/heads/loop", "ref: refs/heads/loop\n");
    EXPECT_EQ(head_error(), ".git/HEAD: leads through more than 5 refs");
    write(".git/refs/heads/loop", "ref: refs/heads/end\n");
    write(".git/refs/heads/end", "  " + to_lower("ABCDEF") + std::string(34, '0') + "\n");
    EXPECT_EQ(found().ref, "refs/heads/end");
    EXPECT_EQ(found().commit, "abcdef" + std::string(34, '0'));

    std::filesystem::remove(path() + "/.git/refs/heads/end");
    write(".git/packed-refs", "# pack-refs with: peeled\n^" + id + "\n" + id + " refs/heads/en\nnonsense\n");
    EXPECT_EQ(head_error(), ".git/packed-refs:4: is not a line of packed refs");
    write(".git/packed-refs", id + " refs/heads/end");
    EXPECT_EQ(found().commit, id);
}

TEST_F(GitObjects, symbolic_links_are_not_followed) {
    write("real/HEAD", std::string(40, 'a') + "\n");
    ASSERT_EQ(::symlink("real", (path() + "/.git").c_str()), 0);
    EXPECT_EQ(head_error(), ".git/HEAD: leads through a symbolic link, which is not followed");
    write("two/.git/refs/heads/x", "");
    write("two/.git/HEAD", "ref: refs/heads/y\n");
    ASSERT_EQ(::symlink("../../../../real/HEAD", (path() + "/two/.git/refs/heads/y").c_str()), 0);
    EXPECT_EQ(head_error("two"), ".git/refs/heads/y: leads through a symbolic link, which is not followed");
    // A FIFO must not make anybody wait.
    ASSERT_TRUE(make_folders(path() + "/three/.git"));
    ASSERT_EQ(::mkfifo((path() + "/three/.git/HEAD").c_str(), 0600), 0);
    EXPECT_EQ(head_error("three"), ".git/HEAD: is not a regular file");
    write("four/.git", "gitdir: /somewhere\n");
    EXPECT_NE(head_error("four").find("not followed"), std::string::npos);
    write("five/.git", "nonsense");
    EXPECT_EQ(head_error("five"), ".git: is neither a folder nor \"gitdir: PATH\"");
}

// What `git ls-files` says, in the form "COMMIT PATH" a line.
std::string as_text(const Result<std::vector<Gitlink>>& links) {
    if (!links) return links.error().message();
    std::string out;
    for (const Gitlink& link : *links) out += fmt::format("{} {}\n", link.commit, link.path);
    return std::string(trim(out));
}

constexpr std::string_view list_gitlinks =
    "git -c core.quotePath=false ls-files -s | sed -n 's/^160000 \\([0-9a-f]*\\) [02]\t/\\1 /p'";

void add_entries(const std::function<std::string(std::string_view)>& run, std::string_view id) {
    const std::string script = fmt::format(
        "mkdir -p src/deep && for i in $(seq 40); do echo $i > src/deep/file$i; done && git add . && "
        "for p in deps/one deps/one-more deps/two 'a b' vend\xc3\xa9 src/deep/zz/$(printf 'x%.0s' $(seq 300))/sub; do "
        "git update-index --add --cacheinfo \"160000,{},$p\"; done",
        id);
    run(script);
}

TEST_F(GitObjects, gitlinks_of_all_index_versions) {
    NEEDS_GIT();
    const auto here = [this](std::string_view command) { return run(command); };
    run("git init -q .");
    add_entries(here, std::string(40, '7'));
    for (const int version : {2, 3, 4}) {
        // An entry of intent makes git write extended flags, which version 3 is for.
        if (version == 3) run("echo x > intended && git add -N intended");
        run(fmt::format("git update-index --index-version {}", version));
        const std::string bytes = index();
        ASSERT_EQ(bytes[7], version);
        const std::string expected = run(list_gitlinks);
        EXPECT_EQ(split(expected, '\n').size(), 6u);
        EXPECT_EQ(as_text(read_gitlinks(bytes)), expected) << version;
    }
}

TEST_F(GitObjects, gitlinks_with_sha256_ids) {
    NEEDS_GIT();
    run("git init -q --object-format=sha256 .");
    add_entries([this](std::string_view command) { return run(command); }, std::string(64, '7'));
    for (const int version : {2, 4}) {
        run(fmt::format("git update-index --index-version {}", version));
        EXPECT_EQ(as_text(read_gitlinks(index())), run(list_gitlinks)) << version;
    }
    run("git init -q --object-format=sha256 empty && cd empty && git read-tree --empty");
    EXPECT_EQ(as_text(read_gitlinks(index("empty/.git"))), "");
}

TEST_F(GitObjects, gitlinks_in_a_conflict_are_ours) {
    NEEDS_GIT();
    run("git init -q . && printf '160000 %s 1\\tsub\\n160000 %s 2\\tsub\\n160000 %s 3\\tsub\\n' " +
        std::string(40, '1') + " " + std::string(40, '2') + " " + std::string(40, '3') +
        " | git update-index --index-info");
    EXPECT_EQ(as_text(read_gitlinks(index())), std::string(40, '2') + " sub");
    EXPECT_EQ(run(list_gitlinks), std::string(40, '2') + " sub");
}

TEST_F(GitObjects, split_and_sparse_indexes) {
    NEEDS_GIT();
    run("git init -q .");
    add_entries([this](std::string_view command) { return run(command); }, std::string(40, '7'));
    run("git commit -q -m one && git sparse-checkout set --cone --sparse-index a");
    const std::string expected = run(list_gitlinks);
    EXPECT_NE(index().find("sdir"), std::string::npos);
    EXPECT_EQ(as_text(read_gitlinks(index())), expected);
    run("git init -q two && cd two && echo > a && git add a && git update-index --split-index");
    EXPECT_TRUE(
        as_text(read_gitlinks(index("two/.git"))).starts_with("index is split in two files, which is not read"));
    EXPECT_EQ(read_gitlinks(index("two/.git")).error().code, ErrorCode::unsupported);
}

// An index of version 2 with SHA-1 ids, made by hand.
struct Made {
    std::string path;
    uint32_t mode = 0160000;
    uint32_t flags = 0;
};

std::string number(uint32_t value, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
    return out;
}

std::string make_index(const std::vector<Made>& entries, std::string_view extension = {}) {
    std::string out = "DIRC" + number(2, 4) + number(static_cast<uint32_t>(entries.size()), 4);
    for (const Made& entry : entries) {
        std::string bytes =
            std::string(24, '\0') + number(entry.mode, 4) + std::string(12, '\0') + std::string(20, '\x11');
        bytes += number(entry.flags | static_cast<uint32_t>(entry.path.size()), 2) + entry.path + '\0';
        bytes.resize((bytes.size() + 7) / 8 * 8);
        out += bytes;
    }
    out += extension;
    return out + std::string(20, '\0');
}

TEST(GitIndex, hand_made_ones_are_read) {
    EXPECT_EQ(as_text(read_gitlinks(make_index({}))), "");
    EXPECT_EQ(as_text(read_gitlinks(make_index({{"a"}, {"b", 0100644}, {"c/d"}}))),
              std::string(20, '1') + std::string(20, '1') + " a\n" + std::string(40, '1') + " c/d");
    EXPECT_EQ(as_text(read_gitlinks(make_index({{"a"}}, "TREE" + number(3, 4) + "xyz"))), std::string(40, '1') + " a");
}

TEST(GitIndex, hostile_ones_are_refused) {
    EXPECT_EQ(as_text(read_gitlinks("")), "is not an index file of git");
    EXPECT_EQ(as_text(read_gitlinks("DIRC")), "is not an index file of git");
    EXPECT_EQ(as_text(read_gitlinks("DIRC" + number(5, 4) + number(0, 4))), "index has the unknown version 5");
    EXPECT_EQ(as_text(read_gitlinks("DIRC" + number(2, 4) + number(0xffffffff, 4) + std::string(20, '\0'))),
              "index is cut short at byte 12");
    for (const std::string_view path : {"../x", "a/../../x", "/etc", "a//b", "a/", ".git/hooks", "a/.GIT/x", "."})
        EXPECT_NE(as_text(read_gitlinks(make_index({{std::string(path)}}))).find("has the impossible path"),
                  std::string::npos)
            << path;
    EXPECT_NE(as_text(read_gitlinks(make_index({{""}}))).find("without a path"), std::string::npos);
    EXPECT_NE(as_text(read_gitlinks(make_index({{"b"}, {"a"}}))).find("out of order"), std::string::npos);
    EXPECT_NE(as_text(read_gitlinks(make_index({{"a"}, {"a"}}))).find("out of order"), std::string::npos);
    EXPECT_NE(as_text(read_gitlinks(make_index({{"a", 0160000, 0x4000}}))).find("later version"), std::string::npos);
    EXPECT_NE(as_text(read_gitlinks(make_index({{std::string(5000, 'a')}}))).find("too long"), std::string::npos);
    EXPECT_NE(as_text(read_gitlinks(make_index({{"a"}}, "TREE" + number(0xffffffff, 4)))).find("cut short"),
              std::string::npos);
    EXPECT_NE(as_text(read_gitlinks(make_index({{"a"}}, "evil" + number(0, 4)))).find("unknown extension \"evil\""),
              std::string::npos);
    std::string padded = make_index({{"ab"}});
    padded[padded.size() - 21] = 'x';
    EXPECT_NE(as_text(read_gitlinks(padded)).find("padding"), std::string::npos);
    std::string renamed = make_index({{"a"}, {"bc"}});
    renamed[12 + 61] = 2;  // the length in the flags
    EXPECT_NE(as_text(read_gitlinks(renamed)).find("another length"), std::string::npos);
}

TEST(GitIndex, version_4_prefixes_stay_within_the_path_before) {
    const auto entry = [](std::string_view dropped_and_rest, uint32_t length) {
        return std::string(24, '\0') + number(0160000, 4) + std::string(32, '\x11') + number(length, 2) +
               std::string(dropped_and_rest) + '\0';
    };
    const auto made = [&](const std::string& second) {
        return "DIRC" + number(4, 4) + number(2, 4) + entry(std::string_view("\0deps/a", 7), 6) + second +
               std::string(20, '\0');
    };
    EXPECT_TRUE(as_text(read_gitlinks(made(entry("\x01"
                                                 "b",
                                                 6))))
                    .ends_with(" deps/b"));
    EXPECT_NE(as_text(read_gitlinks(made(entry("\x07"
                                               "b",
                                               6))))
                  .find("drops more"),
              std::string::npos);
    EXPECT_NE(as_text(read_gitlinks(made(entry("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 6)))).find("too large"),
              std::string::npos);
}

TEST(GitIndex, every_cut_of_a_good_one_is_an_error) {
    const std::string whole = make_index({{"a"}, {"b", 0100644}, {"c/d"}});
    for (size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(read_gitlinks(std::string_view(whole).substr(0, size))) << size;
}

}  // namespace
}  // namespace ward::gitobjects
