#include "actions/release/approve/approval.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/approve/approval_files.h"
#include "actions/release/approve/testing.h"
#include "base/fd.h"
#include "base/temporary_folder.h"
#include "base/text.h"

namespace ward::release {
namespace {

using test::ListShape;
using test::noon;
using test::People;
using test::sample_request;
using test::signed_approval;
using test::stewards_of;
using testing::ElementsAre;
using testing::HasSubstr;

class ApprovalTest : public testing::Test {
  protected:
    SignedApproval by_ada(Approval approval) const {
        approval.approver = "ada";
        return signed_approval(people.ada, approval);
    }
    SignedApproval by_bo(Approval approval) const {
        approval.approver = "bo";
        return signed_approval(people.bo, approval);
    }
    SignedApproval by_cleo(Approval approval) const {
        approval.approver = "cleo";
        return signed_approval(people.cleo, approval);
    }
    Judgement judged(const std::vector<SignedApproval>& approvals, const ListShape& shape = {},
                     Instant now = noon) const {
        return judge(request, stewards_of(people, shape), approvals, now);
    }
    // The reason of the one that does not count.
    std::string refusal(const SignedApproval& approval, const ListShape& shape = {}, Instant now = noon) const {
        const Judgement judgement = judged({approval}, shape, now);
        EXPECT_EQ(judgement.approved.size() + judgement.refused.size(), 1u);
        return judgement.refused.empty() ? "counts" : judgement.refused[0].reason;
    }

