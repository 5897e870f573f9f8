// See make_probes.h.
#include "judges/scorecard/make_probes.h"

#include <algorithm>
#include <array>
#include <map>

#include "judges/scorecard/uncategorised.h"

namespace ward::scorecard {
namespace {

struct Lone {
    std::string_view id;
    std::vector<ProbeFinding> (*run)(const Facts& facts);
};
constexpr std::array<Lone, 5> lone_probes{{{"codeReviewOneReviewers", code_review_one_reviewers},
                                           {"hasBinaryArtifacts", has_binary_artifacts},
                                           {"hasPermissiveLicense", has_permissive_license},
                                           {"releasesHaveVerifiedProvenance", releases_have_verified_provenance},
                                           {"unsafeblock", unsafe_block}}};

std::vector<ProbeFinding> findings_of(const Probe& probe, const CheckResult& result) {
    std::vector<ProbeFinding> out;
    for (const ProbeFinding& finding : result.findings)
        if (finding.probe == probe.id) out.push_back(finding);
    if (!out.empty()) return out;
    // A failed check has findings of none of its probes.
    return {{.probe = probe.id,
             .outcome = result.error ? Outcome::error : Outcome::not_available,
             .message = result.reason}};
}

}  // namespace

Card make_probes(const Facts& facts, std::span<const Probe* const> probes) {
    Card card;
    card.as_of = facts.as_of;
    card.facts = &facts;
    std::map<std::string_view, CheckResult> made;
    for (const Probe* probe : probes) {
        const Check* check = check_named(probe->check);
        CheckResult result;
        result.check = probe->check;
        if (check != nullptr) {
            const auto [at, is_new] = made.try_emplace(check->name);
            if (is_new) at->second = check->run(facts);
            result.error = at->second.error;
            result.reason = at->second.reason;
            result.findings = findings_of(*probe, at->second);
        } else {
            const auto* const lone = std::ranges::find(lone_probes, probe->id, &Lone::id);
            if (lone != lone_probes.end()) result.findings = lone->run(facts);
        }
        card.checks.push_back(std::move(result));
    }
    card.unread.assign(facts.unread().begin(), facts.unread().end());
    return card;
}

}  // namespace ward::scorecard
