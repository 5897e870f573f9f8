#include "formats/signing/npm_signature.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/document.h"
#include "formats/signing/handles.h"

namespace ward::signing {
namespace {

constexpr DocumentLimits npm_signature_limits{.bytes = 1u << 20, .depth = 8, .nodes = 20'000};

Verdict<NpmKey> read_key(const Node& row, std::string_view name) {
    const std::string where = fmt::format("{}:{}", name, row.line);
    NpmKey key{.id = text_at(row, "keyid")};
    const std::string shown = display(key.id);
    if (key.id.empty()) return refuse(Problem::malformed, "a key has no keyid", where);
    if (text_at(row, "keytype") != "ecdsa-sha2-nistp256" || text_at(row, "scheme") != "ecdsa-sha2-nistp256")
        return refuse(Problem::unsupported_algorithm, fmt::format("key {} is not for ecdsa-sha2-nistp256", shown),
                      where);
    const auto der = base64_decode(text_at(row, "key"));
    if (!der) return refuse(Problem::malformed, fmt::format("key {} is not in base64", shown), where);
    key.spki_der = *der;
    const auto read = public_key(key.spki_der, fmt::format("key {}", shown));
    if (!read) return refuse(Problem::malformed, read.error().error.what, where);
    if (EVP_PKEY_get_base_id(read->get()) != EVP_PKEY_EC || EVP_PKEY_get_bits(read->get()) != 256)
        return refuse(Problem::unsupported_algorithm, fmt::format("key {} is not on the curve P-256", shown), where);
    const Node* expires = row.find("expires");
    if (expires != nullptr && expires->kind != Node::Kind::null) {
        key.expires = parse_instant(expires->text);
        if (!key.expires)
            return refuse(Problem::malformed, fmt::format("key {}: `expires` is not a time", shown), where);
    }
    return key;
}

Verdict<void> check_expiry(const NpmKey& key, const NpmPackage& package) {
    if (!key.expires) return {};
    if (!package.published)
        return refuse(
            Problem::time_unknown,
            fmt::format("key {} expires, and it is not known when the package was published", display(key.id)));
    if (*package.published >= *key.expires)
        return refuse(Problem::key_expired, fmt::format("key {} expired at {}, before the package was published",
                                                        display(key.id), format_instant(*key.expires)));
    return {};
}

}  // namespace

Verdict<std::vector<NpmKey>> parse_npm_keys(std::string_view json, std::string_view name) {
    const auto root = parse_json(json, name, npm_signature_limits);
    if (!root) return std::unexpected(Refusal{Problem::malformed, root.error()});
    const Node* rows = root->find("keys");
    if (rows == nullptr || !rows->is_list())
        return refuse(Problem::malformed, "there is no list `keys`", std::string(name));
    if (rows->items.size() > max_npm_keys)
        return refuse(Problem::too_large, fmt::format("more than {} keys", max_npm_keys), std::string(name));
    std::vector<NpmKey> keys;
    for (const Node& row : rows->items) {
        WARD_TRY(NpmKey key, read_key(row, name));
        for (const NpmKey& other : keys)
            if (other.id == key.id)
                return refuse(Problem::malformed, fmt::format("key {} is there twice", display(key.id)),
                              std::string(name));
        keys.push_back(std::move(key));
    }
    return keys;
}

Verdict<std::string> verify_npm_signatures(const NpmPackage& package, std::span<const NpmSignature> signatures,
                                           std::span<const NpmKey> keys) {
    const std::string message = fmt::format("{}@{}:{}", package.name, package.version, package.integrity);
    if (signatures.empty())
        return refuse(Problem::no_signer,
                      fmt::format("{}@{} has no registry signature", display(package.name), display(package.version)));
    for (const NpmSignature& signature : signatures) {
        const NpmKey* key = nullptr;
        for (const NpmKey& candidate : keys)
            if (candidate.id == signature.key_id) key = &candidate;
        if (key == nullptr)
            return refuse(Problem::key_unknown,
                          fmt::format("the registry publishes no key {}", display(signature.key_id)));
        WARD_TRY_VOID(check_expiry(*key, package));
        const auto raw = base64_decode(signature.signature);
        if (!raw) return refuse(Problem::malformed, "the registry signature is not in base64");
        WARD_TRY(const Key loaded, public_key(key->spki_der, "the registry's key"));
        if (!signature_holds(loaded.get(), EVP_sha256(), message, *raw))
            return refuse(Problem::signature_wrong,
                          fmt::format("the registry signature is not over {}", display(message)));
    }
    return signatures.front().key_id;
}

}  // namespace ward::signing
