// Plans as files: their hash is over all that would be done, and a file that was changed is none of them.
#include "actions/release/run/plan_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/record/testing.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

StepPlan sample_plan() {
    StepPlan plan{.plan = {.action = "release notify", .scope = "2026-06-16"}, .after = sample_release()};
    put_in_order(plan.after);  // as a record is read
    plan.plan.effects.push_back({.kind = "issue.open",
                                 .target = "o/build",
                                 .summary = "open",
                                 .content = {{"title", "t"}},
                                 .undo = "close it"});
    plan.files = {{"outputs/mail.txt", "text\n"}};
    plan.words = {{"reason", "one\ntwo"}};
    plan.arguments = {"2871234"};
    return plan;
}

TEST(PlanFiles, TheHashIsOfEverythingThatIsDone) {
    const std::string hash = files_of(sample_plan(), "notify").hash;
    EXPECT_THAT(hash, SizeIs(64));
    EXPECT_EQ(files_of(sample_plan(), "notify").hash, hash);
    const auto changed = [&](auto change) {
        StepPlan plan = sample_plan();
        change(plan);
        return files_of(plan, "notify").hash != hash;
    };
    EXPECT_TRUE(changed([](StepPlan& plan) { plan.plan.effects.front().content["title"] = "u"; }));
    EXPECT_TRUE(changed([](StepPlan& plan) { plan.plan.effects.front().undo.clear(); }));
    EXPECT_TRUE(changed([](StepPlan& plan) { plan.after.reports.front().cves = {"CVE-2026-0003"}; }));
    EXPECT_TRUE(changed([](StepPlan& plan) { plan.files.front().content = "other\n"; }));
    EXPECT_TRUE(changed([](StepPlan& plan) { plan.words["reason"] = "one"; }));
    EXPECT_TRUE(changed([](StepPlan& plan) { plan.arguments.clear(); }));
    EXPECT_NE(files_of(sample_plan(), "ship").hash, hash);
    // What is said to people is no part of it.
    EXPECT_FALSE(changed([](StepPlan& plan) { plan.plan.notes = {"today"}; }));
    EXPECT_FALSE(changed([](StepPlan& plan) { plan.notes = {"today"}; }));
}

TEST(PlanFiles, ARequestIsReadAsItWasWritten) {
    const PlanRequest request{.step = "cve request",
                              .words = {{"file", "{\n \"a\": 1\n}\n"}, {"line", "22"}},
                              .arguments = {"1", "2"},
                              .files = {{"outputs/a", std::string(64, 'a')}}};
    EXPECT_EQ(plan_request_from_json(to_json(request), "request.json").value(), request);
    for (const char* bad : {"", "[]", "{}", R"({"step": 1})", R"({"step": "a", "words": []})",
                            R"({"step": "a", "words": {"b": 1}})", R"({"step": "a", "other": ""})"}) {
        const auto read = plan_request_from_json(bad, "request.json");
        EXPECT_FALSE(read) << bad;
    }
}

class InFolder : public testing::Test {
  protected:
    void SetUp() override {  // NOLINT(readability-identifier-naming): GoogleTest's name
        if (!git_.has_git()) GTEST_SKIP() << "needs git";
        git_.run("git init -q -b main group");
        git_.run("git config user.name a && git config user.email a@example.org", "group");
        git_.write("group/ward.release.toml", "schema = 1\n");
        git_.run("git add . && git commit -qm project", "group");
    }
    Group group() const { return Group::open(git_.path("group"), {.name = {}}).value(); }
    void put(const std::string& path, const std::string& text) const {
        Group here = group();
        const GroupChange change{path, text};
        ASSERT_TRUE(here.commit({&change, 1}, "put", 0));
    }
    gitobjects::GitFixture git_;
};

TEST_F(InFolder, AKeptPlanIsWhatItsNameSays) {
    const PlanFiles files = files_of(sample_plan(), "notify");
    Group here = group();
    ASSERT_TRUE(here.commit(files.changes("2026-06-16"), "plan", 0));
    const auto kept = kept_plan(here, "2026-06-16", files.hash);
    ASSERT_TRUE(kept) << kept.error().message();
    EXPECT_EQ(kept->plan, sample_plan().plan);
    EXPECT_EQ(kept->after, sample_plan().after);
    EXPECT_EQ(kept->request.words, sample_plan().words);
    for (const char* file : {"plan.json", "after.json", "request.json"}) {
        const std::string path = Group::path_of("2026-06-16", "plans/" + files.hash + "/" + file);
        const std::string text = here.read(path).value().value();
        put(path, text + " ");
        EXPECT_EQ(kept_plan(here, "2026-06-16", files.hash).error().code, ErrorCode::conflict) << file;
        put(path, text);
        EXPECT_TRUE(kept_plan(here, "2026-06-16", files.hash)) << file;
    }
    EXPECT_EQ(kept_plan(here, "2026-06-16", std::string(64, '0')).error().code, ErrorCode::conflict);
}

TEST_F(InFolder, PlansThatWaitAreNamedByTheBeginningOfTheirHash) {
    const std::string one = "aaaaaa" + std::string(58, '1');
    const std::string two = "aaaaaa" + std::string(58, '2');
    put(Group::path_of("r", "pending.json"),
        to_json(std::vector<PendingPlan>{{one, "notify", "ada", "2026-06-01T00:00:00Z"},
                                         {two, "ship", "bo", "2026-06-01T00:00:00Z"}}));
    const Group here = group();
    EXPECT_EQ(pending_plan(here, "r", one.substr(0, 7))->author, "ada");
    EXPECT_EQ(pending_plan(here, "r", "aaaaaa").error().code, ErrorCode::usage);
    EXPECT_EQ(pending_plan(here, "r", "aaa").error().code, ErrorCode::usage);
    EXPECT_EQ(pending_plan(here, "r", "bbbbbb").error().code, ErrorCode::not_found);
    EXPECT_EQ(pending_plan(here, "s", "bbbbbb").error().code, ErrorCode::not_found);
    EXPECT_THAT(without_pending(here, "r", "other").value(), IsEmpty());
    const auto left = without_pending(here, "r", one).value();
    ASSERT_THAT(left, SizeIs(1));
    put(left.front().path, left.front().content.value());
    EXPECT_THAT(pending_plans(group(), "r").value(),
                ElementsAre(PendingPlan{two, "ship", "bo", "2026-06-01T00:00:00Z"}));
    EXPECT_EQ(without_pending(group(), "r", two)->front().content, std::nullopt);
    EXPECT_THAT(group().folders().value(), ElementsAre("r"));
    EXPECT_THAT(group().ids().value(), IsEmpty());
}

}  // namespace
}  // namespace ward::release
