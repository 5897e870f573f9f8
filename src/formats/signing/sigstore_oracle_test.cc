// The same bundles before us and before @sigstore/verify. Whatever it refuses we refuse; what we refuse and it does not
// is named here.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "formats/signing/command_testing.h"
#include "formats/signing/sigstore.h"
#include "formats/signing/sigstore_testing.h"

namespace ward::signing {
namespace {

using test::BundleParts;
using test::EntryParts;
using test::Issued;
using test::noon;

constexpr std::string_view file = "{\"resources\":{}}\n";
constexpr std::string_view statement = R"({"_type":"https://in-toto.io/Statement/v1","subject":[],)"
                                       R"("predicateType":"https://slsa.dev/provenance/v1","predicate":{}})";

enum class Deviation { none, we_are_stricter };

struct Case {
    std::string name{};
    std::string bundle{};
    bool with_file = true;
    Deviation deviation = Deviation::none;
    bool by_key = false;
};

char flip(char byte) {
    return static_cast<char>(byte ^ 1);
}

class Cases {
  public:
    test::Sigstore world;
    Issued signer = world.signer();
    std::string key = test::make_key(test::KeyKind::p256);
    std::vector<Case> all;

    Cases() {
        messages();
        envelopes();
        keys();
        entries();
    }

  private:
    void add(std::string name, const BundleParts& parts, Deviation deviation = Deviation::none) {
        all.push_back({std::move(name), world.json(parts), !parts.envelope, deviation, parts.hint.has_value()});
    }
    BundleParts message(const Issued& by, EntryParts entry = {}) const {
        BundleParts parts = test::Sigstore::sign_file(by, file);
        parts.entries = {world.log(parts, std::move(entry))};
        return parts;
    }

    void messages() {
        add("message", message(signer));
        add("message in rekor 2's form with a promise", message(signer, {.version = "0.0.2"}));
        add("too late", message(signer, {.integrated = noon + 301}));
        add("too early", message(signer, {.integrated = noon - 301}));
        add("not logged", message(test::issue(world.signer_wanted(), &world.fulcio)));
        add("logged by a stranger", message(world.signer(world.signer_wanted(), test::make_key(test::KeyKind::p256))));
        const test::Sigstore other;
        add("another authority", message(other.signer()));
        test::Wanted wanted = world.signer_wanted();
        wanted.raw_extensions[0].der = wanted.raw_extensions[1].der = "https://else.example";
        wanted.raw_extensions[1].der = test::der_string('\x0c', "https://else.example");
        add("another provider", message(world.signer(wanted, world.certificate_log_key)));
        wanted = world.signer_wanted();
        wanted.extensions.back().text = "critical,URI:https://github.com/else";
        add("another identity", message(world.signer(wanted, world.certificate_log_key)));
        BundleParts parts = message(signer);
        parts.signature.back() = flip(parts.signature.back());
        add("signature", parts);
        parts = message(signer);
        parts.digest[0] = flip(parts.digest[0]);
        add("digest", parts);
        parts = test::Sigstore::sign_file(signer, "another file");
        parts.entries = {world.log(parts)};
        add("another file", parts);
        parts = message(signer);
        parts.entries[0].with_promise = false;
        add("no time", parts);
        parts.timestamps = {test::timestamp_response(world.clock, parts.signature, noon)};
        add("a timestamp", parts);
        parts.timestamps = {test::timestamp_response(world.clock, parts.signature, noon + 301)};
        add("a timestamp that is too late", parts);
        parts.timestamps = {test::timestamp_response(world.clock, "?", noon)};
        add("a timestamp of something else", parts);
    }

    void envelopes() {
        for (const auto& [kind, version] : {std::pair{"dsse", "0.0.1"}, std::pair{"intoto", "0.0.2"}}) {
            BundleParts parts = test::Sigstore::sign_payload(signer, statement);
            parts.entries = {world.log(parts, {.kind = kind, .version = version})};
            add(fmt::format("envelope {}", kind), parts);
            BundleParts other = parts;
            other.payload[20] = flip(other.payload[20]);
            add(fmt::format("payload {}", kind), other);
            other = parts;
            other.payload_type = "application/json";
            add(fmt::format("payload type {}", kind), other);
            other = parts;
            other.signature = test::sign_bytes(signer.key, "?");
            add(fmt::format("signature {}", kind), other);
        }
        BundleParts parts = test::Sigstore::sign_payload(signer, statement);
        parts.entries = {world.log(parts)};
        add("envelope with a hashedrekord of the payload", parts, Deviation::we_are_stricter);
    }

    void keys() {
        BundleParts parts{.hint = "SHA256:abc", .key = key, .envelope = true, .payload = std::string(statement)};
        test::Sigstore::sign_envelope(parts);
        parts.entries = {world.log(parts, {.kind = "intoto", .version = "0.0.2"})};
        add("key", parts);
        parts.hint = "SHA256:abd";
        add("another hint", parts);
        parts.hint = "SHA256:abc";
        parts.signature.back() = flip(parts.signature.back());
        add("key, signature", parts);
    }

