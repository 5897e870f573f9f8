// LINK: ward_cli ward_formats ward_permission ward_base
#include "faces/cli/run/policy_file.h"

// A policy that is accepted comes back from what is written of it, and that from itself.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::cli;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    RunRequest read;
    RunRequest again;
    const std::string folder = "/ward-fuzz/none";
    const auto added = text.starts_with('{') ? add_policy_json(read, text, "input", folder)
                                             : add_policy_toml(read, text, "input", folder);
    if (!added) return 0;
    const std::string written = policy_toml(read, "input", folder);
    if (!add_policy_toml(again, written, "written", folder)) __builtin_trap();
    if (policy_toml(again, "input", folder) != written) __builtin_trap();
    return 0;
}
