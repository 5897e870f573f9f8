#include "actions/update/ladder/gpgv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/ladder/gpg_fixture.h"

namespace ward::update {
namespace {

using testing::HasSubstr;

const std::string signer(40, 'A');
const std::string subkey(40, 'B');
const std::string other(40, 'C');

std::string valid(const std::string& key, const std::string& primary, const std::string& hash = "8") {
    return "[GNUPG:] VALIDSIG " + key + " 2026-01-01 1767225600 0 4 0 22 " + hash + " 00 " + primary + "\n";
}
const std::string start = "[GNUPG:] NEWSIG\n";
const std::string good = "[GNUPG:] GOODSIG AAAAAAAAAAAAAAAA Some <a@b>\n";

TEST(PgpStatus, HoldsForThePinnedSignerAlone) {
    const PgpResult held = judge_status(start + good + valid(signer, signer), true, signer);
    EXPECT_EQ(held.problem, "");
    EXPECT_EQ(held.primary, signer);
    EXPECT_EQ(held.created, "1767225600");
    EXPECT_EQ(judge_status(start + good + valid(subkey, signer), true, signer).fingerprint, subkey);
    EXPECT_EQ(judge_status(start + good + valid(subkey, signer), true, subkey).problem, "");  // a pinned subkey
    EXPECT_EQ(judge_status(start + good + valid(signer, signer), true, "aaaa " + std::string(36, 'a')).problem, "");
    EXPECT_EQ(judge_status(start + good + valid(other, other), true, signer).problem, "other-signer");
}

TEST(PgpStatus, EveryFaultHasItsWord) {
    const auto word = [](const std::string& lines) { return judge_status(start + lines, false, signer).problem; };
    EXPECT_EQ(judge_status("", false, signer).problem, "no-signature");
    EXPECT_EQ(word("[GNUPG:] NODATA 4\n"), "no-signature");
    EXPECT_EQ(word("[GNUPG:] BADSIG AAAA x\n"), "bad-signature");
    EXPECT_EQ(word("[GNUPG:] EXPSIG AAAA x\n" + valid(signer, signer)), "expired-signature");
    EXPECT_EQ(word("[GNUPG:] EXPKEYSIG AAAA x\n" + valid(signer, signer)), "expired-key");
    EXPECT_EQ(word("[GNUPG:] REVKEYSIG AAAA x\n" + valid(signer, signer)), "revoked-key");
    EXPECT_EQ(word("[GNUPG:] ERRSIG AAAA 22 8 00 1 9 -\n[GNUPG:] NO_PUBKEY AAAA\n"), "unknown-key");
    EXPECT_EQ(word("[GNUPG:] ERRSIG AAAA 22 8 00 1 4 -\n"), "unusable");
    EXPECT_EQ(word("[GNUPG:] ERRSIG AAAA 1 2 00 1 5 -\n"), "weak-digest");
    EXPECT_EQ(word(good + valid(signer, signer, "2")), "weak-digest");
    EXPECT_EQ(word(good), "no-signature");                   // without VALIDSIG
    EXPECT_EQ(word(valid(signer, signer)), "no-signature");  // without GOODSIG
    EXPECT_EQ(word("[GNUPG:] VALIDSIG " + signer + "\n" + good), "no-signature");
    EXPECT_EQ(word(good + valid(signer, signer)), "unusable");  // gpgv failed all the same
}

TEST(PgpStatus, OfSeveralSignatures) {
    const std::string ours = start + good + valid(signer, signer);
    const std::string unknown = start + "[GNUPG:] ERRSIG C 22 8 00 1 9 -\n[GNUPG:] NO_PUBKEY C\n";
    EXPECT_EQ(judge_status(unknown + ours, false, signer).problem, "");
    EXPECT_EQ(judge_status(ours + unknown, false, signer).problem, "");
    EXPECT_EQ(judge_status(ours + start + "[GNUPG:] BADSIG C x\n", false, signer).problem, "bad-signature");
    EXPECT_EQ(judge_status(ours + start + "[GNUPG:] REVKEYSIG A x\n" + valid(signer, signer), false, signer).problem,
              "revoked-key");
    // What is one signature's is not another's.
    EXPECT_EQ(judge_status(start + good + start + valid(signer, signer), true, signer).problem, "no-signature");
}

TEST(PgpStatus, AUserIdCannotForgeALine) {
    EXPECT_EQ(judge_status(start + "[GNUPG:] GOODSIG C [GNUPG:] VALIDSIG " + signer + "\n" + valid(other, other), true,
                           signer)
                  .problem,
              "other-signer");
    EXPECT_EQ(judge_status("GOODSIG\n" + valid(signer, signer).substr(9), true, signer).problem, "no-signature");
}

TEST(PgpArmour, IsTakenOff) {
    const std::string block =
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: x\n\nAQID\nBAUG\n=abcd\n"
        "-----END PGP PUBLIC KEY BLOCK-----\n";
    EXPECT_EQ(*without_armour(block, "k"), "\x01\x02\x03\x04\x05\x06");
    EXPECT_EQ(*without_armour(block + "\n" + block, "k"), "\x01\x02\x03\x04\x05\x06\x01\x02\x03\x04\x05\x06");
    EXPECT_EQ(*without_armour("\x99\x01", "k"), "\x99\x01");
    EXPECT_FALSE(without_armour("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAQID\n", "k"));
    EXPECT_FALSE(without_armour("-----BEGIN PGP PUBLIC KEY BLOCK-----\nAQID\n-----END PGP \n", "k"));
    EXPECT_FALSE(without_armour("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!!!\n-----END PGP \n", "k"));
}

class Gpgv : public testing::Test {
  protected:
    void SetUp() override {
        if (!test::Gpg::is_there()) GTEST_SKIP() << "needs gpg and gpgv";
    }
    static PgpResult verify(const std::string& bytes, const std::string& signature, const std::string& keyring,
                            const std::string& pinned) {
        const auto result = verify_pgp(bytes, signature, {.keyring = keyring, .signer = pinned}, test::Gpg::path());
        if (result) return *result;
        ADD_FAILURE() << result.error().message();
        return {};
    }
};

TEST_F(Gpgv, ASignatureOfThePinnedSigner) {
    const test::Gpg gpg;
    const std::string key = gpg.make_key("one");
    const std::string second = gpg.make_key("two");
    const std::string bytes = std::string("bytes\0more", 10);
    const std::string signature = gpg.sign(key, bytes);
    for (const std::string& keyring : {gpg.keyring(), gpg.armoured()}) {
        const PgpResult result = verify(bytes, signature, keyring, key);
        EXPECT_EQ(result.problem, "") << result.detail;
        EXPECT_EQ(result.primary, key);
    }
    EXPECT_EQ(verify(bytes, gpg.sign(key, bytes, {}, {"--armor"}), gpg.keyring(), key).problem, "");
    EXPECT_EQ(verify(bytes, gpg.sign(second, bytes), gpg.keyring(), key).problem, "other-signer");
    EXPECT_EQ(verify(bytes + "x", signature, gpg.keyring(), key).problem, "bad-signature");
    EXPECT_EQ(verify(bytes, "no signature", gpg.keyring(), key).problem, "no-signature");
    const test::Gpg stranger;
    const std::string strange = stranger.make_key("one");
    EXPECT_EQ(verify(bytes, stranger.sign(strange, bytes), gpg.keyring(), key).problem, "unknown-key");
}

TEST_F(Gpgv, ExpiredAndRevokedKeys) {
    const test::Gpg gpg;
    const std::string expired = gpg.make_key("old", "ed25519", "20200101T000000", "1d");
    EXPECT_EQ(verify("b", gpg.sign(expired, "b", "20200101T010000"), gpg.keyring(), expired).problem, "expired-key");
    const std::string revoked = gpg.make_key("revoked");
    const std::string signature = gpg.sign(revoked, "b");
    EXPECT_EQ(verify("b", signature, gpg.keyring(), revoked).problem, "");
    gpg.revoke(revoked);
    EXPECT_EQ(verify("b", signature, gpg.keyring(), revoked).problem, "revoked-key");
    const std::string key = gpg.make_key("key", "ed25519", "20200101T000000");
    const std::string short_lived = gpg.sign(key, "b", "20200101T010000", {"--default-sig-expire", "1d"});
    EXPECT_EQ(verify("b", short_lived, gpg.keyring(), key).problem, "expired-signature");
}

TEST_F(Gpgv, Sha1IsWeak) {
    const test::Gpg gpg;
    const std::string key = gpg.make_key("rsa", "rsa2048");
    EXPECT_EQ(verify("b", gpg.sign(key, "b", {}, {"--digest-algo", "SHA1"}), gpg.keyring(), key).problem,
              "weak-digest");
    EXPECT_EQ(verify("b", gpg.sign(key, "b", {}, {"--digest-algo", "SHA512"}), gpg.keyring(), key).problem, "");
}

TEST(GpgvRequest, WordsAndLimits) {
    const auto code = [](const PgpDemand& demand, const std::string& signature,
                         const std::vector<std::string>& path = {"/nonexistent"}) {
        return verify_pgp("b", signature, demand, path).error().code;
    };
    EXPECT_EQ(code({.keyring = "k", .signer = "AAAA"}, "s"), ErrorCode::usage);  // a short id can be made by anybody
    EXPECT_EQ(code({.keyring = std::string(max_keyring_bytes + 1, 'k'), .signer = signer}, "s"), ErrorCode::limit);
    EXPECT_EQ(code({.keyring = "k", .signer = signer}, std::string(max_signature_bytes + 1, 's')), ErrorCode::limit);
    EXPECT_EQ(code({.keyring = "k", .signer = signer}, "s"), ErrorCode::not_found);
}

}  // namespace
}  // namespace ward::update
