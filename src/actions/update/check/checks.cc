// See checks.h.
#include "actions/update/check/checks.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ward::update {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::string_view bytes;
    std::string_view word;
};
constexpr std::array magics{
    Magic{"\x7f"
          "ELF"sv,
          "ELF"},
    Magic{"\xfe\xed\xfa\xce"sv, "Mach-O"},
    Magic{"\xfe\xed\xfa\xcf"sv, "Mach-O"},
    Magic{"\xce\xfa\xed\xfe"sv, "Mach-O"},
    Magic{"\xcf\xfa\xed\xfe"sv, "Mach-O"},
    Magic{"\xca\xfe\xba\xbe"sv, "Mach-O or Java"},
    Magic{"\0asm"sv, "WebAssembly"},
    Magic{"!<arch>\n"sv, "archive of objects"},
    Magic{"BC\xc0\xde"sv, "LLVM bitcode"},
    Magic{"dex\n"sv, "Dalvik"},
};

// "MZ" alone starts texts too: the header it points to must be there.
bool is_pe(std::string_view bytes) {
    constexpr size_t pointer = 0x3c;
    if (!bytes.starts_with("MZ") || bytes.size() < pointer + 4) return false;
    uint32_t at = 0;
    for (size_t i = 4; i-- > 0;) at = (at << 8) | static_cast<unsigned char>(bytes[pointer + i]);
    return at < bytes.size() && bytes.substr(at).starts_with("PE\0\0"sv);
}

// Two bytes of version, then CR LF (Python's import.c).
bool is_python_bytecode(std::string_view bytes) {
    return bytes.size() > 16 && bytes[2] == '\r' && bytes[3] == '\n' && (bytes[0] & 0x80) != 0;
}

}  // namespace

std::string_view binary_kind(std::string_view bytes) {
    for (const Magic& magic : magics)
        if (bytes.starts_with(magic.bytes)) return magic.word;
    if (is_pe(bytes)) return "PE";
    return is_python_bytecode(bytes) ? "Python bytecode" : "";
}

FileReader reader_of_derived(const CheckInput& input) {
    return [input](std::string_view path) -> Result<std::optional<std::string>> {
        const bool is_outside = path.starts_with('/');
        if (is_outside) path.remove_prefix(1);
        const FileTree& tree = is_outside ? input.derived->outside : input.derived->files;
        if (const auto file = tree.find(path); file != tree.end()) return std::string(file->second.bytes());
        if (!is_outside) return std::nullopt;
        return input.project(path);
    };
}

CheckResult fails_with(std::vector<std::string> details) {
    return {.kind = details.empty() ? CheckResult::Kind::holds : CheckResult::Kind::fails,
            .details = std::move(details)};
}

CheckResult acknowledge_with(std::vector<std::string> details) {
    return {.kind = details.empty() ? CheckResult::Kind::holds : CheckResult::Kind::acknowledge,
            .details = std::move(details)};
}

}  // namespace ward::update
