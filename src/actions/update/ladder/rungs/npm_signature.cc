// npm-signature: the registry's own signature over name, version and digest, by keys of the project (word `keys`) or
// those that the registry publishes. The latter stop a mirror that lies, not the registry itself.
#include "formats/signing/npm_signature.h"

#include <fmt/core.h>

#include "actions/update/ladder/rung_npm.h"
#include "actions/update/upstream/artefact.h"
#include "base/text.h"
#include "facts/npm/integrity.h"

namespace ward::update {
namespace {

constexpr std::string_view npm_signature_words[] = {"keys"};
constexpr size_t max_keys_bytes = 1u << 20;

std::vector<signing::NpmSignature> signatures_of(const std::string& text) {
    std::vector<signing::NpmSignature> all;
    for (const std::string_view line : split(text, '\n'))
        if (const size_t blank = line.find(' '); blank != std::string_view::npos)
            all.push_back(
                {.key_id = std::string(line.substr(0, blank)), .signature = std::string(line.substr(blank + 1))});
    return all;
}

Result<std::string> keys_of(const RungInput& input) {
    if (input.demand->words.contains("keys")) return project_file(input, "keys", max_keys_bytes);
    WARD_TRY(const Fetched fetched,
             download(*input.world,
                      {.url = registry_of(input) + "/-/npm/v1/keys", .name = "keys", .most_bytes = max_keys_bytes}));
    return fetched.bytes;
}

Result<RungResult> climb_npm_signature(const RungInput& input) {
    WARD_TRY(const Fetched* tarball, npm_tarball(input));
    const auto signatures = signatures_of(npm_fact(input, "signatures"));
    if (signatures.empty()) return absent(input, "the registry signs nothing");
    const std::string integrity = npm_fact(input, "integrity");
    // The signature is over the digest's text; without this step it would be over any other tarball.
    if (const auto same = npm::check_integrity(tarball->bytes, integrity); !same)
        return fails(input, same.error().message());
    WARD_TRY(const std::string json, keys_of(input));
    const auto keys = signing::parse_npm_keys(json, "keys");
    if (!keys) return fails(input, keys.error().error.message());
    const std::string name = npm_fact(input, "package");
    const auto key = signing::verify_npm_signatures({.name = name,
                                                     .version = input.candidate->version,
                                                     .integrity = integrity,
                                                     .published = input.candidate->published},
                                                    signatures, *keys);
    if (!key)
        return fails(input, fmt::format("{}: {}", signing::name_of(key.error().problem), key.error().error.message()));
    RungResult result = holds(input, "signed by the registry's key " + display(*key));
    result.evidence.emplace_back("npm-signature.key", *key);
    return result;
}

}  // namespace

WARD_UPDATE_RUNG(npm_signature) = {
    .name = "npm-signature",
    .summary = "the registry's signature",
    .words = npm_signature_words,
    .climb = climb_npm_signature,
};

}  // namespace ward::update
