// Plans carried out in a group's repository: one commit a step, nothing twice, and a run that stopped is ended by the
// same steward or by another one.
#include "actions/release/run/session.h"

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/approve/audit_log.h"
#include "actions/release/record/testing.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Issues of one repository. `breaks` is after how many writes the forge stops answering, the write itself being done.
class IssuesInMemory : public net::Forge {
  public:
    std::vector<net::Issue> made = {};
    int breaks = -1;
    bool is_down = false;

    Result<std::optional<std::string>> own_login() override {
        WARD_TRY_VOID(answer());
        return "steward";
    }
    Result<std::vector<net::Issue>> issues() override {
        WARD_TRY_VOID(answer());
        return made;
    }
    Result<std::vector<net::Issue>> newest_issues() override { return issues(); }
    Result<std::vector<net::Issue>> open_issues(const std::string& /*label*/) override { return issues(); }
    Result<net::Issue> issue(int64_t number) override {
        WARD_TRY_VOID(answer());
        return made.at(static_cast<size_t>(number - 1));
    }
    Result<std::vector<net::Comment>> comments(int64_t /*number*/) override { return std::vector<net::Comment>(); }
    Result<net::Issue> open_issue(const net::NewIssue& issue) override {
        WARD_TRY_VOID(answer());
        net::Issue& added = made.emplace_back();
        added.number = static_cast<int64_t>(made.size());
        added.title = issue.title;
        added.body = issue.body;
        added.author.login = "steward";
        if (--breaks == 0) is_down = true;
        WARD_TRY_VOID(answer());
        return added;
    }
    Result<net::Issue> change_issue(int64_t number, const net::IssueChange& /*change*/) override {
        return issue(number);
    }
    Result<void> comment(int64_t /*number*/, const std::string& /*body*/) override { return {}; }

  private:
    Result<void> answer() const {
        if (is_down) return fail(ErrorCode::network, "does not answer");
        return {};
    }
};

class InGroup : public testing::Test {
  protected:
    void SetUp() override {  // NOLINT(readability-identifier-naming): GoogleTest's name
        if (!git_.has_git()) GTEST_SKIP() << "needs git";
        git_.run("git init -q --bare -b main group.git && git init -q -b main group");
        identify("group");
        git_.write("group/ward.release.toml",
                   "schema = 1\n[[heads_up]]\nname = \"build\"\nrepository = \"o/build\"\nteam = \"@o/build\"\n"
                   "[[heads_up]]\nname = \"docker\"\nrepository = \"o/docker\"\nteam = \"@o/docker\"\n");
        git_.run("git remote add origin ../group.git && git add . && git commit -qm project && git push -q origin main",
                 "group");
        doors_.forge = [this](const std::string& repository) -> Result<net::Forge*> { return &forges_[repository]; };
    }
    void identify(const std::string& folder) const {
        git_.run("git config user.name Steward && git config user.email steward@example.org", folder);
    }
    Group group(const std::string& folder = "group") const { return Group::open(git_.path(folder), {}).value(); }
    void put(const Release& release) const {
        Group here = group();
        const GroupChange change{Group::path_of(release.id, "release.json"), to_json(release)};
        const auto done = here.commit({&change, 1}, "put", 0);
        ASSERT_TRUE(done) << done.error().message();
    }
    static Release announced() {
        Release release = sample_release();
        release.state = State::announced;
        return release;
    }
    Result<StepPlan> planned(const Group& group, const Release& release) {
        return step_named("notify")->plan({release, group.project(), doors_, now_, {}});
    }
    Result<Carried> carry(Group& here, const Release& release) {
        WARD_TRY(const StepPlan plan, planned(here, release));
        return carry_out(here, doors_, *step_named("notify"), plan, options_);
    }
    size_t issues() {
        size_t count = 0;
        for (const auto& [repository, forge] : forges_) count += forge.made.size();
        return count;
    }
    std::string subjects(const std::string& folder = "group") const { return git_.run("git log --format=%s", folder); }

    gitobjects::GitFixture git_;
    std::map<std::string, IssuesInMemory> forges_;
    Doors doors_;
    Instant now_ = *parse_instant("2026-06-01T00:00:00Z");
    CarryOptions options_{.actor = {.name = "ada", .host = "here"}, .now = now_};
};

TEST_F(InGroup, AStepIsDoneOnceAndTold) {
    put(announced());
    Group here = group();
    const auto carried = carry(here, announced());
    ASSERT_TRUE(carried) << carried.error().message();
    EXPECT_EQ(carried->execution.count(engine::Outcome::Kind::done), 2U);
    EXPECT_EQ(carried->release.places.issues.at("build"), "https://github.com/o/build/issues/1");
    EXPECT_EQ(here.release("2026-06-16").value(), carried->release);
    EXPECT_EQ(here.running("2026-06-16").value(), std::nullopt);
    EXPECT_EQ(subjects(), "release 2026-06-16: notify\nrelease 2026-06-16: notify begins\nput\nproject");
    EXPECT_EQ(git_.run("git rev-parse main", "group"), git_.run("git rev-parse main", "group.git"));
    EXPECT_EQ(git_.run("git status --short", "group"), "");
    const LogReport log = verify_log(here.read(Group::path_of("2026-06-16", "log.jsonl")).value().value());
    EXPECT_EQ(log.damage(), nullptr);
    EXPECT_EQ(log.entries.back().status, "done");
    EXPECT_EQ(log.entries.back().actor, "ada");
    // A second time there is nothing to do.
    const auto again = planned(here, carried->release);
    ASSERT_TRUE(again);
    EXPECT_THAT(again->plan.effects, IsEmpty());
    EXPECT_FALSE(again->changes(carried->release));
}

