// Ours beside `ssh-keygen -Y`, both ways: the same verdict over messages, keys, purposes and changed bytes.
#include <array>
#include <random>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/signing/command_testing.h"
#include "formats/signing/ssh_testing.h"
#include "formats/signing/sshsig.h"

namespace ward::signing {
namespace {

using test::armoured;

constexpr int messages = 40;  // of each key
constexpr std::string_view purpose = "ward-test";

std::string random_bytes(std::mt19937& random, size_t most) {
    std::string bytes(random() % (most + 1), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    return bytes;
}

class BesideSshKeygen : public testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(test::has_command("ssh-keygen")) << "needs the Debian package openssh-client"; }

    // Their verdicts over files sI of messages mI, I from 0 to `count`.
    std::vector<bool> theirs(int count) const {
        const auto answer = workshop.run(fmt::format(
            "for i in $(seq 0 {}); do if ssh-keygen -Y verify -f allowed -I me -n {} -s s$i < m$i > verdict 2>&1; "
            "then echo yes; else echo no; fi; done",
            count - 1, purpose));
        std::vector<bool> verdicts;
        for (const std::string_view line : split(trim(answer.output), '\n')) verdicts.push_back(line == "yes");
        EXPECT_EQ(verdicts.size(), static_cast<size_t>(count)) << answer.output;
        verdicts.resize(static_cast<size_t>(count));
        return verdicts;
    }
    bool ours(const SshKey& key, int i) const {
        return verify_ssh_signature(workshop.read(fmt::format("m{}", i)), workshop.read(fmt::format("s{}", i)), key,
                                    purpose)
            .has_value();
    }
    void expect_same(const SshKey& key, int count, std::string_view what) const {
        const std::vector<bool> verdicts = theirs(count);
        for (int i = 0; i < count; ++i)
            EXPECT_EQ(ours(key, i), verdicts[static_cast<size_t>(i)]) << what << " " << i << "\n"
                                                                      << workshop.read(fmt::format("s{}", i));
    }

