// See registry_needs.h. Node's way: from the folder of who asks upwards, the first node_modules that has the name.
#include "judges/policy/registry_needs.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "facts/inventory/npm_spec.h"

namespace ward::policy {
namespace {

namespace npm = inventory::npm;

class NeedChecker {
  public:
    NeedChecker(const LockedTree& locked, const InstalledTree& installed) {
        for (const LockedLink& link : locked.links)
            if (!link.is_own) needs_[{link.holder, link.is_package}][link.name].insert(link.target);
        for (const InstalledPlace& place : installed.places) {
            if (place.kind == EntryKind::folder)
                labels_.emplace(place.locked.place, fmt::format("{}@{}", place.locked.name, place.locked.version));
            for (const DiskFile& file : place.files) add_link(file);
        }
        for (const DiskFile& file : installed.strangers) add_link(file);
    }

    std::vector<FileFinding> check(const LockedTree& locked) {
        check_needs("", {"", false}, "the project");
        for (const std::string& folder : locked.own) check_needs(folder, {folder, false}, folder);
        for (const auto& [place, label] : labels_) check_needs(place, {label, true}, label);
        std::vector<FileFinding> out;
        out.reserve(found_.size());
        for (auto& [path, reason] : found_) out.push_back({path, FileState::changed, std::move(reason)});
        return out;
    }

  private:
    using Holder = std::pair<std::string, bool>;  // a package's label, or a folder of the project

    void add_link(const DiskFile& file) {
        if (file.kind == EntryKind::symlink) links_.insert(file.path);
    }

    void check_needs(std::string_view folder, const Holder& holder, std::string_view who) {
        const auto needs = needs_.find(holder);
        if (needs == needs_.end()) return;
        for (const auto& [name, targets] : needs->second) {
            const auto place = find(folder, name);
            if (place == labels_.end() || targets.contains(place->second)) continue;
            found_.try_emplace(place->first, fmt::format("is {}, where the lock file gives {} to {}", place->second,
                                                         *targets.begin(), who));
        }
    }

    using Labels = std::map<std::string, std::string, std::less<>>;
    Labels::const_iterator find(std::string_view folder, std::string_view name) const {
        for (;;) {
            const std::string candidate = fmt::format("{}{}node_modules/{}", folder, folder.empty() ? "" : "/", name);
            if (links_.contains(candidate)) return labels_.end();
            if (const auto there = labels_.find(candidate); there != labels_.end()) return there;
            if (folder.empty()) return labels_.end();
            const auto place = npm::place_of(folder);
            folder = place ? place->holder : npm::folder_of(folder);
        }
    }

    // By holder and name: any of these, for one package may be locked with different peers.
    std::map<Holder, std::map<std::string, std::set<std::string>>> needs_;
    Labels labels_;  // what stands where
    std::set<std::string, std::less<>> links_;
    std::map<std::string, std::string> found_;
};

}  // namespace

std::vector<FileFinding> misplaced_packages(const LockedTree& locked, const InstalledTree& installed) {
    return NeedChecker(locked, installed).check(locked);
}

}  // namespace ward::policy
