// What is to be done to the outside world, as a value: a plan is a list of effects that people can read, approve by its
// hash, and carry out once. Planning reads; only the executor (executor.h) acts. Form: docs/formats/plan.md.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::engine {

// One thing that is done as a whole or not at all. The words of `kind`, `target`, `content` and `requires_state` are
// the driver's; the engine compares them and nothing more.
struct Effect {
    std::string kind;
    std::string target;
    std::string summary;                         // a line for people
    std::map<std::string, std::string> content;  // all that it takes to do it
    // What the target was like when the plan was made: done only where it still is.
    std::map<std::string, std::string> requires_state = {};
    std::string undo = {};  // how to take it back; empty: there is no way back

    bool operator==(const Effect&) const = default;
};

struct Plan {
    std::string action;  // what made it: "track"
    std::string scope;   // what it is about; effects of two scopes are never the same effect
    std::vector<Effect> effects = {};
    std::vector<std::string> notes = {};  // for people; not part of the hash

    bool operator==(const Plan&) const = default;
};

// Names an effect in a journal: 32 hex digits over action, scope, kind, target and content. The same effect of two
// plans has the same key; its summary and what it requires do not matter.
std::string key_of(std::string_view action, std::string_view scope, const Effect& effect);
// 64 hex digits over everything but the notes: what an approval is bound to.
std::string hash_of(const Plan& plan);

// "ward-plan/1", canonical: the same plan is the same bytes.
std::string to_json(const Plan& plan);
// A `parse` error where it is no plan, or where its hash is not that of its content.
Result<Plan> plan_from_json(std::string_view json, std::string_view name);

// ---- for the journal, which keeps effects too ----
void write_effect(JsonWriter& json, const Effect& effect);
Result<Effect> read_effect(const Node& node, std::string_view name);

}  // namespace ward::engine
