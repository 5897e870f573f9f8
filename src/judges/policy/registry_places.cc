#include "judges/policy/registry_places.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>

#include "facts/inventory/npm_manifest.h"
#include "facts/inventory/npm_spec.h"

namespace ward::policy {
namespace {

namespace npm = inventory::npm;

constexpr std::string_view modules = "node_modules";

// The folders that hold a node_modules of the project, and what lies on the way to them.
class Ways {
  public:
    explicit Ways(const LockedTree& locked) {
        add("");
        for (const std::string& folder : locked.own) add(folder);
        for (const LockedPlace& package : locked.packages)
            if (!package.place.empty()) add(npm::application_of(package.place));
    }

    bool enters(std::string_view folder) const { return is_inside(folder) || on_the_way_.contains(folder); }
    // The first node_modules of the path decides: packages have others inside.
    bool is_inside(std::string_view path) const {
        size_t start = 0;
        for (;;) {
            const size_t end = std::min(path.find('/', start), path.size());
            if (path.substr(start, end - start) == modules)
                return holders_.contains(path.substr(0, start == 0 ? 0 : start - 1));
            if (end == path.size()) return false;
            start = end + 1;
        }
    }

  private:
    void add(std::string_view holder) {
        holders_.emplace(holder);
        for (std::string_view folder = holder; !folder.empty(); folder = npm::folder_of(folder))
            on_the_way_.emplace(folder);
    }

    std::set<std::string, std::less<>> holders_;
    std::set<std::string, std::less<>> on_the_way_;
};

// Where the packages of a list stand, by what their own package.json says. A liar is found by the comparison with what
// it says to be; one that says another name than its folder has, where the list knows the folder's name, is no match.
class ListMatcher {
  public:
    ListMatcher(const Root& project, const LockedTree& locked, const RegistryLimits& limits)
        : project_(project), limits_(limits) {
        for (const LockedPlace& package : locked.packages) {
            packages_[{package.name, package.version}].push_back(&package);
            names_.insert(package.name);
        }
    }

    std::optional<InstalledPlace> at(std::string_view folder) {
        const auto place = npm::place_of(folder);
        if (!place) return std::nullopt;
        const auto text = project_.read(fmt::format("{}/package.json", folder), limits_.manifest_bytes);
        if (!text) return std::nullopt;
        const auto manifest = npm::read_manifest(*text, folder);
        if (!manifest) return std::nullopt;
        const auto found = packages_.find({manifest->name, manifest->version});
        if (found == packages_.end() || (manifest->name != place->name && names_.contains(place->name)))
            return std::nullopt;
        InstalledPlace here{.locked = *found->second.back(), .kind = {}, .files = {}, .inner = {}};
        for (const LockedPlace* package : found->second) {
            found_.insert(package);
            if (package != found->second.back()) here.others.push_back(*package);
        }
        here.locked.place = folder;
        return here;
    }
    bool has_found(const LockedPlace& package) const { return found_.contains(&package); }

  private:
    const Root& project_;
    const RegistryLimits& limits_;
    std::map<std::pair<std::string, std::string>, std::vector<const LockedPlace*>> packages_;
    std::set<std::string, std::less<>> names_;
    std::set<const LockedPlace*> found_;
};

bool is_below(std::string_view path, std::string_view folder) {
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::vector<InstalledPlace> locked_places(const Root& project, const LockedTree& locked,
                                          const std::vector<ward::Entry>& entries, const Ways& ways,
                                          const RegistryLimits& limits) {
    std::vector<InstalledPlace> places;
    if (locked.has_places) {
        for (const LockedPlace& package : locked.packages) places.push_back({package, {}, std::nullopt, {}, {}});
        return places;
    }
    ListMatcher matcher(project, locked, limits);
    for (const ward::Entry& entry : entries) {
        if (entry.kind != EntryKind::folder || !ways.is_inside(entry.path)) continue;
        if (auto here = matcher.at(entry.path)) places.push_back(*std::move(here));
    }
    for (const LockedPlace& package : locked.packages)
        if (!matcher.has_found(package)) places.push_back({package, {}, std::nullopt, {}, {}});
    return places;
}

}  // namespace

InstalledTree read_installed_tree(const Root& project, const LockedTree& locked, const RegistryLimits& limits) {
    InstalledTree tree;
    const Ways ways(locked);
    Listing listing = project.walk(limits.walk, [&](std::string_view folder) { return ways.enters(folder); });
    tree.problems = std::move(listing.problems);
    tree.places = locked_places(project, locked, listing.entries, ways, limits);
    std::ranges::sort(tree.places, {}, [](const InstalledPlace& place) {
        return std::tie(place.locked.place, place.locked.name, place.locked.version);
    });
    std::unordered_map<std::string_view, size_t> number_by_place;
    for (size_t i = 0; i < tree.places.size(); ++i)
        if (!tree.places[i].locked.place.empty()) number_by_place.emplace(tree.places[i].locked.place, i);
    for (const InstalledPlace& inner : tree.places) {
        const auto place = npm::place_of(inner.locked.place);
        const auto outer = place ? number_by_place.find(place->holder) : number_by_place.end();
        if (outer != number_by_place.end()) tree.places[outer->second].inner.push_back(inner.locked.place);
    }

    // The listing goes depth first, so the places above an entry are a stack.
    std::vector<size_t> above;
    for (ward::Entry& entry : listing.entries) {
        while (!above.empty() && !is_below(entry.path, tree.places[above.back()].locked.place)) above.pop_back();
        if (const auto place = number_by_place.find(entry.path); place != number_by_place.end()) {
            tree.places[place->second].kind = entry.kind;
            above.push_back(place->second);
        } else if (entry.kind != EntryKind::folder && ways.is_inside(entry.path)) {
            auto& files = above.empty() ? tree.strangers : tree.places[above.back()].files;
            files.push_back({std::move(entry.path), entry.kind});
        }
    }
    for (InstalledPlace& place : tree.places) std::ranges::sort(place.files, {}, &DiskFile::path);
    std::ranges::sort(tree.strangers, {}, &DiskFile::path);
    return tree;
}

}  // namespace ward::policy
