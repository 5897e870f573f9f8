// What no lock file tells of an installed tree: which packages came inside another one's tarball, and what each is for.
// npm computes the same from the same manifests (its calc-dep-flags).
#include <array>
#include <deque>
#include <unordered_set>

#include "facts/inventory/npm_tree.h"

namespace ward::inventory::npm {
namespace {

bool is_below(std::string_view place, std::string_view holder) {
    return holder.empty() || (place.size() > holder.size() && place[holder.size()] == '/' && place.starts_with(holder));
}

// Spreads one scope at a time, the strongest first: what is reached once keeps it.
class ScopeSpreader {
  public:
    explicit ScopeSpreader(PackageTree& tree) : tree_(tree), reached_(tree.packages().size()) {}

    void seed(std::string_view folder, const std::vector<std::string>& names, Scope scope) {
        for (const std::string& name : names)
            if (const auto found = tree_.resolve(folder, name)) queue_of(scope).push_back(*found);
    }

    void spread() {
        for (const Scope scope : {Scope::runtime, Scope::optional, Scope::development}) {
            auto& queue = queue_of(scope);
            while (!queue.empty()) {
                const size_t number = queue.front();
                queue.pop_front();
                if (reached_[number]) continue;
                reached_[number] = true;
                Package& package = tree_.packages()[number];
                if (!package.is_locked) package.scope = scope;
                seed(package.place, package.required, scope);
                // Optional for a development package is still development.
                seed(package.place, package.optional, scope == Scope::runtime ? Scope::optional : scope);
            }
        }
    }

  private:
    std::deque<size_t>& queue_of(Scope scope) {
        return queues_[scope == Scope::runtime ? 0 : scope == Scope::optional ? 1 : 2];
    }

    PackageTree& tree_;
    std::vector<bool> reached_;
    std::array<std::deque<size_t>, 3> queues_;
};

void mark_bundled_by(PackageTree& tree, std::string_view holder, const std::vector<std::string>& names) {
    const std::string own = holder.empty() ? "node_modules" : std::string(holder) + "/node_modules";
    std::vector<size_t> pending;
    std::unordered_set<size_t> seen;
    const auto reach = [&](std::string_view folder, const std::vector<std::string>& wanted) {
        for (const std::string& name : wanted)
            if (const auto found = tree.resolve(folder, name);
                found && is_below(tree.packages()[*found].place, own) && seen.insert(*found).second)
                pending.push_back(*found);
    };
    reach(holder, names);
    while (!pending.empty()) {
        Package& package = tree.packages()[pending.back()];
        pending.pop_back();
        if (!package.is_locked) package.source = Source::bundled;
        reach(package.place, package.required);
        reach(package.place, package.optional);
    }
}

}  // namespace

void mark_bundled(PackageTree& tree, const std::vector<Application>& applications) {
    for (const Application& application : applications)
        mark_bundled_by(tree, application.folder, application.manifest.bundled);
    for (const Package& package : tree.packages()) mark_bundled_by(tree, package.place, package.bundled);
    // Installed packages stand in the order of the tree: holders come before what they hold.
    for (Package& package : tree.packages()) {
        const auto place = place_of(package.place);
        const auto holder = place ? tree.at(place->holder) : std::nullopt;
        if (holder && !package.is_locked && tree.packages()[*holder].source == Source::bundled)
            package.source = Source::bundled;
    }
}

void assign_scopes(PackageTree& tree, const std::vector<Application>& applications) {
    ScopeSpreader spreader(tree);
    std::unordered_set<std::string_view> known;
    for (const Application& application : applications) {
        known.insert(application.folder);
        spreader.seed(application.folder, application.manifest.required, Scope::runtime);
        spreader.seed(application.folder, application.manifest.optional, Scope::optional);
        spreader.seed(application.folder, application.manifest.development, Scope::development);
    }
    spreader.spread();
    for (Package& package : tree.packages()) {
        const std::string_view application = application_of(package.place);
        if (package.scope == Scope::unknown && !known.contains(application)) package.scope = Scope::runtime;
        // What a test's or a tool's own project installs is for testing or building, whatever it says itself.
        const Scope by_path = Tree::scope_of(application);
        if (by_path == Scope::test || by_path == Scope::tooling) package.scope = by_path;
    }
}

}  // namespace ward::inventory::npm
