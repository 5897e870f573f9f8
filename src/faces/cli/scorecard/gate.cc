// See gate.h.
#include "faces/cli/scorecard/gate.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace ward::cli {
namespace {

using scorecard::Card;
using scorecard::Check;
using scorecard::CheckResult;

constexpr size_t max_policy_bytes = 1u << 20;

std::vector<std::string_view> names_of_checks() {
    std::vector<std::string_view> names;
    for (const Check* check : scorecard::all_checks()) names.push_back(check->name);
    return names;
}

Result<std::optional<scorecard::Thresholds>> policy_of(const Invocation& invocation) {
    if (!invocation.has("policy")) return std::nullopt;
    const std::string file = invocation.value("policy");
    WARD_TRY(const std::string text, read_input(file, max_policy_bytes));
    auto thresholds = scorecard::read_thresholds(text, file);
    if (!thresholds) return fail(ErrorCode::usage, thresholds.error().what, thresholds.error().where);
    return std::move(*thresholds);
}

// Not of what is no number.
bool is_score_given(double score) {
    return score >= 0 && score <= scorecard::max_score;
}

}  // namespace

Result<const Check*> known_check(std::string_view name, std::string_view option) {
    for (const Check* check : scorecard::all_checks())
        if (equal_ignoring_case(check->name, name)) return check;
    return fail(ErrorCode::usage, "no check '" + display(name) + "'" + suggestion(name, names_of_checks()),
                std::string(option));
}

Result<Gate> gate_of(const Invocation& invocation) {
    Gate gate;
    if (invocation.has("fail-below")) {
        gate.aggregate = to_number<double>(invocation.value("fail-below"));
        if (!gate.aggregate || !is_score_given(*gate.aggregate))
            return fail(ErrorCode::usage, "needs a score from 0 to 10", "--fail-below");
    }
    for (const std::string& row : invocation.values("fail-check")) {
        const size_t equals = row.find('=');
        const auto least = equals == std::string::npos ? std::nullopt : to_number<int>(row.substr(equals + 1));
        if (!least || *least < 0 || *least > scorecard::max_score)
            return fail(ErrorCode::usage, "'" + display(row) + "' is not NAME=SCORE", "--fail-check");
        WARD_TRY(const Check* check, known_check(row.substr(0, equals), "--fail-check"));
        gate.checks.emplace_back(check, *least);
    }
    WARD_TRY(gate.policy, policy_of(invocation));
    return gate;
}

bool passes(const Card& card, const Gate& gate) {
    constexpr double tenths = 10;
    if (gate.aggregate && std::round(card.score * tenths) / tenths < *gate.aggregate) return false;
    if (gate.policy)
        for (const CheckResult& result : card.checks) {
            const auto row = gate.policy->find(result.check);
            if (row != gate.policy->end() && is_below(result, row->second)) return false;
        }
    return std::ranges::all_of(gate.checks, [&](const auto& row) {
        const auto made = std::ranges::find(card.checks, row.first->name, &CheckResult::check);
        return made != card.checks.end() && made->score >= row.second;
    });
}

}  // namespace ward::cli
