// Lock files of other languages' registries. Those of vendored code tell what its authors install, and are noted.
#include <array>

#include "facts/inventory/inventory.h"
#include "facts/inventory/js_lock.h"
#include "facts/inventory/npm_installed.h"
#include "facts/inventory/registry_lock.h"

namespace ward::inventory {
namespace {

struct Kind {
    std::string_view file;
    Result<RegistryLock> (*read)(std::string_view text, std::string_view path);
};
constexpr std::array<Kind, 16> kinds{{{"Cargo.lock", read_cargo_lock},
                                      {"Gemfile.lock", read_gemfile_lock},
                                      {"Package.resolved", read_swift_resolved},
                                      {"Pipfile.lock", read_pipfile_lock},
                                      {"buildscript-gradle.lockfile", read_gradle_lock},
                                      {"composer.lock", read_composer_lock},
                                      {"gems.locked", read_gemfile_lock},
                                      {"go.mod", read_go_mod},
                                      {"gradle.lockfile", read_gradle_lock},
                                      {"mix.lock", read_mix_lock},
                                      {"packages.lock.json", read_nuget_lock},
                                      {"pdm.lock", read_poetry_lock},
                                      {"poetry.lock", read_poetry_lock},
                                      {"pubspec.lock", read_pub_lock},
                                      {"requirements.txt", read_requirements},
                                      {"uv.lock", read_uv_lock}}};
constexpr auto registries_names = [] {
    std::array<std::string_view, kinds.size()> names{};
    for (size_t i = 0; i < kinds.size(); ++i) names[i] = kinds[i].file;
    return names;
}();

void read_file_registries(const Tree& tree, std::string_view path, const Kind& kind, Collector& out) {
    const auto text = tree.read(path, max_registry_lock_bytes);
    const auto lock = text ? kind.read(*text, path) : Result<RegistryLock>(std::unexpected(text.error()));
    if (lock) emit_registry_lock(path, *text, *lock, out);
    else npm::report_unread(path, lock.error().message(), out);
}

// requirements-dev.txt and dev-requirements.txt are pip's by habit alone; requirements.txt itself is among the kinds.
bool is_requirements(std::string_view path) {
    const std::string_view base = npm::base_of(path);
    return base != "requirements.txt" &&
           ((base.starts_with("requirements") && base.ends_with(".txt")) || base.ends_with("requirements.txt"));
}

void read_registries(const Tree& tree, Collector& out) {
    for (const Kind& kind : kinds)
        for (const std::string_view path : npm::own_locks(tree, kind.file, out))
            read_file_registries(tree, path, kind, out);
    for (const Entry& entry : tree.entries())
        if (entry.kind == EntryKind::file && is_requirements(entry.path) && tree.vendored_root(entry.path).empty())
            read_file_registries(tree, entry.path, {"requirements.txt", read_requirements}, out);
}

}  // namespace

WARD_READER(registries) = {
    .name = "registries",
    .summary =
        "packages of the lock files of Cargo, Go, Poetry, PDM, uv, Pipenv, pip, Composer, NuGet, Swift, Dart, "
        "Bundler, Gradle and Mix",
    .read = read_registries,
    .names = registries_names,
};

}  // namespace ward::inventory
