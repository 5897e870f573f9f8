#include "facts/inventory/js_lock.h"

#include <algorithm>
#include <array>
#include <deque>
#include <iterator>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>

#include "facts/inventory/npm_installed.h"

namespace ward::inventory::npm {
namespace {

constexpr size_t max_reported_problems = 100;  // of one lock file; the rest is counted
constexpr std::array<std::string_view, 2> list_names{"yarn.lock", "pnpm-lock.yaml"};

std::string in_folder(std::string_view folder, std::string_view name) {
    return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

void report_problems(std::string_view path, const std::vector<LockProblem>& problems, Collector& out) {
    const size_t shown = std::min(problems.size(), max_reported_problems);
    for (size_t i = 0; i < shown; ++i)
        report_unread(path, fmt::format("line {}: {}", problems[i].line, problems[i].reason), out);
    if (shown < problems.size())
        report_unread(path, fmt::format("{} more entries could not be read", problems.size() - shown), out);
}

// One name and version is one component, however often the lock lists it: with other peers, or patched.
class Emitter {
  public:
    Emitter(std::string_view path, const ListedPackages& listed) : path_(path), listed_(listed) {
        const size_t count = listed.packages.size();
        places_.reserve(count);
        numbers_.reserve(count);
        components_.reserve(count);
        std::unordered_map<std::string_view, size_t> number_by_place(count);
        for (const ListedPackage& package : listed.packages) {
            const std::string& place = places_.emplace_back(place_of(package));
            const auto [known, fresh] = number_by_place.try_emplace(place, components_.size());
            if (fresh) components_.push_back(component_of(package, place));
            numbers_.push_back(known->second);
        }
    }

    std::vector<Component> take() {
        for (size_t i = 0; i < listed_.packages.size(); ++i) {
            const ListedPackage& package = listed_.packages[i];
            Component& component = components_[numbers_[i]];
            if (is_stronger(package.scope, component.scope)) component.scope = package.scope;
            for (const auto* needs : {&package.required, &package.optional})
                for (const size_t need : *needs) component.depends_on.push_back(places_[need]);
        }
        for (Component& component : components_) sort_out(component.depends_on);
        return std::move(components_);
    }

    std::vector<std::string> roots() const {
        std::vector<std::string> places;
        places.reserve(listed_.roots.size());
        for (const RootNeed& root : listed_.roots) places.push_back(places_[root.package]);
        sort_out(places);
        return places;
    }

  private:
    // Two commits of one version are two packages.
    std::string place_of(const ListedPackage& package) const {
        const std::string& commit = package.origin.commit;
        return fmt::format("{}#{}@{}{}{}", path_, package.name, package.version, commit.empty() ? "" : "+", commit);
    }

    static Component component_of(const ListedPackage& package, std::string_view place) {
        Component component;
        component.purl = purl_of(package.name, package.version, package.origin);
        component.name = package.name;
        component.version = package.version;
        component.ecosystem = "npm";
        component.source = Source::lockfile;
        component.scope = package.scope;
        component.path = place;
        component.commit = package.origin.commit;
        component.evidence.push_back(package.evidence);
        component.identities.push_back({"npm", package.name, {}});
        if (package.origin.kind == Origin::Kind::git) component.identities.push_back({"GIT", package.origin.url, {}});
        return component;
    }

    // runtime, development, optional stand in the order of the enumeration; optional is nearer to runtime.
    static bool is_stronger(Scope a, Scope b) {
        const auto rank = [](Scope scope) {
            return scope == Scope::runtime ? 0 : scope == Scope::optional ? 1 : scope == Scope::development ? 2 : 3;
        };
        return rank(a) < rank(b);
    }

    static void sort_out(std::vector<std::string>& places) {
        std::ranges::sort(places);
        const auto doubles = std::ranges::unique(places);
        places.erase(doubles.begin(), doubles.end());
    }

    std::string_view path_;
    const ListedPackages& listed_;
    std::vector<std::string> places_;  // by package
    std::vector<size_t> numbers_;      // of the component, by package
    std::vector<Component> components_;
};

void emit_application(const Tree& tree, std::string_view folder, std::vector<std::string> needs, Collector& out) {
    Component component;
    if (!folder.empty()) {
        const std::string path = in_folder(folder, "package.json");
        const auto text = tree.read(path, max_manifest_bytes);
        auto manifest = text ? read_manifest(*text, path) : Result<Manifest>(std::unexpected(text.error()));
        // Without one that can be read (which another reader tells) nothing stands for the application.
        if (!manifest) return;
        component = own_application(folder, *manifest, Source::lockfile);
    }
    component.depends_on = std::move(needs);
    out.components.push_back(std::move(component));
}

}  // namespace

void spread_scopes(ListedPackages& listed) {
    std::array<std::deque<size_t>, 3> queues;  // runtime, optional, development
    const auto queue_of = [&](Scope scope) -> std::deque<size_t>& {
        return queues.at(scope == Scope::runtime ? 0 : scope == Scope::optional ? 1 : 2);
    };
    for (const RootNeed& root : listed.roots) queue_of(root.scope).push_back(root.package);
    std::vector<char> reached(listed.packages.size(), 0);
    for (const Scope scope : {Scope::runtime, Scope::optional, Scope::development}) {
        auto& queue = queue_of(scope);
        while (!queue.empty()) {
            const size_t number = queue.front();
            queue.pop_front();
            if (reached[number] != 0) continue;
            reached[number] = 1;
            ListedPackage& package = listed.packages[number];
            if (package.scope == Scope::unknown) package.scope = scope;
            for (const size_t need : package.required) queue.push_back(need);
            // Optional for a development package is still development.
            auto& further = scope == Scope::runtime ? queue_of(Scope::optional) : queue;
            for (const size_t need : package.optional) further.push_back(need);
        }
    }
}

void emit_listed(const Tree& tree, std::string_view path, ListedPackages listed, Collector& out) {
    report_problems(path, listed.problems, out);
    spread_scopes(listed);
    // What a test's or a tool's own project installs is for testing or building, whatever it says itself.
    const std::string_view folder = folder_of(path);
    if (const Scope by_path = Tree::scope_of(folder); by_path == Scope::test || by_path == Scope::tooling)
        for (ListedPackage& package : listed.packages) package.scope = by_path;
    Emitter emitter(path, listed);
    std::vector<std::string> needs = emitter.roots();
    std::vector<Component> listed_ones = emitter.take();
    out.components.insert(out.components.end(), std::make_move_iterator(listed_ones.begin()),
                          std::make_move_iterator(listed_ones.end()));
    if (!needs.empty()) emit_application(tree, folder, std::move(needs), out);
}

std::optional<std::string_view> list_of(std::string_view component_path) {
    const size_t hash = component_path.find('#');
    if (hash == std::string_view::npos) return std::nullopt;
    const std::string_view list = component_path.substr(0, hash);
    return std::ranges::find(list_names, base_of(list)) != list_names.end() ? std::optional(list) : std::nullopt;
}

std::vector<std::string_view> own_locks(const Tree& tree, std::string_view base_name, Collector& out) {
    std::vector<std::string_view> own;
    for (const std::string_view path : tree.files_named(base_name)) {
        if (tree.vendored_root(path).empty() && application_of(path) == path) own.push_back(path);
        else
            out.notes.push_back({"lockfile-not-inventory",
                                 "lock file of vendored code: it tells what its authors install, not what is here",
                                 std::string(path)});
    }
    return own;
}

std::optional<Descriptor> split_descriptor(std::string_view text) {
    const size_t at = text.find('@', 1);
    if (at == std::string_view::npos) return std::nullopt;
    return Descriptor{text.substr(0, at), text.substr(at + 1)};
}

}  // namespace ward::inventory::npm
