// Webhooks: what a repository sends elsewhere should be signed with a secret, or anyone may send the like. The peer
// prints no details.
#include <algorithm>

#include <fmt/core.h>

#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/missing.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view webhooks_name = "Webhooks";
constexpr std::string_view webhooks_probe = "webhooksUseSecrets";

ProbeFinding look_at_webhooks(const forge::Webhook& hook) {
    return {.probe = webhooks_probe,
            .outcome = hook.has_secret ? Outcome::yes : Outcome::no,
            .message = hook.has_secret ? "Webhook with token authorization found."
                                       : "Webhook without token authorization found.",
            .location = Location{.path = hook.path}};
}

CheckResult judge_webhooks(int64_t without, int64_t total) {
    if (total == 0) return scored(webhooks_name, "project does not have webhook", max_score);
    if (without == total) return scored(webhooks_name, "no hook(s) have a secret configured", 0);
    if (without == 0) {
        return scored(webhooks_name, fmt::format("All {} of the projects webhooks are configured with a secret", total),
                      max_score);
    }
    return proportional(
        webhooks_name,
        fmt::format("{} out of the projects {} webhooks are configured without a secret", without, total),
        total - without, total);
}

CheckResult run_webhooks(const Facts& facts) {
    if (facts.forge == nullptr || !facts.forge->webhooks) return missing(webhooks_name, facts, "webhooks");
    const std::vector<forge::Webhook>& hooks = *facts.forge->webhooks;
    const auto without = std::ranges::count(hooks, false, &forge::Webhook::has_secret);
    CheckResult result = judge_webhooks(without, static_cast<int64_t>(hooks.size()));
    for (const forge::Webhook& hook : hooks) result.findings.push_back(look_at_webhooks(hook));
    if (hooks.empty()) {
        result.findings.push_back({.probe = webhooks_probe,
                                   .outcome = Outcome::not_applicable,
                                   .message = "Repository does not have webhooks."});
    }
    return result;
}

}  // namespace

WARD_CHECK(webhooks) = {
    .name = webhooks_name,
    .summary = "This check validates if the webhook defined in the repository has a token configured.",
    .risk = Risk::critical,
    .needs_forge = true,
    .reads_files = false,
    .is_experimental = true,
    .needed = "a token of an administrator of the repository, which alone may list webhooks",
    .run = run_webhooks,
};

}  // namespace ward::scorecard
