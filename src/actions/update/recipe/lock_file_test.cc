// The lock file: one state has one text, the text is that state, and what is not in its form is refused with its line.
#include "actions/update/recipe/lock_file.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/text.h"

namespace ward::update {
namespace {

const std::string sha256_a(64, 'a');

LockFile example() {
    LockedDependency locked;
    locked.id = "nghttp2";
    locked.version = "1.61.0";
    locked.tag = "v1.61.0";
    locked.commit = std::string(40, '1');
    locked.published_at = "2026-11-20T10:00:00Z";
    locked.first_seen_at = "2026-11-21T00:00:00Z";
    locked.tree_sha256 = sha256_a;
    locked.pristine_sha256 = sha256_a;
    locked.license_sha256 = sha256_a;
    locked.ward = "0.9.0";
    LockedArtefact artefact;
    artefact.url = "https://example.org/nghttp2-1.61.0.tar.gz";
    artefact.name = "nghttp2-1.61.0.tar.gz";
    artefact.sha256 = sha256_a;
    artefact.sha512 = std::string(128, 'b');
    artefact.size = 1234;
    artefact.tree_sha256 = sha256_a;
    locked.artefacts = {artefact};
    locked.patches = {{"0001-fix.patch", sha256_a}};
    locked.hooks = {{"configure", "[\"./configure\"]", sha256_a, sha256_a}};
    locked.evidence = {{"pgp.signer", "A \"quoted\" name\nsecond line"}};
    return {{"nghttp2", locked}};
}

std::string refusal(std::string_view text) {
    const auto lock = parse_lock(text, "ward.update.lock");
    EXPECT_FALSE(lock) << text;
    if (lock) return {};
    EXPECT_FALSE(lock.error().message().contains('\n')) << lock.error().message();
    return lock.error().message();
}

TEST(LockFile, ReadsWhatItWrites) {
    const std::string text = to_text(example());
    const auto lock = parse_lock(text, "ward.update.lock");
    ASSERT_TRUE(lock) << lock.error().message() << "\n" << text;
    EXPECT_EQ(*lock, example());
    EXPECT_EQ(to_text(*lock), text);
    EXPECT_FALSE(text.contains('\r'));
}

TEST(LockFile, IsEmptyWithoutDependencies) {
    const auto lock = parse_lock(to_text({}), "ward.update.lock");
    ASSERT_TRUE(lock);
    EXPECT_TRUE(lock->empty());
}

TEST(LockFile, IsSortedWhateverTheOrderItWasReadIn) {
    const auto lock = parse_lock("schema = 1\n[dep.zlib]\nversion = \"1\"\n[dep.ada]\nversion = \"2\"\n", "l");
    ASSERT_TRUE(lock);
    const std::string text = to_text(*lock);
    EXPECT_LT(text.find("[dep.ada]"), text.find("[dep.zlib]"));
}

TEST(LockFile, HidesNothingInEvidence) {
    LockFile lock = example();
    lock["nghttp2"].evidence["who"] =
        "a\xe2\x80\xae"
        "b\x1b[31m";
    const std::string text = to_text(lock);
    EXPECT_THAT(text, testing::HasSubstr("a\\u202eb\\u001b[31m"));
    EXPECT_EQ(*parse_lock(text, "l"), lock);
}

TEST(LockFile, RefusesWhatIsNotItsForm) {
    struct Row {
        std::string text;
        std::string reason;
    };
    const std::string head = "schema = 1\n[dep.a]\nversion = \"1\"\n";
    const std::vector<Row> rows = {
        {"", "has no 'schema'"},
        {"schema = 2\n", "ward.update.lock:1: schema 2 is not known"},
        {"schema = 1\nother = 2\n", "ward.update.lock:2: no key 'other'"},
        {"schema = 1\ndep = 3\n", "ward.update.lock:2: 'dep' is a table"},
        {"schema = 1\n[dep.a]\ntag = \"v1\"\n", "has no 'version'"},
        {"schema = 1\n[dep.a]\nversion = \"$(id)\"\n", "ward.update.lock:3: '$(id)' is no version"},
        {"schema = 1\n[dep.A]\nversion = \"1\"\n", "'A' is no id"},
        {head + "versoin = \"2\"\n", "ward.update.lock:4: no key 'versoin' in [dep.a]; did you mean 'version'?"},
        {head + "tree_sha256 = \"" + std::string(63, 'a') + "\"\n", ":4: 'tree_sha256' is no SHA-256"},
        {head + "tree_sha256 = \"" + std::string(64, 'A') + "\"\n", "'tree_sha256' is no SHA-256"},
        {head + "tree_sha256 = \"\"\n", "'tree_sha256' is a string that is not empty"},
        {head + "commit = \"1234\"\n", "'commit' is no commit"},
        {head + "published_at = \"yesterday\"\n", "'published_at' is no instant"},
        {head + "[[dep.a.artefact]]\nsize = -1\n", ":5: 'size' is a number of bytes"},
        {head + "[[dep.a.artefact]]\nsha512 = \"aa\"\n", "'sha512' is no SHA-512"},
        {head + "[[dep.a.artefact]]\nhash = \"aa\"\n", "no key 'hash' in artefact of [dep.a]"},
        {head + "[[dep.a.patch]]\nsha256 = \"" + sha256_a + "\"\n", "patch of [dep.a] has no 'name'"},
        {head + "[dep.a.evidence]\npgp = 3\n", "'evidence' is a table of strings"},
        {"schema = 1\n<<<<<<< ours\n", "ward.update.lock:2"},
    };
    for (const Row& row : rows) EXPECT_THAT(refusal(row.text), testing::HasSubstr(row.reason)) << row.text;
}

TEST(LockFile, HasALimit) {
    EXPECT_TRUE(parse_lock("schema = 1\n" + std::string(max_lock_bytes - 11, '\n'), "l"));
    EXPECT_FALSE(parse_lock("schema = 1\n" + std::string(max_lock_bytes, '\n'), "l"));
}

// Any text that is valid UTF-8.
std::string any_text() {
    return valid_utf8(*rc::gen::nonEmpty(rc::gen::string<std::string>()));
}
std::string any_hex(size_t digits) {
    return *rc::gen::container<std::string>(digits, rc::gen::elementOf(std::string("0123456789abcdef")));
}
std::string any_word() {
    return *rc::gen::nonEmpty(
        rc::gen::resize(30, rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcxyz0189")))));
}

LockedDependency any_dependency() {
    LockedDependency locked;
    locked.id = any_word();
    locked.version = any_word();
    if (*rc::gen::arbitrary<bool>()) locked.tag = any_text();
    if (*rc::gen::arbitrary<bool>()) locked.commit = any_hex(40);
    if (*rc::gen::arbitrary<bool>()) locked.tree_sha256 = any_hex(64);
    const auto artefacts = *rc::gen::inRange(0, 3);
    for (int i = 0; i < artefacts; ++i) {
        LockedArtefact artefact;
        artefact.url = any_text();
        artefact.sha256 = any_hex(64);
        artefact.size = *rc::gen::inRange<uint64_t>(0, uint64_t{1} << 40);
        locked.artefacts.push_back(artefact);
    }
    const auto patches = *rc::gen::inRange(0, 3);
    for (int i = 0; i < patches; ++i) locked.patches.push_back({any_text(), any_hex(64)});
    const auto evidence = *rc::gen::inRange(0, 3);
    for (int i = 0; i < evidence; ++i) locked.evidence.emplace(any_text(), any_text());
    return locked;
}

TEST(LockFile, EveryStateComesBack) {
    rc::check("parse_lock(to_text(lock)) == lock", [] {
        LockFile lock;
        const auto count = *rc::gen::inRange(0, 4);
        for (int i = 0; i < count; ++i) {
            LockedDependency locked = any_dependency();
            lock.emplace(locked.id, locked);
        }
        const std::string text = to_text(lock);
        const auto read = parse_lock(text, "l");
        if (!read) RC_FAIL(read.error().message() + "\n" + text);
        RC_ASSERT(*read == lock);
        RC_ASSERT(to_text(*read) == text);
    });
}

}  // namespace
}  // namespace ward::update
