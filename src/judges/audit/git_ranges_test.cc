#include "judges/audit/git_ranges.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "io/gitobjects/git_fixture.h"
#include "judges/audit/audit.h"

namespace ward::audit {
namespace {

using advisory::EventKind;
using advisory::OsvEvent;

// main: a - b - c - d - e - f, a branch c - x, and m, which merges d into x.
class GitRanges : public testing::Test, protected gitobjects::GitFixture {
  protected:
    void SetUp() override {
        if (!has_git()) GTEST_SKIP() << "needs git";
        run("mkdir -p clones/libuv && cd clones/libuv && git init -q -b main libuv && cd libuv && "
            "for i in a b c d e f; do echo $i >> f; git add f; git commit -qm $i; git tag $i; done; "
            "git checkout -q -b side c; echo x > x; git add x; git commit -qm x; git tag x; "
            "git merge -q --no-edit d; git tag m; git repack -adq");
    }
    std::string id(const std::string& name) const {
        return name == "0" || name == "*" ? name : run("git rev-parse " + name + "^{commit}", "clones/libuv/libuv");
    }
    // Names of the commits that a range affects. Events as "+a" introduced, "-d" fixed, "~d" last affected, "<e" limit.
    std::string affected(const std::string& text) const {
        const auto repository = gitobjects::Repository::open(path("clones/libuv/libuv"));
        if (!repository) return repository.error().message();
        std::vector<std::string> ids;
        std::vector<OsvEvent> events;
        const auto words = split(text, ' ');
        ids.reserve(words.size());
        for (const std::string_view word : words) {
            ids.push_back(id(std::string(word.substr(1))));
            const EventKind kind = word[0] == '+'   ? EventKind::introduced
                                   : word[0] == '-' ? EventKind::fixed
                                   : word[0] == '~' ? EventKind::last_affected
                                                    : EventKind::limit;
            events.push_back({kind, ids.back()});
        }
        gitobjects::History history(*repository);
        std::string found;
        for (const char* name : {"a", "b", "c", "d", "e", "f", "x", "m"}) {
            const auto commit = gitobjects::ObjectId::from_hex(id(name));
            RangeWords said;
            const auto answer = is_affected(events, commit.value(), history, nullptr, said);
            if (!answer) return answer.error().message();
            if (*answer) found += name;
        }
        return found;
    }
};

TEST_F(GitRanges, follow_the_graph) {
    EXPECT_EQ(affected("+0"), "abcdefxm");
    EXPECT_EQ(affected("+b"), "bcdefxm");
    EXPECT_EQ(affected("+b -d"), "bcx") << "the branch has not the fix until it is merged";
    EXPECT_EQ(affected("-d +b"), "bcx") << "events have no order";
    EXPECT_EQ(affected("+0 -d"), "abcx");
    EXPECT_EQ(affected("+b ~d"), "bcdx");
    EXPECT_EQ(affected("+b -c +e -f"), "be") << "introduced again after the fix";
    EXPECT_EQ(affected("+x"), "xm");
    EXPECT_EQ(affected("+0 <d"), "abc");
    EXPECT_EQ(affected("+0 <*"), "abcdefxm");
    EXPECT_EQ(affected("-d"), "");
    EXPECT_EQ(affected("+b -" + std::string(40, 'a')), "bcdefxm") << "a fix that this clone does not have";
}

std::string record(const std::string& introduced, const std::string& fixed) {
    return R"({"id":"OSV-1","modified":"2025-01-01T00:00:00Z","affected":[{"ranges":[{"type":"GIT",)"
           R"("repo":"https://github.com/libuv/libuv.git","events":[{"introduced":")" +
           introduced + R"("},{"fixed":")" + fixed + R"("}]}]}]})";
}

