// npm: a package of an npm registry, all its versions. The one that the dist-tag `source.tag` ("latest" without one)
// names has that as its tag.
#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/fetch.h"
#include "actions/update/upstream/npm_registry.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view npm_needs[] = {"package"};

const Artefact tarball = [] {
    Artefact artefact;
    artefact.kind = "npm";
    artefact.strip = 1;
    return artefact;
}();

Result<std::vector<Candidate>> list_npm(const Recipe& recipe, World& world) {
    const Source& source = recipe.source;
    auto packument = packument_of(world, world.npm_registry, source.package);
    if (!packument && packument.error().code == ErrorCode::network && !source.mirror.empty())
        packument = packument_of(world, source.mirror, source.package);
    if (!packument) return std::unexpected(packument.error());
    const std::string tag = source.tag.empty() ? "latest" : source.tag;
    const npm::PublishedVersion* tagged = packument->tagged(tag);
    if (tagged == nullptr)
        return fail(ErrorCode::not_found, fmt::format("has no dist-tag \"{}\"", display(tag)), source.package);
    std::vector<Candidate> all;
    for (const npm::PublishedVersion& version : packument->versions) {
        if (!is_safe_version(version.version())) {
            pass_over(world, fmt::format("\"{}\": no safe version", display(version.version().substr(0, 100))));
            continue;
        }
        Candidate candidate;
        candidate.version = version.version();
        if (&version == tagged) candidate.tag = tag;
        candidate.published = version.published;
        candidate.prerelease = version.version().substr(0, version.version().find('+')).contains('-');
        candidate.found = facts_of(*packument, version);
        if (all.size() == max_candidates)
            return fail(ErrorCode::limit, fmt::format("has more than {} versions", max_candidates), source.package);
        all.push_back(std::move(candidate));
    }
    return all;
}

Result<std::vector<Fetched>> fetch_npm(const Recipe& recipe, const Candidate& chosen, World& world) {
    return fetch_artefacts(recipe, chosen, world, tarball, {});
}

}  // namespace

WARD_UPDATE_SOURCE(npm) = {
    .name = "npm",
    .summary = "a package of an npm registry",
    .needs = npm_needs,
    .list = list_npm,
    .fetch = fetch_npm,
};

}  // namespace ward::update
