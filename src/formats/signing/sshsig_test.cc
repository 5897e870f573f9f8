#include "formats/signing/sshsig.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/signing/ed25519.h"
#include "formats/signing/ssh_testing.h"

namespace ward::signing {
namespace {

using test::armoured;
using test::make_ssh_key;
using test::ssh_signature;
using test::SshShape;
using test::SshTestKey;

constexpr std::string_view content = "a plan\n";
constexpr std::string_view purpose = "approval";

std::string answer(const Verdict<SshSignature>& verdict) {
    return verdict ? "verified" : std::string(name_of(verdict.error().problem));
}
std::string answer(const Verdict<SshKey>& verdict) {
    return verdict ? "read" : std::string(name_of(verdict.error().problem));
}

std::string verified(const SshTestKey& key, const SshShape& shape) {
    return answer(verify_ssh_signature(content, armoured(ssh_signature(key, content, purpose, shape)),
                                       ssh_key_of(key.blob()).value(), purpose));
}

TEST(SshSignature, holds_for_every_kind_that_can_be_made_here) {
    for (const SshKeyKind kind :
         {SshKeyKind::ed25519, SshKeyKind::p256, SshKeyKind::security_ed25519, SshKeyKind::security_p256})
        for (const std::string hash : {"sha256", "sha512"})
            EXPECT_EQ(verified(make_ssh_key(kind), {.hash = hash}), "verified") << name_of(kind) << hash;
}

TEST(SshSignature, is_for_one_content_one_key_and_one_purpose) {
    const SshTestKey key = make_ssh_key();
    const SshKey known = parse_ssh_key(key.line()).value();
    EXPECT_EQ(known.comment, "test key");
    const std::string signature = armoured(ssh_signature(key, content, purpose));
    EXPECT_EQ(answer(verify_ssh_signature(content, signature, known, purpose)), "verified");
    EXPECT_EQ(answer(verify_ssh_signature("a plan", signature, known, purpose)), "signature-wrong");
    EXPECT_EQ(answer(verify_ssh_signature(content, signature, known, "file")), "wrong-content-type");
    const SshKey other = parse_ssh_key(make_ssh_key().line()).value();
    EXPECT_EQ(answer(verify_ssh_signature(content, signature, other, purpose)), "key-unknown");
}

TEST(SshSignature, fields_have_one_form) {
    const SshTestKey key = make_ssh_key();
    EXPECT_EQ(verified(key, {.version = 0}), "unsupported-algorithm");
    EXPECT_EQ(verified(key, {.version = 2}), "unsupported-algorithm");
    EXPECT_EQ(verified(key, {.reserved = "x"}), "unsupported-algorithm");
    EXPECT_EQ(verified(key, {.hash = "sha384"}), "unsupported-algorithm");
    EXPECT_EQ(verified(key, {.hash = "sha1"}), "unsupported-algorithm");
    EXPECT_EQ(verified(key, {.algorithm = "ecdsa-sha2-nistp256"}), "unsupported-algorithm");
    EXPECT_EQ(verified(key, {.behind = "x"}), "trailing-bytes");
    const SshKey known = parse_ssh_key(key.line()).value();
    EXPECT_EQ(answer(verify_ssh_signature(content, armoured(ssh_signature(key, content, "")), known, "")), "malformed");
}

TEST(SshSignature, security_keys_must_be_touched_and_say_so) {
    for (const SshKeyKind kind : {SshKeyKind::security_ed25519, SshKeyKind::security_p256}) {
        const SshTestKey key = make_ssh_key(kind);
        EXPECT_EQ(verified(key, {.flags = 0}), "attributes-wrong");
        EXPECT_EQ(verified(key, {.flags = 4}), "attributes-wrong");
        const auto signature = verify_ssh_signature(
            content, armoured(ssh_signature(key, content, purpose, {.flags = 5, .counter = 0x01020304})),
            ssh_key_of(key.blob()).value(), purpose);
        ASSERT_TRUE(signature && signature->use);
        EXPECT_TRUE(signature->use->touched && signature->use->verified);
        EXPECT_EQ(signature->use->counter, 0x01020304u);
        EXPECT_EQ(signature->key.application, "ssh:");
    }
    // Flags and counter are signed: claiming a touch afterwards does not help.
    const SshTestKey key = make_ssh_key(SshKeyKind::security_ed25519);
    std::string bytes = ssh_signature(key, content, purpose, {.flags = 0});
    bytes[bytes.size() - 5] = 1;
    EXPECT_EQ(answer(verify_ssh_signature(content, armoured(bytes), ssh_key_of(key.blob()).value(), purpose)),
              "signature-wrong");
}

TEST(SshSignature, every_bit_counts) {
    for (const SshKeyKind kind : {SshKeyKind::ed25519, SshKeyKind::security_p256}) {
        const SshTestKey key = make_ssh_key(kind);
        const SshKey known = ssh_key_of(key.blob()).value();
        const std::string bytes = ssh_signature(key, content, purpose);
        for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            std::string changed = bytes;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
            EXPECT_NE(answer(verify_ssh_signature(content, armoured(changed), known, purpose)), "verified") << bit;
        }
        for (size_t size = 0; size < bytes.size(); ++size)
            EXPECT_NE(answer(parse_ssh_signature(armoured(bytes.substr(0, size)))), "verified") << size;
    }
}

TEST(SshSignature, the_armour_has_one_form) {
    const std::string good = armoured(ssh_signature(make_ssh_key(), content, purpose));
    EXPECT_EQ(answer(parse_ssh_signature(good)), "verified");
    EXPECT_EQ(answer(parse_ssh_signature(good.substr(0, good.size() - 1))), "verified");
    EXPECT_EQ(answer(parse_ssh_signature(good + "\n")), "trailing-bytes");
    EXPECT_EQ(answer(parse_ssh_signature(good + good)), "trailing-bytes");
    EXPECT_EQ(answer(parse_ssh_signature("\n" + good)), "malformed");
    EXPECT_EQ(answer(parse_ssh_signature(replace_all(good, "\n", "\r\n"))), "malformed");
    EXPECT_EQ(answer(parse_ssh_signature(replace_all(good, "U1NI", "U1NI!"))), "malformed");
    EXPECT_EQ(answer(parse_ssh_signature("")), "malformed");
    EXPECT_EQ(answer(parse_ssh_signature(armoured(""))), "malformed");
    EXPECT_EQ(answer(parse_ssh_signature(std::string(max_ssh_signature_bytes + 1, 'A'))), "too-large");
}

// r and s with a zero too many, negative, zero: OpenSSL would read some of them.
TEST(SshSignature, numbers_have_one_form) {
    const SshTestKey key = make_ssh_key(SshKeyKind::p256);
    const std::string good = ssh_signature(key, content, purpose);
    const std::string kind = "ecdsa-sha2-nistp256";
    const size_t head = good.rfind(ssh_text(kind)) - 4;
    const auto with = [&](std::string_view r, std::string_view s) {
        const std::string numbers = ssh_text(r) + ssh_text(s);
        return answer(
            parse_ssh_signature(armoured(good.substr(0, head) + ssh_text(ssh_text(kind) + ssh_text(numbers)))));
    };
    using namespace std::string_view_literals;
    EXPECT_EQ(with("\x01"sv, "\x7f"sv), "verified");
    EXPECT_EQ(with("\0\xff"sv, "\x7f"sv), "verified");
    for (const std::string_view wrong : {""sv, "\0"sv, "\0\x7f"sv, "\0\0\xff"sv, "\xff"sv}) {
        EXPECT_EQ(with(wrong, "\x01"sv), "malformed");
        EXPECT_EQ(with("\x01"sv, wrong), "malformed");
    }
}

// S and S + L are the same point: a second signature that nobody made.
TEST(SshSignature, ed25519_is_not_malleable) {
    const SshTestKey key = make_ssh_key();
    std::string bytes = ssh_signature(key, content, purpose);
    constexpr unsigned char order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                         0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                         0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
    unsigned carry = 0;
    for (size_t i = 0; i < 32; ++i) {
        char& byte = bytes[bytes.size() - 32 + i];
        carry += static_cast<unsigned char>(byte) + unsigned{order[i]};
        byte = static_cast<char>(carry);
        carry >>= 8;
    }
    EXPECT_EQ(answer(verify_ssh_signature(content, armoured(bytes), ssh_key_of(key.blob()).value(), purpose)),
              "signature-wrong");
}

TEST(SshKey, lines) {
    const std::string line = make_ssh_key().line();
    const std::string base64 = line.substr(12, line.size() - 12 - 9);
    EXPECT_EQ(answer(parse_ssh_key(line)), "read");
    EXPECT_EQ(answer(parse_ssh_key(line + "\n")), "read");
    EXPECT_EQ(answer(parse_ssh_key("ssh-ed25519 " + base64)), "read");
    EXPECT_EQ(answer(parse_ssh_key(line + "\n\n")), "malformed");
    EXPECT_EQ(answer(parse_ssh_key("ssh-rsa " + base64)), "malformed");
    EXPECT_EQ(answer(parse_ssh_key("ssh-ed25519")), "malformed");
    EXPECT_EQ(answer(parse_ssh_key("ssh-ed25519  " + base64)), "malformed");
    EXPECT_EQ(answer(parse_ssh_key("ssh-ed25519 " + base64.substr(1))), "malformed");
    EXPECT_EQ(answer(parse_ssh_key("cert-authority " + line)), "unsupported-algorithm");
    EXPECT_EQ(answer(parse_ssh_key("ssh-dss AAAA")), "unsupported-algorithm");
    EXPECT_EQ(answer(parse_ssh_key("ssh-ed25519-cert-v01@openssh.com AAAA")), "unsupported-algorithm");
    EXPECT_EQ(answer(parse_ssh_key(std::string(3 * max_ssh_key_bytes, 'A'))), "too-large");
    EXPECT_EQ(answer(ssh_key_of(std::string(max_ssh_key_bytes + 1, 'A'))), "too-large");
}

TEST(SshKey, forms) {
    const std::string ed25519 = make_ssh_key().blob();
    EXPECT_EQ(answer(ssh_key_of(ed25519 + "x")), "trailing-bytes");
    EXPECT_EQ(answer(ssh_key_of(ed25519.substr(0, ed25519.size() - 1))), "malformed");
    EXPECT_EQ(answer(ssh_key_of(ssh_text("ssh-ed25519") + ssh_text(std::string(31, 'x')))), "malformed");
    EXPECT_EQ(answer(ssh_key_of("")), "malformed");
    const std::string curve = ssh_text("ecdsa-sha2-nistp256") + ssh_text("nistp256");
    EXPECT_EQ(answer(ssh_key_of(curve + ssh_text("\x04" + std::string(64, 'x')))), "trust-unusable");  // not on it
    EXPECT_EQ(answer(ssh_key_of(curve + ssh_text("\x02" + std::string(32, 'x')))), "malformed");       // compressed
    EXPECT_EQ(answer(ssh_key_of(ssh_text("ecdsa-sha2-nistp256") + ssh_text("nistp384") +
                                ssh_text("\x04" + std::string(96, 'x')))),
              "malformed");
    SshTestKey security = make_ssh_key(SshKeyKind::security_ed25519);
    security.application = "";
    EXPECT_EQ(answer(ssh_key_of(security.blob())), "malformed");
}

std::string rsa_blob(size_t bytes, std::string_view exponent) {
    std::string modulus(bytes, '\x5b');
    return ssh_text("ssh-rsa") + ssh_text(exponent) + ssh_text(modulus);
}

TEST(SshKey, rsa_numbers) {
    const std::string f4("\x01\0\x01", 3);
    EXPECT_EQ(answer(ssh_key_of(rsa_blob(256, f4))), "weak-key");  // 2047 bits
    EXPECT_EQ(answer(ssh_key_of(rsa_blob(257, f4))), "read");
    EXPECT_EQ(answer(ssh_key_of(rsa_blob(128, f4))), "weak-key");
    EXPECT_EQ(answer(ssh_key_of(rsa_blob(2049, f4))), "too-large");
    EXPECT_EQ(answer(ssh_key_of(rsa_blob(257, "\x01"))), "weak-key");
    EXPECT_EQ(answer(ssh_key_of(rsa_blob(257, "\x04"))), "weak-key");
    EXPECT_EQ(answer(ssh_key_of(rsa_blob(257, std::string(9, '\x03')))), "weak-key");
    EXPECT_EQ(answer(ssh_key_of(rsa_blob(257, ""))), "malformed");
}

std::string bytes_of_hex(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); i += 2)
        out += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    return out;
}

// A key of small order: the signature (identity, 0) holds for one message in eight, with no private key anywhere.
TEST(SshKey, points_of_small_order_are_refused) {
    const std::string point = bytes_of_hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
    const std::string pem = "-----BEGIN PUBLIC KEY-----\n" +
                            base64_encode(bytes_of_hex("302a300506032b6570032100") + point) +
                            "\n-----END PUBLIC KEY-----\n";
    const std::string nobody_signed = "\x01" + std::string(63, '\0');
    size_t held = 0;
    for (int i = 0; i < 200; ++i)
        held += verify_ed25519("message " + std::to_string(i), nobody_signed, pem).has_value() ? 1u : 0u;
    EXPECT_GT(held, 0u) << "the point is none of small order, or OpenSSL refuses it now";
    for (const std::string_view text : {"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                                        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                                        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                                        "0000000000000000000000000000000000000000000000000000000000000000",
                                        "0100000000000000000000000000000000000000000000000000000000000080"})
        EXPECT_EQ(answer(ssh_key_of(ssh_text("ssh-ed25519") + ssh_text(bytes_of_hex(text)))), "weak-key") << text;
}

}  // namespace
}  // namespace ward::signing
