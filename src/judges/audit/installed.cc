#include "judges/audit/installed.h"

#include <algorithm>

namespace ward::audit {

// Every version a component claims, each with the line that claims it.
std::vector<std::pair<std::string, Evidence>> claims_of(const Component& component) {
    std::vector<std::pair<std::string, Evidence>> claims;
    if (!component.version.empty())
        claims.emplace_back(component.version,
                            component.evidence.empty() ? Evidence{component.path, 0, ""} : component.evidence[0]);
    for (const Claim& claim : component.contradictions) claims.emplace_back(claim.version, claim.evidence);
    return claims;
}

Installed::Installed(std::span<const Component> components) {
    for (const Component& component : components)
        for (const std::string& name : component.cpe)
            if (const auto cpe = Cpe::parse(name))
                for (const auto& [version, evidence] : claims_of(component)) versions_[cpe->package()].insert(version);
}

Truth Installed::holds(std::span<const std::string_view> conditions) const {
    if (conditions.empty()) return Truth::yes;
    auto best = Truth::no;
    for (const std::string_view text : conditions) {
        const auto condition = CpeCondition::parse(text);
        best = std::max(best, condition ? condition->evaluate([this](const CpeCriterion& one) { return of(one); })
                                        : Truth::unknown);
    }
    return best;
}

Truth Installed::of(const CpeCriterion& criterion) const {
    const auto versions = versions_.find(criterion.cpe.package());
    if (versions == versions_.end()) return Truth::unknown;
    auto best = Truth::no;
    for (const std::string& version : versions->second) {
        const auto holds = criterion.holds_for(version);
        best = std::max(best, !holds ? Truth::unknown : *holds ? Truth::yes : Truth::no);
    }
    return best;
}

std::string words_of(std::span<const std::string_view> conditions) {
    std::string out;
    for (const std::string_view text : conditions) {
        const auto condition = CpeCondition::parse(text);
        if (!out.empty()) out += ", or ";
        out += condition ? condition->words() : "what cannot be read";
    }
    return out;
}

}  // namespace ward::audit
