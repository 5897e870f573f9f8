// LINK: ward_update
#include <string_view>

#include "actions/update/recipe/version.h"

// A tag and a file of a tree: whatever comes of them as a version is safe to write.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::update;
    const std::string text(reinterpret_cast<const char*>(data), size);
    Source source = {};
    source.kind = "git-tag";
    source.tag = "v{v}";
    const auto version = version_of_tag(source, {}, text);
    if (version && (!is_safe_version(*version) || tag_of_version(source, {}, *version) != text)) __builtin_trap();
    VersionRule rule;
    rule.file = "v.json";
    rule.pointer = "/version";
    const auto found = current_version(rule, [&](std::string_view) { return std::optional(text); });
    if (found && (!*found || !is_safe_version(**found))) __builtin_trap();
    return 0;
}
