// Carries out a plan so that killing it at any point loses nothing and doubles nothing: the intent is on disk before an
// effect, the outcome after it, and whatever lies between is settled by asking the remote, never by doing it again
// blindly. What the remote is, only the driver knows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/engine/journal.h"
#include "actions/engine/plan.h"

namespace ward::engine {

// How the world stands to an effect.
enum class Standing {
    missing,  // not done, and what it requires still holds
    present,  // done, by whoever it was
    changed,  // what it requires does not hold: it must not be done
};

struct Sight {
    Standing standing = Standing::missing;
    std::string detail = {};
};

// Whether an earlier attempt may have reached the remote, whose answers can lag behind.
enum class Doubt { none, sent };

class Driver {
  public:
    virtual ~Driver() = default;
    // Reads only.
    virtual Result<Sight> look(const Effect& effect, Doubt doubt) = 0;
    // Once, without repeating it. Says what was made ("#12"). Errors `network`, `rate_limited`, `io`, `parse`, `limit`
    // and `cancelled` leave open whether it was done; all others say that the remote refused it.
    virtual Result<std::string> perform(const Effect& effect) = 0;
};

struct Outcome {
    enum class Kind { done, already, changed, failed };
    std::string key;
    Kind kind = Kind::done;
    std::string summary;  // of the effect
    std::string detail;
};
std::string_view name_of(Outcome::Kind kind);

constexpr int max_attempts = 3;  // one where the remote asked to come back later

// Settles every intent that has no outcome. An error leaves the rest for the next time.
Result<std::vector<Outcome>> reconcile(Journal& journal, Driver& driver);

struct Execution {
    std::vector<Outcome> outcomes;
    // What ended it early; the effects behind are not done. An intent may be left open for reconcile().
    std::optional<Error> stopped;

    size_t count(Outcome::Kind kind) const;
};

// In the plan's order. An effect that is there already is not done again; one whose target changed is left out.
Execution execute(const Plan& plan, Journal& journal, Driver& driver);

}  // namespace ward::engine
