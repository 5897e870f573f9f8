// exec: a command of the recipe that lists versions, confined as hooks are: what no other kind can say, of files that
// are on this machine. Each line of its output that begins with '{' is a version, as JSON:
//   {"version": "1.2.3", "tag": "v1.2.3", "commit": "…", "published": "2026-11-27T00:00:00Z", "prerelease": false}
// Other lines are its talk. The bytes come by the recipe's artefacts, and the ladder asks them what it asks of others.
#include <set>

#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/fetch.h"
#include "base/text.h"
#include "base/time.h"
#include "formats/document.h"

namespace ward::update {
namespace {

constexpr std::string_view exec_needs[] = {"run"};
constexpr size_t max_version_line_bytes = 64u << 10;

const Artefact none;  // a command has no place of its own: the artefact says where it is

Result<Candidate> candidate_of_line(std::string_view line, const std::string& where) {
    DocumentLimits limits;
    limits.bytes = max_version_line_bytes;
    WARD_TRY(const Node node, parse_json(line, where, limits));
    Candidate out;
    for (const auto& [key, value] : node.fields) {
        if (key == "prerelease") {
            if (value.kind != Node::Kind::boolean)
                return fail(ErrorCode::parse, "'prerelease' is true or false", where);
            out.prerelease = value.truth;
            continue;
        }
        if (!value.is_string()) return fail(ErrorCode::parse, fmt::format("'{}' is a string", display(key)), where);
        if (key == "version") out.version = value.text;
        else if (key == "tag") out.tag = value.text;
        else if (key == "commit") out.commit = value.text;
        else if (key == "notes") out.notes = value.text;
        else if (key == "published") {
            out.published = parse_instant(value.text);
            if (!out.published)
                return fail(ErrorCode::parse, fmt::format("'{}' is no time", display(value.text)), where);
        } else return fail(ErrorCode::parse, fmt::format("no key '{}' in a version", display(key)), where);
    }
    WARD_TRY_VOID(check_candidate(out));
    return out;
}

Result<std::vector<Candidate>> list_exec(const Recipe& recipe, World& world) {
    const std::string where = fmt::format("{} of {}", recipe.source.run.front(), recipe.id);
    if (!world.run_list)
        return fail(ErrorCode::usage, "lists versions by a command of the recipe, which was not allowed", where);
    WARD_TRY(const std::string output, world.run_list(recipe));
    std::vector<Candidate> all;
    std::set<std::string> seen;
    for (const std::string_view raw : split(output, '\n')) {
        const std::string_view line = trim(raw);
        if (!line.starts_with('{')) continue;
        WARD_TRY(Candidate candidate, candidate_of_line(line, where));
        if (!seen.insert(candidate.version).second)
            return fail(ErrorCode::parse, fmt::format("lists {} twice", display(candidate.version)), where);
        if (all.size() == max_candidates)
            return fail(ErrorCode::limit, fmt::format("has more than {} versions", max_candidates), where);
        all.push_back(std::move(candidate));
    }
    // A command that says nothing looks like an upstream without news otherwise.
    if (all.empty()) return fail(ErrorCode::parse, "lists no version", where);
    return all;
}

Result<std::vector<Fetched>> fetch_exec(const Recipe& recipe, const Candidate& chosen, World& world) {
    Places places;
    places.clone = recipe.source.url;
    places.page = recipe.source.url;
    places.folder = world.project_folder;
    return fetch_artefacts(recipe, chosen, world, none, places);
}

}  // namespace

WARD_UPDATE_SOURCE(exec) = {
    .name = "exec",
    .summary = "a command of the recipe, confined, that lists versions",
    .needs = exec_needs,
    .list = list_exec,
    .fetch = fetch_exec,
};

}  // namespace ward::update
