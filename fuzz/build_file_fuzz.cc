// Any bytes as each kind of build file; the first byte chooses. What is pinned must make a component.
// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/bazel_fetches.h"
#include "facts/inventory/cmake_fetches.h"
#include "facts/inventory/gclient_deps.h"
#include "facts/inventory/package_pins.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::inventory;
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    ward::Result<Pins> found;
    switch (data[0]) {
        case 'c': found = read_cmake_fetches(text, "CMakeLists.txt"); break;
        case 'b': found = read_bazel_fetches(text, "WORKSPACE"); break;
        case 'l': found = read_bazel_lock(text, "MODULE.bazel.lock"); break;
        case 'm': found = read_meson_wrap(text, "subprojects/x.wrap"); break;
        case 'v': found = read_vcpkg_manifest(text, "vcpkg.json"); break;
        case 't': found = read_conanfile_txt(text, "conanfile.txt"); break;
        case 'p': found = read_conanfile_py(text, "conanfile.py"); break;
        case 'k': found = read_conan_lock(text, "conan.lock"); break;
        default:
            if (auto deps = read_gclient_deps(text, "DEPS")) found = std::move(deps->found);
            break;
    }
    if (!found) return 0;
    for (const Pin& pin : found->pins) {
        const ward::Component component = component_of(pin, "f", text);
        if (pin.offset > text.size() || component.path.empty() || component.purl.empty()) __builtin_trap();
    }
    return 0;
}
