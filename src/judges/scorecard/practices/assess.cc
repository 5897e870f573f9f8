// See assess.h.
#include "judges/scorecard/practices/assess.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/escape.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

Answer by_rule(const Project& project, const Criterion& criterion);

// "achieve_passing": what the level below comes to.
Answer level_achieved(const Project& project, Level level) {
    size_t open = 0;
    const Criterion* failed = nullptr;
    for (const Criterion* criterion : criteria_of(level)) {
        const Answer answer = by_rule(project, *criterion);
        if (answer.status == Status::unknown) ++open;
        if (answer.status == Status::unmet && criterion->strength == Strength::must && failed == nullptr)
            failed = criterion;
    }
    if (failed != nullptr)
        return unmet(fmt::format("A demand of the level {} is not met.", name_of(level)),
                     {{.text = std::string(failed->id), .source = "criteria"}});
    if (open != 0) return unknown(fmt::format("{} criteria of the level {} are unknown", open, name_of(level)));
    return met(fmt::format("Everything of the level {} is met.", name_of(level)),
               {{.text = std::string(name_of(level)), .source = "criteria"}});
}

Answer by_rule(const Project& project, const Criterion& criterion) {
    if (criterion.is_retired)
        return not_applicable("The requirement is retired.", {{.text = "retired", .source = "criteria"}});
    if (criterion.id == "achieve_passing") return level_achieved(project, Level::passing);
    if (criterion.id == "achieve_silver") return level_achieved(project, Level::silver);
    const Rule* rule = rule_for(criterion.id);
    if (rule == nullptr) return unknown("nothing in tree or facts tells it");
    Answer answer = rule->answer(project);
    // Two levels may ask the same and differ in whether it can be of no concern.
    if (answer.status == Status::not_applicable && !criterion.may_not_apply)
        return unknown("it looks as if it did not apply, which this criterion does not allow",
                       std::move(answer.evidence));
    return answer;
}

}  // namespace

const Rule* rule_for(std::string_view id) {
    for (const RuleFamily* family : all_rule_families())
        for (const Rule& rule : family->rules)
            if (const auto ids = split(rule.ids, ' '); std::ranges::find(ids, id) != ids.end()) return &rule;
    return nullptr;
}

std::vector<Answered> assess(const Project& project, std::span<const Level> levels) {
    std::vector<Answered> out;
    for (const Criterion& criterion : all_criteria())
        if (std::ranges::any_of(levels, [&](Level level) { return criterion.asks_at(level); }))
            out.push_back({&criterion, by_rule(project, criterion)});
    return out;
}

std::vector<const Answered*> by_status(std::span<const Answered> rows) {
    std::vector<const Answered*> out;
    for (const Answered& row : rows) out.push_back(&row);
    std::ranges::stable_sort(out, {}, [](const Answered* row) { return row->answer.status; });
    return out;
}

std::array<size_t, 4> counts(std::span<const Answered> rows, Level level) {
    std::array<size_t, 4> out{};
    for (const Answered& row : rows)
        if (row.criterion->asks_at(level)) ++out.at(static_cast<size_t>(row.answer.status));
    return out;
}

bool has_unmet_demand(std::span<const Answered> rows) {
    return std::ranges::any_of(rows, [](const Answered& row) {
        return row.answer.status == Status::unmet && row.criterion->strength == Strength::must;
    });
}

std::string url_of(const Evidence& evidence, std::string_view repository, std::string_view commit) {
    if (evidence.source == "forge" && is_safe_link(evidence.text)) return evidence.text;
    // A file of the organisation is not in this repository.
    if (evidence.path.empty() || !evidence.source.empty() || !repository.starts_with("https://")) return {};
    const bool is_gitlab = repository.starts_with("https://gitlab.");
    std::string url =
        fmt::format("{}/{}blob/{}/{}", repository, is_gitlab ? "-/" : "",
                    commit.empty() || commit == "unknown" ? "HEAD" : commit, escape_uri_path(evidence.path));
    if (evidence.line != 0) url += fmt::format("#L{}", evidence.line);
    return is_safe_link(url) ? url : std::string();
}

std::string url_of(const Answer& answer, std::string_view repository, std::string_view commit) {
    for (const Evidence& evidence : answer.evidence)
        if (std::string url = url_of(evidence, repository, commit); !url.empty()) return url;
    return {};
}

}  // namespace ward::scorecard::practices