TEST_F(InGroup, FilesAreReadByTheirOwnerAlone) {
    put(announced());
    struct stat status{};
    ASSERT_EQ(::stat(git_.path("group/releases/2026-06-16/release.json").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(InGroup, ARunThatLostItsForgeIsResumed) {
    put(announced());
    forges_["o/build"].breaks = 1;  // it opens the issue, and nobody is told
    Group here = group();
    const auto stopped = carry(here, announced());
    ASSERT_TRUE(stopped) << stopped.error().message();
    EXPECT_TRUE(stopped->execution.stopped.has_value());
    EXPECT_NE(here.running("2026-06-16").value(), std::nullopt);
    // Nobody else begins meanwhile.
    CarryOptions other{.actor = {.name = "bo", .host = "there"}, .now = now_};
    const auto refused = resume(here, doors_, "2026-06-16", other);
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_locked(refused.error()));
    EXPECT_THAT(refused.error().what, HasSubstr("--take-over"));

    forges_["o/build"].is_down = false;
    const auto resumed = resume(here, doors_, "2026-06-16", options_);
    ASSERT_TRUE(resumed) << resumed.error().message();
    ASSERT_TRUE(resumed->has_value());
    EXPECT_EQ((*resumed)->release.places.issues.size(), 2U);
    EXPECT_EQ(issues(), 2U);
    EXPECT_EQ(here.running("2026-06-16").value(), std::nullopt);
    EXPECT_EQ(resume(here, doors_, "2026-06-16", options_).value().has_value(), false);
}

TEST_F(InGroup, AnotherStewardTakesOverOnAnotherMachine) {
    put(announced());
    forges_["o/docker"].breaks = 1;
    Group here = group();
    ASSERT_TRUE(carry(here, announced()));
    git_.run("git clone -q group.git second");
    identify("second");
    forges_["o/docker"].is_down = false;
    Group there = group("second");
    const CarryOptions other{.actor = {.name = "bo", .host = "there"}, .now = now_ + 60, .take_over = true};
    const auto taken = resume(there, doors_, "2026-06-16", other);
    ASSERT_TRUE(taken) << taken.error().message();
    ASSERT_TRUE(taken->has_value());
    EXPECT_EQ((*taken)->release.places.issues.size(), 2U);
    EXPECT_EQ(issues(), 2U);
    // The first one sees that the world went on.
    const auto late = resume(here, doors_, "2026-06-16", options_);
    ASSERT_FALSE(late);
    EXPECT_THAT(late.error().what, HasSubstr("git pull"));
}

TEST_F(InGroup, OfTwoThatTryAtOnceOneIsRefusedAndUnchanged) {
    put(announced());
    git_.run("git clone -q group.git second");
    identify("second");
    Group here = group();
    Group there = group("second");
    Release changed = announced();
    changed.state = State::postponed;
    const GroupChange one{Group::path_of(changed.id, "release.json"), to_json(changed)};
    ASSERT_TRUE(here.commit({&one, 1}, "first", now_));
    changed.state = State::shipped;
    const GroupChange two{Group::path_of(changed.id, "release.json"), to_json(changed)};
    const auto refused = there.commit({&two, 1}, "second", now_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_EQ(there.release("2026-06-16").value().state, State::announced);
    EXPECT_EQ(git_.run("git status --short", "second"), "");
    EXPECT_EQ(subjects("second"), "put\nproject");
}

TEST_F(InGroup, WhatCouldNotBeSentIsSentByTheNextRun) {
    put(announced());
    git_.run("mv group.git gone.git");
    Group here = group();
    Release changed = announced();
    changed.state = State::postponed;
    const GroupChange change{Group::path_of(changed.id, "release.json"), to_json(changed)};
    const auto unsent = here.commit({&change, 1}, "unsent", now_);
    git_.run("mv gone.git group.git");
    ASSERT_FALSE(unsent);
    EXPECT_EQ(unsent.error().code, ErrorCode::network);
    const auto sent = here.bring_up_to_date();
    ASSERT_TRUE(sent) << sent.error().message();
    EXPECT_EQ(git_.run("git log -1 --format=%s main", "group.git"), "unsent");
}

TEST_F(InGroup, StepsWaitForTheirTime) {
    Group here = group();
    Release release = sample_release();
    const auto early = planned(here, release);
    ASSERT_TRUE(early);
    EXPECT_THAT(early->plan.effects, IsEmpty());
    EXPECT_THAT(early->waiting, ElementsAre(HasSubstr("not announced yet")));
    release = announced();
    release.lift_at.reset();
    EXPECT_THAT(planned(here, release)->waiting, ElementsAre(HasSubstr("no date")));
    EXPECT_THAT(planned(here, announced())->plan.effects, SizeIs(2));
    // The same plan, whenever it is made.
    EXPECT_EQ(engine::hash_of(planned(here, announced())->plan), engine::hash_of(planned(here, announced())->plan));
}

}  // namespace
}  // namespace ward::release
