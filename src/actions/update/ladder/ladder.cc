// Puts the rungs together: lock always and first, then what the recipe demands. Whatever could not be found out counts
// as failed. Two rungs that read one file of evidence read the same bytes.
#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "actions/update/ladder/rung.h"
#include "base/text.h"

namespace ward::update {
namespace {

using Kind = RungResult::Kind;

// Each URL is asked once a climb: a server that gives the checker of a signature one list of checksums, and the checker
// of checksums another, gets nowhere.
class AskedOnce : public net::Http {
  public:
    explicit AskedOnce(net::Http& http) : http_(http) {}

    Result<net::Response> get(const net::Request& request) override {
        if (const auto known = answers_.find(request.url); known != answers_.end()) return known->second;
        return answers_.emplace(request.url, http_.get(request)).first->second;
    }

  private:
    net::Http& http_;
    std::map<std::string, Result<net::Response>> answers_;
};

bool had_before(const LockedDependency* locked, std::string_view rung) {
    if (locked == nullptr) return false;
    const std::string prefix = std::string(rung) + '.';
    const auto first = locked->evidence.lower_bound(prefix);
    return first != locked->evidence.end() && first->first.starts_with(prefix);
}

RungResult failed(const Demand& demand, std::string detail) {
    RungResult result;
    result.kind = Kind::fails;
    result.rung = demand.rung;
    result.detail = std::move(detail);
    return result;
}

RungResult climb_one(const RungInput& input) {
    const Demand& demand = *input.demand;
    const Rung* rung = rung_named(demand.rung);
    if (rung == nullptr) return failed(demand, fmt::format("there is no rung \"{}\"", display(demand.rung)));
    // A word that nobody reads would be a demand that nobody makes.
    for (const auto& [word, value] : demand.words)
        if (std::ranges::find(rung->words, word) == rung->words.end())
            return failed(demand, fmt::format("rung {} has no word \"{}\"", demand.rung, display(word)));
    auto result = rung->climb(input);
    if (!result) return failed(demand, "could not be found out: " + result.error().message());
    if (result->kind == Kind::absent && had_before(input.locked, demand.rung)) {
        result->kind = Kind::lost;
        result->detail += fmt::format("; {} had it", input.locked->version);
    }
    return *std::move(result);
}

// By the rung's name, for good or for one version: "pgp", "pgp@1.2.3".
bool is_acknowledged(const Recipe& recipe, std::string_view rung, std::string_view version) {
    return std::ranges::any_of(recipe.acknowledge, [&](const std::string& given) {
        return given == rung || given == fmt::format("{}@{}", rung, version);
    });
}

std::string fault_of(const Recipe& recipe, const Demand& demand, const RungResult& result, std::string_view version) {
    const bool is_fault = result.kind == Kind::fails ||
                          (result.kind == Kind::absent && demand.need == Demand::Need::required) ||
                          (result.kind == Kind::lost && !is_acknowledged(recipe, result.rung, version));
    if (!is_fault) return {};
    return fmt::format("{}: {} {}: {}", recipe.id, result.rung, name_of(result.kind), result.detail);
}

}  // namespace

std::string_view name_of(RungResult::Kind kind) {
    switch (kind) {
        case Kind::holds: return "holds";
        case Kind::absent: return "absent";
        case Kind::lost: return "lost";
        case Kind::fails: return "fails";
    }
    return "";
}

const Rung* rung_named(std::string_view name) {
    const auto all = all_rungs();
    const auto found = std::ranges::find(all, name, &Rung::name);
    return found == all.end() ? nullptr : *found;
}

bool Ladder::holds() const {
    return faults.empty() && !results.empty();
}

Ladder climb_ladder(const Recipe& recipe, const Candidate& candidate, std::span<const Fetched> fetched,
                    const LockedDependency* locked, World& world, const FileReader& project, Instant now) {
    World own = world;
    std::optional<AskedOnce> once;
    if (world.http != nullptr) own.http = &once.emplace(*world.http);
    Demand lock;
    lock.rung = "lock";
    lock.line = recipe.line;
    std::vector<const Demand*> demands = {&lock};
    for (const Demand& demand : recipe.verify)
        if (demand.rung != "lock" || !demand.words.empty()) demands.push_back(&demand);
    Ladder ladder;
    if (fetched.empty()) ladder.faults.push_back(fmt::format("{}: nothing was downloaded", recipe.id));
    for (const Demand* demand : demands) {
        RungInput input;
        input.recipe = &recipe;
        input.demand = demand;
        input.candidate = &candidate;
        input.fetched = fetched;
        input.locked = locked;
        input.world = &own;
        input.project = project;
        input.now = now;
        RungResult result = climb_one(input);
        if (std::string fault = fault_of(recipe, *demand, result, candidate.version); !fault.empty())
            ladder.faults.push_back(std::move(fault));
        ladder.results.push_back(std::move(result));
    }
    return ladder;
}

}  // namespace ward::update