    template <typename Change>
    void entry(std::string name, Change change, Deviation deviation = Deviation::none) {
        BundleParts parts = message(signer);
        change(parts.entries[0]);
        add("entry: " + std::move(name), parts, deviation);
    }
    void entries() {
        entry("time", [](EntryParts& e) { ++e.integrated; });
        entry("index", [](EntryParts& e) { ++e.index; });
        entry("promise", [](EntryParts& e) { e.promise.back() = flip(e.promise.back()); });
        entry("place", [](EntryParts& e) { e.proof_index = 4; });
        entry("place outside", [](EntryParts& e) { e.proof_index = 11; });
        entry("stated size", [](EntryParts& e) { e.tree_size = 12; }, Deviation::we_are_stricter);
        entry("stated root", [](EntryParts& e) { e.root[0] = flip(e.root[0]); }, Deviation::we_are_stricter);
        entry("path", [](EntryParts& e) { e.path[0][3] = flip(e.path[0][3]); });
        entry("path too short", [](EntryParts& e) { e.path.pop_back(); });
        entry("path too long", [](EntryParts& e) { e.path.push_back(e.root); });
        entry("checkpoint's text", [](EntryParts& e) { e.checkpoint[0] = 'L'; });
        entry("no checkpoint", [](EntryParts& e) { e.checkpoint.clear(); });
        entry("no proof", [](EntryParts& e) { e.with_proof = false; });
        entry("body", [](EntryParts& e) { e.body[e.body.size() / 2] = flip(e.body[e.body.size() / 2]); });
        const BundleParts another = test::Sigstore::sign_file(signer, file);
        entry("about another signature", [&](EntryParts& e) { e = world.log(another); });
        BundleParts parts = message(signer);
        BundleParts stranger = parts;
        stranger.certificate = world.signer().certificate;
        parts.entries = {world.log(parts, {.body = test::Sigstore::body_of(stranger, "hashedrekord", "0.0.1")})};
        add("entry: about another certificate", parts, Deviation::we_are_stricter);
        for (const size_t size : {1u, 2u, 3u, 7u, 8u, 9u, 1'000u})
            for (const size_t place : {size_t{0}, size / 2, size - 1}) {
                parts = test::Sigstore::sign_file(signer, file);
                parts.entries = {world.log(parts, {}, place, size)};
                add(fmt::format("entry {} of {}", place, size), parts);
            }
    }
};

std::string as_json(const Cases& cases) {
    JsonWriter out(JsonLayout::compact);
    out.begin_object().key("cases").begin_array();
    for (const Case& row : cases.all) {
        out.begin_object().key("bundle").raw(row.bundle).key("root").raw(cases.world.trusted_root());
        out.key("artifact");
        row.with_file ? out.value(base64_encode(file)) : out.null();
        out.member("identity", row.by_key ? std::string_view() : test::workflow).member("issuer", test::provider);
        out.key("keys")
            .begin_array()
            .begin_object()
            .member("hint", "SHA256:abc")
            .member("pem", test::public_key_pem(cases.key))
            .end_object()
            .end_array();
        out.member("logs", 1).member("certificateLogs", 1).end_object();
    }
    out.end_array().end_object();
    return out.take();
}

std::string ours(const Cases& cases, const Case& row) {
    const SigstoreTrust trust{.root = parse_trusted_root(cases.world.trusted_root(), "root").value(),
                              .keys = {{.hint = "SHA256:abc", .key = test::public_key_pem(cases.key)}}};
    const SigstoreDemand demand{.identity = std::string(test::workflow), .issuer = std::string(test::provider)};
    const auto artifact = row.with_file ? std::optional(file) : std::nullopt;
    const auto verdict = verify_sigstore(row.bundle, row.name, artifact, trust, demand);
    return verdict ? "verified" : std::string(name_of(verdict.error().problem));
}

TEST(SigstoreOracle, agrees_on_every_case) {
    const Cases cases;
    const test::Workshop workshop;
    workshop.write("cases.json", as_json(cases));
    const std::string script = std::filesystem::absolute("tests/oracles/sigstore_verify.mjs").string();
    const auto answer = workshop.run("node '" + script + "' cases.json");
    if (answer.status != 0)
        GTEST_SKIP() << "needs node and tests/oracles/node_modules/@sigstore/verify: " << answer.output;
    const auto lines = split(answer.output, '\n');
    ASSERT_EQ(lines.size(), cases.all.size() + 1) << answer.output;
    size_t verified = 0;
    for (size_t i = 0; i < cases.all.size(); ++i) {
        const Case& row = cases.all[i];
        const std::string answer_here = ours(cases, row);
        const bool here = answer_here == "verified";
        const bool there = lines[i] == "verified";
        if (row.deviation == Deviation::none) {
            EXPECT_EQ(here, there) << row.name << ": here " << answer_here << ", there " << lines[i];
        } else {
            EXPECT_TRUE(!here && there) << row.name << ": here " << answer_here << ", there " << lines[i];
        }
        verified += here;
    }
    EXPECT_GE(verified, 24u);
    EXPECT_GE(cases.all.size() - verified, 30u);
}

}  // namespace
}  // namespace ward::signing
