// The rules of ward policy lint.
#include "faces/cli/pages.h"
#include "judges/policy/lint.h"

namespace ward::cli {
namespace {

std::string text_policy_lint() {
    std::string text = table_head({"rule", "severity", "says", "what to do"});
    for (const policy::LintRule& rule : policy::lint_rules())
        text += table_row(
            {code(rule.id), name_of(rule.severity), plain(sentence(rule.meaning)), plain(sentence(rule.remedy))});
    return text;
}

}  // namespace

WARD_PAGE(policy_lint) = {
    .file = "policy-lint.md",
    .title = "Rules of lint",
    .about =
        "What `ward policy lint` finds in a manifest: what makes it weaker than it looks, or what no reader takes.",
    .text = text_policy_lint,
};

}  // namespace ward::cli
