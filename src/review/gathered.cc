// Decided here: an advisory is out of the way by the words that close a finding, not_affected and fixed; the finding
// is fixed only where all of them are, else not_affected with the justifications' common word, if there is one. It
// holds no longer than the first of the decisions expires. A decision that names the finding's own id is not asked
// about single advisories; nor is a finding that it closed.
#include "review/gathered.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "review/entries.h"

namespace ward::review {
namespace {

constexpr size_t most_named = 20;  // in one sentence; the rest is counted

bool closes(const Assessment& assessment) {
    return assessment.status == VexStatus::not_affected || assessment.status == VexStatus::fixed;
}

// The text that all have, or none.
template <typename Field>
std::string common(std::span<const Assessment* const> decisions, Field field) {
    const std::string& first = decisions.front()->*field;
    const bool is_common = std::ranges::all_of(decisions, [&](const Assessment* one) { return one->*field == first; });
    return is_common ? first : std::string();
}

std::string first_expiry(std::span<const Assessment* const> decisions) {
    std::string first;
    for (const Assessment* one : decisions)
        if (!one->expires.empty() && (first.empty() || one->expires < first)) first = one->expires;
    return first;
}

Verdict verdict_of(std::span<const Assessment* const> decisions) {
    const bool is_fixed =
        std::ranges::all_of(decisions, [](const Assessment* one) { return one->status == VexStatus::fixed; });
    std::string reason = common(decisions, &Assessment::reason);
    if (reason.empty()) reason = "each of them is assessed by itself";
    return {is_fixed ? VexStatus::fixed : VexStatus::not_affected,
            common(decisions, &Assessment::justification),
            fmt::format("all {} advisories: {}", decisions.size(), reason),
            common(decisions, &Assessment::author),
            first_expiry(decisions),
            decisions.front()->origin,
            std::nullopt};
}

std::string names_of(const Finding& finding, std::span<const Assessment* const> decisions) {
    std::vector<std::string> names;
    size_t more = 0;
    for (size_t i = 0; i < decisions.size(); ++i) {
        if (decisions[i] == nullptr) continue;
        if (names.size() < most_named) names.emplace_back(finding.gathers[i].front());
        else ++more;
    }
    return join(names, ", ") + (more == 0 ? "" : fmt::format(" and {} more", more));
}

}  // namespace

GatheredDecisions::GatheredDecisions(const Report& report) {
    for (size_t i = 0; i < report.findings.size(); ++i) {
        const auto& gathers = report.findings[i].gathers;
        for (size_t k = 0; k < gathers.size(); ++k)
            for (const std::string& id : gathers[k]) by_id_[id].push_back({i, k});
    }
}

std::span<const GatheredDecisions::Place> GatheredDecisions::named(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? std::span<const Place>() : found->second;
}

void GatheredDecisions::decide(const Place& place, const Assessment& assessment) {
    if (!closes(assessment)) return;
    std::vector<const Assessment*>& decisions = closed_by_[place.finding];
    if (decisions.size() <= place.advisory) decisions.resize(place.advisory + 1);
    if (decisions[place.advisory] == nullptr) decisions[place.advisory] = &assessment;
}

void GatheredDecisions::settle(Report& report) const {
    for (size_t i = 0; i < report.findings.size(); ++i) {
        Finding& finding = report.findings[i];
        const auto found = closed_by_.find(i);
        if (finding.status != Status::open || found == closed_by_.end()) continue;
        std::vector<const Assessment*> decisions = found->second;
        decisions.resize(finding.gathers.size());
        const auto left = static_cast<size_t>(std::ranges::count(decisions, nullptr));
        if (left == 0) {
            finding.status = Status::assessed;
            finding.assessment = verdict_of(decisions);
            continue;
        }
        report.notes.push_back(
            {"assessment-partial",
             fmt::format("{}: {} of {} advisories assessed ({}); it stays open for the rest", finding.id,
                         finding.gathers.size() - left, finding.gathers.size(), names_of(finding, decisions)),
             finding.evidence.empty() ? std::string() : finding.evidence.front().path});
    }
}

}  // namespace ward::review
