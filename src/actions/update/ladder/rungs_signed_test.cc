// Rungs about who signed: OpenPGP, the registry's signature, Sigstore.
#include <fmt/core.h>

#include "actions/update/ladder/gpg_fixture.h"
#include "actions/update/ladder/ladder_fixture.h"
#include "base/text.h"
#include "formats/signing/sigstore_testing.h"

namespace ward::update {
namespace {

using test::archive_of;
using test::LadderTest;
using test::NpmLadder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(LadderTest, Pgp) {
    if (!test::Gpg::is_there()) GTEST_SKIP() << "needs gpg and gpgv";
    const test::Gpg gpg;
    const std::string key = gpg.make_key("release");
    files["keys/release.gpg"] = gpg.keyring();
    const auto wanted = [&](std::map<std::string, std::string> more = {}) {
        more.insert({{"keyring", "keys/release.gpg"}, {"signer", key}});
        return demand("pgp", more);
    };
    EXPECT_THAT(climb_one(wanted()), HasSubstr("absent: thing-1.0.0.tar has no signature"));
    give_asset("thing-1.0.0.tar.asc", gpg.sign(key, fetched[0].bytes, {}, {"--armor"}));
    EXPECT_EQ(climb_one(wanted()), "holds: thing-1.0.0.tar is signed by " + key);
    EXPECT_THAT(evidence, ElementsAre(testing::Pair("pgp.signer", key)));
    EXPECT_THAT(climb_one(demand("pgp", {{"keyring", "keys/release.gpg"}})), HasSubstr("pgp needs `signer`"));
    EXPECT_THAT(climb_one(demand("pgp", {{"keyring", "keys/none"}, {"signer", key}})),
                HasSubstr("is not in the project"));
    EXPECT_THAT(climb_one(demand("pgp", {{"keyring", "keys/release.gpg"}, {"signer", std::string(40, 'A')}})),
                HasSubstr("fails: other-signer"));
    // A signed list of checksums.
    give_asset("SHA256SUMS", fetched[0].sha256 + "  thing-1.0.0.tar\n");
    give_asset("SHA256SUMS.sig", gpg.sign(key, fetched[0].sha256 + "  thing-1.0.0.tar\n"));
    recipe.verify = {wanted({{"of", "SHA256SUMS"}}), demand("sums", {{"asset", "SHA256SUMS"}})};
    EXPECT_THAT(climb().faults, IsEmpty());
    EXPECT_EQ(upstream.count(candidate.assets[1].second), 1);
    give(archive_of({{"a.c", "int b;"}}));
    EXPECT_THAT(climb_one(wanted()), HasSubstr("fails: bad-signature"));
}

TEST_F(NpmLadder, Integrity) {
    EXPECT_THAT(climb_one(demand("npm-integrity")), HasSubstr("holds"));
    candidate.found["npm.integrity"] = npm::test::sri("other");
    EXPECT_THAT(climb_one(demand("npm-integrity")), HasSubstr("fails"));
    candidate.found["npm.integrity"] = npm::test::sri_sha1(fetched[0].bytes);
    EXPECT_THAT(climb_one(demand("npm-integrity")), HasSubstr("absent: the registry gives a SHA-1 alone"));
    candidate.found.erase("npm.integrity");
    EXPECT_THAT(climb_one(demand("npm-integrity")), HasSubstr("absent"));
    candidate.found.clear();
    EXPECT_THAT(climb_one(demand("npm-integrity")), HasSubstr("no artefact is the package's tarball"));
}

TEST_F(NpmLadder, Signature) {
    namespace signing = signing::test;
    const std::string key = signing::make_key(signing::KeyKind::p256);
    const auto keys_of = [](const std::string& private_key) {
        return fmt::format(R"({{"keys":[{{"expires":null,"keyid":"SHA256:k","keytype":"ecdsa-sha2-nistp256",)"
                           R"("scheme":"ecdsa-sha2-nistp256","key":"{}"}}]}})",
                           base64_encode(signing::public_key_der(private_key)));
    };
    EXPECT_THAT(climb_one(demand("npm-signature")), HasSubstr("absent: the registry signs nothing"));
    candidate.found["npm.signatures"] =
        "SHA256:k " + base64_encode(signing::sign_bytes(key, "@acme/thing@1.0.0:" + candidate.found["npm.integrity"])) +
        "\n";
    EXPECT_THAT(climb_one(demand("npm-signature")), HasSubstr("fails: could not be found out"));  // no keys there
    upstream.put("https://registry.npmjs.org/-/npm/v1/keys", keys_of(key));
    EXPECT_EQ(climb_one(demand("npm-signature")), "holds: signed by the registry's key SHA256:k");
    // Keys of the project: the registry is not asked for its own.
    files["keys.json"] = keys_of(signing::make_key(signing::KeyKind::p256));
    EXPECT_THAT(climb_one(demand("npm-signature", {{"keys", "keys.json"}})), HasSubstr("fails: signature-wrong"));
    files["keys.json"] = keys_of(key);
    EXPECT_THAT(climb_one(demand("npm-signature", {{"keys", "keys.json"}})), HasSubstr("holds"));
    candidate.version = "1.0.1";
    EXPECT_THAT(climb_one(demand("npm-signature")), HasSubstr("fails: signature-wrong"));
    candidate.version = "1.0.0";
    // A right signature over a tarball that is another.
    fetched[0].bytes += "x";
    EXPECT_THAT(climb_one(demand("npm-signature")), HasSubstr("fails"));
}

class SigstoreLadder : public NpmLadder {
  protected:
    // Of an envelope with that statement, logged.
    std::string provenance(const std::string& subject, const std::string& bytes) const {
        const std::string payload = fmt::format(
            R"({{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1",)"
            R"("subject":[{{"name":"{}","digest":{{"sha512":"{}"}}}}],"predicate":{{}}}})",
            subject, hex(sha2(ShaAlgorithm::sha512, bytes).view()));
        auto parts = store.sign_payload(store.signer(), payload);
        signing::test::EntryParts entry;
        entry.kind = "dsse";
        parts.entries.push_back(store.log(parts, entry));
        return store.json(parts);
    }
    std::string of_file(const std::string& bytes) const {
        auto parts = store.sign_file(store.signer(), bytes);
        parts.entries.push_back(store.log(parts));
        return store.json(parts);
    }
    void attest(const std::string& bundle) {
        upstream.put("https://registry.npmjs.org/-/npm/v1/attestations/@acme%2fthing@1.0.0",
                     R"({"attestations":[{"predicateType":"https://github.com/npm/attestation/x","bundle":{}},)"
                     R"({"predicateType":"https://slsa.dev/provenance/v1","bundle":)" +
                         bundle + "}]}");
    }
    SigstoreLadder() { files["root.json"] = store.trusted_root(); }

