#include "facts/inventory/npm_tree.h"

#include <algorithm>
#include <utility>

namespace ward::inventory::npm {
namespace {

Package from_lock(LockedPackage&& locked) {
    Package package;
    package.place = std::move(locked.place);
    package.name = std::move(locked.name);
    package.version = std::move(locked.version);
    package.origin = std::move(locked.origin);
    package.source = locked.bundled ? Source::bundled : Source::lockfile;
    package.scope = locked.scope;
    package.target = std::move(locked.target);
    package.evidence.push_back(std::move(locked.evidence));
    package.required = std::move(locked.needs);
    package.declared = std::move(locked.declared);
    package.is_locked = true;
    return package;
}

Package from_disk(const InstalledPackage& installed) {
    const Manifest& manifest = installed.manifest;
    Package package;
    package.place = installed.place;
    package.name = manifest.name;
    package.version = manifest.version;
    package.source = Source::installed;
    package.evidence.push_back(manifest.evidence);
    package.required = manifest.required;
    package.optional = manifest.optional;
    package.bundled = manifest.bundled;
    package.declared = manifest.declared;
    return package;
}

}  // namespace

std::optional<size_t> PackageTree::at(std::string_view place) const {
    const auto found = number_by_place_.find(place);
    return found == number_by_place_.end() ? std::nullopt : std::optional(found->second);
}

void PackageTree::take_place(Package package) {
    const size_t number = packages_.size();
    if (const auto place = place_of(package.place)) {
        // An earlier package at this place stays in the list, but is no longer what `require` finds.
        held_[std::string(place->holder)][std::string(place->name)] = number;
        if (is_in_store(place->holder)) stored_[std::string(place->name)].push_back(number);
    }
    number_by_place_[package.place] = number;
    packages_.push_back(std::move(package));
}

void PackageTree::add(LockedPackage locked) {
    const auto number = at(locked.place);
    if (!number) return take_place(from_lock(std::move(locked)));
    Package& kept = packages_[*number];
    if (kept.evidence.front().path != locked.evidence.path) return confirm(locked);
    if (kept.name != locked.name) return take_place(from_lock(std::move(locked)));
    Package later = from_lock(std::move(locked));
    later.contradictions = std::move(kept.contradictions);
    if (kept.version != later.version) later.contradictions.push_back({kept.version, std::move(kept.evidence.front())});
    kept = std::move(later);
}

bool PackageTree::add(const InstalledPackage& installed) {
    const auto number = at(installed.place);
    if (!number || packages_[*number].target) {
        take_place(from_disk(installed));
        return true;
    }
    Package& kept = packages_[*number];
    Package found = from_disk(installed);
    if (kept.name != found.name) {
        take_place(std::move(found));
        return false;
    }
    kept.bundled = std::move(found.bundled);
    if (kept.version == found.version) {
        kept.evidence.push_back(std::move(found.evidence.front()));
        return true;
    }
    // A version 1 lock tells no version of what comes from git.
    if (kept.version.empty()) {
        kept.version = std::move(found.version);
    } else {
        kept.contradictions.insert(kept.contradictions.begin(), {kept.version, std::move(kept.evidence.front())});
        kept.evidence.clear();
        kept.version = std::move(found.version);
        kept.origin = {};
        kept.source = Source::installed;
        kept.required = std::move(found.required);
        kept.optional = std::move(found.optional);
        kept.declared = std::move(found.declared);
    }
    kept.evidence.insert(kept.evidence.begin(), std::move(found.evidence.front()));
    return true;
}

void PackageTree::confirm(const LockedPackage& locked) {
    const auto number = at(locked.place);
    if (!number || packages_[*number].name != locked.name || locked.version.empty()) return;
    Package& kept = packages_[*number];
    if (kept.version == locked.version) kept.evidence.push_back(locked.evidence);
    else kept.contradictions.push_back({locked.version, locked.evidence});
}

std::optional<size_t> PackageTree::resolve(std::string_view folder, std::string_view name) const {
    while (true) {
        if (const auto holder = held_.find(folder); holder != held_.end() && base_of(folder) != "node_modules") {
            if (const auto found = holder->second.find(name); found != holder->second.end()) {
                const auto& target = packages_[found->second].target;
                return target ? at(*target) : std::optional(found->second);
            }
        }
        if (folder.empty()) break;
        folder = folder_of(folder);
    }
    const auto stored = stored_.find(name);
    return stored != stored_.end() && stored->second.size() == 1 ? std::optional(stored->second.front()) : std::nullopt;
}

}  // namespace ward::inventory::npm
