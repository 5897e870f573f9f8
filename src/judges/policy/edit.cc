#include "judges/policy/edit.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/policy/normal.h"

namespace ward::policy {
namespace {

// The file that a key means; nothing for one that is no URL.
std::optional<Url> meant(std::string_view key, const Url& base) {
    auto url = resource_url(key, base);
    if (!url) return std::nullopt;
    return one_spelling(std::move(*url));
}

// One resource, or a folder with all in it.
class Place {
  public:
    static Result<Place> of(std::string_view key, const Url& base) {
        const auto url = resource_url(key, base);
        if (!url) return fail(ErrorCode::parse, fmt::format("the key \"{}\" is no URL", display(key)));
        return Place(one_spelling(*url).href(), key.ends_with('/'));
    }
    bool folder() const { return folder_; }
    const std::string& href() const { return href_; }
    bool has(std::string_view href) const { return folder_ ? href.starts_with(href_) : href == href_; }

  private:
    Place(std::string href, bool folder) : href_(std::move(href)), folder_(folder) {}

    std::string href_;
    bool folder_;
};

bool means_one_in(std::string_view key, const Url& base, const Place& place) {
    const auto url = meant(key, base);
    return url && place.has(url->href());
}

// Calls `use(owner, dependencies)` for each map of the manifest.
template <typename Use>
void each_map(Manifest& manifest, Use use) {
    for (std::vector<Entry>* entries : {&manifest.resources, &manifest.scopes})
        for (Entry& entry : *entries) use(std::string_view(entry.key), entry.dependencies);
    use(std::string_view("dependencies"), manifest.dependencies);
}

template <typename Use>
void each_url(Target& target, Use use) {
    if (target.kind == Target::Kind::url) use(target.text);
    for (Condition& condition : target.conditions) each_url(condition.target, use);
}

class Mover {
  public:
    Mover(const Url& base, Place from, Place to) : base_(base), from_(std::move(from)), to_(std::move(to)) {}

    // The new name of what `key` means, in the same style; nothing where it does not move.
    bool move(std::string& key) const {
        const auto url = meant(key, base_);
        if (!url || !from_.has(url->href())) return false;
        const auto moved = parse_url(to_.href() + url->href().substr(from_.href().size()));
        if (!moved) return false;
        const bool relative = key.starts_with('.') || key.starts_with('/');
        key = relative ? key_for(*moved, base_) : moved->href();
        return true;
    }
    const Place& from() const { return from_; }

  private:
    const Url& base_;
    Place from_;
    Place to_;
};

}  // namespace

Result<void> add_resource(Manifest& manifest, const Url& base, Entry entry, Existing existing) {
    WARD_TRY(const Place place, Place::of(entry.key, base));
    const auto same = std::ranges::find_if(manifest.resources, [&](const Entry& one) {
        const auto url = meant(one.key, base);
        return url && url->href() == place.href();
    });
    if (same == manifest.resources.end()) {
        manifest.resources.push_back(std::move(entry));
        return {};
    }
    if (existing == Existing::refuse)
        return fail(ErrorCode::conflict,
                    fmt::format("\"{}\" is listed already, as \"{}\"", display(entry.key), display(same->key)));
    entry.key = same->key;
    *same = std::move(entry);
    return {};
}

Result<Removed> remove_resources(Manifest& manifest, const Url& base, std::string_view key) {
    WARD_TRY(const Place place, Place::of(key, base));
    Removed removed;
    const auto gone = [&](std::string_view name) { return means_one_in(name, base, place); };
    removed.resources = std::erase_if(manifest.resources, [&](const Entry& entry) { return gone(entry.key); });
    if (removed.resources == 0) return fail(ErrorCode::not_found, fmt::format("\"{}\" is not listed", display(key)));
    if (manifest.ward) {
        for (std::vector<NamedText>* names : {&manifest.ward->symlinks, &manifest.ward->generated})
            std::erase_if(*names, [&](const NamedText& named) { return gone(named.name); });
    }
    each_map(manifest, [&](std::string_view owner, Dependencies& dependencies) {
        for (Dependency& dependency : dependencies.entries) {
            bool leads = dependency.target.kind != Target::Kind::deny && gone(dependency.key);
            each_url(dependency.target, [&](const std::string& to) { leads = leads || gone(to); });
            if (leads) removed.dangling.push_back(fmt::format("{}: {}", owner, dependency.key));
        }
    });
    return removed;
}

Result<Moved> move_resources(Manifest& manifest, const Url& base, std::string_view from, std::string_view to) {
    WARD_TRY(Place old_place, Place::of(from, base));
    WARD_TRY(Place new_place, Place::of(to, base));
    if (old_place.folder() != new_place.folder())
        return fail(ErrorCode::usage, "a folder ends in \"/\", and can only become a folder");
    const Mover mover(base, std::move(old_place), std::move(new_place));

    // On a copy, so that a conflict leaves the manifest as it was.
    Manifest after = manifest;
    Moved moved;
    std::unordered_set<std::string> taken;
    for (Entry& entry : after.resources) {
        if (mover.move(entry.key)) ++moved.resources;
        const auto url = meant(entry.key, base);
        if (url && !taken.insert(url->href()).second)
            return fail(ErrorCode::conflict, fmt::format("\"{}\" is listed already", display(entry.key)));
    }
    if (moved.resources == 0) return fail(ErrorCode::not_found, fmt::format("\"{}\" is not listed", display(from)));
    for (Entry& entry : after.scopes)
        if (mover.move(entry.key)) ++moved.scopes;
    const auto follow = [&](std::string& name) {
        if (mover.move(name)) ++moved.references;
    };
    each_map(after, [&](std::string_view, Dependencies& dependencies) {
        for (Dependency& dependency : dependencies.entries) {
            follow(dependency.key);
            each_url(dependency.target, follow);
        }
    });
    if (after.ward) {
        for (std::vector<NamedText>* names : {&after.ward->symlinks, &after.ward->generated})
            for (NamedText& named : *names) follow(named.name);
    }
    manifest = std::move(after);
    return moved;
}

}  // namespace ward::policy
