// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/registry_lock.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::inventory;
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto lock = data[0] == 'c'   ? read_cargo_lock(text, "Cargo.lock")
                      : data[0] == 'p' ? read_poetry_lock(text, "poetry.lock")
                      : data[0] == 'u' ? read_uv_lock(text, "uv.lock")
                      : data[0] == 'g' ? read_go_mod(text, "go.mod")
                                       : read_requirements(text, "requirements.txt");
    if (!lock) return 0;
    Collector out;
    emit_registry_lock("f", text, *lock, out);
    for (const ward::Component& component : out.components)
        if (!component.path.empty() && component.purl.empty()) __builtin_trap();
    return 0;
}
