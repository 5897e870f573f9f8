// Code-Review: of the changes that the last commits belong to, how many had the approval of somebody else. Approved
// changes of programs do not count. The peer prints no details.
//
// ward also reads the trailers that projects write which land changes without the forge's button, nodejs/node among
// them; the peer calls these changes unreviewed (ossf/scorecard#4730).
#include <algorithm>

#include <fmt/core.h>

#include "judges/scorecard/changesets.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/missing.h"
#include "judges/scorecard/uncategorised.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view code_review_name = "Code-Review";
constexpr std::string_view code_review_probe = "codeApproved";

struct Count {
    int64_t approved = 0;
    int64_t total = 0;
    bool has_people = false;

    void add(const Changeset& set, bool is_approved) {
        if (is_approved && set.author.is_bot) return;
        ++total;
        has_people = has_people || !set.author.is_bot;
        if (is_approved) ++approved;
    }
};

ProbeFinding finding_of(const Count& count, size_t changesets) {
    ProbeFinding out{.probe = code_review_probe,
                     .values = {{"approvedChangesets", std::to_string(count.approved)},
                                {"totalChangesets", std::to_string(count.total)}}};
    if (count.approved != count.total) {
        out.message = fmt::format("Found {}/{} approved changesets", count.approved, count.total);
    } else if (!count.has_people) {
        out.outcome = Outcome::not_applicable;
        out.message = fmt::format("Found no human activity in the last {} changesets", changesets);
    } else {
        out.outcome = Outcome::yes;
        out.message = "All changesets approved";
    }
    return out;
}

CheckResult judge_code_review(const ProbeFinding& finding, const Count& count) {
    if (finding.outcome == Outcome::not_applicable) return without_score(code_review_name, finding.message);
    if (finding.outcome == Outcome::yes) return scored(code_review_name, "all changesets reviewed", max_score);
    return proportional(code_review_name, finding.message, count.approved, count.total);
}

// ward's own: with the changes that are approved by their trailers alone.
void count_trailers(const std::vector<Changeset>& sets, CheckResult& result) {
    Count count;
    int64_t by_trailers = 0;
    for (const Changeset& set : sets) {
        const bool is_landed = !set.is_approved() && set.has_review_trailers();
        if (is_landed) ++by_trailers;
        count.add(set, is_landed || set.is_approved());
    }
    if (by_trailers == 0) return;
    ProbeFinding finding = finding_of(count, sets.size());
    finding.message = fmt::format(
        "{} of {} changesets name who reviewed them in their commit messages (Reviewed-By, "
        "PR-URL)",
        by_trailers, sets.size());
    finding.origin = Origin::ward;
    result.details.push_back(detail_of(finding, Detail::Level::info));
    result.findings.push_back(std::move(finding));
    result.own_score = proportional_score(count.approved, count.total);
}

CheckResult run_code_review(const Facts& facts) {
    if (facts.forge == nullptr || !facts.forge->commits) return missing(code_review_name, facts, "commits");
    const std::vector<Changeset> sets = changesets_of(*facts.forge->commits);
    if (sets.empty()) {
        CheckResult result = without_score(code_review_name, "no changesets detected");
        result.findings.push_back(
            {.probe = code_review_probe, .outcome = Outcome::not_applicable, .message = "no changesets detected"});
        return result;
    }
    Count count;
    for (const Changeset& set : sets) count.add(set, set.is_approved());
    ProbeFinding finding = finding_of(count, sets.size());
    CheckResult result = judge_code_review(finding, count);
    result.findings.push_back(std::move(finding));
    count_trailers(sets, result);
    note_gap(result, facts, "commits");
    return result;
}

// How many others reviewed a change; nothing where one of them has no name.
std::optional<size_t> reviewers_of(const Changeset& set) {
    std::vector<std::string_view> names;
    for (const forge::Review& review : set.reviews) {
        const std::string& login = review.author.login;
        if (login.empty()) return std::nullopt;
        if (login != set.author.login && std::ranges::find(names, login) == names.end()) names.push_back(login);
    }
    return names.size();
}

}  // namespace

// The peer's message says ">1" of one and more.
std::vector<ProbeFinding> code_review_one_reviewers(const Facts& facts) {
    constexpr std::string_view id = "codeReviewOneReviewers";
    if (facts.forge == nullptr || !facts.forge->commits) return {};
    const auto not_available = [&](std::string message) {
        return std::vector<ProbeFinding>{
            {.probe = id, .outcome = Outcome::not_available, .message = std::move(message)}};
    };
    const std::vector<Changeset> sets = changesets_of(*facts.forge->commits);
    if (sets.empty()) return {};
    bool has_people = false;
    bool has_unreviewed = false;
    for (const Changeset& set : sets) {
        if (set.author.login.empty()) return not_available("Could not retrieve the author of a changeset.");
        has_people = has_people || !set.author.is_bot;
        const auto reviewers = reviewers_of(set);
        if (!reviewers) return not_available("Could not retrieve the reviewer of a changeset.");
        has_unreviewed = has_unreviewed || *reviewers == 0;
    }
    if (!has_people) return not_available("All changesets authored by bot(s).");
    if (has_unreviewed) return {{.probe = id, .message = "some changesets had <1 reviewers"}};
    return {{.probe = id, .outcome = Outcome::yes, .message = ">1 reviewers found for all changesets"}};
}

WARD_CHECK(code_review) = {
    .name = code_review_name,
    .summary =
        "Determines if the project requires human code review before pull requests (aka merge requests) are "
        "merged.",
    .risk = Risk::high,
    .needs_forge = true,
    .reads_files = false,
    .needed = "a token that may read commits and pull requests",
    .run = run_code_review,
};

}  // namespace ward::scorecard
