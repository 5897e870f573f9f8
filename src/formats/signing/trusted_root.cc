#include "formats/signing/trusted_root.h"

#include <fmt/core.h>

#include "base/text.h"
#include "formats/signing/fields.h"
#include "formats/signing/handles.h"

namespace ward::signing {
namespace {

constexpr DocumentLimits trusted_root_limits{.bytes = 4u << 20, .depth = 16, .nodes = 100'000};
constexpr std::string_view media_type = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";

Verdict<Validity> read_validity(const Node* range) {
    Validity validity;
    if (range == nullptr) return validity;
    const std::string start = text_at(*range, "start");
    const std::string end = text_at(*range, "end");
    const auto from = parse_instant(start);
    const auto until = parse_instant(end);
    if ((!start.empty() && !from) || (!end.empty() && !until))
        return refuse(Problem::malformed, fmt::format("line {}: `validFor` is not made of times", range->line));
    validity.from = from.value_or(0);
    validity.until = until;
    return validity;
}

Verdict<TransparencyLog> read_log(const Node& row) {
    TransparencyLog log{.url = text_at(row, "baseUrl")};
    WARD_TRY(const Node* key, table_at(row, "publicKey"));
    WARD_TRY(log.key_der, bytes_at(*key, "rawBytes"));
    WARD_TRY(const Node* id, table_at(row, "logId"));
    WARD_TRY(log.id, bytes_at(*id, "keyId"));
    WARD_TRY(log.validity, read_validity(key->find("validFor")));
    return log;
}

Verdict<CertificateAuthority> read_authority(const Node& row) {
    CertificateAuthority authority;
    WARD_TRY(const Node* chain, table_at(row, "certChain"));
    for (const Node& certificate : items_at(*chain, "certificates")) {
        WARD_TRY(std::string der, bytes_at(certificate, "rawBytes"));
        WARD_TRY_VOID(certificate_of_der(der, fmt::format("line {}: `rawBytes`", certificate.line)));
        authority.chain_der.push_back(std::move(der));
    }
    if (authority.chain_der.empty())
        return refuse(Problem::malformed, fmt::format("line {}: an authority without certificates", row.line));
    WARD_TRY(authority.validity, read_validity(row.find("validFor")));
    return authority;
}

template <typename Entry>
Verdict<std::vector<Entry>> read_all(const Node& root, std::string_view key, Verdict<Entry> (*read)(const Node&)) {
    std::vector<Entry> entries;
    const auto rows = items_at(root, key);
    if (rows.size() > max_trust_entries)
        return refuse(Problem::too_large, fmt::format("`{}` has more than {} entries", key, max_trust_entries));
    for (const Node& row : rows) {
        WARD_TRY(Entry entry, read(row));
        entries.push_back(std::move(entry));
    }
    return entries;
}

Verdict<TrustedRoot> read_root(const Node& node) {
    if (text_at(node, "mediaType") != media_type)
        return refuse(Problem::unsupported_algorithm, fmt::format("`mediaType` is not {}", media_type));
    TrustedRoot root;
    WARD_TRY(root.logs, read_all(node, "tlogs", read_log));
    WARD_TRY(root.certificate_logs, read_all(node, "ctlogs", read_log));
    WARD_TRY(root.authorities, read_all(node, "certificateAuthorities", read_authority));
    WARD_TRY(root.timestamp_authorities, read_all(node, "timestampAuthorities", read_authority));
    return root;
}

}  // namespace

Verdict<TrustedRoot> parse_trusted_root(std::string_view json, std::string_view name) {
    const auto node = parse_json(json, name, trusted_root_limits);
    if (!node) return std::unexpected(Refusal{Problem::malformed, node.error()});
    auto root = read_root(*node);
    if (!root && root.error().error.where.empty()) root.error().error.where = std::string(name);
    return root;
}

Verdict<CertificateAuthority> authority_of_pem(std::string_view pem, Validity validity) {
    WARD_TRY(const auto certificates, certificates_of_pem(pem, "the authority", Problem::trust_unusable));
    CertificateAuthority authority{.validity = validity};
    for (const Certificate& certificate : certificates) authority.chain_der.push_back(der_of(certificate.get()));
    return authority;
}

}  // namespace ward::signing