TEST_F(GitRanges, are_asked_of_components_with_a_commit) {
    const std::string json = record(id("b"), id("d"));
    const std::vector<std::string_view> records{json};
    const auto index = advisory::Index::from_bytes(advisory::build(records).value());
    ASSERT_TRUE(index) << index.error().message();
    const auto found = [&](const std::string& commit, std::vector<std::string> folders, std::string* note = nullptr) {
        std::vector<Component> components(2);
        components[0].name = "app";
        components[1].name = "libuv";
        components[1].path = "deps/uv";
        components[1].purl = "pkg:github/libuv/libuv@" + commit;
        components[1].version = components[1].commit = commit;
        components[1].identities = {{"GIT", "https://github.com/libuv/libuv", {}}};
        number_components(components);
        GitClones clones(std::move(folders), "", {});
        GitQuestion question{&clones, ""};
        const auto findings = audit(components, *index, {.git = &question});
        if (note != nullptr) *note = question.notes.empty() ? "" : question.notes[0].text;
        EXPECT_TRUE(findings);
        return findings.value_or(std::vector<Finding>());
    };
    const std::vector<Finding> findings = found(id("c"), {path("clones")});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].id, "OSV-1");
    EXPECT_EQ(findings[0].fixed, std::vector<std::string>{id("d")});
    EXPECT_EQ(findings[0].matches[0].range,
              "commits from " + id("b").substr(0, 12) + " on without " + id("d").substr(0, 12));
    EXPECT_TRUE(found(id("e"), {path("clones")}).empty());
    EXPECT_TRUE(found(id("c"), {path("none")}).empty()) << "no clone, no answer";
    EXPECT_EQ(found(id("c"), {path("clones/libuv")}).size(), 1u) << "a clone by its name alone";

    std::string note;
    EXPECT_TRUE(found(std::string(40, 'a'), {path("clones")}, &note).empty());
    EXPECT_NE(note.find("is not in the repository"), std::string::npos) << note;
    run("git clone -q --depth 1 --branch c file://$PWD/clones/libuv/libuv shallow/libuv");
    EXPECT_TRUE(found(id("c"), {path("shallow")}, &note).empty());
    EXPECT_NE(note.find("is not in the repository"), std::string::npos) << "half a history answers nothing: " << note;
}

TEST_F(GitRanges, are_asked_of_the_subject_itself) {
    const std::string json = record("0", id("d"));
    const std::vector<std::string_view> records{json};
    const auto index = advisory::Index::from_bytes(advisory::build(records).value());
    ASSERT_TRUE(index);
    for (const auto& [name, count] : {std::pair("c", 1u), std::pair("d", 0u)}) {
        std::vector<Component> components(1);
        components[0].name = "libuv";
        components[0].purl = "pkg:github/libuv/libuv";
        components[0].identities = {{"GIT", "https://github.com/libuv/libuv", {}}};
        number_components(components);
        GitClones clones({}, path("clones/libuv/libuv"), {});
        GitQuestion question{&clones, id(name)};
        const auto findings = audit(components, *index, {.git = &question});
        ASSERT_TRUE(findings);
        EXPECT_EQ(findings->size(), count) << name;
    }
}

// The fix d is picked onto lines that begin at c, where lines around it differ.
class Picks : public GitRanges {
  protected:
    static constexpr std::string_view library = "clones/libuv/libuv";

    // A line that begins at start, with a commit of its own (a pick onto the fix's own parent would be the fix), and
    // what these commands do.
    void line(const std::string& name, const std::string& commands) const {
        run("git checkout -q -f -b " + name + " start && echo > line-" + name +
                " && git add . && git commit -qm line && " + commands + "; git tag tip-" + name,
            library);
    }
    void SetUp() override {
        GitRanges::SetUp();
        if (IsSkipped()) return;
        run("git checkout -q -f -b start c && printf 'one\ntwo\nthree\n' > code.c && mkdir -p src && "
            "printf 'x\n' > src/x.c && git add . && git commit -qm start && "
            "git checkout -q -b fixed && printf 'one\ntwo\nchecked\nthree\n' > code.c && printf 'y\n' > src/x.c && "
            "git commit -qam fix && git tag fix && git checkout -q start",
            library);
    }
    // "affected", or which commit is the fix there.
    std::string answer(const std::string& tip, const std::string& events = "+0 -fix") const {
        const auto repository = gitobjects::Repository::open(path(library));
        if (!repository) return repository.error().message();
        std::vector<std::string> ids;
        std::vector<OsvEvent> list;
        const auto words = split(events, ' ');
        ids.reserve(words.size());
        for (const std::string_view word : words) {
            ids.push_back(id(std::string(word.substr(1))));
            list.push_back({word[0] == '+' ? EventKind::introduced : EventKind::fixed, ids.back()});
        }
        gitobjects::History history(*repository);
        PickedCommits picks(*repository, history);
        RangeWords said;
        const auto affected = is_affected(list, gitobjects::ObjectId::from_hex(id(tip)).value(), history, &picks, said);
        if (!affected) return affected.error().message();
        if (!said.unread.empty()) return said.unread;
        if (*affected) return "affected: " + said.range;
        return said.picked.empty() ? "not affected" : said.picked;
    }
    std::string picked(const std::string& name) const {
        return id(name).substr(0, 12) + ", which is " + id("fix").substr(0, 12) + " picked";
    }
};

