// From entries of Yarn's lock to packages: which name and version each one is, and which entry a need leads to.
//
// A need is looked up by its descriptor "name@range", in Yarn 2 also with the protocol that is npm: where none is
// written. Where a project's `resolutions` replaced the range, the descriptor is not in the lock; the only entry of
// that name then is what it leads to, and with several the edge stays unknown.
#include <algorithm>
#include <optional>
#include <unordered_map>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/yarn_lock.h"

namespace ward::inventory::npm {
namespace {

// What stands between "name@" and the end, for a reference that names files: "npm:1.2.3", "https://...#commit=abc".
std::string_view without_bindings(std::string_view reference) {
    return reference.substr(0, reference.find("::"));
}

Origin origin_of_reference(std::string_view reference) {
    Origin registry;
    registry.kind = Origin::Kind::registry;
    // A patch is applied to what the registry has; the version is the patched package's.
    if (reference.starts_with("npm:") || reference.starts_with("patch:")) return registry;
    const std::string_view plain = without_bindings(reference);
    const size_t commit = plain.find("#commit=");
    if (commit == std::string_view::npos) return origin_of_spec(plain);
    return origin_of_spec(fmt::format("git+{}#{}", plain.substr(0, commit), plain.substr(commit + 8)));
}

// The workspace's folder, where the entry is one.
std::optional<std::string_view> workspace_of(const YarnEntry& entry) {
    const auto locator = split_descriptor(entry.resolution);
    if (!locator || !locator->range.starts_with("workspace:")) return std::nullopt;
    const std::string_view folder = locator->range.substr(10);
    return folder == "." ? std::string_view() : folder;
}

class Resolver {
  public:
    explicit Resolver(const YarnLock& lock) : lock_(lock) {
        by_descriptor_.reserve(2 * lock.entries.size());
        by_name_.reserve(lock.entries.size());
        for (size_t i = 0; i < lock.entries.size(); ++i)
            for (const std::string& descriptor : lock.entries[i].descriptors) {
                by_descriptor_.try_emplace(descriptor, i);
                if (const auto parts = split_descriptor(descriptor)) {
                    const auto [same, fresh] = by_name_.try_emplace(parts->name, Named{i});
                    if (!fresh && same->second.entry != i) same->second.is_only = false;
                }
            }
    }

    std::optional<size_t> find(const YarnNeed& need) const {
        std::string descriptor = fmt::format("{}@{}", need.name, need.range);
        if (const auto found = by_descriptor_.find(descriptor); found != by_descriptor_.end()) return found->second;
        if (!lock_.is_classic) {
            descriptor = fmt::format("{}@npm:{}", need.name, need.range);
            if (const auto found = by_descriptor_.find(descriptor); found != by_descriptor_.end()) return found->second;
        }
        const auto same = by_name_.find(need.name);
        return same != by_name_.end() && same->second.is_only ? std::optional(same->second.entry) : std::nullopt;
    }

  private:
    struct Named {
        size_t entry;
        bool is_only = true;
    };

    const YarnLock& lock_;
    std::unordered_map<std::string_view, size_t> by_descriptor_;
    std::unordered_map<std::string_view, Named> by_name_;
};

class Packages {
  public:
    explicit Packages(const YarnLock& lock) : lock_(lock), resolver_(lock), number_(lock.entries.size()) {}

    ListedPackages list(const std::vector<ManifestNeeds>& manifests) {
        listed_.problems = lock_.problems;
        listed_.packages.reserve(lock_.entries.size());
        for (size_t i = 0; i < lock_.entries.size(); ++i) add(i);
        for (size_t i = 0; i < lock_.entries.size(); ++i)
            if (number_[i]) link(lock_.entries[i], *number_[i]);
        for (const ManifestNeeds& manifest : manifests)
            for (const auto& [need, scope] : manifest.needs) add_root(need, scope, manifest.folder);
        if (!lock_.is_classic) add_workspaces(manifests);
        return std::move(listed_);
    }

  private:
    void problem(const YarnEntry& entry, std::string reason) {
        listed_.problems.push_back({entry.evidence.line, std::move(reason)});
    }

    void add(size_t i) {
        const YarnEntry& entry = lock_.entries[i];
        // Folders of the project's own are in its tree; what stands there other readers say.
        if (entry.is_soft || entry.version.empty()) return;
        ListedPackage package;
        package.evidence = entry.evidence;
        const std::string_view first = entry.resolution.empty() ? entry.descriptors.front() : entry.resolution;
        const auto locator = split_descriptor(first);
        if (!locator) return problem(entry, fmt::format("\"{}\" has no range", first.substr(0, 80)));
        package.name = locator->name;
        if (entry.resolution.empty()) {
            if (locator->range.starts_with("npm:"))
                if (const auto alias = split_descriptor(locator->range.substr(4))) package.name = alias->name;
            package.origin =
                entry.resolved.empty() ? origin_of_spec(locator->range) : origin_of_resolved(entry.resolved);
        } else {
            package.origin = origin_of_reference(locator->range);
        }
        if (package.origin.kind == Origin::Kind::folder) return;
        if (!is_package_name(package.name))
            return problem(entry, fmt::format("\"{}\" is not a package name", package.name.substr(0, 80)));
        const auto version = exact_version(entry.version);
        if (!version) return problem(entry, fmt::format("\"{}\" is not a version", entry.version.substr(0, 80)));
        package.version = *version;
        package.resolved = entry.resolved;
        package.integrity = entry.integrity;
        package.checksum = entry.checksum;
        if (!entry.resolution.empty()) package.reference = locator->range;
        number_[i] = listed_.packages.size();
        listed_.packages.push_back(std::move(package));
    }

    std::optional<size_t> package_of(const YarnNeed& need) const {
        const auto entry = resolver_.find(need);
        return entry ? number_[*entry] : std::nullopt;
    }

    void link(const YarnEntry& entry, size_t holder) {
        ListedPackage& package = listed_.packages[holder];
        for (const YarnNeed& need : entry.needs)
            if (const auto number = package_of(need)) {
                (need.is_optional ? package.optional : package.required).push_back(*number);
                listed_.links.push_back({.holder = holder, .name = need.name, .package = number});
            }
    }

    void add_root(const YarnNeed& need, Scope scope, std::string_view folder) {
        if (const auto number = package_of(need)) {
            listed_.roots.push_back({*number, scope});
            listed_.links.push_back({.folder = std::string(folder), .name = need.name, .package = number});
        }
    }

    // A workspace whose package.json is not here still needs what the lock says.
    void add_workspaces(const std::vector<ManifestNeeds>& manifests) {
        for (const YarnEntry& entry : lock_.entries) {
            const auto folder = workspace_of(entry);
            if (!folder || std::ranges::find(manifests, *folder, &ManifestNeeds::folder) != manifests.end()) continue;
            for (const YarnNeed& need : entry.needs)
                add_root(need, need.is_optional ? Scope::optional : Scope::runtime, *folder);
        }
    }

    const YarnLock& lock_;
    Resolver resolver_;
    std::vector<std::optional<size_t>> number_;  // of the package, by entry
    ListedPackages listed_;
};

}  // namespace

std::vector<std::string> yarn_workspaces(const YarnLock& lock) {
    std::vector<std::string> folders;
    for (const YarnEntry& entry : lock.entries)
        if (const auto folder = workspace_of(entry)) folders.emplace_back(*folder);
    return folders;
}

ListedPackages yarn_packages(const YarnLock& lock, const std::vector<ManifestNeeds>& manifests) {
    return Packages(lock).list(manifests);
}

}  // namespace ward::inventory::npm
