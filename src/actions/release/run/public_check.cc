#include "actions/release/run/public_check.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/embargo/matcher.h"
#include "actions/release/embargo/release_taint.h"
#include "actions/release/record/secret.h"
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
    if (!repository.empty() &&
        (repository == to_lower(project.private_repository) || repository == to_lower(project.record_repository)))
        return false;
    return rules.of_identity("github.com/" + repository) == Audience::open;
}

class Searcher {
  public:
    Searcher(StepPlan& plan, const Project& project, const AudienceRules& rules)
        : plan_(plan), project_(project), rules_(rules) {}

    // `of` says whose secret it is.
    Result<void> search(const TaintSet& set, std::string_view of) {
        WARD_TRY(const TaintMatcher matcher, TaintMatcher::of(set));
        for (const engine::Effect& effect : plan_.plan.effects) {
            if (!is_public(effect, project_, rules_)) continue;
            for (const auto& [key, text] : effect.content)
                tell(matcher, text, fmt::format("{} {}: '{}'", effect.kind, effect.target, key), of);
        }
        for (const GroupFile& file : plan_.files)
            if (file.use == GroupFile::Use::draft) tell(matcher, file.content, fmt::format("draft {}:", file.name), of);
        return {};
    }

  private:
    void tell(const TaintMatcher& matcher, const std::string& text, const std::string& place, std::string_view of) {
        for (const Taint& taint : matcher.find(text)) {
            std::string reason =
                fmt::format("{} {} ({} {}{})", place, meaning_of(taint.rule), name_of(taint.rule), taint.item + 1, of);
            if (!is_among(plan_.breaches, reason)) plan_.breaches.push_back(std::move(reason));
        }
    }

    StepPlan& plan_;
    const Project& project_;
    const AudienceRules& rules_;
};

}  // namespace

Result<void> check_public_texts(StepPlan& plan, const StepInput& input, const AudienceRules& rules,
                                std::span<const Release> secrets) {
    Searcher searcher(plan, input.project, rules);
    Told own;
    // What was embargoed before the plan, and what is behind it: `start` and `add` bring texts with them.
    for (const Release* release : {&input.release, static_cast<const Release*>(&plan.after)}) {
        if (release->id.empty()) continue;
        own.add(*release);
        if (release->is_embargoed(input.now)) WARD_TRY_VOID(searcher.search(taint_of(*release, input.project, {}), ""));
    }
    for (const Release& other : secrets) {
        const PublicFacts known{.cves = own.cves, .handles = own.handles, .texts = own.texts};
        WARD_TRY_VOID(searcher.search(taint_of(other, input.project, known), fmt::format(" of release {}", other.id)));
    }
    return {};
}

}  // namespace ward::release
