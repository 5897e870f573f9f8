#include "formats/signing/sigstore.h"

#include <gtest/gtest.h>

#include "formats/signing/sigstore_bundle.h"
#include "formats/signing/sigstore_log.h"
#include "formats/signing/sigstore_testing.h"

namespace ward::signing {
namespace {

using test::BundleParts;
using test::day;
using test::EntryParts;
using test::Issued;
using test::KeyKind;
using test::noon;
using test::provider;
using test::workflow;

constexpr std::string_view file = "{\"resources\":{}}\n";

std::string statement_of(std::string_view content) {
    return fmt::format(
        R"({{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"other","digest":{{"sha256":"00"}}}},)"
        R"({{"name":"pkg:npm/thing@1.0.0","digest":{{"sha256":"{}"}}}}],)"
        R"("predicateType":"https://slsa.dev/provenance/v1","predicate":{{}}}})",
        sha256_hex(content));
}

class SigstoreBundles : public testing::Test {
  protected:
    test::Sigstore world;
    Issued signer = world.signer();
    SigstoreTrust trust{.root = parse_trusted_root(world.trusted_root(), "root.json").value()};
    SigstoreDemand demand{.identity = std::string(workflow), .issuer = std::string(provider)};
    std::optional<std::string_view> artifact = file;

