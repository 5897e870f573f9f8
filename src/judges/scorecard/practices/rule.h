// Rules answer criteria from what can be seen: one function for one or more criteria that ask the same thing. A
// criterion without a rule is unknown, and a person has to say.
#pragma once

#include <span>
#include <string_view>

#include "judges/scorecard/practices/answer.h"
#include "judges/scorecard/practices/project.h"

namespace ward::scorecard::practices {

struct Rule {
    std::string_view ids;  // of criteria, between blanks
    Answer (*answer)(const Project& project) = nullptr;
};

// A row of the families' table: one file in rules/.
struct RuleFamily {
    std::string_view name;
    std::span<const Rule> rules;
};

#define WARD_RULES(id)                        \
    extern const RuleFamily rule_family_##id; \
    const RuleFamily rule_family_##id

std::span<const RuleFamily* const> all_rule_families();
// Null where no rule answers it.
const Rule* rule_for(std::string_view id);

}  // namespace ward::scorecard::practices
