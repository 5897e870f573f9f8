// Signatures over what stewards sign: which of them did, and for what. By `ssh-keygen -Y` or minisign.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "actions/release/approve/stewards.h"
#include "base/result.h"

namespace ward::release {

constexpr size_t max_signature_file_bytes = 64u << 10;

// A signature for one is good for no other. (minisign has no such word; there the content alone says what it is, and
// the three kinds of content cannot be taken for one another.)
enum class SigningPurpose { approval, stewards, checkpoint };
std::string_view name_of(SigningPurpose purpose);  // SSH's namespace: "ward-release-approval"

struct Signer {
    const ListedSteward* steward = nullptr;
    const StewardKey* key = nullptr;
};

// The signature holds and is by one of `stewards`, which the result points into. Whether the key was good at the time
// in question is the caller's to ask. Errors are reasons for people and do not quote the content.
Result<Signer> signer_of(std::string_view content, std::string_view signature, SigningPurpose purpose,
                         const Stewards& stewards);
Result<void> verify_by(const StewardKey& key, std::string_view content, std::string_view signature,
                       SigningPurpose purpose);

}  // namespace ward::release