    People people;
    ApprovalRequest request = sample_request();
    Approval good = approval_of(request, "", noon - 60);
};

TEST_F(ApprovalTest, a_request_names_what_cannot_be_taken_back) {
    engine::Plan plan{.action = "release", .scope = "x"};
    plan.effects = {{.kind = "mail", .target = "list", .summary = "send the mail", .content = {}},
                    {.kind = "issue", .target = "#1", .summary = "close it", .content = {}, .undo = "open it"}};
    const ApprovalRequest made = approval_request(plan, "2026-06-16", "disclose", noon, "ada");
    EXPECT_THAT(made.no_return, ElementsAre("send the mail"));
    EXPECT_EQ(made.plan, engine::hash_of(plan));
}

TEST_F(ApprovalTest, the_statement_has_one_form) {
    Approval approval = good;
    approval.approver = "ada";
    for (const std::optional<Instant> lift : {std::optional<Instant>(noon), std::optional<Instant>()}) {
        approval.lift_at = lift;
        const auto read = approval_from_json(to_json(approval), "ada.json");
        ASSERT_TRUE(read) << read.error().message();
        EXPECT_EQ(*read, approval);
    }
    const std::string text = to_json(approval);
    const auto error = [&](std::string_view from, std::string_view to) {
        const auto read = approval_from_json(replace_all(text, from, to), "ada.json");
        return read ? "read" : read.error().message();
    };
    EXPECT_THAT(error("\"at\"", " \"at\""), HasSubstr("not in the form in which it is signed"));
    EXPECT_THAT(error("\"at\"", "\"more\": 1,\n  \"at\""), HasSubstr("'more' is no key"));
    EXPECT_THAT(error("approval/1", "approval/2"), HasSubstr("'schema' is one of ward-release-approval/1"));
    EXPECT_THAT(error("disclose", "everything"), HasSubstr("'step' is no step"));
    EXPECT_THAT(error("\"ada\"", "\"../ada\""), HasSubstr("'approver' is no steward's name"));
    EXPECT_THAT(error("send the mail", "send\\u202e the mail"), HasSubstr("hides or moves text"));
    EXPECT_THAT(error("\"lift_at\": null,", ""), HasSubstr("not in the form"));
    EXPECT_EQ(approval_from_json(std::string(max_approval_bytes + 1, ' '), "x").error().code, ErrorCode::limit);
    // Nothing of it is quoted.
    EXPECT_THAT(error("\"release\"", "\"release"), testing::Not(HasSubstr("send the mail")));
}

TEST_F(ApprovalTest, one_is_enough_by_default_and_ones_own_plan_is_told) {
    const Judgement own = judged({by_ada(good)});
    EXPECT_TRUE(own.holds());
    EXPECT_THAT(own.remarks, ElementsAre("ada approved a plan of their own"));
    EXPECT_THAT(own.text(), HasSubstr("approved by ada (SHA256:"));
    EXPECT_THAT(own.text(), HasSubstr("; ada approved a plan of their own"));
    const Judgement other = judged({by_bo(good)});
    EXPECT_TRUE(other.holds());
    EXPECT_TRUE(other.remarks.empty());
    EXPECT_EQ(judged({}).missing(), 1u);
    request.author = {};
    EXPECT_THAT(judged({by_bo(good)}).remarks, ElementsAre("who made the plan is not known"));
}

TEST_F(ApprovalTest, the_author_is_never_the_only_one_of_two) {
    const ListShape two{.need = "disclose = 2"};
    const Judgement alone = judged({by_ada(good)}, two);
    EXPECT_EQ(alone.missing(), 1u);
    EXPECT_THAT(alone.remarks, ElementsAre("ada made the plan: somebody else must approve it"));
    EXPECT_THAT(alone.text(), HasSubstr("1 of 2 missing"));
    EXPECT_TRUE(judged({by_ada(good), by_cleo(good)}, two).holds());
    EXPECT_TRUE(judged({by_bo(good), by_cleo(good)}, two).holds());
}

TEST_F(ApprovalTest, two_keys_of_a_person_count_once) {
    Approval approval = good;
    approval.approver = "ada";
    const Judgement judgement = judged(
        {signed_approval(people.ada, approval), signed_approval(people.ada_token, approval)}, {.need = "disclose = 2"});
    EXPECT_EQ(judgement.missing(), 1u);
    ASSERT_EQ(judgement.refused.size(), 1u);
    EXPECT_EQ(judgement.refused[0].reason, "ada has approved already");
}

TEST_F(ApprovalTest, is_bound_to_everything_that_was_shown) {
    const SignedApproval approval = by_bo(good);
    EXPECT_EQ(refusal(approval), "counts");
    const auto changed = [&](auto change) {
        const ApprovalRequest before = request;
        change(request);
        const std::string reason = refusal(approval);
        request = before;
        return reason;
    };
    EXPECT_EQ(changed([](ApprovalRequest& r) { r.plan.back() = 'b'; }), "is for another plan");
    EXPECT_EQ(changed([](ApprovalRequest& r) { r.release = "2026-06-17"; }), "is for another release");
    EXPECT_EQ(changed([](ApprovalRequest& r) { r.step = "announce"; }), "is for the step disclose");
    EXPECT_EQ(changed([](ApprovalRequest& r) { r.lift_at = noon + 3601; }), "is for another time of lift");
    EXPECT_EQ(changed([](ApprovalRequest& r) { r.lift_at = {}; }), "is for another time of lift");
    EXPECT_EQ(changed([](ApprovalRequest& r) { r.no_return.pop_back(); }), "names other points of no return");
    EXPECT_EQ(changed([](ApprovalRequest& r) { r.no_return.emplace_back("x"); }), "names other points of no return");
}

TEST_F(ApprovalTest, is_by_the_one_it_names) {
    Approval approval = good;
    approval.approver = "cleo";
    SignedApproval forged = signed_approval(people.bo, approval);
    EXPECT_EQ(refusal(forged), "is signed by bo, and says cleo");
    SignedApproval renamed = by_bo(good);
    renamed.file = "cleo.json";
    EXPECT_EQ(refusal(renamed), "is not bo.json");
    SignedApproval stranger = by_bo(good);
    stranger.signature = test::sign(signing::test::make_ssh_key(), stranger.statement);
    EXPECT_THAT(refusal(stranger), HasSubstr("which is no steward's"));
    SignedApproval other = by_bo(good);
    other.statement = replace_all(other.statement, "2026-06-16", "2026-06-17");
    EXPECT_THAT(refusal(other), HasSubstr("is not over this content"));
    SignedApproval unsigned_one = by_bo(good);
    unsigned_one.signature.clear();
    EXPECT_THAT(refusal(unsigned_one), HasSubstr("four lines"));
    SignedApproval for_a_list = by_bo(good);
    for_a_list.signature = test::sign(people.bo, for_a_list.statement, SigningPurpose::stewards);
    EXPECT_THAT(refusal(for_a_list), HasSubstr("signed for \"ward-stewards\""));
}

TEST_F(ApprovalTest, is_good_for_a_time) {
    EXPECT_EQ(refusal(by_bo(good), {}, good.expires - 1), "counts");
    EXPECT_THAT(refusal(by_bo(good), {}, good.expires), HasSubstr("expired at"));
    Approval approval = good;
    approval.at = noon + approval_clock_tolerance;
    EXPECT_EQ(refusal(by_bo(approval)), "counts");
    ++approval.at;
    EXPECT_THAT(refusal(by_bo(approval)), HasSubstr("is dated in the future"));
    approval = good;
    approval.expires = approval.at;
    EXPECT_EQ(refusal(by_bo(approval)), "expires before it is given");
    approval.expires = approval.at + longest_approval_lifetime + 1;
    EXPECT_EQ(refusal(by_bo(approval)), "is good for more than 30 days");
}

TEST_F(ApprovalTest, a_key_must_be_good_when_it_signs_and_when_it_counts) {
    const std::string at = format_instant(good.at);
    EXPECT_THAT(refusal(by_bo(good), {.bo_key = "since = " + format_instant(good.at + 1)}),
                HasSubstr("was given when the key SHA256:"));
    EXPECT_THAT(refusal(by_bo(good), {.bo_key = "until = " + at}), HasSubstr("was given when the key"));
    EXPECT_EQ(refusal(by_bo(good), {.bo_key = "since = " + at + "\nuntil = " + format_instant(noon + 1)}), "counts");
    // A thief of a revoked key can date what he signs before the theft.
    EXPECT_THAT(refusal(by_bo(good), {.bo_key = "revoked = " + format_instant(noon) + "\nreason = \"stolen\""}),
                HasSubstr("does not count now: key SHA256:"));
    EXPECT_EQ(refusal(by_bo(good), {.bo_key = "revoked = " + format_instant(noon + 1) + "\nreason = \"stolen\""}),
              "counts");
}

// More approvals never make less of it, and whatever is not by k people never holds.
TEST_F(ApprovalTest, k_of_n_is_monotone) {
    std::mt19937 random(9);
    Approval old = good;
    old.expires = noon - 1;
    Approval of_ada = good;
    of_ada.approver = "ada";
    SignedApproval bad = by_bo(good);
    bad.signature = by_cleo(good).signature;
    const std::vector<SignedApproval> all = {
        by_ada(good), signed_approval(people.ada_token, of_ada), by_bo(good), by_cleo(good), by_cleo(old), bad};
    for (int round = 0; round < 60; ++round) {
        std::vector<SignedApproval> some;
        for (const SignedApproval& one : all)
            if (random() % 2 == 0) some.push_back(one);
        std::shuffle(some.begin(), some.end(), random);
        const auto has = [&](std::initializer_list<size_t> which) {
            return std::ranges::any_of(some, [&](const SignedApproval& one) {
                return std::ranges::any_of(which, [&](size_t i) {
                    return one.signature == all[i].signature && one.statement == all[i].statement;
                });
            });
        };
        const size_t people_in = size_t{has({0, 1})} + size_t{has({2})} + size_t{has({3})};
        const size_t need = 1 + random() % 3;
        const ListShape shape{.need = fmt::format("disclose = {}", need)};
        const Judgement before = judged(some, shape);
        EXPECT_EQ(before.approved.size(), people_in);
        EXPECT_EQ(before.holds(), people_in >= need);
        EXPECT_EQ(before.approved.size() + before.refused.size(), some.size());
        some.insert(some.begin() + static_cast<long>(random() % (some.size() + 1)), all[random() % all.size()]);
        const Judgement after = judged(some, shape);
        EXPECT_GE(after.approved.size(), before.approved.size());
        EXPECT_TRUE(!before.holds() || after.holds());
    }
}

TEST_F(ApprovalTest, files) {
    const TemporaryFolder folder = TemporaryFolder::make("approval-test").value();
    EXPECT_TRUE(read_approvals(folder.path(), request.plan).value().empty());
    const SignedApproval bo = by_bo(good);
    Approval approval = good;
    approval.approver = "bo";
    ASSERT_TRUE(write_approval(folder.path(), approval, bo.signature));
    EXPECT_EQ(approval_path(approval), "approvals/" + request.plan + "/bo.json");
    approval.approver = "cleo";
    ASSERT_TRUE(write_approval(folder.path(), approval, by_cleo(good).signature));
    const std::string there = folder.path() + "/approvals/" + request.plan + "/";
    for (const std::string name : {"bo.json", "bo.json.sig"}) {
        const auto fd = open_file(there + name, 0);
        ASSERT_TRUE(fd);
    }
    ASSERT_TRUE(replace_file(there + "ada.json", to_json(approval)));
    ASSERT_TRUE(replace_file(there + "notes.txt", "x"));
    const auto read = read_approvals(folder.path(), request.plan);
    ASSERT_TRUE(read) << read.error().message();
    ASSERT_EQ(read->size(), 3u);
    const Judgement judgement = judged(*read, {.need = "disclose = 2"});
    EXPECT_TRUE(judgement.holds());
    ASSERT_EQ(judgement.refused.size(), 1u);
    EXPECT_EQ(judgement.refused[0].file, "ada.json");
    EXPECT_EQ(read_approvals(folder.path(), "../x").error().code, ErrorCode::usage);
    approval.approver = "../cleo";
    EXPECT_FALSE(write_approval(folder.path(), approval, ""));
}

}  // namespace
}  // namespace ward::release
