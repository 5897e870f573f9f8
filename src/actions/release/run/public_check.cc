#include "actions/release/run/public_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "actions/release/embargo/matcher.h"
#include "actions/release/embargo/release_taint.h"
#include "base/text.h"

namespace ward::release {
namespace {

// Kinds whose target begins with a repository of the forge.
constexpr std::string_view forge_kinds[] = {"issue.open", "issue.comment", "issue.retitle", "pull.open"};
// Of these nobody but the service's own people and the reporter see anything before the release does. The reason of a
// rejected id is not among them: everybody reads it.
constexpr std::string_view private_kinds[] = {"hackerone.cve", "hackerone.link", "hackerone.close", "cve.reserve",
                                              "git.branch",    "git.push",       "pull.close",      "vulndb.index"};

template <typename List>
bool is_among(const List& list, std::string_view word) {
    return std::ranges::find(list, word) != std::end(list);
}

// Unknown kinds are public.
bool is_public(const engine::Effect& effect, const Project& project, const AudienceRules& rules) {
    if (is_among(private_kinds, effect.kind)) return false;
    if (!is_among(forge_kinds, effect.kind)) return true;
    const std::string repository = to_lower(effect.target.substr(0, effect.target.find_first_of("# ")));
    if (repository == to_lower(project.private_repository) || repository == to_lower(project.record_repository))
        return false;
    return rules.of_identity("github.com/" + repository) == Audience::open;
}

}  // namespace

Result<void> check_public_texts(StepPlan& plan, const StepInput& input, const AudienceRules& rules) {
    // What was embargoed before the plan, and what is behind it: `start` and `add` bring texts with them.
    for (const Release* release : {&input.release, static_cast<const Release*>(&plan.after)}) {
        if (release->id.empty() || !release->is_embargoed(input.now)) continue;
        WARD_TRY(const TaintMatcher matcher, TaintMatcher::of(taint_of(*release, input.project, {})));
        for (const engine::Effect& effect : plan.plan.effects) {
            if (!is_public(effect, input.project, rules)) continue;
            for (const auto& [key, text] : effect.content) {
                for (const Taint& taint : matcher.find(text)) {
                    std::string reason = fmt::format("{} {}: '{}' {} ({} {})", effect.kind, effect.target, key,
                                                     meaning_of(taint.rule), name_of(taint.rule), taint.item + 1);
                    if (!is_among(plan.breaches, reason)) plan.breaches.push_back(std::move(reason));
                }
            }
        }
    }
    return {};
}

}  // namespace ward::release
