#include "actions/update/upstream/npm_registry.h"

#include <map>

#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "base/text.h"
#include "facts/inventory/npm_spec.h"
#include "facts/npm/integrity.h"
#include "io/net/api_client.h"

namespace ward::update {
namespace {

std::string at(const std::map<std::string, std::string>& found, const std::string& key) {
    const auto place = found.find(key);
    return place == found.end() ? std::string() : place->second;
}

}  // namespace

std::string packument_url(std::string_view registry, std::string_view package) {
    while (registry.ends_with('/')) registry.remove_suffix(1);
    return fmt::format("{}/{}", registry, replace_all(package, "/", "%2f"));
}

Result<npm::Packument> packument_of(World& world, const std::string& registry, std::string_view package) {
    if (!inventory::npm::is_package_name(package))
        return fail(ErrorCode::usage, fmt::format("\"{}\" is no name of a package", display(package)));
    WARD_TRY(net::Http * http, door_of(world, registry));
    const npm::PackumentLimits limits;
    std::string base = registry;
    WARD_TRY_VOID(net::check_base_url(base));
    net::ApiClient client(*http, {.base_url = base,
                                  .headers = {{"Accept", "application/json"}},
                                  .cache_folder = world.cache_folder,
                                  .answer_bytes = limits.bytes,
                                  .courtesy = world.courtesy});
    const std::string url = packument_url(base, package);
    WARD_TRY(const net::CachedAnswer answer, client.get(url));
    WARD_TRY(npm::Packument packument, npm::parse_packument(answer.body, url, limits));
    if (packument.name != package)
        return fail(ErrorCode::parse, fmt::format("is the document of {}", display(packument.name)), url);
    return packument;
}

std::map<std::string, std::string> facts_of(const npm::Packument& packument, const npm::PublishedVersion& version) {
    const npm::Distribution& distribution = version.distribution;
    std::map<std::string, std::string> found = {
        {"npm.package", packument.name},       {"npm.version", version.version()},
        {"npm.tarball", distribution.tarball}, {"npm.integrity", distribution.integrity},
        {"npm.shasum", distribution.shasum},   {"npm.attestations", distribution.attestations}};
    for (const npm::RegistrySignature& signature : distribution.signatures)
        found["npm.signatures"] += signature.key_id + ' ' + signature.signature + '\n';
    if (!version.deprecated.empty()) found["npm.deprecated"] = display(version.deprecated.substr(0, 1'000));
    // What the publisher's machine claimed: never the candidate's commit.
    if (is_commit_id(version.commit)) found["npm.git-head"] = version.commit;
    if (version.published) found["npm.published"] = format_instant(*version.published);
    std::erase_if(found, [](const auto& entry) { return entry.second.empty(); });
    return found;
}

Result<Fetched> fetch_tarball(World& world, const Artefact& artefact, const std::map<std::string, std::string>& found) {
    const std::string url = at(found, "npm.tarball");
    if (url.empty()) return fail(ErrorCode::parse, "the registry names no tarball", at(found, "npm.package"));
    WARD_TRY(Fetched fetched, download(world, {.artefact = &artefact, .url = url, .name = file_name_of(url)}));
    fetched.integrity = at(found, "npm.integrity");
    const std::string shasum = at(found, "npm.shasum");
    // Checked whatever the recipe demands: the registry gave both, and they contradict each other otherwise.
    if (!fetched.integrity.empty()) {
        const auto strength = npm::check_integrity(fetched.bytes, fetched.integrity);
        if (!strength) return std::unexpected(Error{strength.error().code, strength.error().what, url});
    } else if (!shasum.empty()) {
        WARD_TRY(const std::string digest, npm::sha1(fetched.bytes));
        if (hex(digest) != to_lower(shasum))
            return fail(ErrorCode::damaged, fmt::format("has the SHA-1 {}, not {}", hex(digest), display(shasum)), url);
    }
    return fetched;
}

}  // namespace ward::update
