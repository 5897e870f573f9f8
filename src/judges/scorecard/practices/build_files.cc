// See build_files.h.
#include "judges/scorecard/practices/build_files.h"

#include "base/text.h"

namespace ward::scorecard::practices {
namespace {

constexpr BuildFile table[] = {
    {.name = "CMakeLists.txt", .tool = "CMake", .test = "ctest"},
    {.name = "meson.build", .tool = "Meson", .test = "meson test"},
    {.name = "configure.ac", .tool = "Autotools", .test = "make check"},
    {.name = "configure", .tool = "configure and make"},
    {.name = "configure.py", .tool = "a configure script"},
    {.name = "Makefile", .tool = "make"},
    {.name = "GNUmakefile", .tool = "make"},
    {.name = "Cargo.toml", .tool = "Cargo", .test = "cargo test", .lists_dependencies = true, .has_registry = true},
    {.name = "go.mod", .tool = "go", .test = "go test ./...", .lists_dependencies = true, .has_registry = true},
    {.name = "pom.xml", .tool = "Maven", .test = "mvn test", .lists_dependencies = true, .has_registry = true},
    {.name = "build.gradle", .tool = "Gradle", .test = "gradle test", .lists_dependencies = true, .has_registry = true},
    {.name = "build.gradle.kts",
     .tool = "Gradle",
     .test = "gradle test",
     .lists_dependencies = true,
     .has_registry = true},
    {.name = "build.sbt", .tool = "sbt", .test = "sbt test", .lists_dependencies = true, .has_registry = true},
    {.name = "MODULE.bazel", .tool = "Bazel", .test = "bazel test", .lists_dependencies = true},
    {.name = "WORKSPACE", .tool = "Bazel", .test = "bazel test"},
    {.name = "binding.gyp", .tool = "node-gyp"},
    {.name = "Package.swift", .tool = "SwiftPM", .test = "swift test", .lists_dependencies = true},
    {.name = "build.zig", .tool = "Zig", .test = "zig build test"},
    {.name = "package.json", .tool = "npm", .compiles = false, .lists_dependencies = true, .has_registry = true},
    {.name = "pyproject.toml", .tool = "pip", .compiles = false, .lists_dependencies = true, .has_registry = true},
    {.name = "setup.py", .tool = "pip", .compiles = false, .lists_dependencies = true, .has_registry = true},
    {.name = "requirements.txt", .tool = "pip", .compiles = false, .lists_dependencies = true},
    {.name = "Gemfile", .tool = "Bundler", .compiles = false, .lists_dependencies = true},
    {.name = "Rakefile", .tool = "Rake", .compiles = false},
    {.name = "composer.json", .tool = "Composer", .compiles = false, .lists_dependencies = true, .has_registry = true},
    {.name = "mix.exs", .tool = "Mix", .test = "mix test", .lists_dependencies = true, .has_registry = true},
    {.name = "deno.json", .tool = "Deno", .compiles = false, .test = "deno test", .lists_dependencies = true},
};

}  // namespace

std::span<const BuildFile> build_files() {
    return table;
}

std::vector<FoundBuild> find_builds(const inventory::Tree& tree) {
    std::vector<FoundBuild> out;
    for (const BuildFile& row : table)
        if (tree.has_file(row.name)) out.push_back({&row, {.path = std::string(row.name)}});
    return out;
}

}  // namespace ward::scorecard::practices
