#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

CheckResult judge(const std::vector<bool>& secrets) {
    FactsFixture with;
    auto& hooks = with.forge().webhooks.emplace();
    for (const bool has_secret : secrets) {
        hooks.push_back({.id = 1, .path = "https://api.github.com/hooks/1", .has_secret = has_secret});
    }
    return with.run("Webhooks");
}

struct Row {
    std::vector<bool> secrets;
    int score = 0;
    std::string_view reason;
};

TEST(Webhooks, scores) {
    const std::vector<Row> rows{
        {{}, 10, "project does not have webhook"},
        {{true}, 10, "All 1 of the projects webhooks are configured with a secret"},
        {{true, true, true}, 10, "All 3 of the projects webhooks are configured with a secret"},
        {{false}, 0, "no hook(s) have a secret configured"},
        {{false, false}, 0, "no hook(s) have a secret configured"},
        {{true, false}, 5, "1 out of the projects 2 webhooks are configured without a secret -- score normalized to 5"},
        {{true, false, false},
         3,
         "2 out of the projects 3 webhooks are configured without a secret -- score normalized to 3"},
        {{true, true, false},
         6,
         "1 out of the projects 3 webhooks are configured without a secret -- score normalized to 6"},
    };
    for (const Row& row : rows) {
        const CheckResult result = judge(row.secrets);
        EXPECT_EQ(result.score, row.score) << row.reason;
        EXPECT_EQ(result.reason, row.reason);
        EXPECT_TRUE(result.details.empty()) << "the peer prints none";
    }
}

TEST(Webhooks, findings_name_the_hook) {
    EXPECT_EQ(probes_of(judge({})), Lines{"webhooksUseSecrets NotApplicable Repository does not have webhooks."});
    const CheckResult result = judge({true, false});
    EXPECT_EQ(probes_of(result), (Lines{"webhooksUseSecrets True Webhook with token authorization found.",
                                        "webhooksUseSecrets False Webhook without token authorization found."}));
    EXPECT_EQ(result.findings[0].location->path, "https://api.github.com/hooks/1");
}

TEST(Webhooks, only_administrators_can_tell) {
    expect_needs_forge("Webhooks");
    FactsFixture with;
    with.forge();
    expect_lacks(with, "Webhooks", "webhooks");
    EXPECT_TRUE(check_named("Webhooks")->needed.contains("administrator"));
    EXPECT_TRUE(check_named("Webhooks")->is_experimental);
}

}  // namespace
}  // namespace ward::scorecard
