// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/registry_lock.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::inventory;
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto lock = [&] {
        switch (data[0]) {
            case 'c': return read_cargo_lock(text, "Cargo.lock");
            case 'p': return read_poetry_lock(text, "poetry.lock");
            case 'u': return read_uv_lock(text, "uv.lock");
            case 'g': return read_go_mod(text, "go.mod");
            case 'm': return read_composer_lock(text, "composer.lock");
            case 'n': return read_nuget_lock(text, "packages.lock.json");
            case 'e': return read_pipfile_lock(text, "Pipfile.lock");
            case 's': return read_swift_resolved(text, "Package.resolved");
            case 'd': return read_pub_lock(text, "pubspec.lock");
            case 'b': return read_gemfile_lock(text, "Gemfile.lock");
            case 'j': return read_gradle_lock(text, "gradle.lockfile");
            case 'x': return read_mix_lock(text, "mix.lock");
            default: return read_requirements(text, "requirements.txt");
        }
    }();
    if (!lock) return 0;
    Collector out;
    emit_registry_lock("f", text, *lock, out);
    for (const ward::Component& component : out.components)
        if (!component.path.empty() && component.purl.empty()) __builtin_trap();
    return 0;
}
