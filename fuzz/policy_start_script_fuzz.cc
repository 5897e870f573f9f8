// LINK: ward_policy ward_formats
// A start script behind a head that is known, whatever it is: refused, or read, and nothing of it is left to the shell.
#include <span>
#include <string>
#include <string_view>

#include "formats/digest.h"
#include "judges/policy/registry_start_script.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::policy;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string digest = ward::sha256_hex(text.substr(0, text.find("\n\n") + 2));
    const StartHead head{digest, "basedir_abs"};
    const auto script = read_start_script(text, std::span(&head, 1));
    if (!script) return 0;
    constexpr std::string_view for_the_shell = "$`\"'\\\n!;&|<>";
    if (script->target.find_first_of("$`\"'\\\n!") != std::string::npos) __builtin_trap();
    if ((script->program + script->arguments).find_first_of(for_the_shell) != std::string::npos) __builtin_trap();
    for (const std::string& folder : script->node_path)
        if (folder.find_first_of("$`\"'\\\n!") != std::string::npos) __builtin_trap();
    return 0;
}
