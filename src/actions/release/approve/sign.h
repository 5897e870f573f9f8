// A steward's signature, made by the program that has the key: `ssh-keygen -Y sign` or `minisign`. ward never sees a
// private key. A passphrase goes by the agent (SSH_AUTH_SOCK, SSH_ASKPASS) or to minisign's standard input, never into
// arguments or the environment; the content goes by standard input or a file of nobody else's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/release/approve/signature.h"
#include "base/result.h"
#include "base/secret.h"

namespace ward::release {

enum class SigningTool { ssh_keygen, minisign };

struct SigningKey {
    SigningTool tool = SigningTool::ssh_keygen;
    // ssh-keygen: the private key, or the public one where the agent has the other. minisign: the secret key's file.
    std::string path = {};
    const Secret* passphrase = nullptr;  // of minisign's key; null: it has none
};

// Of the caller's environment: where programs are, and what reaches an agent.
struct SigningEnvironment {
    std::vector<std::string> search_path = {};
    std::vector<std::string> variables = {};  // "NAME=value"
};
// From "NAME=value" of this process: PATH, and what ssh-keygen needs to find the agent or to ask for a passphrase.
SigningEnvironment signing_environment(const char* const* variables);

// `io` errors where the program is not there, or does not sign. That the signature is a steward's is still to be asked
// (signer_of).
Result<std::string> sign_statement(std::string_view content, SigningPurpose purpose, const SigningKey& key,
                                   const SigningEnvironment& environment);

}  // namespace ward::release
