// What small files of package managers pin for C and C++: Meson's wraps, vcpkg's manifest, Conan's recipes and lock.
#pragma once

#include <string_view>

#include "base/result.h"
#include "facts/inventory/fetched.h"

namespace ward::inventory {

constexpr size_t max_ini_lines = 10'000;

// subprojects/NAME.wrap: [wrap-file] and [wrap-git]. https://mesonbuild.com/Wrap-dependency-system-manual.html
Result<Pins> read_meson_wrap(std::string_view text, std::string_view path);
// vcpkg.json: dependencies, also of features, with overrides. Without an override a version is the baseline's, and
// stands in vcpkg's own repository: the pin then has none. https://learn.microsoft.com/vcpkg/reference/vcpkg-json
Result<Pins> read_vcpkg_manifest(std::string_view text, std::string_view path);
// conanfile.txt, and what conanfile.py requires by literals. https://docs.conan.io/2/reference/conanfile_txt.html
Result<Pins> read_conanfile_txt(std::string_view text, std::string_view path);
Result<Pins> read_conanfile_py(std::string_view text, std::string_view path);
// conan.lock of Conan 2 (version 0.5) and 1 (graph_lock). https://docs.conan.io/2/tutorial/versioning/lockfiles.html
Result<Pins> read_conan_lock(std::string_view text, std::string_view path);

}  // namespace ward::inventory
