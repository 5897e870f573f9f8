// Lock files that list a registry's packages by name and version: those of Cargo, Poetry, uv, PDM, Pipenv, Go, pip,
// Composer, NuGet, Swift, Dart, Bundler, Gradle and Mix. Decides what each lists; one component per name and version,
// at "PATH#NAME@VERSION". https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html,
// https://python-poetry.org/docs/basic-usage/, https://docs.astral.sh/uv/concepts/projects/layout/,
// https://go.dev/ref/mod#go-mod-file, https://pip.pypa.io/en/stable/reference/requirements-file-format/
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/inventory/inventory.h"

namespace ward::inventory {

constexpr size_t max_registry_lock_bytes = 32u << 20;
constexpr size_t max_registry_packages = 200'000;
constexpr size_t max_registry_text = 500;  // bytes of a name or a version

struct RegistryPackage {
    std::string name = {};  // with the purl's namespace before it: "group/artifact"
    std::string version = {};
    std::string repository = {};  // git, where it comes from there instead of the registry
    std::string commit = {};      // there
    Scope scope = Scope::runtime;
    size_t line = 0;
    std::vector<size_t> needs = {};  // numbers in the list
};

struct RegistryLock {
    std::string purl_type;  // "cargo", "pypi", "golang", "gem", ...
    std::vector<RegistryPackage> packages;
    std::vector<size_t> roots;                             // what the project itself needs, where the file tells
    std::vector<std::pair<size_t, std::string>> problems;  // with their lines
    std::vector<std::string> remarks;                      // on the file as a whole: what it does not tell
    bool is_development = false;                           // by its name it is for those who work on the project
};

Result<RegistryLock> read_cargo_lock(std::string_view text, std::string_view path);
Result<RegistryLock> read_poetry_lock(std::string_view text, std::string_view path);  // pdm.lock too
Result<RegistryLock> read_uv_lock(std::string_view text, std::string_view path);
Result<RegistryLock> read_go_mod(std::string_view text, std::string_view path);
Result<RegistryLock> read_requirements(std::string_view text, std::string_view path);
Result<RegistryLock> read_composer_lock(std::string_view text, std::string_view path);
Result<RegistryLock> read_nuget_lock(std::string_view text, std::string_view path);  // packages.lock.json
Result<RegistryLock> read_pipfile_lock(std::string_view text, std::string_view path);
Result<RegistryLock> read_swift_resolved(std::string_view text, std::string_view path);  // Package.resolved
Result<RegistryLock> read_pub_lock(std::string_view text, std::string_view path);        // pubspec.lock
Result<RegistryLock> read_gemfile_lock(std::string_view text, std::string_view path);
Result<RegistryLock> read_gradle_lock(std::string_view text, std::string_view path);  // gradle.lockfile
Result<RegistryLock> read_mix_lock(std::string_view text, std::string_view path);

// Python's names: runs of '-', '_' and '.' are one '-', in lower case (PEP 503).
std::string pypi_name(std::string_view name);

void emit_registry_lock(std::string_view path, std::string_view text, const RegistryLock& lock, Collector& out);

}  // namespace ward::inventory
