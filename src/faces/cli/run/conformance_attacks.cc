// One published attack in two modes, judged by what really happened: tests/attacks/run.py's rules, for the cases whose
// set-up needs files alone.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/run/conformance_rows.h"
#include "formats/json_writer.h"

namespace ward::cli::conformance {
namespace {

constexpr std::string_view elsewhere = "needs tests/attacks/run.py";
constexpr size_t shown_errors = 200;

std::string first_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

bool has_happened(const Attack& attack, const World& world, const std::string& evidence) {
    const auto changed = [&] {
        const auto paths = world.changed();
        return std::ranges::find(paths, evidence) != paths.end();
    };
    switch (attack.prove) {
        case Proof::content: return evidence.contains(world.token());
        case Proof::write: return changed();
        case Proof::metadata: return evidence.contains(world.token()) || tells_truth(world, evidence);
        case Proof::effect: return world.nonce().empty() ? changed() : evidence == world.nonce();
    }
    return false;
}

struct Verdict {
    std::string result;
    std::string detail;
};

Verdict judge(const Attack& attack, const World& world, const Ran& ran) {
    const std::string line = first_line(ran.output);
    if (ran.hung && line.empty())
        return {attack.prove == Proof::write && world.changed().empty() ? "denied" : "broken", "hung"};
    if (line.starts_with("ESCAPED ")) {
        if (has_happened(attack, world, line.substr(8))) return {"escaped", world.unfill(line)};
        // Nothing was written and nothing happened: the claim is refuted. A wrong content is a broken case instead.
        const bool trace = attack.prove == Proof::write || attack.prove == Proof::effect;
        return {trace ? "denied" : "broken", "not so: " + world.unfill(line)};
    }
    if (line.starts_with("DENIED ")) return {"denied", world.unfill(line)};
    const std::string errors = std::string(trim(ran.errors)).substr(0, shown_errors);
    return {"broken", line.empty() ? fmt::format("status {}: {}", ran.status, first_line(errors)) : line};
}

std::string told(const World& world) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object();
    json.member_if("nonce", world.nonce());
    json.member("readonly", world.path("readonly"));
    json.end_object();
    return "ATTACK=" + json.take();
}

Result<Verdict> attempt(const Attack& attack, const Binary& node, std::string_view mode) {
    WARD_TRY(World world, World::make());
    for (const std::string& line : attack.setup) WARD_TRY_VOID(world.set_up(line));
    WARD_TRY_VOID(world.write("grant/" + attack.file, attack.text));
    const std::vector<std::string> grants = world.fill_all(attack.grants);
    const bool writes = std::ranges::any_of(grants, [](const auto& g) { return g.starts_with("--allow-fs-write="); });
    world.remember(!writes);
    const Script script{.path = world.path("grant/" + attack.file),
                        .arguments = {world.path("grant"), world.path("secret")},
                        .folder = world.path("grant"),
                        .environment = {told(world)},
                        .limit = attack.watchdog};
    if (mode == "node") {
        WARD_TRY(const Ran ran, run_in_model(node, model_flags(node, grants), script, world));
        return judge(attack, world, ran);
    }
    const auto policy = policy_of(grants, script.folder);
    if (!policy) return Verdict{"denied", "the grants are refused: " + world.unfill(policy.error().what)};
    WARD_TRY(const Ran ran, run_in_kernel(node, *policy, script, world));
    return judge(attack, world, ran);
}

// Why the case is not asked, and whether that is this version's or this program's.
std::optional<std::pair<Row::State, std::string>> reason_against(const Attack& attack, const Binary& node) {
    for (const std::string& need : attack.needs) {
        if (!need.starts_with("node")) return std::pair(Row::State::not_run, fmt::format("{} ({})", elsewhere, need));
        if (!in_range(node.version, need.substr(4)).value_or(false)) return std::pair(Row::State::not_for_this, need);
    }
    for (const std::string& line : attack.setup)
        if (!World::knows(line))
            return std::pair(Row::State::not_run, fmt::format("{} ({})", elsewhere, line.substr(0, line.find(' '))));
    return std::nullopt;
}

}  // namespace

std::vector<Row> run_attack(const Attack& attack, const Binary& node) {
    const auto against = reason_against(attack, node);
    const bool escapes = in_range(node.version, attack.versions).value_or(false);
    std::vector<Row> out;
    for (const std::string_view mode : {std::string_view("node"), std::string_view("kernel")}) {
        Row row{.id = attack.id,
                .title = attack.title,
                .label = attack.label,
                .reference = attack.reference,
                .mode = mode,
                .result = {},
                .expected = {},
                .state = Row::State::same,
                .detail = {}};
        const bool open = mode == "node" ? escapes : attack.stops == "nothing" || attack.stops == "node";
        row.expected = open ? "escaped" : "denied";
        if (against) {
            std::tie(row.state, row.detail) = *against;
        } else {
            const auto verdict = attempt(attack, node, mode);
            row.result = verdict ? verdict->result : "broken";
            row.detail = verdict ? verdict->detail : verdict.error().message();
            row.state = row.result == row.expected ? Row::State::same : Row::State::differs;
        }
        out.push_back(std::move(row));
    }
    return out;
}

}  // namespace ward::cli::conformance
