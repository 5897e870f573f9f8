#include "actions/release/approve/log_checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/approve/log_testing.h"
#include "actions/release/approve/timeline.h"

namespace ward::release {
namespace {

using test::entry;
using test::lines_of;
using test::noon;
using test::People;
using test::problems;
using test::sample_log;
using test::text_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CheckpointTest : public testing::Test {
  protected:
    SignedCheckpoint by_bo(const Checkpoint& checkpoint) const {
        const std::string statement = to_json(checkpoint);
        return {"6.json", statement, test::sign(people.bo, statement, SigningPurpose::checkpoint)};
    }
    std::vector<std::string> against(const std::string& text, const SignedCheckpoint& checkpoint,
                                     const test::ListShape& shape = {}) const {
        LogReport report = verify_log(text);
        const std::vector<SignedCheckpoint> all = {checkpoint};
        check_against(report, all, test::stewards_of(people, shape));
        return problems(report);
    }

    People people;
    std::string log = sample_log();
    Checkpoint seen = checkpoint_of(verify_log(log), "bo", noon);
};

TEST_F(CheckpointTest, finds_what_the_log_itself_cannot) {
    EXPECT_TRUE(against(log, by_bo(seen)).empty());
    const auto lines = lines_of(log);
    EXPECT_THAT(against(text_of({lines[0], lines[1]}), by_bo(seen)),
                ElementsAre("truncated 0: bo saw entry 5 at 2026-09-21T14:13:20Z, and the log ends with entry 1"));
    EXPECT_THAT(against("", by_bo(seen)), ElementsAre(HasSubstr("the log ends with entry -1")));
    EXPECT_THAT(against(sample_log("cleanup"), by_bo(seen)),
                ElementsAre("rewritten 0: entry 5, or one before it, is not what bo saw at 2026-09-21T14:13:20Z"));
}

TEST_F(CheckpointTest, is_believed_by_its_signature) {
    SignedCheckpoint forged = by_bo(seen);
    forged.statement = replace_all(forged.statement, "\"n\": 5", "\"n\": 6");
    EXPECT_THAT(against(log, forged),
                ElementsAre(HasSubstr("checkpoint 0: 6.json: the SSH signature is not over this")));
    forged = by_bo(seen);
    forged.signature = test::sign(people.bo, forged.statement, SigningPurpose::approval);
    EXPECT_THAT(against(log, forged), ElementsAre(HasSubstr("signed for \"ward-release-approval\"")));
    forged.signature = test::sign(people.ada, forged.statement, SigningPurpose::checkpoint);
    EXPECT_THAT(against(log, forged), ElementsAre("checkpoint 0: 6.json: is signed by ada, and says bo"));
    EXPECT_THAT(against(log, by_bo(seen), {.bo_key = "until = 2026-01-01"}), ElementsAre(HasSubstr("expired at")));
    Checkpoint other = seen;
    other.release = "2026-06-17";
    EXPECT_THAT(against(log, by_bo(other)), ElementsAre("checkpoint 0: 6.json: is of another release"));
    EXPECT_THAT(against(log, {"6.json", "{}", ""}), ElementsAre(HasSubstr("the checkpoint: has no 'release'")));
    EXPECT_EQ(checkpoint_from_json(to_json(seen), "x").value(), seen);
    EXPECT_FALSE(checkpoint_from_json(to_json(seen) + " ", "x"));
}

TEST(Timeline, shows_no_note_before_lift) {
    LogReport report = verify_log(sample_log("*embargoed*"));
    const std::string hidden = timeline_of(report, {});
    EXPECT_THAT(hidden, HasSubstr("notes of the log are withheld"));
    EXPECT_THAT(hidden, Not(HasSubstr("note\" of")));
    EXPECT_THAT(hidden, HasSubstr("| 2026-09-21T14:15:20Z | ada | cve-request | "));
    EXPECT_THAT(hidden, HasSubstr("| 201 | (withheld until lift) |"));
    EXPECT_THAT(hidden, HasSubstr("The log is whole."));
    const std::string shown = timeline_of(report, {.embargoed = false});
    EXPECT_THAT(shown, HasSubstr("of ship |"));
    EXPECT_THAT(shown, Not(HasSubstr("withheld")));
    EXPECT_THAT(shown, Not(HasSubstr("*embargoed*"))) << "Markdown of others is text";
    for (const std::string_view heading :
         {"## Summary", "## Timeline", "## What went well", "## What went wrong", "## What will change"})
        EXPECT_THAT(shown, HasSubstr(heading));
    report.problems.push_back({LogProblem::Kind::truncated, 0, "the log ends with entry 1"});
    EXPECT_THAT(timeline_of(report, {}), HasSubstr("- truncated: the log ends with entry 1"));
}

}  // namespace
}  // namespace ward::release