    BundleParts message() const {
        BundleParts parts = test::Sigstore::sign_file(signer, file);
        parts.entries.push_back(world.log(parts));
        return parts;
    }
    BundleParts envelope(std::string_view kind = "dsse", std::string_view version = "0.0.1") const {
        BundleParts parts = test::Sigstore::sign_payload(signer, statement_of(file));
        parts.entries.push_back(world.log(parts, {.kind = std::string(kind), .version = std::string(version)}));
        return parts;
    }
    Verdict<SigstoreFacts> verify(const BundleParts& parts) const {
        return verify_sigstore(world.json(parts), "b.json", artifact, trust, demand);
    }
    std::string answer_to(std::string_view json) const {
        const auto verdict = verify_sigstore(json, "b.json", artifact, trust, demand);
        return verdict ? "verified"
                       : std::string(name_of(verdict.error().problem)) + ": " + verdict.error().error.message();
    }
    std::string answer(const BundleParts& parts) const { return answer_to(world.json(parts)); }
    // The problem alone.
    std::string problem(const BundleParts& parts) const {
        const std::string text = answer(parts);
        return text.substr(0, text.find(':'));
    }
};

TEST_F(SigstoreBundles, a_signature_over_a_file) {
    const auto facts = verify(message());
    ASSERT_TRUE(facts) << facts.error().error.message();
    EXPECT_EQ(facts->identity, workflow);
    EXPECT_EQ(facts->issuer, provider);
    EXPECT_EQ(facts->times, std::vector<Instant>{noon});
    ASSERT_EQ(facts->entries.size(), 1u);
    EXPECT_TRUE(facts->entries[0].promised && facts->entries[0].proven);
    EXPECT_EQ(facts->entries[0].index, 1000);
    const std::vector<std::string> verified{
        "the signature over the file", "log entry 1000: its promise and its proof of inclusion, and what it says",
        "the certificate's path to \"CN=Fulcio root,O=Tests of ward\" at the time of signing",
        "the certificate's entry in a certificate log", fmt::format("the identity {} from {}", workflow, provider)};
    EXPECT_EQ(facts->verified, verified);
    EXPECT_TRUE(facts->not_verified.empty());
}

TEST_F(SigstoreBundles, an_envelope_with_a_statement_in_every_kind_of_entry) {
    for (const auto& [kind, version] :
         {std::pair{"dsse", "0.0.1"}, std::pair{"intoto", "0.0.2"}, std::pair{"dsse", "0.0.2"}}) {
        const auto facts = verify(envelope(kind, version));
        ASSERT_TRUE(facts) << kind << version << facts.error().error.message();
        EXPECT_EQ(facts->statement->predicate_type, "https://slsa.dev/provenance/v1");
        EXPECT_EQ(facts->statement->subjects.size(), 2u);
        EXPECT_EQ(facts->verified.back(), "the file is the statement's subject pkg:npm/thing@1.0.0");
    }
    BundleParts record = test::Sigstore::sign_file(signer, file);
    record.entries.push_back(world.log(record, {.version = "0.0.2"}));
    EXPECT_EQ(answer(record), "verified");
    artifact = std::nullopt;
    const auto facts = verify(envelope());
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->not_verified, std::vector<std::string>{"that a file is among the statement's subjects"});
}

TEST_F(SigstoreBundles, the_older_versions) {
    BundleParts parts = message();
    parts.media_type = "application/vnd.dev.sigstore.bundle+json;version=0.1";
    parts.entries[0].with_proof = false;
    parts.chain = world.fulcio.certificate;
    EXPECT_EQ(answer(parts), "verified");
    parts.entries[0].with_promise = false;
    EXPECT_EQ(answer(parts), "log-proof-missing: a log entry has no promise of inclusion, which version 0.1 demands");
    parts = message();
    parts.media_type = "application/vnd.dev.sigstore.bundle+json;version=0.2";
    parts.chain = world.fulcio.certificate;
    EXPECT_EQ(answer(parts), "verified");
    parts.entries[0].with_proof = false;
    EXPECT_EQ(answer(parts), "log-proof-missing: a log entry has no proof of inclusion");
    parts = message();
    parts.media_type = "application/vnd.dev.sigstore.bundle+json;version=0.3";
    EXPECT_EQ(answer(parts), "verified");
    parts.chain = world.fulcio.certificate;
    EXPECT_EQ(answer(parts),
              "malformed: b.json: a bundle of version 0.3 has a certificate chain; it may have only the signer's");
    parts.media_type = "application/vnd.dev.sigstore.bundle+json;version=0.9";
    EXPECT_EQ(problem(parts), "unsupported-algorithm");
}

TEST_F(SigstoreBundles, content_and_signature) {
    const BundleParts good = message();
    artifact = "{\"resources\":{}}";
    EXPECT_EQ(answer(good), "content-changed: the file is not what was signed: its digest differs from the bundle's");
    BundleParts parts = good;
    parts.digest = test::sha256_bytes(*artifact);
    EXPECT_EQ(answer(parts), "signature-wrong: the signature is not over this file by this key");
    artifact = std::nullopt;
    EXPECT_EQ(answer(good), "subject-missing: the bundle signs a file, and no file was given");
    artifact = file;
    parts = envelope();
    parts.payload += " ";
    EXPECT_EQ(answer(parts), "signature-wrong: the signature is not over the envelope's payload by this key");
    parts = envelope();
    parts.payload_type = "text/plain";
    EXPECT_EQ(problem(parts), "signature-wrong");
    artifact = "another file";
    EXPECT_EQ(answer(envelope()), "subject-missing: the file is not among the statement's subjects");
    parts = {.certificate = signer.certificate,
             .key = signer.key,
             .envelope = true,
             .payload_type = "text/plain",
             .payload = "hello"};
    test::Sigstore::sign_envelope(parts);
    parts.entries.push_back(world.log(parts, {.kind = "dsse"}));
    EXPECT_EQ(answer(parts), "subject-missing: the envelope has text/plain, which says nothing about a file");
}

TEST_F(SigstoreBundles, identity) {
    const BundleParts parts = message();
    demand.identity = "https://github.com/example/thing/.github/workflows/release.yml@refs/tags/v2";
    EXPECT_EQ(problem(parts), "identity-mismatch");
    demand.identity = workflow.substr(0, 40);
    EXPECT_EQ(problem(parts), "identity-mismatch");
    demand.identity = workflow;
    demand.issuer = "https://accounts.example";
    EXPECT_EQ(answer(parts),
              fmt::format("issuer-mismatch: the identity comes from \"{}\", not from \"https://accounts.example\"",
                          provider));
    demand = {};
    EXPECT_EQ(answer(parts),
              "identity-mismatch: no identity with its issuer is demanded, and everybody can have such a certificate");
    demand.any_identity = true;
    EXPECT_EQ(verify(parts)->not_verified, std::vector<std::string>{"the signer's identity, because any was accepted"});
    test::Wanted two = world.signer_wanted();
    two.raw_extensions[0].der = "https://other.example";
    signer = world.signer(two, world.certificate_log_key);
    EXPECT_EQ(answer(message()), "issuer-mismatch: the certificate names two different identity providers");
}

TEST_F(SigstoreBundles, the_certificate_must_have_been_good_when_it_was_used) {
    BundleParts parts = test::Sigstore::sign_file(signer, file);
    parts.entries = {world.log(parts, {.integrated = noon + 301})};
    EXPECT_EQ(problem(parts), "expired");
    parts.entries = {world.log(parts, {.integrated = noon - 301})};
    EXPECT_EQ(problem(parts), "not-yet-valid");
    // A time that the log does not vouch for is none.
    parts.entries = {world.log(parts)};
    parts.entries[0].with_promise = false;
    EXPECT_EQ(problem(parts), "time-unknown");
    parts.timestamps = {test::timestamp_token(world.clock, parts.signature, noon)};
    EXPECT_EQ(answer(parts), "verified");
    parts.timestamps = {test::timestamp_token(world.clock, parts.signature, noon + 301)};
    EXPECT_EQ(problem(parts), "expired");
    parts.timestamps = {test::timestamp_token(world.clock, "another signature", noon)};
    EXPECT_EQ(problem(parts), "timestamp-wrong");
    trust.root.timestamp_authorities.clear();
    EXPECT_EQ(problem(parts), "time-unknown");
}

TEST_F(SigstoreBundles, authorities) {
    const test::Sigstore other;
    trust.root.authorities = parse_trusted_root(other.trusted_root(), "r")->authorities;
    EXPECT_EQ(problem(message()), "issuer-unknown");
    trust.root = parse_trusted_root(world.trusted_root(), "r").value();
    trust.root.authorities[0].validity.until = noon - day;
    EXPECT_EQ(problem(message()), "root-untrusted");
    trust.root.authorities = {authority_of_pem(world.fulcio.certificate + world.root.certificate, {}).value()};
    EXPECT_EQ(answer(message()), "verified");
    trust.root.authorities.clear();
    EXPECT_EQ(problem(message()), "trust-unusable");
}

TEST_F(SigstoreBundles, certificate_logs) {
    signer = world.signer(world.signer_wanted(), test::make_key(KeyKind::p256));
    EXPECT_EQ(answer(message()), "certificate-log-wrong: the certificate log's signature is wrong");
    signer = world.signer();
    trust.root.certificate_logs.clear();
    EXPECT_EQ(problem(message()), "certificate-log-wrong");
    trust.root = parse_trusted_root(world.trusted_root(), "r").value();
    signer = test::issue(world.signer_wanted(), &world.fulcio);
    EXPECT_EQ(problem(message()), "certificate-log-missing");
    demand.require_certificate_log = false;
    EXPECT_EQ(verify(message())->not_verified, std::vector<std::string>{"no certificate log has the certificate"});
}

TEST_F(SigstoreBundles, log_entries) {
    const BundleParts good = message();
    const auto with = [&](auto change) {
        BundleParts parts = good;
        change(parts.entries[0]);
        return answer(parts);
    };
    EXPECT_EQ(with([](EntryParts& entry) { entry.integrated += 1; }),
              "log-promise-wrong: the log's signature on its promise of inclusion is wrong");
    EXPECT_EQ(with([](EntryParts& entry) { entry.index += 1; }),
              "log-promise-wrong: the log's signature on its promise of inclusion is wrong");
    EXPECT_EQ(with([](EntryParts& entry) { entry.promise.back() = static_cast<char>(entry.promise.back() ^ 1); }),
              "log-promise-wrong: the log's signature on its promise of inclusion is wrong");
    EXPECT_EQ(with([](EntryParts& entry) { entry.path[1][0] = static_cast<char>(entry.path[1][0] ^ 1); }),
              "log-proof-wrong: the proof of inclusion does not lead from the entry to the root");
    EXPECT_EQ(with([](EntryParts& entry) { entry.path.pop_back(); }),
              "log-proof-wrong: the proof of inclusion does not lead from the entry to the root");
    EXPECT_EQ(with([](EntryParts& entry) { entry.proof_index = 4; }),
              "log-proof-wrong: the proof of inclusion does not lead from the entry to the root");
    EXPECT_EQ(with([](EntryParts& entry) { entry.root[0] = static_cast<char>(entry.root[0] ^ 1); }),
              "log-checkpoint-wrong: the checkpoint is of another tree than the proof of inclusion");
    EXPECT_EQ(with([](EntryParts& entry) { entry.tree_size = 12; }),
              "log-checkpoint-wrong: the checkpoint is of another tree than the proof of inclusion");
    EXPECT_EQ(with([](EntryParts& entry) { entry.checkpoint[0] = 'L'; }),
              "log-checkpoint-wrong: the checkpoint is not signed by the log");
    EXPECT_EQ(with([](EntryParts& entry) { entry.checkpoint = ""; }),
              "log-checkpoint-wrong: the proof of inclusion has no checkpoint");
    EXPECT_EQ(with([](EntryParts& entry) { entry.checkpoint = "log\n1\n"; }),
              "log-checkpoint-wrong: the checkpoint of the log has no signature");
    EXPECT_EQ(with([](EntryParts& entry) { entry.checkpoint = "log\nmany\nAAAA\n\n"; }),
              "log-checkpoint-wrong: the checkpoint of the log does not have an origin, a size and a root");
    EXPECT_EQ(with([](EntryParts& entry) { entry.checkpoint.assign(70'000, 'x'); }),
              "log-checkpoint-wrong: the checkpoint of the log is too long");
    EXPECT_EQ(with([](EntryParts& entry) { entry.with_proof = false; }),
              "log-proof-missing: a log entry has no proof of inclusion");
    BundleParts none = good;
    none.entries.clear();
    EXPECT_EQ(answer(none), "log-proof-missing: the bundle has no log entry");
    demand.require_log_entry = false;
    none.timestamps = {test::timestamp_token(world.clock, none.signature, noon)};
    EXPECT_EQ(verify(none)->not_verified, std::vector<std::string>{"no transparency log has this signature"});
    trust.root.logs.clear();
    EXPECT_EQ(answer(good), fmt::format("log-unknown: no trusted log has the id {} at that time", hex(world.log_id())));
}

TEST_F(SigstoreBundles, an_entry_must_be_about_this_signature) {
    const BundleParts good = message();
    const auto with_body = [&](const std::string& body) {
        BundleParts parts = good;
        parts.entries = {world.log(parts, {.body = body})};
        return answer(parts);
    };
    BundleParts other = test::Sigstore::sign_file(signer, file);
    EXPECT_EQ(with_body(test::Sigstore::body_of(other, "hashedrekord", "0.0.1")),
              "log-entry-mismatch: the log entry is about another signature");
    other = good;
    other.digest = test::sha256_bytes("x");
    EXPECT_EQ(with_body(test::Sigstore::body_of(other, "hashedrekord", "0.0.1")),
              "log-entry-mismatch: the log entry is about another digest");
    other = good;
    other.certificate = world.signer().certificate;
    EXPECT_EQ(with_body(test::Sigstore::body_of(other, "hashedrekord", "0.0.1")),
              "log-entry-mismatch: the log entry is about another certificate or key");
    EXPECT_EQ(with_body(test::Sigstore::body_of(good, "rekord", "0.0.1")),
              "log-entry-mismatch: the log entry's body is of another kind than the bundle says");
    EXPECT_EQ(with_body("{}"), "log-entry-mismatch: the log entry's body is of another kind than the bundle says");
    EXPECT_EQ(with_body("?").substr(0, 10), "malformed:");
    BundleParts parts = good;
    parts.entries = {world.log(parts, {.kind = "intoto", .version = "0.0.1"})};
    EXPECT_EQ(answer(parts), "unsupported-algorithm: log entries of kind intoto 0.0.1 are not understood");
    parts.entries = {world.log(parts, {.kind = "dsse"})};
    EXPECT_EQ(answer(parts), "log-entry-mismatch: the log entry is of kind dsse, and the bundle has not an envelope");
}

// npm's publish attestations: no certificate, a key of the registry by its hint.
TEST_F(SigstoreBundles, keys_by_their_hints) {
    const std::string key = test::make_key(KeyKind::p256);
    BundleParts parts{.hint = "SHA256:abc", .key = key, .envelope = true, .payload = statement_of(file)};
    test::Sigstore::sign_envelope(parts);
    parts.entries = {world.log(parts, {.kind = "intoto", .version = "0.0.2"})};
    demand = {};
    EXPECT_EQ(answer(parts), "key-unknown: no key is given for the hint \"SHA256:abc\"");
    trust.keys = {{.hint = "SHA256:abc", .key = test::public_key_pem(key)}};
    const auto facts = verify(parts);
    ASSERT_TRUE(facts) << facts.error().error.message();
    EXPECT_EQ(facts->key_hint, "SHA256:abc");
    EXPECT_EQ(facts->certificate.has_value(), false);
    EXPECT_EQ(facts->verified[2], "the key with the hint SHA256:abc");
    trust.keys[0].validity.until = noon - 1;
    EXPECT_EQ(problem(parts), "key-expired");
    parts.entries.clear();
    demand.require_log_entry = false;
    EXPECT_EQ(problem(parts), "time-unknown");
    trust.keys[0] = {.hint = "SHA256:abc", .key = test::public_key_pem(test::make_key(KeyKind::p256))};
    EXPECT_EQ(problem(parts), "signature-wrong");
}

TEST_F(SigstoreBundles, form) {
    const std::string good = world.json(message());
    EXPECT_EQ(answer_to("").substr(0, 10), "malformed:");
    EXPECT_EQ(answer_to("[]").substr(0, 21), "unsupported-algorithm");
    EXPECT_EQ(answer_to(std::string(max_bundle_bytes + 1, ' ')).substr(0, 10), "too-large:");
    const auto without = [&](std::string_view key) {
        return answer_to(replace_all(good, fmt::format("\"{}\"", key), "\"x\""));
    };
    EXPECT_EQ(without("verificationMaterial"),
              "malformed: b.json: line 1: `verificationMaterial` is missing or not an object");
    EXPECT_EQ(without("certificate"),
              "malformed: b.json: the bundle has not exactly one of a certificate, a chain and a public key");
    EXPECT_EQ(without("messageSignature"),
              "malformed: b.json: the bundle has not exactly one of `messageSignature` and `dsseEnvelope`");
    EXPECT_EQ(without("signature"), "malformed: b.json: line 1: `signature` is missing or not base64");
    EXPECT_EQ(without("keyId"), "malformed: b.json: line 1: `keyId` is missing or not base64");
    EXPECT_EQ(without("treeSize"), "malformed: b.json: line 1: `treeSize` is missing or not a number");
    EXPECT_EQ(answer_to(replace_all(good, "SHA2_256", "SHA1")), "unsupported-algorithm: the bundle's digest is SHA1");
    BundleParts parts = message();
    parts.entries.resize(max_log_entries + 1, parts.entries[0]);
    EXPECT_EQ(answer(parts), "too-large: b.json: the bundle has more than 32 log entries");
    parts = message();
    parts.timestamps.assign(max_timestamps + 1, "x");
    EXPECT_EQ(answer(parts), "too-large: b.json: the bundle has more than 32 timestamps");
    parts = message();
    parts.entries[0].path.assign(65, parts.entries[0].path[0]);
    EXPECT_EQ(answer(parts), "too-large: b.json: line 1: a proof has more than 64 hashes");
    EXPECT_EQ(answer_to(replace_all(world.json(envelope()), "\"signatures\":[", "\"signatures\":[{\"sig\":\"AAAA\"},")),
              "several-signers: b.json: the envelope has 2 signatures; one is expected");
}

// Every place in trees of every size up to 40, by the recursive definition; and none of them with one hash changed.
TEST(InclusionProof, agrees_with_the_definition) {
    for (size_t size = 1; size <= 40; ++size) {
        std::vector<std::string> leaves;
        for (size_t i = 0; i < size; ++i) leaves.push_back(std::to_string(i));
        const std::string root = test::tree_root(leaves, 0, size);
        for (size_t index = 0; index < size; ++index) {
            const std::string leaf = test::sha256_bytes(std::string(1, '\0') + leaves[index]);
            InclusionProof proof{.index = static_cast<int64_t>(index),
                                 .tree_size = static_cast<int64_t>(size),
                                 .root_hash = root,
                                 .hashes = test::tree_path(leaves, index, 0, size)};
            EXPECT_TRUE(inclusion_holds(leaf, proof)) << index << " of " << size;
            if (size > 1) {
                InclusionProof other = proof;
                other.index = static_cast<int64_t>((index + 1) % size);
                EXPECT_FALSE(inclusion_holds(leaf, other)) << index << " of " << size;
                other = proof;
                other.hashes.pop_back();
                EXPECT_FALSE(inclusion_holds(leaf, other));
            }
            proof.hashes.push_back(root);
            EXPECT_FALSE(inclusion_holds(leaf, proof));
        }
    }
}

TEST(TrustedRootFile, is_read_strictly) {
    const test::Sigstore world;
    const std::string good = world.trusted_root();
    const auto answer = [](std::string_view json) {
        const auto root = parse_trusted_root(json, "root.json");
        return root ? "read" : std::string(name_of(root.error().problem)) + ": " + root.error().error.message();
    };
    EXPECT_EQ(answer(good), "read");
    EXPECT_EQ(parse_trusted_root(good, "r")->authorities[0].chain_der.size(), 2u);
    EXPECT_EQ(parse_trusted_root(good, "r")->logs[0].validity.until, noon + 1000 * day);
    EXPECT_EQ(answer("{}"),
              "unsupported-algorithm: root.json: `mediaType` is not "
              "application/vnd.dev.sigstore.trustedroot+json;version=0.1");
    EXPECT_EQ(answer("{").substr(0, 10), "malformed:");
    EXPECT_EQ(answer(replace_all(good, "\"publicKey\"", "\"x\"")),
              "malformed: root.json: line 1: `publicKey` is missing or not an object");
    EXPECT_EQ(answer(replace_all(good, "\"start\":\"", "\"start\":\"on ")),
              "malformed: root.json: line 1: `validFor` is not made of times");
    EXPECT_EQ(answer(replace_all(good, "\"certificates\"", "\"x\"")),
              "malformed: root.json: line 1: an authority without certificates");
    std::string many = R"({"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[0)";
    for (size_t i = 0; i < max_trust_entries; ++i) many += ",0";
    EXPECT_EQ(answer(many + "]}"), "too-large: root.json: `tlogs` has more than 1000 entries");
}

TEST(InTotoStatement, limits) {
    std::string many = R"({"_type":"https://in-toto.io/Statement/v1","subject":[0)";
    for (size_t i = 0; i < max_statement_subjects; ++i) many += ",0";
    EXPECT_EQ(parse_statement(many + "]}").error().problem, Problem::too_large);
    EXPECT_EQ(parse_statement(R"({"_type":"https://in-toto.io/Statement/v2"})").error().problem,
              Problem::unsupported_algorithm);
    EXPECT_TRUE(parse_statement(R"({"_type":"https://in-toto.io/Statement/v0.1","subject":[]})"));
}

}  // namespace
}  // namespace ward::signing
