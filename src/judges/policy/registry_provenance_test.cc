#include "judges/policy/registry_provenance.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/signing/sigstore_testing.h"
#include "judges/policy/registry_fixture.h"

namespace ward::policy {
namespace {

using test::manifest;
using test::Project;
using testing::HasSubstr;

constexpr std::string_view slsa = "https://slsa.dev/provenance/v1";
constexpr std::string_view publish = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

// A project with one installed package, and a Sigstore of its own that attests it.
class RegistryProvenance : public testing::Test {
  protected:
    void SetUp() override {
        project_.install("node_modules/@s/a", "1.0.0", {{"package.json", manifest("@s/a", "1.0.0")}});
        result_ = project_.verify().value();
        const std::string& integrity = result_.packages.at(0).integrity;
        digest_ = hex(*base64_decode(integrity.substr(std::string_view("sha512-").size())));
        world_.log_key = signing::test::make_key(signing::test::KeyKind::p256);
    }

    std::string statement(std::string_view subject, std::string_view digest, std::string_view type = slsa) const {
        return fmt::format(
            R"({{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"{}","digest":{{"sha512":"{}"}}}}],)"
            R"("predicateType":"{}","predicate":{{}}}})",
            subject, digest, type);
    }
    std::string bundle(const std::string& statement) const {
        signing::test::BundleParts parts = signing::test::Sigstore::sign_payload(world_.signer(), statement);
        parts.entries.push_back(world_.log(parts, {.kind = "dsse"}));
        return world_.json(parts);
    }
    static std::string answer_of(std::string_view bundle, std::string_view type = slsa) {
        return fmt::format(R"({{"attestations":[{{"predicateType":"{}","bundle":{}}}]}})", type, bundle);
    }
    void put(const std::string& text, const std::string& path = "@s/a@1.0.0.json") const {
        documents_.write(path, text);
    }

    std::string answer(std::vector<signing::HintedKey> keys = {}) const {
        signing::SigstoreTrust trust{.root = signing::parse_trusted_root(world_.trusted_root(), "root").value(),
                                     .keys = std::move(keys)};
        const auto source = npm::attestation_folder(Root::open(documents_.path()).value());
        const auto all = check_provenance(result_, *source, trust);
        if (all.size() != 1 || all[0].place != "node_modules/@s/a") return "not one";
        const std::string_view state = all[0].state == ProvenanceState::holds     ? "holds"
                                       : all[0].state == ProvenanceState::none    ? "none"
                                       : all[0].state == ProvenanceState::unknown ? "unknown"
                                                                                  : "wrong";
        return fmt::format("{}: {}", state, all[0].reason);
    }

    Project project_;
    RegistryResult result_;
    std::string digest_;
    signing::test::Sigstore world_;
    npm::test::Folder documents_;
};

TEST_F(RegistryProvenance, holds_and_names_the_workflow) {
    EXPECT_EQ(answer(), "none: ");
    const std::string right = bundle(statement("pkg:npm/%40s/a@1.0.0", digest_));
    for (const char* path : {"@s/a@1.0.0.json", "@s+a@1.0.0.json", "@s%2fa@1.0.0.json"}) {
        put(answer_of(right), path);
        EXPECT_EQ(answer(), fmt::format("holds: {}", signing::test::workflow)) << path;
        std::filesystem::remove(documents_.path() / path);
    }
}

TEST_F(RegistryProvenance, of_something_else_does_not) {
    put(answer_of(bundle(statement("pkg:npm/%40s/a@1.0.1", digest_))));
    EXPECT_EQ(answer(), "wrong: the attestation is of another package or version");
    put(answer_of(bundle(statement("pkg:npm/%40s/a@1.0.0", std::string(128, 'a')))));
    EXPECT_EQ(answer(), "wrong: the attestation is of another tarball than the lock file's");
    // Both are there, and not together.
    const std::string two = fmt::format(
        R"({{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"pkg:npm/%40s/a@1.0.0","digest":{{"sha512":"{}"}}}},)"
        R"({{"name":"pkg:npm/other@1.0.0","digest":{{"sha512":"{}"}}}}],"predicateType":"{}","predicate":{{}}}})",
        std::string(128, 'a'), digest_, slsa);
    put(answer_of(bundle(two)));
    EXPECT_EQ(answer(), "wrong: the attestation is of another tarball than the lock file's");
    put(answer_of(bundle(statement("pkg:npm/%40s/a@1.0.0", digest_, publish))));
    EXPECT_EQ(answer(), "wrong: what is signed is not what the registry says it is");
}

TEST_F(RegistryProvenance, by_strangers_does_not) {
    const std::string payload = statement("pkg:npm/%40s/a@1.0.0", digest_);
    put(answer_of(bundle(payload)));
    const signing::test::Sigstore others;
    world_ = others;
    EXPECT_THAT(answer(), HasSubstr("wrong: ["));
    put("{");
    EXPECT_THAT(answer(), HasSubstr("wrong: @s/a@1.0.0"));
    put(R"({"attestations":{}})");
    EXPECT_EQ(answer(), "wrong: @s/a@1.0.0: the answer is not as documented");
    put(R"({"attestations":[]})");
    EXPECT_EQ(answer(), "none: ");
}

TEST_F(RegistryProvenance, that_cannot_be_read_is_not_known) {
    documents_.link("@s/a@1.0.0.json", "/etc/hostname");
    EXPECT_THAT(answer(), HasSubstr("unknown: "));
}

// The registry's own attestation of publishing, by the key that it signs packages with.
TEST_F(RegistryProvenance, of_publishing_counts_where_keys_are_given) {
    const std::string key = signing::test::make_key(signing::test::KeyKind::p256);
    const auto published = [&](const std::string& digest) {
        signing::test::BundleParts parts{.hint = "SHA256:registry",
                                         .key = key,
                                         .envelope = true,
                                         .payload = statement("pkg:npm/%40s/a@1.0.0", digest, publish)};
        signing::test::Sigstore::sign_envelope(parts);
        parts.entries.push_back(world_.log(parts, {.kind = "dsse"}));
        return world_.json(parts);
    };
    const std::vector<signing::HintedKey> keys{{.hint = "SHA256:registry", .key = signing::test::public_key_der(key)}};
    put(answer_of(published(digest_), publish));
    EXPECT_EQ(answer(), "none: ") << "no key, and no provenance";
    EXPECT_EQ(answer(keys), "none: ");
    put(answer_of(published(std::string(128, 'a')), publish));
    EXPECT_EQ(answer(keys), "wrong: the attestation is of another tarball than the lock file's");
    put(answer_of(published(digest_), slsa));
    EXPECT_EQ(answer(keys), "wrong: what is signed is not what the registry says it is");
}

}  // namespace
}  // namespace ward::policy
