// Which of upstream's versions is taken. Every candidate that is not gets its reason, so that "nothing newer" can be
// told from "everything newer was left out".
//
// First those fall out that can never be taken: what is no version, what is older than the tree's. Then those that the
// recipe does not want: prereleases, other series, ranges, dist-tags. What is left would be taken, and the highest of
// it that need not wait is; if all of it has to wait (cooldown, pin, advisories), the update is held.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "actions/update/recipe/version.h"
#include "base/text.h"
#include "formats/versions/versions.h"

namespace ward::update {
namespace {

// A candidate with the key that it is compared by.
struct Ranked {
    const Candidate* candidate = nullptr;
    std::string key;
};

class Chooser {
  public:
    Chooser(const Recipe& recipe, const std::optional<std::string>& current, const ChoiceContext& context)
        : recipe_(recipe),
          selection_(recipe.selection),
          context_(context),
          ordering_(versions::ordering_named(selection_.order)) {
        choice_.current = current.value_or("");
    }

    Result<Choice> choose(const std::vector<Candidate>& candidates);

  private:
    bool is_by_date() const { return selection_.order == "date"; }
    Result<void> rank(const std::vector<Candidate>& candidates);
    Result<void> find_current_key(const std::vector<Candidate>& candidates);
    std::optional<std::string> key_of(const Candidate& candidate) const;
    bool is_prerelease(const Candidate& candidate) const;
    bool is_current(const Candidate& candidate) const;
    Result<std::string> unwanted(const Candidate& candidate) const;  // why; empty: it is wanted
    std::string must_wait(const Candidate& candidate) const;         // why; empty: it need not
    std::string cooling(const Candidate& candidate) const;
    bool is_fix(const Candidate& candidate) const {
        return context_.is_security_fix && context_.is_security_fix(candidate);
    }
    bool is_before(const Ranked& a, const Ranked& b) const;
    void pass(const Candidate& candidate, std::string_view reason);
    Result<Choice> wanted();

