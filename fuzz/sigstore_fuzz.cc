// Sigstore's files: a bundle and, after a line of three dashes, the trusted root to verify it with; and each of the two
// alone, as a statement and as an npm registry's keys.
// LINK: ward_signing ward_formats ward_base
#include <string_view>

#include "formats/signing/npm_signature.h"
#include "formats/signing/sigstore.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::signing;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    constexpr std::string_view separator = "\n---\n";
    const size_t cut = bytes.find(separator);
    const std::string_view bundle = bytes.substr(0, cut);
    const SigstoreDemand anything{.any_identity = true, .require_log_entry = false, .require_certificate_log = false};
    // Nobody is trusted, so nothing is believed.
    if (verify_sigstore(bundle, "input", "content\n", {}, anything)) __builtin_trap();
    (void)parse_statement(bundle);
    (void)parse_npm_keys(bundle, "input");
    if (cut == std::string_view::npos) return 0;
    const auto root = parse_trusted_root(bytes.substr(cut + separator.size()), "input");
    if (!root) return 0;
    const auto facts = verify_sigstore(bundle, "input", "content\n", {.root = *root}, anything);
    if (facts && facts->verified.empty()) __builtin_trap();
    // Another file is never what was signed.
    if (verify_sigstore(bundle, "input", "content", {.root = *root}, anything)) __builtin_trap();
    return 0;
}
