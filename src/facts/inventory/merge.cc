// Components are the same thing where they have one place and one package name; or one place, one name of their own and
// no two versions (blake3 as a crate and as C code); or where one is the submodule whose folder the other stands in.
#include "facts/inventory/merge.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "facts/inventory/js_lock.h"
#include "facts/inventory/npm_spec.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

// "pkg:npm/a@1.0.0" without what follows the name.
std::string_view package_of(std::string_view purl) {
    return purl.substr(0, purl.find_first_of("@?#"));
}

std::string letters_of(std::string_view name) {
    std::string kept;
    for (const char c : name)
        if (is_alnum(c)) kept += to_lower(c);
    return kept;
}

bool is_inside(std::string_view path, std::string_view folder) {
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

// A submodule is known by its revision until a file tells the version.
bool has_version(const Component& component) {
    return !component.version.empty() && component.version != component.commit;
}

// The catalogue knows it by its upstream.
bool is_of_catalogue(const Component& component) {
    return std::ranges::any_of(component.identities, [](const Identity& one) {
        return !one.spellings.empty() || one.ecosystem == "OSS-Fuzz";
    });
}

template <typename T>
void add_new(std::vector<T>& items, std::vector<T>&& more) {
    for (T& item : more)
        if (std::ranges::find(items, item) == items.end()) items.push_back(std::move(item));
}

// `more` is the same thing as `kept`, seen by another reader. The earlier reader's version stays the version; another
// one is a contradiction, which is reported and matched too.
void merge(Component& kept, Component&& more) {
    if (!has_version(kept) && has_version(more)) {
        kept.version = more.version;
        kept.purl = more.purl;
        kept.name = more.name;
        kept.cpe = std::move(more.cpe);
        // The first evidence proves the version.
        std::swap(kept.evidence, more.evidence);
    } else if (has_version(more) && more.version != kept.version) {
        Claim claim{more.version, {}};
        if (!more.evidence.empty()) {
            claim.evidence = std::move(more.evidence.front());
            more.evidence.erase(more.evidence.begin());
        }
        if (std::ranges::find(kept.contradictions, claim) == kept.contradictions.end())
            kept.contradictions.push_back(std::move(claim));
    }
    // A commit is better than nothing: a checkout without git's index does not tell its submodules'.
    if (kept.version.empty() && !more.version.empty() && more.version == more.commit) {
        kept.version = more.version;
        kept.purl = more.purl;
    }
    // What a bundler or git put there is the narrower word for vendored.
    if (kept.source == Source::vendored && (more.source == Source::bundled || more.source == Source::submodule))
        kept.source = more.source;
    if (!kept.ecosystem) kept.ecosystem = std::move(more.ecosystem);
    if (kept.scope == Scope::unknown) kept.scope = more.scope;
    if (kept.parent.empty()) kept.parent = std::move(more.parent);
    if (kept.commit.empty()) kept.commit = std::move(more.commit);
    add_new(kept.cpe, std::move(more.cpe));
    add_new(kept.evidence, std::move(more.evidence));
    add_new(kept.contradictions, std::move(more.contradictions));
    add_new(kept.identities, std::move(more.identities));
    add_new(kept.depends_on, std::move(more.depends_on));
    add_new(kept.declared, std::move(more.declared));
}

// A reader knows the subject by another name: an npm package that is a crate too, a library of the catalogue.
void merge_subject(Component& subject, Component&& more) {
    const bool is_same = package_of(subject.purl) == package_of(more.purl);
    // What a project needs is told without a name of its own.
    const bool is_named = !more.purl.empty() && !more.purl.starts_with("pkg:generic/");
    const bool is_better = subject.purl.starts_with("pkg:generic/") && is_named;
    if (!is_same && is_better && more.version == subject.version) subject.purl = more.purl;
    // Another ecosystem's name may have another version: it contradicts nothing.
    if (!is_same && !subject.version.empty()) more.version.clear();
    merge(subject, std::move(more));
}

class Merger {
  public:
    Merger(Component subject, size_t count) {
        merged_.reserve(count + 1);
        by_package_.reserve(count);
        at_.reserve(count);
        merged_.push_back(std::move(subject));
    }

    void add(Component&& component) {
        if (component.path.empty()) return merge_subject(merged_[0], std::move(component));
        if (const auto submodule = submodule_around(component); !submodule.empty()) component.path = submodule;
        const std::string_view package = package_of(component.purl);
        std::string key;
        key.reserve(component.path.size() + 1 + package.size());
        ((key += component.path) += '\0') += package;
        if (const auto same = by_package_.find(key); same != by_package_.end())
            return merge(merged_[same->second], std::move(component));
        if (Component* other = under_other_name(component)) {
            const bool is_better = is_of_catalogue(component) && !is_of_catalogue(*other);
            if (is_better) {
                other->purl = component.purl;
                other->name = component.name;
                other->ecosystem = component.ecosystem;
            }
            by_package_.emplace(std::move(key), static_cast<size_t>(other - merged_.data()));
            return merge(*other, std::move(component));
        }
        by_package_.emplace(std::move(key), merged_.size());
        at_[component.path].push_back(merged_.size());
        if (component.source == Source::submodule) submodules_.emplace(component.path, merged_.size());
        merged_.push_back(std::move(component));
    }

    std::vector<Component> take() { return std::move(merged_); }

  private:
    // A library's own folder may hold its submodule: zlib/src. What was found only inside that is the submodule.
    std::string submodule_around(const Component& component) const {
        if (component.source != Source::vendored || component.evidence.empty() || submodules_.empty()) return {};
        const std::string_view proof = component.evidence.front().path;
        for (size_t end = proof.find('/'); end != std::string_view::npos; end = proof.find('/', end + 1)) {
            const std::string_view folder = proof.substr(0, end);
            if (!is_inside(folder, component.path) || !submodules_.contains(folder)) continue;
            const bool is_all = std::ranges::all_of(component.evidence,
                                                    [&](const Evidence& one) { return is_inside(one.path, folder); });
            if (is_all) return std::string(folder);
        }
        return {};
    }

    Component* under_other_name(const Component& component) {
        const auto here = at_.find(component.path);
        if (here == at_.end() || component.source != Source::vendored) return nullptr;
        for (const size_t number : here->second) {
            Component& kept = merged_[number];
            if (kept.source != Source::vendored && kept.source != Source::submodule) continue;
            const bool agrees =
                !has_version(kept) || !has_version(component) || same_version(kept.version, component.version);
            const bool is_nameless = kept.source == Source::submodule && !has_version(kept) && !is_of_catalogue(kept);
            if (agrees && (is_nameless || letters_of(kept.name) == letters_of(component.name))) return &kept;
        }
        return nullptr;
    }

    std::vector<Component> merged_;
    std::unordered_map<std::string, size_t> by_package_;  // by place and package, a zero byte between them
    std::unordered_map<std::string, std::vector<size_t>> at_;
    std::map<std::string, size_t, std::less<>> submodules_;  // by path
};

// What a manifest declares and something found is: the same commit, or the same package in the same version. Where
// nothing is found the declaration stands for it.
void fold_declared(std::vector<Component>& components) {
    const auto is_declared = [](const Component& one) { return one.source == Source::sbom; };
    if (std::ranges::none_of(components, is_declared)) return;
    std::multimap<std::string, size_t> by_commit;
    std::multimap<std::string, size_t> by_package;
    for (size_t i = 0; i < components.size(); ++i) {
        const Component& one = components[i];
        if (is_declared(one) || one.path.empty()) continue;
        if (!one.commit.empty()) by_commit.emplace(one.commit, i);
        by_package.emplace(package_of(one.purl), i);
    }
    const auto found_as = [&](const Component& declared) -> Component* {
        if (const auto found = by_commit.find(declared.commit); found != by_commit.end())
            return &components[found->second];
        const auto [first, last] = by_package.equal_range(std::string(package_of(declared.purl)));
        for (auto found = first; found != last; ++found)
            if (has_version(declared) && same_version(components[found->second].version, declared.version))
                return &components[found->second];
        return nullptr;
    };
    for (Component& declared : components) {
        if (!is_declared(declared)) continue;
        if (Component* found = found_as(declared)) {
            add_new(found->evidence, std::move(declared.evidence));
            declared.purl.clear();  // folded
        }
    }
    std::erase_if(components, [&](const Component& one) { return is_declared(one) && one.purl.empty(); });
}

// An entry of a lock that tells no folders (Yarn's, pnpm's) and the same package in the same version, found below the
// lock's folder, are one thing: the lock is its evidence, and chains lead to the place.
void fold_listed(std::vector<Component>& components) {
    std::multimap<std::string_view, size_t> placed;  // by purl
    for (size_t i = 0; i < components.size(); ++i)
        if (components[i].path.contains("node_modules/") && !npm::list_of(components[i].path))
            placed.emplace(components[i].purl, i);
    if (placed.empty()) return;
    std::map<std::string, std::string, std::less<>> moved;  // from the list's path to the first place
    for (Component& listed : components) {
        const auto list = npm::list_of(listed.path);
        if (!list) continue;
        const std::string_view folder = npm::folder_of(*list);
        const auto [first, last] = placed.equal_range(listed.purl);
        for (auto found = first; found != last; ++found) {
            Component& there = components[found->second];
            const std::string_view application = npm::application_of(there.path);
            if (application != folder && !is_inside(application, folder) && !folder.empty()) continue;
            there.evidence.insert(there.evidence.end(), listed.evidence.begin(), listed.evidence.end());
            if (there.scope == Scope::unknown) there.scope = listed.scope;
            moved.emplace(listed.path, there.path);
        }
    }
    std::erase_if(components, [&](const Component& one) { return moved.contains(one.path); });
    for (Component& component : components) {
        bool is_changed = false;
        for (std::string& need : component.depends_on)
            if (const auto place = moved.find(need); place != moved.end()) {
                need = place->second;
                is_changed = true;
            }
        if (!is_changed) continue;
        std::ranges::sort(component.depends_on);
        const auto doubles = std::ranges::unique(component.depends_on);
        component.depends_on.erase(doubles.begin(), doubles.end());
    }
}

}  // namespace

std::vector<Component> merge_all(Component subject, std::vector<Component> found) {
    // Submodules first: what others find in their folders is they.
    std::ranges::stable_partition(found, [](const Component& one) { return one.source == Source::submodule; });
    Merger merger(std::move(subject), found.size());
    for (Component& component : found) merger.add(std::move(component));
    std::vector<Component> merged = merger.take();
    fold_declared(merged);
    fold_listed(merged);
    return merged;
}

}  // namespace ward::inventory