    const Recipe& recipe_;
    const Selection& selection_;
    const ChoiceContext& context_;
    const versions::Ordering* ordering_;
    std::optional<std::string> current_key_;
    std::vector<Ranked> ranked_;  // the best one first
    Choice choice_;
};

void Chooser::pass(const Candidate& candidate, std::string_view reason) {
    constexpr size_t shown = 80;
    const std::string_view name = candidate.version.empty() ? candidate.tag : candidate.version;
    choice_.passed.push_back(fmt::format("{}: {}", display(name.substr(0, shown)), reason));
}

std::optional<std::string> Chooser::key_of(const Candidate& candidate) const {
    if (!is_by_date()) return ordering_->key(candidate.version);
    // Text that sorts as the instant does, up to the year 9999.
    return candidate.published ? std::optional(format_instant(*candidate.published)) : std::nullopt;
}

// By the order itself: what sorts before the numbers that it starts with is on its way to them.
bool Chooser::is_prerelease(const Candidate& candidate) const {
    if (candidate.prerelease) return true;
    if (is_by_date()) return false;
    const std::string_view version = candidate.version;
    std::string_view numbers = version.substr(0, version.find_first_not_of("0123456789."));
    while (numbers.ends_with('.')) numbers.remove_suffix(1);
    const auto order = versions::compare(*ordering_, version, numbers);
    return order && *order < 0;
}

bool Chooser::is_before(const Ranked& a, const Ranked& b) const {
    if (selection_.pick == Selection::Pick::newest && a.candidate->published != b.candidate->published)
        return a.candidate->published > b.candidate->published;
    if (a.key != b.key) return a.key > b.key;
    return a.candidate->version < b.candidate->version;  // 1.0 and 1.0.0: the same every time
}

// The tree's version itself; of a commit also where it is the end of a composite one ("1.3.1-209717d").
bool Chooser::is_current(const Candidate& candidate) const {
    if (choice_.current.empty()) return false;
    if (candidate.version == choice_.current || candidate.commit == choice_.current) return true;
    constexpr size_t short_commit = 7;
    return is_by_date() && candidate.commit.size() > short_commit &&
           choice_.current.ends_with("-" + candidate.commit.substr(0, short_commit));
}

Result<void> Chooser::find_current_key(const std::vector<Candidate>& candidates) {
    if (choice_.current.empty()) return {};
    if (!is_by_date()) {
        current_key_ = ordering_->key(choice_.current);
        // Without its place in the order nothing could be kept from being older.
        if (!current_key_)
            return fail(ErrorCode::parse, fmt::format("the tree's version {} is none in the order of {}",
                                                      display(choice_.current), selection_.order));
        return {};
    }
    for (const Candidate& candidate : candidates)
        if (is_current(candidate)) current_key_ = key_of(candidate);
    return {};
}

Result<void> Chooser::rank(const std::vector<Candidate>& candidates) {
    for (const Candidate& candidate : candidates) {
        // A version ends in shells, branches and file names: a hostile one goes no further than this.
        if (!is_safe_version(candidate.version)) {
            pass(candidate, "not a version that is safe to write");
            continue;
        }
        auto key = key_of(candidate);
        if (key) ranked_.push_back({&candidate, std::move(*key)});
        else pass(candidate, is_by_date() ? "no date" : fmt::format("no version in the order of {}", selection_.order));
    }
    if (ranked_.empty())
        return fail(ErrorCode::not_found, candidates.empty()
                                              ? std::string("upstream lists no version")
                                              : fmt::format("none of upstream's {} versions can be ordered by {}",
                                                            candidates.size(), selection_.order));
    std::ranges::sort(ranked_, [this](const Ranked& a, const Ranked& b) { return is_before(a, b); });
    const auto newest =
        std::ranges::find_if(ranked_, [&](const Ranked& one) { return !is_prerelease(*one.candidate); });
    choice_.newest = newest == ranked_.end() ? *ranked_.front().candidate : *newest->candidate;
    return {};
}

bool is_in_series(std::string_view version, std::string_view series) {
    return version.starts_with(series) && (version.size() == series.size() || !is_digit(version[series.size()]));
}

Result<std::string> Chooser::unwanted(const Candidate& candidate) const {
    if (!context_.wanted.empty()) return candidate.version == context_.wanted ? "" : "not the one that was asked for";
    if (selection_.pick == Selection::Pick::tag && candidate.tag != recipe_.source.tag)
        return fmt::format("not tagged {}", recipe_.source.tag);
    if (!selection_.prerelease && selection_.pick != Selection::Pick::tag && is_prerelease(candidate))
        return "a prerelease";
    if (!selection_.series.empty() && !is_in_series(candidate.version, selection_.series))
        return fmt::format("not of series {}", selection_.series);
    if (selection_.allow.empty() || is_by_date()) return "";
    WARD_TRY(const bool is_allowed, versions::satisfies(*ordering_, candidate.version, selection_.allow));
    return is_allowed ? "" : fmt::format("not in {}", selection_.allow);
}

std::string Chooser::cooling(const Candidate& candidate) const {
    if (recipe_.cooldown.count() == 0 || context_.ignore_cooldown) return "";
    std::optional<Instant> since = candidate.published;
    if (!since && context_.first_seen) since = context_.first_seen(candidate);
    const Instant until = since.value_or(context_.now) + recipe_.cooldown.count();
    if (until <= context_.now) return "";
    if (recipe_.cooldown_security_bypass && is_fix(candidate)) return "";
    return fmt::format("in cooldown until {}{}", format_instant(until),
                       since ? "" : ", counted from now: nothing tells when it was published");
}

std::string Chooser::must_wait(const Candidate& candidate) const {
    if (!selection_.pin.empty() && candidate.version != selection_.pin)
        return fmt::format("pinned to {}", selection_.pin);
    if (std::string reason = cooling(candidate); !reason.empty()) return reason;
    // One that closes an advisory is better than what is there, whatever it has itself; what it opens anew is a check's
    // matter (checks/known_advisory.cc).
    if (is_fix(candidate) || !context_.advisories) return "";
    const auto ids = context_.advisories(candidate);
    const bool is_acknowledged = std::ranges::any_of(recipe_.acknowledge, [&](const std::string& one) {
        return one == "known-advisory" || one == "known-advisory@" + candidate.version;
    });
    return ids.empty() || is_acknowledged ? "" : fmt::format("has {} itself", fmt::join(ids, ", "));
}

// --to: it has to be there, and no update goes back.
Result<Choice> Chooser::wanted() {
    const auto found =
        std::ranges::find_if(ranked_, [&](const Ranked& one) { return one.candidate->version == context_.wanted; });
    if (found == ranked_.end())
        return fail(ErrorCode::not_found, fmt::format("upstream has no version {}", display(context_.wanted)));
    if (current_key_ && found->key < *current_key_)
        return fail(ErrorCode::usage,
                    fmt::format("{} is older than {}, which is in the tree: an update never goes back",
                                display(context_.wanted), display(choice_.current)));
    return choice_;
}

Result<Choice> Chooser::choose(const std::vector<Candidate>& candidates) {
    if (ordering_ == nullptr && !is_by_date())
        return fail(ErrorCode::usage, fmt::format("no order '{}'", display(selection_.order)));
    WARD_TRY_VOID(find_current_key(candidates));
    WARD_TRY_VOID(rank(candidates));
    if (!context_.wanted.empty()) WARD_TRY_VOID(wanted());
    std::optional<Candidate> waiting;
    for (const Ranked& one : ranked_) {
        const Candidate& candidate = *one.candidate;
        const bool is_in_tree = is_current(candidate) || (!is_by_date() && current_key_ && one.key == *current_key_);
        if (is_in_tree || choice_.chosen) {
            pass(candidate, is_in_tree ? "in the tree already" : "not the highest");
            continue;
        }
        // A dist-tag that was moved back, or a list that ends with an old release, must not undo a fix.
        if (current_key_ && one.key < *current_key_) {
            pass(candidate, "older than the tree's");
            continue;
        }
        WARD_TRY(std::string reason, unwanted(candidate));
        if (!reason.empty()) {
            pass(candidate, reason);
            continue;
        }
        reason = must_wait(candidate);
        if (reason.empty()) {
            choice_.chosen = candidate;
            choice_.standing = Standing::available;
            continue;
        }
        pass(candidate, reason);
        if (waiting) continue;
        waiting = candidate;
        choice_.reason = reason;
    }
    if (choice_.chosen) choice_.reason.clear();
    else if (waiting) choice_.standing = Standing::held, choice_.chosen = std::move(waiting);
    return choice_;
}

}  // namespace

Result<Choice> choose(const Recipe& recipe, const std::optional<std::string>& current,
                      const std::vector<Candidate>& candidates, const ChoiceContext& context) {
    return Chooser(recipe, current, context).choose(candidates);
}

}  // namespace ward::update
