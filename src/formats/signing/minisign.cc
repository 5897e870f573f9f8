#include "formats/signing/minisign.h"

#include <array>
#include <vector>

#include <fmt/core.h>
#include <openssl/evp.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/signing/cms.h"
#include "formats/signing/ed25519.h"
#include "formats/signing/handles.h"

namespace ward::signing {
namespace {

constexpr std::string_view untrusted = "untrusted comment: ";
constexpr std::string_view trusted = "trusted comment: ";
constexpr size_t id_bytes = 8;
constexpr size_t key_line_bytes = 2 + id_bytes + ed25519_key_bytes;
constexpr size_t value_line_bytes = 2 + id_bytes + ed25519_signature_bytes;

std::unexpected<Refusal> malformed(std::string_view why) {
    return refuse(Problem::malformed, std::string(why));
}

// As minisign shows it: a little-endian number.
std::string shown_id(std::string_view bytes) {
    std::string text;
    for (size_t i = bytes.size(); i-- > 0;) text += fmt::format("{:02X}", static_cast<unsigned char>(bytes[i]));
    return text;
}

Verdict<std::string> comment_of(std::string_view line, std::string_view word, size_t most) {
    if (!line.starts_with(word)) return malformed(fmt::format("a line does not begin with \"{}\"", word));
    line.remove_prefix(word.size());
    if (line.size() > most) return refuse(Problem::too_large, fmt::format("a comment has more than {} bytes", most));
    for (const char c : line)
        if ((static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f')
            return malformed("a comment has a control character");
    return std::string(line);
}

Verdict<std::string> bytes_of_line(std::string_view line, size_t size, std::string_view what) {
    auto bytes = base64_decode(line);
    if (!bytes || bytes->size() != size) return malformed(fmt::format("{} is not {} bytes in base64", what, size));
    return *std::move(bytes);
}

}  // namespace

Verdict<MinisignKey> parse_minisign_key(std::string_view text) {
    if (text.size() > 2 * max_untrusted_comment_bytes) return refuse(Problem::too_large, "a minisign key is shorter");
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (const size_t first_end = text.find('\n'); first_end != std::string_view::npos) {
        WARD_TRY_VOID(comment_of(text.substr(0, first_end), untrusted, max_untrusted_comment_bytes));
        text.remove_prefix(first_end + 1);
    }
    WARD_TRY(const std::string bytes, bytes_of_line(text, key_line_bytes, "a minisign key"));
    if (!bytes.starts_with("Ed")) return refuse(Problem::unsupported_algorithm, "the minisign key is not Ed25519's");
    MinisignKey key{.id = shown_id(bytes.substr(2, id_bytes)), .base64 = std::string(text)};
    WARD_TRY(key.spki_der, ed25519_public_key(std::string_view(bytes).substr(2 + id_bytes)));
    return key;
}

Verdict<MinisignSignature> parse_minisign_signature(std::string_view text) {
    constexpr size_t most = max_untrusted_comment_bytes + max_trusted_comment_bytes + 512;
    if (text.size() > most)
        return refuse(Problem::too_large, fmt::format("the signature has more than {} bytes", most));
    if (text.ends_with('\n')) text.remove_suffix(1);
    const auto lines = split(text, '\n');
    if (lines.size() < 4) return malformed("a minisign signature has four lines");
    if (lines.size() > 4) return refuse(Problem::trailing_bytes, "something follows the minisign signature");
    WARD_TRY_VOID(comment_of(lines[0], untrusted, max_untrusted_comment_bytes));
    WARD_TRY(const std::string bytes, bytes_of_line(lines[1], value_line_bytes, "the signature"));
    // By their characters: a comparison of two texts is one of uninitialised bytes to GCC 12.
    const bool is_prehashed = bytes[1] == 'D';
    if (bytes[0] != 'E' || (bytes[1] != 'd' && !is_prehashed))
        return refuse(Problem::unsupported_algorithm, "the signature is not one by Ed25519");
    MinisignSignature signature{
        .key_id = shown_id(bytes.substr(2, id_bytes)), .prehashed = is_prehashed, .value = bytes.substr(2 + id_bytes)};
    WARD_TRY(signature.trusted_comment, comment_of(lines[2], trusted, max_trusted_comment_bytes));
    WARD_TRY(signature.comment_value,
             bytes_of_line(lines[3], ed25519_signature_bytes, "the trusted comment's signature"));
    return signature;
}

Verdict<MinisignSignature> verify_minisign(std::string_view content, std::string_view text, const MinisignKey& key) {
    if (content.size() > max_content_bytes)
        return refuse(Problem::too_large, fmt::format("the content has more than {} bytes", max_content_bytes));
    WARD_TRY(MinisignSignature signature, parse_minisign_signature(text));
    if (signature.key_id != key.id)
        return refuse(Problem::key_unknown, fmt::format("signed by another key, {}", signature.key_id));
    WARD_TRY(const Key loaded, public_key(key.spki_der, "the signer's key"));
    const std::string hashed = signature.prehashed ? digest_of(EVP_blake2b512(), content) : std::string();
    if (!signature_holds(loaded.get(), nullptr, signature.prehashed ? hashed : content, signature.value))
        return refuse(Problem::signature_wrong, "the minisign signature is not over this content by this key");
    if (!signature_holds(loaded.get(), nullptr, signature.value + signature.trusted_comment, signature.comment_value))
        return refuse(Problem::attributes_changed, "the trusted comment is not what was signed");
    return signature;
}

}  // namespace ward::signing
