// LINK: ward_update
// A remote's list of references: what is taken of it are safe names with ids.
#include <cstdint>
#include <string_view>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/git_remote.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    ward::update::World world;
    const auto all = ward::update::parse_references({reinterpret_cast<const char*>(data), size}, "remote", world);
    if (!all) return 0;
    for (const auto& one : *all) {
        std::string_view name = one.name;
        if (!name.starts_with("refs/tags/") && !name.starts_with("refs/heads/")) __builtin_trap();
        name.remove_prefix(name.find('/', std::string_view("refs/").size()) + 1);
        if (!ward::update::is_safe_tag(name) || !ward::update::is_commit_id(one.commit)) __builtin_trap();
    }
    return 0;
}
