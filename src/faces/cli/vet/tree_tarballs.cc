// See tree_tarballs.h.
#include "faces/cli/vet/tree_tarballs.h"

#include <array>
#include <string_view>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "faces/cli/tarballs.h"
#include "facts/inventory/npm_lock.h"
#include "facts/inventory/pnpm_lock.h"
#include "facts/inventory/yarn_lock.h"
#include "facts/npm/integrity.h"
#include "facts/npm/read_package.h"

namespace ward::cli {
namespace {

constexpr std::array<std::string_view, 4> lock_names{"npm-shrinkwrap.json", "package-lock.json", "pnpm-lock.yaml",
                                                     "yarn.lock"};

bool names_a_source(const Invocation& invocation) {
    return invocation.has("tarballs") || invocation.has("npm-cache") || invocation.has("download");
}

}  // namespace

Result<std::optional<TreeTarballs>> TreeTarballs::open(const std::string& path, const Invocation& invocation) {
    if (!names_a_source(invocation) || invocation.has("names-only")) return std::nullopt;
    TreeTarballs out;
    WARD_TRY(auto sources, tarball_sources(invocation, invocation.value("registry", npm::DownloadOptions{}.registry)));
    out.source_ = npm::first_of(std::move(sources));
    if (!is_folder(path)) {
        WARD_TRY_VOID(out.read_lock(path));
        return out;
    }
    for (const std::string_view name : lock_names)
        if (const std::string file = fmt::format("{}/{}", path, name); path_exists(file))
            WARD_TRY_VOID(out.read_lock(file));
    return out;
}

// What the lock file says that cannot be understood is the inventory's to tell.
Result<void> TreeTarballs::read_lock(const std::string& path) {
    namespace locks = inventory::npm;
    constexpr size_t most = 256u << 20;
    const std::string base(base_name(path));
    const auto add_listed = [&](const locks::ListedPackages& listed) {
        for (const locks::ListedPackage& one : listed.packages) add(one.name, one.version, one.resolved, one.integrity);
    };
    if (base == "yarn.lock" || base == "pnpm-lock.yaml") {
        WARD_TRY(const std::string text, read_file(path, locks::max_js_lock_bytes));
        if (base == "yarn.lock") {
            WARD_TRY(const locks::YarnLock lock, locks::read_yarn_lock(text, path));
            add_listed(locks::yarn_packages(lock, {}));
        } else {
            WARD_TRY(const locks::ListedPackages listed, locks::read_pnpm_lock(text, path));
            add_listed(listed);
        }
    } else if (base.ends_with(".json") && (base.contains("package-lock") || base.contains("shrinkwrap"))) {
        WARD_TRY(const std::string text, read_file(path, most));
        WARD_TRY(const locks::Lock lock, locks::read_lock(text, path, ""));
        for (const locks::LockedPackage& one : lock.packages) add(one.name, one.version, one.resolved, one.integrity);
    }
    return {};
}

void TreeTarballs::add(const std::string& name, const std::string& version, std::string resolved,
                       std::string integrity) {
    Locked& here = locked_[{name, version}];
    // Of several entries one may tell more than the others.
    if (here.integrity.empty()) here = {std::move(resolved), std::move(integrity)};
}

Result<std::optional<npm::Package>> TreeTarballs::package_of(const Component& component) const {
    // What stands in another package's tarball is read with that one; a folder of the project has no tarball.
    if (component.source != Source::lockfile && component.source != Source::sbom) return std::nullopt;
    const std::string label = fmt::format("{}@{}", component.name, component.version);
    const auto known = locked_.find({component.name, component.version});
    if (known == locked_.end() || known->second.integrity.empty())
        return fail(ErrorCode::not_found, "has no digest in a lock file, so that no tarball is known to be its own",
                    label);
    WARD_TRY(const std::optional<std::string> packed,
             source_->tarball({component.name, component.version, known->second.resolved, known->second.integrity}));
    if (!packed) return fail(ErrorCode::not_found, "is in no source of tarballs", label);
    if (const auto checked = npm::check_integrity(*packed, known->second.integrity); !checked)
        return fail(ErrorCode::damaged, fmt::format("its tarball {}", checked.error().what), label);
    WARD_TRY(npm::Package package, npm::package_of_tarball(*packed, label));
    return package;
}

}  // namespace ward::cli
