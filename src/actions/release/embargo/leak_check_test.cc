#include "actions/release/embargo/leak_check.h"

#include <sys/stat.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/embargo/bundle.h"
#include "actions/release/embargo/embargo_fixture.h"

namespace ward::release {
namespace {

using namespace test;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class LeakCheck : public testing::Test, protected EmbargoFixture {
  protected:
    void SetUp() override {
        NEEDS_GIT();
        make_world();
        set_taint();
        run("git clone -q open.git clone");
    }
    void set_taint() { matcher_.emplace(matcher_of(taint_of({"fix"}, {"main"}))); }
    std::vector<std::string> check(std::string_view below, LeakCheckOptions options = {}) const {
        options.environment = environment();
        const auto report = check_folder(path(below), *matcher_, options);
        EXPECT_TRUE(report);
        const std::vector<std::string> sentences = sentences_of(*report);
        expect_no_secret(sentences, *matcher_);
        return sentences;
    }
    std::optional<TaintMatcher> matcher_;
};

TEST_F(LeakCheck, finds_nothing_in_what_is_public) {
    EXPECT_THAT(check("clone"), IsEmpty());
    EXPECT_THAT(check("open.git"), IsEmpty());
}

TEST_F(LeakCheck, finds_private_commits_and_contents) {
    const std::vector<std::string> found = check("closed.git");
    const std::string commit = run("git rev-parse fix", "work").substr(0, 12);
    const std::string blob = run("git rev-parse fix:lib/parse.c", "work").substr(0, 12);
    EXPECT_THAT(found, Contains("commit " + commit +
                                " (reached from refs/heads/fix): is or names a commit that only private refs reach "
                                "(private-commit 1)"));
    EXPECT_THAT(found, Contains("blob " + blob +
                                " (lib/parse.c, reached from refs/heads/fix): is or names a content that only private "
                                "commits have (private-blob 1)"));
    EXPECT_THAT(check("work"), Contains(HasSubstr("reached from refs/heads/fix")));
}

TEST_F(LeakCheck, finds_a_rewritten_commit) {
    run("git checkout -q main && sed -i 's/^    return n;/    if (n > limit) return -1;\\n&/' lib/parse.c && "
        "echo '// another file that makes the content another one' >> lib/parse.c && git commit -qam 'tidy up'",
        "clone");
    EXPECT_THAT(check("clone"), IsEmpty()) << "another change, so nothing to find";
    run("sed -i '$d' lib/parse.c && git commit -q --amend -a -m 'tidy up'", "clone");
    EXPECT_THAT(check("clone"), Contains(AllOf(StartsWith("commit "), HasSubstr("(same-patch 1)"))));
}

// Every place of a clone where something may stand.
TEST_F(LeakCheck, finds_words_wherever_they_are) {
    const struct {
        std::string commands;
        std::string expected;
    } cases[] = {
        {"git commit -q --allow-empty -m 'fix: " + secret_title + "'",
         "reached from refs/heads/main): has words of a report's title (title 1)"},
        {"git checkout -q --detach && git commit -q --allow-empty -m 2871234 && git checkout -q main",
         "reached from reflog of HEAD): names a report"},
        {"git commit -q --allow-empty -m 2871234 && git reset -q --hard HEAD~1 && rm -rf .git/logs .git/ORIG_HEAD "
         ".git/COMMIT_EDITMSG",
         "reached from no ref or reflog): names a report"},
        {"git notes add -m 'see CVE-2026-41414'", "reached from refs/notes/commits): names a CVE id"},
        {"echo quiet_finder9 > README && git stash -q", "(README:1, reached from refs/stash): names a reporter"},
        {"git tag -a -m 'for 2871234' v1", "reached from refs/tags/v1): names a report"},
        {"git branch report-2871234", "name .git/refs/heads/report-[embargoed]: names a report"},
        {"git branch report-2871234 && git pack-refs --all", "file .git/packed-refs:"},
        {"git update-ref refs/remotes/x/y HEAD && git commit -q --allow-empty -m 2871234 && git update-ref "
         "refs/remotes/x/y HEAD && git reset -q --hard HEAD~1 && git reflog expire --expire=now --all",
         "reached from refs/remotes/x/y): names a report"},
        {"echo 'see 2871234' > new-file", "file new-file:1: names a report"},
        {"mkdir -p a/test-2871234 && echo x > a/test-2871234/b", "name a/test-[embargoed]: names a report"},
        {"mkdir d && touch d/CVE-2026-41414 && git add . && git commit -qm x && git rm -q d/CVE-2026-41414 && git "
         "commit -qm y",
         "tree"},
        {"ln -s /tmp/2871234 link", "name link: names a report"},
        {"git remote add p https://github.com/example-private/engine-private/pull/77", "file .git/config:"},
        {"echo 'for 2871234' > .git/COMMIT_EDITMSG", "file .git/COMMIT_EDITMSG:1: names a report"},
        {"git -c core.logAllRefUpdates=true update-ref -m 'rework 2871234' refs/heads/x HEAD && git branch -D x; git "
         "update-ref -m 'rework 2871234' HEAD HEAD",
         "file .git/logs/HEAD:"},
        {"printf '%s' '" + secret_summary + "' | git hash-object -w --stdin",
         "(line 1, reached from no ref or reflog): has words of a report's summary (summary 1)"},
        {"printf x > y && git hash-object -w -t tag --literally y; mkdir -p site/pages && printf '# Post\\n\\n" +
             secret_title + "\\n' > site/pages/post.md",
         "file site/pages/post.md:3: has words of a report's title"},
    };
    for (const auto& one : cases) {
        run("rm -rf clone && git clone -q open.git clone");
        run(one.commands, "clone");
        EXPECT_THAT(check("clone"), Contains(HasSubstr(one.expected))) << one.commands;
    }
}

TEST_F(LeakCheck, reads_repositories_inside_and_packed_objects) {
    run("git commit -q --allow-empty -m 2871234 && git gc -q && git clone -q --bare . ../site/deep/x.git", "clone");
    EXPECT_THAT(check("clone"), Contains(HasSubstr("reached from refs/heads/main): names a report")));
    EXPECT_THAT(check("site"), Contains(HasSubstr("reached from refs/heads/main): names a report")));
    run("git -c protocol.file.allow=always submodule -q add ../clone sub && git commit -qm sub", "work");
    EXPECT_THAT(check("work"), Contains(HasSubstr("names a report (report-id 1)")));
}

TEST_F(LeakCheck, reads_linked_worktrees_where_they_lead_to_named_folders) {
    run("git worktree add -q ../tree fix", "work");
    EXPECT_THAT(check("tree"),
                ElementsAre(AllOf(HasSubstr("problem: .git: "), HasSubstr("in none of the named folders"))));
    EXPECT_THAT(check("tree", {.named = {path("work")}}), Contains(HasSubstr("(private-commit 1)")));
}

TEST_F(LeakCheck, tells_what_it_cannot_read) {
    run("git clone -q --depth 1 file://" + path("closed.git") + " shallow && git -C shallow remote rm origin");
    run("git commit -q --allow-empty -m one && git push -q origin HEAD:main", "clone");
    run("git clone -q --depth 1 file://" + path("open.git") + " shallow2");
    EXPECT_THAT(check("shallow2"), ElementsAre(HasSubstr("cannot be compared with its parent")));
    run("git clone -q --shared open.git borrows");
    EXPECT_THAT(check("borrows"), Contains(HasSubstr("in none of the named folders")));
    run("chmod 000 .git/config; test -r .git/config", "clone");
    write("open.git/objects/pack/x.idx", "junk");
    write("open.git/objects/pack/x.pack", "junk");
    EXPECT_THAT(check("open.git"), Contains(HasSubstr("x.pack")));
}

TEST_F(LeakCheck, survives_hostile_folders) {
    run("mkdir hostile && cd hostile && ln -s . loop && ln -s nowhere gone && mkfifo pipe && "
        "p=d; for i in $(seq 60); do p=$p/d; done && mkdir -p $p && ln -s ../d d/up && mkdir -p a/objects a/refs && "
        "printf 'ref: refs/heads/../../../x\\n' > a/HEAD && printf '# v2 git bundle\\njunk' > b && "
        "printf 'gitdir: ../../../../../etc\\n' > d/.git");
    EXPECT_THAT(check("hostile"), Contains(HasSubstr("the bundle was not read: b:2: is cut short")));
}

TEST_F(LeakCheck, remembers_what_was_clean) {
    LeakCheckOptions options{.cache_folder = path("cache"), .environment = environment()};
    const auto first = check_folder(path("clone"), *matcher_, options);
    EXPECT_EQ(first->known_clean, 0u);
    const auto second = check_folder(path("clone"), *matcher_, options);
    EXPECT_EQ(second->known_clean, second->objects + second->files);
    EXPECT_GT(second->objects, 4u);
    for (const auto& file : std::filesystem::directory_iterator(path("cache"))) {
        struct stat status{};
        ASSERT_EQ(::stat(file.path().c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777u, 0600u);
    }
    // Something new is looked at, and stays told.
    run("git commit -q --allow-empty -m 2871234", "clone");
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(check_folder(path("clone"), *matcher_, options)->leaks.size(), 4u) << "commit, two logs, message";
    // Another set knows nothing of what was clean under this one.
    TaintSet more = secret_set();
    more.titles.push_back("the very first commit");
    more.report_ids.push_back("first commit");
    EXPECT_THAT(sentences_of(*check_folder(path("clone"), matcher_of(more), options)),
                Contains(HasSubstr("report-id 2")));
    // A damaged file is none.
    for (const auto& file : std::filesystem::directory_iterator(path("cache")))
        write("cache/" + file.path().filename().string(), read_file(file.path(), 1u << 20).value_or("") + "x");
    EXPECT_EQ(check_folder(path("clone"), *matcher_, options)->known_clean, 0u);
}

TEST_F(LeakCheck, reads_bundles) {
    const LeakCheckOptions options{.environment = environment()};
    const auto bundle = [&](const std::string& arguments, const LeakCheckOptions& with) {
        run("git bundle create -q ../b " + arguments, "work");
        return sentences_of(*check_file(path("b"), *matcher_, with));
    };
    EXPECT_THAT(bundle("main", options), IsEmpty());
    EXPECT_THAT(bundle("fix", options),
                Contains(AllOf(HasSubstr("reached from refs/heads/fix"), HasSubstr("(private-commit 1)"))));
    EXPECT_THAT(bundle("--version=3 fix", options), Contains(HasSubstr("(private-blob 1)")));
    // What builds on another repository cannot be read without it: never clean by that.
    run("seq 500 > long && git add long && git commit -qm long && sed -i s/250/two/ long && git commit -qam longer",
        "work");
    EXPECT_THAT(bundle("main~1..main", options), Contains(HasSubstr("problem")));
    LeakCheckOptions with_base = options;
    with_base.base_repository = path("work");
    EXPECT_THAT(bundle("main~1..main", with_base), IsEmpty());
    TaintSet patches;
    patches.patch_ids = taint_of({"fix"}, {"main"}).patch_ids;
    matcher_.emplace(matcher_of(patches));
    EXPECT_THAT(bundle("main..fix", with_base), Contains(HasSubstr("(same-patch 1)")));
    set_taint();
    // As a file of a folder.
    std::filesystem::create_directory(path("mail"));
    run("git bundle create -q ../mail/x.bundle fix && git format-patch -q -o ../mail main..fix", "work");
    EXPECT_THAT(check("mail"),
                AllOf(Contains(HasSubstr("in x.bundle")), Contains(HasSubstr("patch 0001-check-the-limit.patch"))));
}

TEST_F(LeakCheck, reads_texts_before_they_are_published) {
    const LeakReport report =
        check_text("## Notable changes\n\n* " + secret_title + " (#12)\n", *matcher_, "pull request body");
    EXPECT_THAT(sentences_of(report), ElementsAre("text pull request body:3: has words of a report's title (title 1)"));
    EXPECT_TRUE(check_text("Fix a crash in the parser of bodies", *matcher_, "pull request body").clean());
}

TEST_F(LeakCheck, fetches_remotes) {
    const auto remote = [&](const std::string& url) {
        const auto report = check_remote(url, *matcher_, {.environment = environment()});
        return report ? sentences_of(*report) : std::vector{report.error().message()};
    };
    EXPECT_THAT(remote("file://" + path("open.git")), IsEmpty());
    run("git push -q origin fix:refs/changes/1", "work");
    EXPECT_THAT(remote("file://" + path("open.git")), Contains(HasSubstr("reached from refs/changes/1")));
    EXPECT_THAT(remote("--upload-pack=x"), ElementsAre(HasSubstr("is no URL")));
    EXPECT_THAT(remote("ext::sh -c true"), ElementsAre(HasSubstr("not allowed")));
}

TEST(Bundle, has_a_header_of_lines) {
    const std::string id(40, 'a');
    const auto parsed =
        parse_bundle("# v2 git bundle\n-" + id + " old\n-" + id + "\n" + id + " refs/heads/x y\n\nPACKrest", "b");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->prerequisites.size(), 2u);
    EXPECT_THAT(parsed->refs, ElementsAre(BundleRef{"refs/heads/x y", *gitobjects::ObjectId::from_hex(id)}));
    const std::string long_id(64, 'b');
    const auto third =
        parse_bundle("# v3 git bundle\n@object-format=sha256\n@filter=blob:none\n" + long_id + " HEAD\n\nPACK", "b");
    ASSERT_TRUE(third);
    EXPECT_EQ(third->id_bytes, 32u);
    EXPECT_TRUE(third->is_filtered);
    const auto error = [](const std::string& text) { return parse_bundle(text, "b").error().message(); };
    EXPECT_EQ(error("# v9 git bundle\n"), "b:1: is no bundle of version 2 or 3");
    EXPECT_EQ(error("# v2 git bundle\n@filter=x\n\n"), "b:2: has a capability where none can stand");
    EXPECT_EQ(error("# v3 git bundle\n@teleport\n\n"), "b:2: asks for a capability that is unknown");
    EXPECT_EQ(error("# v2 git bundle\n" + id + "\n\n"), "b:2: has an id without a ref");
    EXPECT_EQ(error("# v2 git bundle\nzz x\n\n"), "b:2: is no line of an id and a ref");
    EXPECT_EQ(error("# v2 git bundle\n" + id + " x\n"), "b:3: is cut short");
    EXPECT_EQ(error("# v2 git bundle\n" + id + " x\n\nPAC"), "b:3: has no pack behind its refs");
}

}  // namespace
}  // namespace ward::release