TEST_F(Picks, make_the_same_change) {
    line("plain", "git cherry-pick fix");
    line("moved",
         "printf 'zero\none\n2\nthree\n' > code.c; git commit -qam other; git cherry-pick fix || "
         "{ printf 'zero\none\n2\n  checked\nthree\n' > code.c; git add .; git -c core.editor=true "
         "cherry-pick --continue; }");
    line("more", "git cherry-pick fix; echo later > later; git add .; git commit -qm later");
    EXPECT_EQ(answer("tip-plain"), picked("tip-plain"));
    EXPECT_EQ(answer("tip-moved"), picked("tip-moved")) << "lines around it differ, and white space";
    EXPECT_EQ(answer("tip-more"), picked("tip-more^"));
    EXPECT_EQ(answer("fix"), "not affected") << "the fix itself is no pick";
    EXPECT_EQ(answer("start"), "affected: every commit without " + id("fix").substr(0, 12));
}

TEST_F(Picks, are_not_what_is_only_like_one) {
    line("part", "git cherry-pick -n fix; git checkout -q start -- src/x.c; git commit -qm part");
    line("adapted", "git cherry-pick -n fix; sed -i s/checked/looked/ code.c; git commit -qam adapted");
    line("elsewhere",
         "printf 'one\ntwo\nchecked\nthree\n' > other.c; printf 'y\n' > src/x.c; git add .; "
         "git commit -qm 'fix (cherry picked from commit '$(git rev-parse fix)')'");
    line("both", "git cherry-pick -n fix; echo more > more; git add .; git commit -qm both");
    line("mode", "git cherry-pick -n fix; chmod +x code.c; git add .; git commit -qm mode");
    for (const char* name : {"part", "adapted", "elsewhere", "both", "mode"})
        EXPECT_TRUE(answer("tip-" + std::string(name)).starts_with("affected")) << name;
}

TEST_F(Picks, may_be_taken_back) {
    line("undone", "git cherry-pick fix; git revert --no-edit HEAD");
    line("again", "git cherry-pick fix; git revert --no-edit HEAD; git cherry-pick fix");
    EXPECT_TRUE(answer("tip-undone").starts_with("affected"));
    EXPECT_EQ(answer("tip-again"), picked("tip-again"));
    // The fix is itself a revert: what it takes back came before it.
    run("git checkout -q -f -b mistake start && echo mistake >> code.c && git commit -qam mistake && git tag mistake "
        "&& "
        "git checkout -q -b unmade && git revert --no-edit HEAD && git tag unmade",
        library);
    line("stable", "git cherry-pick mistake; git cherry-pick unmade");
    EXPECT_EQ(answer("tip-stable", "+0 -unmade"),
              id("tip-stable").substr(0, 12) + ", which is " + id("unmade").substr(0, 12) + " picked");
}

TEST_F(Picks, of_an_introduction_introduce) {
    line("bug", "echo later > later; git add .; git commit -qm later; git cherry-pick fix");
    line("mended", "git cherry-pick fix; echo mended > mended; git add .; git commit -qm mended; git tag mend");
    const std::string range = "affected: commits from " + picked("tip-bug") + " on without " + id("mend").substr(0, 12);
    EXPECT_EQ(answer("tip-bug", "+fix -mend"), range);
    EXPECT_EQ(answer("start", "+fix -mend"), "not affected");
    line("bug2", "git cherry-pick fix; git cherry-pick mend");
    EXPECT_EQ(answer("tip-bug2", "+fix -mend"),
              id("tip-bug2").substr(0, 12) + ", which is " + id("mend").substr(0, 12) + " picked");
}

TEST_F(Picks, are_told_in_a_note) {
    line("stable", "git cherry-pick fix");
    const std::string json = record("0", id("fix"));
    const std::vector<std::string_view> records{json};
    const auto index = advisory::Index::from_bytes(advisory::build(records).value());
    ASSERT_TRUE(index);
    std::vector<Component> components(1);
    components[0].name = "libuv";
    components[0].purl = "pkg:github/libuv/libuv";
    components[0].identities = {{"GIT", "https://github.com/libuv/libuv", {}}};
    number_components(components);
    GitClones clones({}, path(library), {});
    GitQuestion question{&clones, id("tip-stable")};
    const auto findings = audit(components, *index, {.git = &question});
    ASSERT_TRUE(findings);
    EXPECT_TRUE(findings->empty());
    ASSERT_EQ(question.notes.size(), 1u);
    EXPECT_EQ(question.notes[0].kind, "git-fix-picked");
    EXPECT_EQ(question.notes[0].text, "libuv: OSV-1 is fixed by " + picked("tip-stable"));
}

}  // namespace
}  // namespace ward::audit
