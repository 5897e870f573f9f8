#include "formats/signing/sigstore_log.h"

#include <algorithm>
#include <bit>

#include <fmt/core.h>
#include <openssl/evp.h>

#include "base/text.h"
#include "formats/digest.h"

namespace ward::signing {
namespace {

constexpr size_t hash_bytes = 32;
constexpr size_t max_checkpoint_bytes = 64u << 10;
constexpr size_t key_hint_bytes = 4;

std::string sha256_of(std::string_view bytes) {
    return digest_of(EVP_sha256(), bytes);
}

std::string node_hash(std::string_view left, std::string_view right) {
    return sha256_of(fmt::format("\x01{}{}", left, right));
}

const TransparencyLog* log_of(const LogEntry& entry, std::span<const TransparencyLog> logs) {
    for (const TransparencyLog& log : logs)
        if (log.id == entry.log_id && (entry.integrated == 0 || log.validity.covers(entry.integrated))) return &log;
    return nullptr;
}

Verdict<void> check_promise(const LogEntry& entry, evp_pkey_st* key) {
    // RFC 8785 of an object whose texts are base64 and hexadecimal: nothing in it needs an escape.
    const std::string message =
        fmt::format(R"({{"body":"{}","integratedTime":{},"logID":"{}","logIndex":{}}})", base64_encode(entry.body),
                    entry.integrated, hex(entry.log_id), entry.index);
    if (!signature_holds(key, usual_digest(key), message, entry.promise))
        return refuse(Problem::log_promise_wrong, "the log's signature on its promise of inclusion is wrong");
    return {};
}

struct Checkpoint {
    std::string_view signed_text{};  // with its last line end
    int64_t tree_size = 0;
    std::string root_hash{};
    std::string_view signatures{};
};

Verdict<Checkpoint> read_checkpoint(std::string_view text) {
    const auto wrong = [](std::string_view why) {
        return refuse(Problem::log_checkpoint_wrong, fmt::format("the checkpoint of the log {}", why));
    };
    if (text.size() > max_checkpoint_bytes) return wrong("is too long");
    const size_t end = text.find("\n\n");
    if (end == std::string_view::npos) return wrong("has no signature");
    Checkpoint checkpoint{.signed_text = text.substr(0, end + 1), .signatures = text.substr(end + 2)};
    const auto lines = split(checkpoint.signed_text, '\n');
    const auto size = lines.size() < 4 ? std::nullopt : to_number<int64_t>(lines[1]);
    const auto root = lines.size() < 4 ? std::nullopt : base64_decode(lines[2]);
    if (!size || !root) return wrong("does not have an origin, a size and a root");
    checkpoint.tree_size = *size;
    checkpoint.root_hash = *root;
    return checkpoint;
}

// One line of a signed note (https://c2sp.org/signed-note): "— NAME BASE64(key hint, signature)".
bool line_is_signature(std::string_view line, std::string_view signed_text, const TransparencyLog& log,
                       evp_pkey_st* key) {
    constexpr std::string_view dash = "\xe2\x80\x94 ";
    if (!line.starts_with(dash)) return false;
    line.remove_prefix(dash.size());
    const size_t space = line.find(' ');
    if (space == std::string_view::npos) return false;
    const auto bytes = base64_decode(line.substr(space + 1));
    if (!bytes || bytes->size() <= key_hint_bytes ||
        log.id.substr(0, key_hint_bytes) != bytes->substr(0, key_hint_bytes))
        return false;
    return signature_holds(key, usual_digest(key), signed_text, std::string_view(*bytes).substr(key_hint_bytes));
}

Verdict<void> check_proof(const LogEntry& entry, const TransparencyLog& log, evp_pkey_st* key) {
    const InclusionProof& proof = *entry.proof;
    if (proof.checkpoint.empty())
        return refuse(Problem::log_checkpoint_wrong, "the proof of inclusion has no checkpoint");
    WARD_TRY(const Checkpoint checkpoint, read_checkpoint(proof.checkpoint));
    const auto lines = split(checkpoint.signatures, '\n');
    if (std::none_of(lines.begin(), lines.end(),
                     [&](std::string_view line) { return line_is_signature(line, checkpoint.signed_text, log, key); }))
        return refuse(Problem::log_checkpoint_wrong, "the checkpoint is not signed by the log");
    if (checkpoint.root_hash != proof.root_hash || checkpoint.tree_size != proof.tree_size)
        return refuse(Problem::log_checkpoint_wrong, "the checkpoint is of another tree than the proof of inclusion");
    if (!inclusion_holds(sha256_of(fmt::format("{}{}", std::string_view("\0", 1), entry.body)), proof))
        return refuse(Problem::log_proof_wrong, "the proof of inclusion does not lead from the entry to the root");
    return {};
}

}  // namespace

bool inclusion_holds(std::string_view leaf_hash, const InclusionProof& proof) {
    if (proof.index < 0 || proof.index >= proof.tree_size) return false;
    auto place = static_cast<uint64_t>(proof.index);
    auto last = static_cast<uint64_t>(proof.tree_size) - 1;
    std::string hash(leaf_hash);
    for (const std::string& other : proof.hashes) {
        if (other.size() != hash_bytes || last == 0) return false;
        if ((place & 1) != 0 || place == last) {
            hash = node_hash(other, hash);
            // A right border that is alone on its level rises without a partner.
            while ((place & 1) == 0 && place != 0) {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(hash, other);
        }
        place >>= 1;
        last >>= 1;
    }
    return last == 0 && hash == proof.root_hash;
}

Verdict<LogEntryFacts> check_log_entry(const LogEntry& entry, const LoggedSignature& signature,
                                       std::span<const TransparencyLog> logs) {
    const TransparencyLog* log = log_of(entry, logs);
    if (log == nullptr)
        return refuse(Problem::log_unknown,
                      fmt::format("no trusted log has the id {} at that time", hex(entry.log_id)));
    WARD_TRY(const Key key, public_key(log->key_der, "the log's key"));
    LogEntryFacts facts{.log_id = hex(entry.log_id), .index = entry.index};
    if (!entry.promise.empty()) {
        WARD_TRY_VOID(check_promise(entry, key.get()));
        facts.promised = true;
        if (entry.integrated != 0) facts.integrated = entry.integrated;
    }
    // In version 0.1 a proof is a hint that may come without a signed root.
    const bool proof_counts = entry.proof && (signature.bundle.version > 1 || !entry.proof->checkpoint.empty());
    if (proof_counts) {
        WARD_TRY_VOID(check_proof(entry, *log, key.get()));
        facts.proven = true;
    }
    if (signature.bundle.version == 1 ? !facts.promised : !facts.proven)
        return refuse(Problem::log_proof_missing,
                      signature.bundle.version == 1
                          ? "a log entry has no promise of inclusion, which version 0.1 demands"
                          : "a log entry has no proof of inclusion");
    WARD_TRY_VOID(check_log_body(entry, signature));
    return facts;
}

}  // namespace ward::signing
