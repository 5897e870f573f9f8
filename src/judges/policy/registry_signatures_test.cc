#include "judges/policy/registry_signatures.h"

#include <map>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/digest.h"
#include "formats/signing/testing.h"
#include "judges/policy/registry_fixture.h"

namespace ward::policy {
namespace {

using signing::test::day;
using signing::test::KeyKind;
using signing::test::noon;
using test::Files;
using test::manifest;
using test::Project;
using testing::HasSubstr;

class MemoryDocuments : public npm::PackumentSource {
  public:
    std::map<std::string, std::string, std::less<>> texts;
    int asked = 0;

    Result<std::optional<npm::Packument>> packument(std::string_view name) override {
        ++asked;
        const auto found = texts.find(name);
        if (found == texts.end()) return std::nullopt;
        WARD_TRY(npm::Packument document, npm::parse_packument(found->second, std::string(name)));
        return document;
    }
};

// A project with one installed package, and a registry that signs.
class RegistrySignatures : public testing::Test {
  protected:
    void SetUp() override { install("node_modules/a"); }

    void install(const std::string& place) {
        project_.install(place, "1.0.0", {{"package.json", manifest("a", "1.0.0")}, {"index.js", "1;\n"}});
    }

    std::string signature(const std::string& key, std::string_view message) const {
        return base64_encode(signing::test::sign_bytes(key, message));
    }
    void publish(std::string_view version, std::string_view dist, std::string_view time = "") {
        documents_.texts["a"] = fmt::format(
            R"({{"name": "a", "versions": {{"{0}": {{"name": "a", "version": "{0}", "dist": {{{1}}}}}}}{2}}})", version,
            dist, time);
    }
    std::string dist(std::string_view integrity, std::string_view key_id, std::string_view signature) const {
        return fmt::format(R"("integrity": "{}", "signatures": [{{"keyid": "{}", "sig": "{}"}}])", integrity, key_id,
                           signature);
    }
    // As the registry does it.
    void sign(const std::string& key, std::string_view key_id) {
        publish("1.0.0", dist(integrity_, key_id, signature(key, "a@1.0.0:" + integrity_)));
    }
    std::vector<PackageSignature> all() {
        const auto result = project_.verify();
        EXPECT_TRUE(result && result->is_clean());
        return check_registry_signatures(*result, documents_, keys_);
    }
    std::string answer() {
        const auto signatures = all();
        if (signatures.size() != 1) return "not one";
        return fmt::format("{} {}: {}", name_of(signatures[0].state), signatures[0].place, signatures[0].reason);
    }

    Project project_;
    const std::string integrity_ =
        test::sri(Project::pack({{"package.json", manifest("a", "1.0.0")}, {"index.js", "1;\n"}}));
    const std::string key_ = signing::test::make_key(KeyKind::p256);
    const std::string old_key_ = signing::test::make_key(KeyKind::p256);
    const std::vector<signing::NpmKey> keys_{
        {.id = "SHA256:new", .spki_der = signing::test::public_key_der(key_)},
        {.id = "SHA256:old", .spki_der = signing::test::public_key_der(old_key_), .expires = noon}};
    MemoryDocuments documents_;
};

TEST_F(RegistrySignatures, hold_and_name_their_key) {
    sign(key_, "SHA256:new");
    EXPECT_EQ(answer(), "holds node_modules/a: SHA256:new");
}

TEST_F(RegistrySignatures, of_another_key_or_over_another_text_do_not_hold) {
    sign(old_key_, "SHA256:new");
    EXPECT_THAT(answer(), HasSubstr("wrong node_modules/a: [signature-wrong]"));
    sign(key_, "SHA256:stranger");
    EXPECT_THAT(answer(), HasSubstr("wrong node_modules/a: [key-unknown]"));
    publish("1.0.0", dist(integrity_, "SHA256:new", signature(key_, "a@1.0.1:" + integrity_)));
    EXPECT_THAT(answer(), HasSubstr("[signature-wrong]"));
}

TEST_F(RegistrySignatures, a_key_that_has_ended_is_good_for_what_is_older) {
    const std::string fields = dist(integrity_, "SHA256:old", signature(old_key_, "a@1.0.0:" + integrity_));
    const auto published = [&](Instant when) {
        publish("1.0.0", fields, fmt::format(R"(, "time": {{"1.0.0": "{}"}})", format_instant(when)));
        return answer();
    };
    EXPECT_EQ(published(noon - day), "holds node_modules/a: SHA256:old");
    EXPECT_THAT(published(noon + day), HasSubstr("[key-expired]"));
}

// Whoever rewrote the lock file and serves another tarball has no signature for it.
TEST_F(RegistrySignatures, a_document_of_another_tarball_is_told) {
    const std::string other = test::sri("another tarball");
    publish("1.0.0", dist(other, "SHA256:new", signature(key_, "a@1.0.0:" + other)));
    EXPECT_EQ(answer(), "other node_modules/a: the registry's document is of another tarball than the lock file's");
    publish("1.0.1", dist(integrity_, "SHA256:new", signature(key_, "a@1.0.1:" + integrity_)));
    EXPECT_EQ(answer(), "other node_modules/a: the registry's document has no such version");
}

TEST_F(RegistrySignatures, absence_is_not_silence) {
    publish("1.0.0", fmt::format(R"("integrity": "{}")", integrity_));
    EXPECT_EQ(answer(), "unsigned node_modules/a: the registry has signed nothing");
    documents_.texts.clear();
    EXPECT_EQ(answer(), "unknown node_modules/a: no document of the registry about it");
    documents_.texts["a"] = "{";
    EXPECT_THAT(answer(), HasSubstr("unknown node_modules/a: a:"));
    publish("1.0.0", dist("sha1-qUiQTy8PR5uPgZdpSzAYSw0u0cs=", "SHA256:new", "AA=="));
    EXPECT_EQ(answer(), "unknown node_modules/a: the lock file has no digest of the kind that the registry signs");
}

TEST_F(RegistrySignatures, each_place_is_judged_and_a_document_asked_for_once) {
    install("node_modules/b/node_modules/a");
    project_.install("node_modules/b", "1.0.0", {{"package.json", manifest("b", "1.0.0")}});
    sign(key_, "SHA256:new");
    const auto signatures = all();
    ASSERT_EQ(signatures.size(), 3u);
    EXPECT_EQ(signatures[0].state, SignatureState::holds);
    EXPECT_EQ(signatures[1].state, SignatureState::unknown);
    EXPECT_EQ(signatures[2].place, "node_modules/b/node_modules/a");
    EXPECT_EQ(signatures[2].state, SignatureState::holds);
    EXPECT_EQ(documents_.asked, 2);
}

TEST_F(RegistrySignatures, what_was_not_compared_is_not_vouched_for) {
    sign(key_, "SHA256:new");
    project_.source.put(integrity_, "another tarball");
    const auto result = project_.verify();
    ASSERT_TRUE(result);
    ASSERT_EQ(result->packages[0].state, PackageState::not_compared);
    EXPECT_TRUE(check_registry_signatures(*result, documents_, keys_).empty());
}

}  // namespace
}  // namespace ward::policy
