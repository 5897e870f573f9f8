#include "actions/engine/executor.h"

#include <algorithm>

namespace ward::engine {
namespace {

bool leaves_open(ErrorCode code) {
    switch (code) {
        case ErrorCode::network:
        case ErrorCode::rate_limited:
        case ErrorCode::io:
        case ErrorCode::parse:
        case ErrorCode::limit:
        case ErrorCode::cancelled: return true;
        default: return false;
    }
}

Result<Outcome> conclude(Journal& journal, const std::string& key, Outcome::Kind kind, const Effect& effect,
                         std::string detail) {
    WARD_TRY_VOID(journal.conclude(key, name_of(kind), detail));
    return Outcome{key, kind, effect.summary, std::move(detail)};
}

// Does it, and finds out what became of it where the answer does not say. The intent is on disk.
Result<Outcome> perform(const std::string& key, const Effect& effect, Journal& journal, Driver& driver) {
    for (int attempt = 1;; ++attempt) {
        auto made = driver.perform(effect);
        if (made) return conclude(journal, key, Outcome::Kind::done, effect, std::move(*made));
        const Error reason = std::move(made).error();
        if (!leaves_open(reason.code)) {
            WARD_TRY_VOID(journal.conclude(key, name_of(Outcome::Kind::failed), reason.message()));
            return std::unexpected(reason);
        }
        auto sight = driver.look(effect, Doubt::sent);
        if (!sight) return std::unexpected(reason);  // the intent stays open: nobody knows
        if (sight->standing == Standing::present)
            return conclude(journal, key, Outcome::Kind::done, effect, std::move(sight->detail));
        if (sight->standing == Standing::changed)
            return conclude(journal, key, Outcome::Kind::changed, effect, std::move(sight->detail));
        // Who was asked to come back later does not come back at once.
        if (attempt == max_attempts || reason.code == ErrorCode::rate_limited) {
            WARD_TRY_VOID(journal.conclude(key, name_of(Outcome::Kind::failed), reason.message()));
            return std::unexpected(reason);
        }
    }
}

}  // namespace

std::string_view name_of(Outcome::Kind kind) {
    switch (kind) {
        case Outcome::Kind::done: return "done";
        case Outcome::Kind::already: return "already";
        case Outcome::Kind::changed: return "changed";
        case Outcome::Kind::failed: return "failed";
    }
    return "";
}

size_t Execution::count(Outcome::Kind kind) const {
    return static_cast<size_t>(std::ranges::count(outcomes, kind, &Outcome::kind));
}

Result<std::vector<Outcome>> reconcile(Journal& journal, Driver& driver) {
    std::vector<Outcome> outcomes;
    const std::vector<Intent> open = journal.unresolved();
    for (const Intent& intent : open) {
        WARD_TRY(Sight sight, driver.look(intent.effect, Doubt::sent));
        Outcome::Kind kind = Outcome::Kind::failed;
        if (sight.standing == Standing::present) kind = Outcome::Kind::done;
        if (sight.standing == Standing::changed) kind = Outcome::Kind::changed;
        if (sight.standing == Standing::missing) sight.detail = "never arrived";
        WARD_TRY(Outcome outcome, conclude(journal, intent.key, kind, intent.effect, std::move(sight.detail)));
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

Execution execute(const Plan& plan, Journal& journal, Driver& driver) {
    Execution execution;
    const std::string hash = hash_of(plan);
    const auto one = [&](const Effect& effect) -> Result<Outcome> {
        const std::string key = key_of(plan.action, plan.scope, effect);
        WARD_TRY(Sight sight, driver.look(effect, Doubt::none));
        if (sight.standing == Standing::present)
            return Outcome{key, Outcome::Kind::already, effect.summary, std::move(sight.detail)};
        if (sight.standing == Standing::changed)
            return Outcome{key, Outcome::Kind::changed, effect.summary, std::move(sight.detail)};
        WARD_TRY_VOID(journal.intend(hash, key, effect));
        return perform(key, effect, journal, driver);
    };
    for (const Effect& effect : plan.effects) {
        auto outcome = one(effect);
        if (outcome) {
            execution.outcomes.push_back(std::move(*outcome));
            continue;
        }
        execution.outcomes.push_back({key_of(plan.action, plan.scope, effect), Outcome::Kind::failed, effect.summary,
                                      outcome.error().message()});
        // What is gone or refused by itself says nothing about the others.
        if (outcome.error().code == ErrorCode::not_found || outcome.error().code == ErrorCode::unsupported) continue;
        execution.stopped = outcome.error();
        break;
    }
    return execution;
}

}  // namespace ward::engine
