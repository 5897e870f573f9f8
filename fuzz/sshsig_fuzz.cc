// An SSH signature over "content\n" for "file" and, after a line of three dashes, the key of whom it is; and each of
// the two alone.
// LINK: ward_signing ward_formats ward_base
#include <string_view>

#include "formats/signing/sshsig.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::signing;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    constexpr std::string_view separator = "\n---\n";
    const size_t cut = bytes.find(separator);
    const std::string_view text = bytes.substr(0, cut);
    const auto signature = parse_ssh_signature(text);
    (void)parse_ssh_key(text);
    (void)ssh_key_of(text);
    if (signature && ssh_key_of(signature->key.blob)->spki_der != signature->key.spki_der) __builtin_trap();
    if (cut == std::string_view::npos) return 0;
    const auto key = parse_ssh_key(bytes.substr(cut + separator.size()));
    if (!key || !verify_ssh_signature("content\n", text, *key, "file")) return 0;
    // What is signed is one content for one purpose.
    if (verify_ssh_signature("content", text, *key, "file")) __builtin_trap();
    if (verify_ssh_signature("content\n", text, *key, "mail")) __builtin_trap();
    return 0;
}
