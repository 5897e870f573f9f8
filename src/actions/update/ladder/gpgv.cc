#include "actions/update/ladder/gpgv.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/process.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::update {
namespace {

constexpr std::string_view armour_start = "-----BEGIN PGP ";

std::string fingerprint_of(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (!is_space(c)) digits += static_cast<char>(c >= 'a' && c <= 'f' ? c - 32 : c);
    return digits;
}

bool is_fingerprint(std::string_view text) {
    return (text.size() == 40 || text.size() == 64) &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); });
}

// RFC 9580, 9.5: MD5, SHA-1, RIPE-MD/160.
bool is_weak_hash(std::string_view id) {
    return id == "1" || id == "2" || id == "3";
}

// The lines of one signature.
struct Signature {
    std::string_view problem;
    std::string_view key;  // that the problem names
    bool is_good = false;
    std::vector<std::string_view> valid;  // the words of VALIDSIG
    std::string_view hash;                // of an ERRSIG
};

struct Word {
    std::string_view keyword;
    std::string_view problem;
};
constexpr std::array gpgv_words = {
    Word{"BADSIG", "bad-signature"},   Word{"EXPSIG", "expired-signature"}, Word{"EXPKEYSIG", "expired-key"},
    Word{"REVKEYSIG", "revoked-key"},  Word{"ERRSIG", "unusable"},          Word{"NO_PUBKEY", "unknown-key"},
    Word{"KEYREVOKED", "revoked-key"}, Word{"NODATA", "no-signature"},      Word{"KEYEXPIRED", ""},
};

void add_line(Signature& signature, const std::vector<std::string_view>& line) {
    const std::string_view keyword = line[0];
    if (keyword == "GOODSIG") signature.is_good = true;
    if (keyword == "VALIDSIG") signature.valid = line;
    for (const Word& word : gpgv_words) {
        if (keyword != word.keyword || word.problem.empty()) continue;
        // NO_PUBKEY says more than the ERRSIG before it.
        if (signature.problem.empty() || signature.problem == "unusable") signature.problem = word.problem;
        if (line.size() > 1) signature.key = line[1];
        if (keyword == "ERRSIG" && line.size() > 3) signature.hash = line[3];
    }
}

std::vector<Signature> signatures_of(std::string_view status) {
    std::vector<Signature> all;
    for (std::string_view line : split(status, '\n')) {
        constexpr std::string_view prefix = "[GNUPG:] ";
        if (!line.starts_with(prefix)) continue;
        line.remove_prefix(prefix.size());
        const auto parts = split(trim(line), ' ');
        if (parts[0] == "NEWSIG" || all.empty()) all.emplace_back();
        add_line(all.back(), parts);
    }
    return all;
}

PgpResult judge(const Signature& signature, std::string_view signer) {
    PgpResult result;
    if (signature.valid.size() > 8) {
        result.fingerprint = signature.valid[1];
        result.created = signature.valid[3];
        // The last word is the primary key's; older programs leave it out.
        result.primary = signature.valid.size() > 10 ? signature.valid[10] : signature.valid[1];
    }
    const auto is = [&](std::string_view problem, std::string detail) {
        result.problem = problem;
        result.detail = std::move(detail);
        return result;
    };
    if (!signature.problem.empty() && is_weak_hash(signature.hash))
        return is("weak-digest", fmt::format("key {} signed by SHA-1 or weaker", display(signature.key)));
    if (!signature.problem.empty())
        return is(signature.problem, fmt::format("{}, key {}", signature.problem, display(signature.key)));
    if (!signature.is_good || signature.valid.size() <= 8) return is("no-signature", "there is no valid signature");
    if (is_weak_hash(signature.valid[8]))
        return is("weak-digest", fmt::format("key {} signed by SHA-1 or weaker", result.fingerprint));
    if (result.fingerprint != signer && result.primary != signer)
        return is("other-signer", fmt::format("signed by {} and not by {}", display(result.primary), signer));
    result.detail = fmt::format("signed by {}", result.primary);
    return result;
}

