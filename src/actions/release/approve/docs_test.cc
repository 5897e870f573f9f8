// The examples of docs/formats are true: their signatures hold, their checksums are right, and together they approve a
// step.
#include <gtest/gtest.h>

#include "actions/release/approve/approval.h"
#include "actions/release/approve/log_checkpoint.h"
#include "base/fd.h"

namespace ward::release {
namespace {

// The fenced blocks of a page.
std::vector<std::string> examples(const std::string& page) {
    const std::string text = read_file("docs/formats/" + page, 1u << 20).value();
    std::vector<std::string> blocks;
    for (size_t at = text.find("\n```"); at != std::string::npos; at = text.find("\n```", at)) {
        const size_t begin = text.find('\n', at + 1) + 1;
        const size_t end = text.find("\n```", begin - 1) + 1;
        blocks.push_back(text.substr(begin, end - begin));
        at = end + 3;
    }
    return blocks;
}

TEST(DocsOfApprovals, examples_are_true) {
    const Stewards stewards = stewards_from_toml(examples("stewards.md").at(0), "stewards.md").value();
    const auto approval = examples("release-approval.md");
    ASSERT_EQ(approval.size(), 2u);
    const Approval read = approval_from_json(approval[0], "release-approval.md").value();
    const ApprovalRequest request{.release = read.release,
                                  .step = read.step,
                                  .plan = read.plan,
                                  .lift_at = read.lift_at,
                                  .no_return = read.no_return,
                                  .author = "ada"};
    const std::vector<SignedApproval> approvals = {{"bo.json", approval[0], approval[1]}};
    const Judgement judgement = judge(request, stewards, approvals, read.at + 60);
    EXPECT_EQ(judgement.approved.size(), 1u);
    EXPECT_EQ(judgement.missing(), 1u) << "the example's list demands two for this step";

    const auto log = examples("release-log.md");
    ASSERT_EQ(log.size(), 3u);
    LogReport report = verify_log(log[0]);
    EXPECT_EQ(report.entries.size(), 3u);
    const std::vector<SignedCheckpoint> checkpoints = {{"2.json", log[1], log[2]}};
    check_against(report, checkpoints, stewards);
    EXPECT_TRUE(report.problems.empty()) << report.problems.front().text;
}

}  // namespace
}  // namespace ward::release
