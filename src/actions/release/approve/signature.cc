#include "actions/release/approve/signature.h"

#include <array>

#include "formats/signing/sshsig.h"

namespace ward::release {
namespace {

template <typename T>
Result<void> result_of(const signing::Verdict<T>& verdict) {
    if (!verdict) return std::unexpected(verdict.error().error);
    return {};
}

bool is_ssh(std::string_view signature) {
    return signature.starts_with("-----BEGIN SSH SIGNATURE-----");
}

bool is_named(const StewardKey& key, std::string_view ssh_blob, std::string_view minisign_id) {
    if (const auto* ssh = std::get_if<signing::SshKey>(&key.key)) return ssh->blob == ssh_blob;
    return std::get<signing::MinisignKey>(key.key).id == minisign_id;
}

}  // namespace

std::string_view name_of(SigningPurpose purpose) {
    constexpr std::array<std::string_view, 3> names = {"ward-release-approval", "ward-stewards",
                                                       "ward-release-checkpoint"};
    return names[static_cast<size_t>(purpose)];
}

Result<void> verify_by(const StewardKey& key, std::string_view content, std::string_view signature,
                       SigningPurpose purpose) {
    if (const auto* ssh = std::get_if<signing::SshKey>(&key.key))
        return result_of(signing::verify_ssh_signature(content, signature, *ssh, name_of(purpose)));
    return result_of(signing::verify_minisign(content, signature, std::get<signing::MinisignKey>(key.key)));
}

Result<Signer> signer_of(std::string_view content, std::string_view signature, SigningPurpose purpose,
                         const Stewards& stewards) {
    std::string ssh_blob;
    std::string minisign_id;
    if (is_ssh(signature)) {
        auto read = signing::parse_ssh_signature(signature);
        if (!read) return std::unexpected(std::move(read).error().error);
        ssh_blob = std::move(read->key.blob);
    } else {
        auto read = signing::parse_minisign_signature(signature);
        if (!read) return std::unexpected(std::move(read).error().error);
        minisign_id = std::move(read->key_id);
    }
    Result<void> last =
        fail(ErrorCode::damaged,
             "is by the key " + (is_ssh(signature) ? signing::ssh_fingerprint(ssh_blob) : "minisign " + minisign_id) +
                 ", which is no steward's");
    for (const ListedSteward& steward : stewards.people)
        for (const StewardKey& key : steward.keys) {
            if (!is_named(key, ssh_blob, minisign_id)) continue;
            // Several of minisign's keys may have one id: only 64 bits, chosen by their makers.
            last = verify_by(key, content, signature, purpose);
            if (last) return Signer{&steward, &key};
        }
    return std::unexpected(std::move(last).error());
}

}  // namespace ward::release
