// The verification ladder: what has to hold of downloaded bytes before anything is done with them. One file a rung in
// rungs/. A rung that is demanded and not there is a failure; "absent" (upstream never had it), "lost" (the version
// before had it) and "present" are different words.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/recipe/lock_file.h"
#include "actions/update/recipe/recipe.h"
#include "actions/update/upstream/source.h"
#include "base/result.h"

namespace ward::update {

struct RungResult {
    enum class Kind : uint8_t { holds, absent, lost, fails };
    Kind kind = Kind::holds;
    std::string rung = {};
    std::string detail = {};                                         // a sentence: who signed, which digest
    std::vector<std::pair<std::string, std::string>> evidence = {};  // for the lock file and report.json, in order
};
std::string_view name_of(RungResult::Kind kind);

struct RungInput {
    const Recipe* recipe = nullptr;
    const Demand* demand = nullptr;
    const Candidate* candidate = nullptr;
    std::span<const Fetched> fetched;
    const LockedDependency* locked = nullptr;  // of the version before, or of this one; null: none
    World* world = nullptr;
    FileReader project;  // keyrings, trusted roots
    Instant now = 0;
};

struct Rung {
    std::string_view name;
    std::string_view summary;
    std::span<const std::string_view> words;  // that its demand may have, beside `need`
    // An error where it could not be found out (network, a keyring that is missing): as bad as `fails`.
    Result<RungResult> (*climb)(const RungInput& input);
};
#define WARD_UPDATE_RUNG(id)     \
    extern const Rung rung_##id; \
    const Rung rung_##id
std::span<const Rung* const> all_rungs();
const Rung* rung_named(std::string_view name);

// All rungs that the recipe demands, and `lock` always.
struct Ladder {
    std::vector<RungResult> results = {};
    bool holds() const;  // none fails, none that is required is absent, none is lost without acknowledgement
    std::vector<std::string> faults = {};
};
Ladder climb_ladder(const Recipe& recipe, const Candidate& candidate, std::span<const Fetched> fetched,
                    const LockedDependency* locked, World& world, const FileReader& project, Instant now);

}  // namespace ward::update
