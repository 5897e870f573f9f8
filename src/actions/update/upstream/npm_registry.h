// An npm registry as a source: one package's versions, and the tarball of one of them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "actions/update/upstream/source.h"
#include "base/result.h"
#include "facts/npm/packument.h"

namespace ward::update {

// "https://registry.npmjs.org/@scope%2fname"
std::string packument_url(std::string_view registry, std::string_view package);
// Asked for only if it changed. `not_found` where the registry has no such package.
Result<npm::Packument> packument_of(World& world, const std::string& registry, std::string_view package);
// What the registry says of a version, for `Candidate::found`: "npm.package", "npm.tarball", "npm.integrity",
// "npm.shasum", "npm.signatures" (key and signature, a line each), "npm.attestations", "npm.git-head", ...
std::map<std::string, std::string> facts_of(const npm::Packument& packument, const npm::PublishedVersion& version);
// The tarball that `found` names; `damaged` where it has not the digest that the registry gave with it.
Result<Fetched> fetch_tarball(World& world, const Artefact& artefact, const std::map<std::string, std::string>& found);

}  // namespace ward::update