Result<void> check_words(const PgpDemand& demand, std::string_view signature) {
    if (!is_fingerprint(fingerprint_of(demand.signer)))
        return fail(ErrorCode::usage, "the signer is not a whole fingerprint of 40 or 64 digits",
                    display(demand.signer));
    if (demand.keyring.size() > max_keyring_bytes)
        return fail(ErrorCode::limit, fmt::format("the keyring is larger than {} bytes", max_keyring_bytes));
    if (signature.size() > max_signature_bytes)
        return fail(ErrorCode::limit, fmt::format("the signature is larger than {} bytes", max_signature_bytes));
    return {};
}

}  // namespace

PgpResult judge_status(std::string_view status, bool has_succeeded, std::string_view signer_words) {
    const std::string signer = fingerprint_of(signer_words);
    PgpResult best;
    best.problem = "no-signature";
    best.detail = "there is no signature";
    bool holds = false;
    for (const Signature& signature : signatures_of(status)) {
        PgpResult result = judge(signature, signer);
        // Whoever else signed: the bytes are not what was signed.
        if (result.problem == "bad-signature") return result;
        const bool is_pinned = result.fingerprint == signer || result.primary == signer;
        if (is_pinned && !result.problem.empty()) return result;
        if (holds) continue;
        holds = result.problem.empty();
        if (holds || best.problem == "no-signature") best = std::move(result);
    }
    if (holds && !has_succeeded && signatures_of(status).size() == 1) {
        best.problem = "unusable";
        best.detail = "gpgv told of a good signature and failed";
    }
    return best;
}

Result<std::string> without_armour(std::string_view text, std::string_view name) {
    const std::string_view start = trim(text);
    if (!start.starts_with(armour_start)) return std::string(text);
    std::string bytes;
    std::string armoured;
    enum class At : uint8_t { outside, headers, body } at = At::outside;
    for (std::string_view line : split(start, '\n')) {
        line = trim(line);
        if (at == At::outside) {
            if (line.starts_with(armour_start)) at = At::headers;
        } else if (line.starts_with("-----END PGP ")) {
            const auto decoded = base64_decode(armoured);
            if (!decoded) return fail(ErrorCode::parse, "is no armoured block of OpenPGP", std::string(name));
            bytes += *decoded;  // several blocks are one keyring
            armoured.clear();
            at = At::outside;
        } else if (at == At::headers) {
            if (line.empty()) at = At::body;
            else if (!line.contains(':'))
                return fail(ErrorCode::parse, "has an armoured block without a blank line", std::string(name));
        } else if (!line.starts_with('=')) {
            armoured += line;  // its checksum says nothing that a signature would not
        }
    }
    if (at != At::outside || bytes.empty())
        return fail(ErrorCode::parse, "has an armoured block without an end", std::string(name));
    return bytes;
}

Result<PgpResult> verify_pgp(std::string_view bytes, std::string_view signature, const PgpDemand& demand,
                             const std::vector<std::string>& program_path) {
    WARD_TRY_VOID(check_words(demand, signature));
    WARD_TRY(const std::string keyring, without_armour(demand.keyring, "the keyring"));
    WARD_TRY(const TemporaryFolder folder, TemporaryFolder::make("ward-gpgv"));
    const std::string keyring_file = folder.path() + "/keyring";
    const std::string signature_file = folder.path() + "/signature";
    WARD_TRY_VOID(replace_file(keyring_file, keyring, 0600));
    WARD_TRY_VOID(replace_file(signature_file, signature, 0600));
    WARD_TRY(const ProcessOutcome ran,
             run_process({.arguments = {"gpgv", "--homedir", folder.path(), "--status-fd", "1", "--keyring",
                                        keyring_file, "--", signature_file, "-"},
                          .search_path = program_path,
                          .environment = {"HOME=" + folder.path(), "LC_ALL=C"},
                          .folder = folder.path(),
                          .input = std::string(bytes),
                          .limits = {.out_bytes = 1u << 20, .time = std::chrono::minutes(2)}}));
    if (ran.signal != 0) return fail(ErrorCode::io, fmt::format("gpgv ended by {}", ran.end()));
    return judge_status(ran.out, ran.succeeded(), demand.signer);
}

}  // namespace ward::update
