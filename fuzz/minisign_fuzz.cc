// A minisign signature over "content\n" and, after a line of three dashes, the key of whom it is; and each of the two
// alone.
// LINK: ward_signing ward_formats ward_base
#include <string_view>

#include "formats/signing/minisign.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::signing;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    constexpr std::string_view separator = "\n---\n";
    const size_t cut = bytes.find(separator);
    const std::string_view text = bytes.substr(0, cut);
    (void)parse_minisign_signature(text);
    (void)parse_minisign_key(text);
    if (cut == std::string_view::npos) return 0;
    const auto key = parse_minisign_key(bytes.substr(cut + separator.size()));
    if (!key || !verify_minisign("content\n", text, *key)) return 0;
    if (verify_minisign("content", text, *key)) __builtin_trap();
    return 0;
}
