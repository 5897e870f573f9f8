// Three stewards with keys that are made while a test runs.
#pragma once

#include <string>
#include <string_view>

#include <fmt/core.h>

#include "actions/release/approve/approval.h"
#include "actions/release/approve/signature.h"
#include "formats/signing/ssh_testing.h"

namespace ward::release::test {

using signing::test::MinisignTestKey;
using signing::test::noon;
using signing::test::SshTestKey;

struct People {
    SshTestKey ada = signing::test::make_ssh_key();
    SshTestKey ada_token = signing::test::make_ssh_key(signing::SshKeyKind::security_ed25519);
    SshTestKey bo = signing::test::make_ssh_key(signing::SshKeyKind::p256);
    MinisignTestKey cleo = signing::test::make_minisign_key();
};

inline std::string sign(const SshTestKey& key, std::string_view content,
                        SigningPurpose purpose = SigningPurpose::approval) {
    return signing::test::armoured(signing::test::ssh_signature(key, content, name_of(purpose)));
}
inline std::string sign(const MinisignTestKey& key, std::string_view content,
                        SigningPurpose /*any*/ = SigningPurpose::approval) {
    return signing::test::minisign_signature(key, content);
}

struct ListShape {
    std::string need = "default = 1";
    std::string bo_key = {};  // more of Bo's key: "until = 2026-01-01"
    int64_t serial = 1;
    std::string previous = {};
    std::string more = {};  // at the end
};

inline std::string stewards_toml(const People& people, const ListShape& shape = {}) {
    std::string text = fmt::format("schema = 1\nserial = {}\nmade = {}\n", shape.serial, format_instant(noon));
    if (!shape.previous.empty()) text += fmt::format("previous = \"{}\"\n", shape.previous);
    text += "[need]\n" + shape.need + "\n";
    text += fmt::format("[[people]]\nname = \"ada\"\n[[people.keys]]\nkey = \"{}\"\n[[people.keys]]\nkey = \"{}\"\n",
                        people.ada.line(), people.ada_token.line());
    text +=
        fmt::format("[[people]]\nname = \"bo\"\n[[people.keys]]\nkey = \"{}\"\n{}\n", people.bo.line(), shape.bo_key);
    text += fmt::format("[[people]]\nname = \"cleo\"\n[[people.keys]]\nkey = \"{}\"\n", people.cleo.line());
    return text + shape.more;
}

inline Stewards stewards_of(const People& people, const ListShape& shape = {}) {
    return stewards_from_toml(stewards_toml(people, shape), "stewards.toml").value();
}

inline ApprovalRequest sample_request() {
    return {.release = "2026-06-16",
            .step = "disclose",
            .plan = std::string(64, 'a'),
            .lift_at = noon + 3600,
            .no_return = {"send the mail", "publish CVE-2026-0001"},
            .author = "ada"};
}

template <typename Key>
SignedApproval signed_approval(const Key& key, const Approval& approval) {
    const std::string statement = to_json(approval);
    return {approval.approver + ".json", statement, sign(key, statement)};
}

}  // namespace ward::release::test
