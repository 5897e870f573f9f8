// The key and the certificates that sign, checked before anything is made with them. Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/signing/handles.h"

namespace ward::signing {

struct SignerKey {
    Key key{};
    std::vector<Certificate> chain{};  // the signer's first
};

// Refuses what a reader would refuse later: a weak key, one that is not the certificate's, a certificate that is not
// valid at `when`, of an authority, or (where that is demanded) not for code signing.
Verdict<SignerKey> read_signer(std::string_view key_pem, std::string_view chain_pem,
                               const std::optional<std::string>& passphrase, Instant when, bool require_code_signing);

}  // namespace ward::signing
