// From a report to an exit status, by the product's contract.
#include <algorithm>

#include "review/review.h"

namespace ward::review {

Result<Gate> Gate::parse(std::string_view text) {
    Gate gate;
    const std::string_view whole = text;
    if (text == "new" || text.starts_with("new:")) {
        gate.only_new = true;
        if (text == "new") return gate;
        text.remove_prefix(4);
    }
    if (text == "any") return gate;
    if (text == "none" && !gate.only_new) {
        gate.never = true;
        return gate;
    }
    const auto severity = severity_named(text);
    if (!severity || *severity == Severity::none || *severity == Severity::unknown)
        return fail(ErrorCode::usage,
                    "'" + std::string(whole) + "' is not any, low, medium, high, critical, none, new or new:SEVERITY",
                    "--fail-on");
    gate.at_least = *severity;
    return gate;
}

bool Gate::concerns(const Finding& finding) const {
    const Scope scope = finding.scope.value_or(Scope::unknown);
    return scopes.empty() || scope == Scope::unknown || scopes.contains(scope);
}

int exit_status(const Report& report, const Gate& gate) {
    const auto is_new = [&](const std::string& key) {
        // Without an earlier review everything is new.
        return !report.since || std::ranges::find(report.since->new_keys, key) != report.since->new_keys.end();
    };
    const auto gates = [&](const Finding& finding) {
        if (finding.status != Status::open || finding.severity == Severity::none) return false;
        if (!gate.concerns(finding)) return false;
        if (gate.only_new && !is_new(finding.key)) return false;
        return finding.severity == Severity::unknown || weight(finding.severity) >= weight(gate.at_least);
    };
    if (!gate.never) {
        if (std::ranges::any_of(report.findings, gates)) return 1;
        // What nobody accounts for is accepted or not on its first day; from then on it is only reported.
        if (report.since && !report.since->new_unexplained.empty()) return 1;
    }
    return report.summary.complete ? 0 : 4;
}

}  // namespace ward::review
