#include "formats/signing/minisign.h"

#include <algorithm>
#include <random>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/signing/command_testing.h"
#include "formats/signing/ssh_testing.h"

namespace ward::signing {
namespace {

using test::make_minisign_key;
using test::minisign_signature;
using test::MinisignTestKey;

std::string answer(const Verdict<MinisignSignature>& verdict) {
    return verdict ? "verified" : std::string(name_of(verdict.error().problem));
}

TEST(Minisign, both_forms) {
    const MinisignTestKey made = make_minisign_key();
    const MinisignKey key = parse_minisign_key(made.line()).value();
    EXPECT_EQ(key.id, "0807060504030201");
    for (const bool prehashed : {false, true}) {
        const std::string text = minisign_signature(made, "content", prehashed);
        const auto signature = verify_minisign("content", text, key);
        ASSERT_TRUE(signature);
        EXPECT_EQ(signature->prehashed, prehashed);
        EXPECT_EQ(signature->trusted_comment, "timestamp:1790000000\tfile:a");
        EXPECT_EQ(answer(verify_minisign("content ", text, key)), "signature-wrong");
        EXPECT_EQ(answer(verify_minisign("content", replace_all(text, "file:a", "file:b"), key)), "attributes-changed");
        EXPECT_EQ(answer(verify_minisign("content", replace_all(text, "comment: signature", "comment: x"), key)),
                  "verified");
    }
    // The hash of a content is another content.
    EXPECT_EQ(answer(verify_minisign(test::blake2b("content"), minisign_signature(made, "content"), key)),
              "signature-wrong");
}

TEST(Minisign, keys) {
    const MinisignTestKey made = make_minisign_key();
    EXPECT_TRUE(parse_minisign_key("untrusted comment: mine\n" + made.line() + "\n"));
    EXPECT_FALSE(parse_minisign_key("comment\n" + made.line()));
    EXPECT_FALSE(parse_minisign_key(made.line() + "\n\n"));
    EXPECT_FALSE(parse_minisign_key(made.line().substr(4)));
    EXPECT_EQ(parse_minisign_key(std::string(5000, 'A')).error().problem, Problem::too_large);
    EXPECT_EQ(parse_minisign_key(base64_encode("Ec" + std::string(40, 'x'))).error().problem,
              Problem::unsupported_algorithm);
    EXPECT_EQ(parse_minisign_key(base64_encode("Ed" + std::string(40, '\0'))).error().problem, Problem::weak_key);
    const MinisignKey other = parse_minisign_key(make_minisign_key().line()).value();
    EXPECT_EQ(answer(verify_minisign("x", minisign_signature(made, "x"), other)), "signature-wrong");
    MinisignTestKey renamed = made;
    renamed.id = "87654321";
    EXPECT_EQ(answer(verify_minisign("x", minisign_signature(renamed, "x"), other)), "key-unknown");
}

TEST(Minisign, four_lines) {
    const std::string good = minisign_signature(make_minisign_key(), "x");
    EXPECT_EQ(answer(parse_minisign_signature(good)), "verified");
    EXPECT_EQ(answer(parse_minisign_signature(good + "\n")), "trailing-bytes");
    EXPECT_EQ(answer(parse_minisign_signature(replace_all(good, "\n", "\r\n"))), "malformed");
    EXPECT_EQ(answer(parse_minisign_signature(good.substr(0, good.find("trusted comment: ti")))), "malformed");
    EXPECT_EQ(answer(parse_minisign_signature(replace_all(good, "untrusted", "unsigned"))), "malformed");
    EXPECT_EQ(answer(parse_minisign_signature(replace_all(good, "file:a", "file:\x1b[2J"))), "malformed");
    EXPECT_EQ(answer(parse_minisign_signature(replace_all(good, "signature", std::string(1025, 'x')))), "too-large");
    EXPECT_EQ(answer(parse_minisign_signature(replace_all(good, "file:a", std::string(8193, 'x')))), "too-large");
    EXPECT_EQ(answer(parse_minisign_signature(std::string(20'000, '\n'))), "too-large");
    EXPECT_EQ(answer(parse_minisign_signature("")), "malformed");
}

TEST(Minisign, every_bit_of_a_signature_counts) {
    const MinisignTestKey made = make_minisign_key();
    const MinisignKey key = parse_minisign_key(made.line()).value();
    const std::string good = minisign_signature(made, "x");
    std::vector<std::string> lines;
    for (const std::string_view line : split(good, '\n')) lines.emplace_back(line);
    for (const size_t line : {size_t{1}, size_t{3}}) {
        const std::string bytes = *base64_decode(lines[line]);
        for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            std::string changed = bytes;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
            auto text = lines;
            text[line] = base64_encode(changed);
            EXPECT_NE(answer(verify_minisign("x", join(text, "\n"), key)), "verified") << line << " " << bit;
        }
    }
}

class BesideMinisign : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(test::has_command("minisign")) << "needs the Debian package minisign";
        const auto made = workshop.run("minisign -G -W -f -p key.pub -s key.sec");
        ASSERT_EQ(made.status, 0) << made.output;
    }
    test::Workshop workshop;
};

TEST_F(BesideMinisign, same_verdict) {
    constexpr int count = 240;
    std::mt19937 random(618);
    const MinisignKey key = parse_minisign_key(workshop.read("key.pub")).value();
    // minisign writes the id as a number, without leading zeros.
    const std::string id = key.id.substr(std::min(key.id.find_first_not_of('0'), key.id.size()));
    EXPECT_NE(workshop.read("key.pub").find(id), std::string::npos);
    for (int i = 0; i < count; ++i) {
        std::string message(random() % 300, '\0');
        for (char& byte : message) byte = static_cast<char>(random());
        workshop.write(fmt::format("m{}", i), message);
    }
    const auto signing =
        workshop.run(fmt::format("for i in $(seq 0 {}); do if [ $((i % 2)) = 0 ]; then form=-l; else form=-H; fi; "
                                 "minisign -S $form -s key.sec -m m$i -x s$i -t \"comment $i\" || exit 1; done",
                                 count - 1));
    ASSERT_EQ(signing.status, 0) << signing.output;
    for (int i = 0; i < count; ++i) {
        const std::string text = workshop.read(fmt::format("s{}", i));
        const auto signature = verify_minisign(workshop.read(fmt::format("m{}", i)), text, key);
        ASSERT_TRUE(signature) << signature.error().error.message();
        EXPECT_EQ(signature->prehashed, i % 2 == 1);
        EXPECT_EQ(signature->trusted_comment, fmt::format("comment {}", i));
        // Every third stays whole; of the others a byte of a line, of the signatures' bytes, or of the message changes.
        std::string changed = text;
        if (i % 3 == 1) {
            char& byte = changed[random() % changed.size()];
            byte = static_cast<char>(byte ^ (1 << random() % 7));
        } else if (i % 3 == 2) {
            workshop.write(fmt::format("m{}", i), workshop.read(fmt::format("m{}", i)) + "x");
        }
        workshop.write(fmt::format("s{}", i), changed);
    }
    const auto theirs = workshop.run(fmt::format(
        "for i in $(seq 0 {}); do if minisign -V -q -p key.pub -m m$i -x s$i > verdict 2>&1; then echo yes; "
        "else echo no; fi; done",
        count - 1));
    const std::string shown(trim(theirs.output));
    const auto verdicts = split(shown, '\n');
    ASSERT_EQ(verdicts.size(), static_cast<size_t>(count));
    int stricter = 0;
    for (int i = 0; i < count; ++i) {
        const auto verdict =
            verify_minisign(workshop.read(fmt::format("m{}", i)), workshop.read(fmt::format("s{}", i)), key);
        const bool taken = verdicts[static_cast<size_t>(i)] == "yes";
        if (!verdict && taken) {
            // Only the form of the text may be judged more strictly.
            EXPECT_TRUE(verdict.error().problem == Problem::malformed ||
                        verdict.error().problem == Problem::trailing_bytes)
                << i << verdict.error().error.message();
            ++stricter;
            continue;
        }
        EXPECT_EQ(verdict.has_value(), taken) << i << "\n" << workshop.read(fmt::format("s{}", i));
    }
    EXPECT_LT(stricter, count / 10);
}

}  // namespace
}  // namespace ward::signing
