#include "facts/inventory/npm_installed.h"

#include <map>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/parallel.h"
#include "formats/purl.h"

namespace ward::inventory::npm {
namespace {

constexpr std::string_view manifest_name = "package.json";
constexpr std::string_view modules = "node_modules";

// What lies between the innermost package and `holder`: "test/fixtures" for "node_modules/a/test/fixtures"; empty where
// the holder is an application, a package, or a store's folder.
std::string_view inner_folder(std::string_view holder) {
    if (application_of(holder) == holder || is_in_store(holder)) return {};
    // The package's name follows the last node_modules, with its scope.
    const size_t last = holder.rfind(modules);
    size_t end = holder.find('/', last + modules.size() + 1);
    if (end != std::string_view::npos && holder[last + modules.size() + 1] == '@') end = holder.find('/', end + 1);
    return end == std::string_view::npos ? std::string_view() : holder.substr(end + 1);
}

struct Candidate {
    std::string_view place;
    std::string_view name;
    std::string_view path;  // of its package.json
};

}  // namespace

bool is_in_store(std::string_view holder) {
    for (const std::string_view store : {"node_modules/.pnpm", "node_modules/.store"}) {
        const size_t found = holder.rfind(store);
        if (found == std::string_view::npos || (found > 0 && holder[found - 1] != '/')) continue;
        const std::string_view rest = holder.substr(found + store.size());
        if (rest.empty() || (rest[0] == '/' && rest.find('/', 1) == std::string_view::npos)) return true;
    }
    return false;
}

bool is_fixture(std::string_view holder) {
    const std::string_view inner = inner_folder(holder);
    return !inner.empty() && Tree::scope_of(inner) != Scope::runtime;
}

Component vendored_package(std::string_view folder, const Manifest& manifest) {
    Component component;
    component.purl = purl_of(manifest.name, manifest.version, {});
    component.name = manifest.name;
    component.version = manifest.version;
    component.ecosystem = "npm";
    component.source = Source::vendored;
    component.scope = Tree::scope_of(folder);
    component.path = folder;
    component.evidence.push_back(manifest.evidence);
    component.identities.push_back({"npm", manifest.name, {}});
    return component;
}

Component own_application(std::string_view folder, const Manifest& manifest, Source source) {
    Component component;
    component.name = manifest.name.empty() ? base_of(folder) : manifest.name;
    component.version = manifest.version;
    if (manifest.name.empty()) {
        Purl purl;
        purl.type = "generic";
        purl.name = component.name;
        purl.version = component.version;
        component.purl = purl.to_string();
    } else {
        component.purl = purl_of(component.name, component.version, {});
        component.ecosystem = "npm";
    }
    component.source = source;
    component.scope = Tree::scope_of(folder);
    component.path = folder;
    component.evidence.push_back(manifest.evidence);
    return component;
}

void report_unread(std::string_view path, std::string_view reason, Collector& out) {
    // Tests keep lock files that are broken on purpose: told, and gating when new, but no hole in what ships.
    if (Tree::scope_of(application_of(path)) == Scope::test)
        out.unexplained(path, fmt::format("{} (in test code)", reason));
    else out.unread(path, reason);
}

std::vector<InstalledPackage> find_installed(const Tree& tree, Collector& out) {
    std::vector<Candidate> candidates;
    std::map<std::string_view, size_t> fixtures;  // node_modules' holder -> packages not counted
    for (const std::string_view path : tree.files_named(manifest_name)) {
        if (path.size() == manifest_name.size()) continue;
        const std::string_view folder = path.substr(0, path.size() - manifest_name.size() - 1);
        const auto place = place_of(folder);
        if (!place || !is_package_name(place->name)) continue;
        if (is_fixture(place->holder)) {
            ++fixtures[place->holder];
            continue;
        }
        if (nesting_of(folder) > max_nesting) {
            report_unread(path, fmt::format("node_modules nested deeper than {}", max_nesting), out);
            continue;
        }
        candidates.push_back({folder, place->name, path});
    }
    for (const auto& [holder, count] : fixtures)
        out.notes.push_back({"npm-fixture",
                             fmt::format("{} package(s) in a node_modules of a package's own tests or examples are not "
                                         "part of the installed tree",
                                         count),
                             std::string(holder)});

    std::vector<Result<Manifest>> manifests(candidates.size());
    parallel_for(candidates.size(), [&](size_t i) {
        manifests[i] = tree.parsed("npm-manifest", candidates[i].path, max_manifest_bytes, read_manifest);
    });

    std::vector<InstalledPackage> installed;
    for (size_t i = 0; i < candidates.size(); ++i) {
        const Candidate& candidate = candidates[i];
        Result<Manifest>& manifest = manifests[i];
        if (!manifest) {
            report_unread(candidate.path, manifest.error().message(), out);
            continue;
        }
        for (const std::string& problem : manifest->problems) report_unread(candidate.path, problem, out);
        if (manifest->version.empty()) continue;
        if (manifest->name.empty()) manifest->name = candidate.name;
        installed.push_back({std::string(candidate.place), *std::move(manifest)});
    }
    return installed;
}

}  // namespace ward::inventory::npm
