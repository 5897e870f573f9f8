#include "actions/update/ladder/rung_npm.h"

#include <fmt/core.h>

namespace ward::update {

std::string npm_fact(const RungInput& input, const std::string& name) {
    const auto found = input.candidate->found.find("npm." + name);
    return found == input.candidate->found.end() ? std::string() : found->second;
}

Result<const Fetched*> npm_tarball(const RungInput& input) {
    const std::string url = npm_fact(input, "tarball");
    for (const Fetched& fetched : input.fetched)
        if (!url.empty() && fetched.url == url) return &fetched;
    return fail(ErrorCode::usage, "no artefact is the package's tarball",
                fmt::format("{}:{}", input.recipe->id, input.demand->line));
}

std::string registry_of(const RungInput& input) {
    std::string registry = input.world->npm_registry;
    while (registry.ends_with('/')) registry.pop_back();
    return registry;
}

}  // namespace ward::update