    signing::test::Sigstore store;
    const std::map<std::string, std::string> by_repository = {{"trusted_root", "root.json"},
                                                              {"repository", "example/thing"}};
};

TEST_F(SigstoreLadder, Provenance) {
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)),
                HasSubstr("absent: the registry has no attestation"));
    candidate.found["npm.attestations"] = "https://evil.test/elsewhere";
    attest(provenance("pkg:npm/%40acme/thing@1.0.0", fetched[0].bytes));
    EXPECT_EQ(climb_one(demand("npm-provenance", by_repository)),
              "holds: built by " + std::string(signing::test::workflow));
    EXPECT_THAT(evidence, testing::Contains(testing::Pair("npm-provenance.issuer", signing::test::provider)));
    EXPECT_EQ(upstream.count("https://evil.test/elsewhere"), 0);
    auto words = by_repository;
    words["repository"] = "example/thin";  // a name that begins alike
    EXPECT_THAT(climb_one(demand("npm-provenance", words)), HasSubstr("fails: identity-mismatch"));
    words = by_repository;
    words["issuer"] = "https://other.test";
    EXPECT_THAT(climb_one(demand("npm-provenance", words)), HasSubstr("fails: issuer-mismatch"));
    EXPECT_THAT(climb_one(demand("npm-provenance", {{"trusted_root", "root.json"}})),
                HasSubstr("needs `identity` or `repository`"));
    attest(provenance("pkg:npm/%40acme/other@1.0.0", fetched[0].bytes));  // another package of that repository
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)), HasSubstr("fails: subject-missing"));
    attest(provenance("pkg:npm/%40acme/thing@1.0.0", "other bytes"));
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)), HasSubstr("fails: subject-missing"));
    attest("[]");
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)), HasSubstr("fails: could not be found out"));
    const std::string url = "https://registry.npmjs.org/-/npm/v1/attestations/@acme%2fthing@1.0.0";
    std::string many = R"({"attestations":[)";
    for (int i = 0; i <= 100; ++i) many += R"({"predicateType":"x","bundle":{}},)";
    upstream.put(url, many.substr(0, many.size() - 1) + "]}");
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)), HasSubstr("has more than 100 attestations"));
    upstream.put(url, R"({"attestations":[]})");
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)), HasSubstr("absent: none of"));
}

TEST_F(SigstoreLadder, ABundleBesideTheArtefact) {
    recipe.artefacts[0].kind = "asset";
    EXPECT_THAT(climb_one(demand("sigstore", by_repository)), HasSubstr("absent: thing-1.0.0.tar has no bundle"));
    give_asset("thing-1.0.0.tar.sigstore.json", of_file(fetched[0].bytes));
    EXPECT_EQ(climb_one(demand("sigstore", by_repository)),
              "holds: thing-1.0.0.tar is signed by " + std::string(signing::test::workflow));
    EXPECT_THAT(climb_one(demand("sigstore", {{"trusted_root", "root.json"},
                                              {"identity", std::string(signing::test::workflow)},
                                              {"issuer", std::string(signing::test::provider)}})),
                HasSubstr("holds"));
    EXPECT_THAT(climb_one(demand("sigstore", {{"trusted_root", "root.json"}, {"identity", "a@b"}, {"issuer", "x"}})),
                HasSubstr("fails: identity-mismatch"));
    EXPECT_THAT(climb_one(demand("sigstore", {{"trusted_root", "root.json"}, {"identity", "a@b"}})),
                HasSubstr("needs `issuer` beside `identity`"));
    files["root.json"] = signing::test::Sigstore().trusted_root();  // of somebody else
    EXPECT_THAT(climb_one(demand("sigstore", by_repository)), HasSubstr("fails: "));
    files["root.json"] = store.trusted_root();
    fetched[0].bytes += "x";
    EXPECT_THAT(climb_one(demand("sigstore", by_repository)), HasSubstr("fails: content-changed"));
}

}  // namespace
}  // namespace ward::update