    test::Workshop workshop;
};

struct Made {
    std::string_view options;
    SshKeyKind kind;
};
constexpr std::array kinds = {Made{"-t ed25519", SshKeyKind::ed25519},   Made{"-t ecdsa -b 256", SshKeyKind::p256},
                              Made{"-t ecdsa -b 384", SshKeyKind::p384}, Made{"-t ecdsa -b 521", SshKeyKind::p521},
                              Made{"-t rsa -b 2048", SshKeyKind::rsa},   Made{"-t rsa -b 3072", SshKeyKind::rsa}};

TEST_F(BesideSshKeygen, same_verdict_on_what_it_signs_and_on_changes_of_it) {
    std::mt19937 random(20260618);
    for (const Made& made : kinds) {
        ASSERT_EQ(
            workshop.run(fmt::format("rm -f key key.pub; ssh-keygen -q {} -N '' -C me -f key", made.options)).status,
            0);
        const SshKey key = parse_ssh_key(workshop.read("key.pub")).value();
        EXPECT_EQ(key.kind, made.kind);
        EXPECT_NE(workshop.run("ssh-keygen -l -f key.pub").output.find(ssh_fingerprint(key.blob)), std::string::npos);
        workshop.write("allowed", "me " + workshop.read("key.pub"));
        std::string names;
        for (int i = 0; i < messages; ++i) {
            workshop.write(fmt::format("m{}", i), random_bytes(random, 300));
            names += fmt::format(" m{}", i);
        }
        const std::string hash = random() % 2 == 0 ? "sha256" : "sha512";
        const auto signing = workshop.run(
            fmt::format("rm -f *.sig; ssh-keygen -Y sign -f key -n {} -O hashalg={}{}", purpose, hash, names));
        ASSERT_EQ(signing.status, 0) << signing.output;
        std::vector<std::string> signatures;
        for (int i = 0; i < messages; ++i) {
            signatures.push_back(workshop.read(fmt::format("m{}.sig", i)));
            const auto verdict =
                verify_ssh_signature(workshop.read(fmt::format("m{}", i)), signatures.back(), key, purpose);
            ASSERT_TRUE(verdict) << verdict.error().error.message();
            EXPECT_EQ(verdict->hash, hash);
        }
        // One byte of the binary form changed, or cut, or doubled; or the signature of another message.
        for (int i = 0; i < messages; ++i) {
            const std::string& text = signatures[static_cast<size_t>(i)];
            std::string bytes =
                *base64_decode(replace_all(std::string_view(text).substr(30, text.size() - 30 - 28), "\n", ""));
            const size_t at = random() % bytes.size();
            const bool version = at >= 6 && at < 10;  // OpenSSH takes version 0 too, and it is not signed
            if (i % 8 == 7)
                bytes = *base64_decode(
                    replace_all(std::string_view(signatures[0]).substr(30, signatures[0].size() - 58), "\n", ""));
            else if (i % 8 == 6) bytes.erase(at, 1);
            else if (i % 8 == 5) bytes.insert(at, 1, bytes[at]);
            else if (!version) bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
            workshop.write(fmt::format("s{}", i), armoured(bytes));
        }
        expect_same(key, messages, made.options);
    }
}

// Signed by hand, which is the only way to a signature of a security key here.
TEST_F(BesideSshKeygen, same_verdict_on_what_we_make) {
    std::mt19937 random(19);
    for (const SshKeyKind kind :
         {SshKeyKind::ed25519, SshKeyKind::p256, SshKeyKind::security_ed25519, SshKeyKind::security_p256}) {
        const test::SshTestKey made = test::make_ssh_key(kind);
        const SshKey key = parse_ssh_key(made.line()).value();
        workshop.write("allowed", "me " + made.line() + "\n");
        for (int i = 0; i < messages; ++i) {
            const std::string message = random_bytes(random, 100);
            std::string bytes =
                ssh_signature(made, message, i % 10 == 9 ? "other" : purpose,
                              {.hash = i % 2 == 0 ? "sha256" : "sha512", .counter = static_cast<uint32_t>(random())});
            // Half of them stay whole. The first ten bytes have the version, which is a rule of its own.
            if (i % 2 == 1) {
                char& byte = bytes[10 + random() % (bytes.size() - 10)];
                byte = static_cast<char>(byte ^ (1 << random() % 8));
            }
            workshop.write(fmt::format("m{}", i), message);
            workshop.write(fmt::format("s{}", i), armoured(bytes));
        }
        expect_same(key, messages, name_of(kind));
    }
}

// Changes of the text around the bytes: what we take, they take.
TEST_F(BesideSshKeygen, never_looser_on_the_armour) {
    std::mt19937 random(3);
    const test::SshTestKey made = test::make_ssh_key();
    const SshKey key = parse_ssh_key(made.line()).value();
    workshop.write("allowed", "me " + made.line() + "\n");
    constexpr int count = 100;
    for (int i = 0; i < count; ++i) {
        std::string text = armoured(ssh_signature(made, "message", purpose));
        const size_t at = random() % text.size();
        if (i % 4 == 0) text.insert(at, 1, "\n\r =A"[random() % 5]);
        else if (i % 4 == 1) text.erase(at, 1 + random() % 3);
        else if (i % 4 == 2) text[at] = "\n\r\t =A"[random() % 6];
        workshop.write(fmt::format("m{}", i), "message");
        workshop.write(fmt::format("s{}", i), text);
    }
    const std::vector<bool> verdicts = theirs(count);
    int taken = 0;
    for (int i = 0; i < count; ++i) {
        if (!ours(key, i)) continue;
        ++taken;
        EXPECT_TRUE(verdicts[static_cast<size_t>(i)]) << workshop.read(fmt::format("s{}", i));
    }
    EXPECT_GE(taken, count / 4);
}

}  // namespace
}  // namespace ward::signing
