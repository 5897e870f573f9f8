#include "judges/policy/diff.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "base/text.h"
#include "formats/json_writer.h"
#include "judges/policy/normal.h"
#include "judges/policy/semantics.h"

namespace ward::policy {
namespace {

using ByKey = std::map<std::string, const Entry*>;

ByKey by_key(const std::vector<Entry>& entries, const Url& base, bool scopes) {
    ByKey out;
    for (const Entry& entry : entries) {
        const auto url = resource_url(entry.key, base);
        const bool plain = !url || (scopes && entry.key.ends_with(':'));
        out.emplace(plain ? entry.key : key_for(one_spelling(*url), base), &entry);
    }
    return out;
}

std::string integrity_text(const Entry& entry) {
    switch (entry.integrity.kind) {
        case Integrity::Kind::absent: return "none";
        case Integrity::Kind::any: return "true";
        case Integrity::Kind::hashes:
        case Integrity::Kind::invalid: break;
    }
    return entry.integrity.text;
}

std::string rule_text(const Entry& entry) {
    return integrity_text(entry) + (entry.cascade == Cascade::yes ? ", cascades" : "");
}

std::string target_json(const Target& target) {
    switch (target.kind) {
        case Target::Kind::any: return "true";
        case Target::Kind::deny: return "null";
        case Target::Kind::url: return json_quote(target.text);
        case Target::Kind::invalid: return target.text;
        case Target::Kind::conditions: break;
    }
    std::string out = "{";
    for (const Condition& condition : target.conditions) {
        if (out.size() > 1) out += ',';
        out += json_quote(condition.name) + ':' + target_json(condition.target);
    }
    return out + '}';
}

std::string_view kind_text(const Dependencies& dependencies) {
    switch (dependencies.kind) {
        case Dependencies::Kind::absent: return "null";
        case Dependencies::Kind::any: return "true";
        case Dependencies::Kind::map: return "{}";
        case Dependencies::Kind::invalid: break;
    }
    return dependencies.text;
}

void add_builtins(std::set<std::string>& out, std::string_view key, const Target& target) {
    const auto add = [&out](std::string_view name) {
        if (is_builtin(name)) out.insert(name.starts_with("node:") ? std::string(name) : "node:" + std::string(name));
    };
    if (target.kind == Target::Kind::any) add(key);
    if (target.kind == Target::Kind::url && target.text.starts_with("node:")) add(target.text);
    for (const Condition& condition : target.conditions) add_builtins(out, key, condition.target);
}

std::set<std::string> builtins_of(const Dependencies& dependencies) {
    std::set<std::string> out;
    for (const Dependency& dependency : dependencies.entries) add_builtins(out, dependency.key, dependency.target);
    return out;
}

bool has_extension(std::string_view key, std::span<const std::string_view> extensions) {
    const std::string_view name = key.substr(key.rfind('/') + 1);
    const size_t dot = name.rfind('.');
    const std::string extension = dot == std::string_view::npos || dot == 0 ? "" : to_lower(name.substr(dot));
    return std::ranges::find(extensions, extension) != extensions.end();
}

bool is_native(std::string_view key) {
    constexpr auto extensions = std::to_array<std::string_view>({".node", ".wasm", ".so", ".dll", ".dylib", ".exe"});
    return has_extension(key, extensions);
}
bool is_script(std::string_view key) {
    constexpr auto extensions =
        std::to_array<std::string_view>({".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".jsx", ".tsx", ".sh", ""});
    return has_extension(key, extensions);
}

// What `after` may import that `before` may not.
void add_powers(ManifestDiff& diff, const std::string& owner, const Dependencies& before, const Dependencies& after) {
    if (before.kind == Dependencies::Kind::any) return;
    if (after.kind == Dependencies::Kind::any) diff.now_anything.push_back(owner);
    const std::set<std::string> had = builtins_of(before);
    for (const std::string& builtin : builtins_of(after))
        if (!had.contains(builtin)) diff.builtins.push_back({owner, builtin});
}

void compare_maps(ManifestDiff& diff, const std::string& owner, const Dependencies& before, const Dependencies& after) {
    add_powers(diff, owner, before, after);
    if (before.kind != after.kind || before.text != after.text)
        diff.dependencies.push_back({owner, "", std::string(kind_text(before)), std::string(kind_text(after))});
    std::map<std::string_view, std::pair<const Target*, const Target*>> keys;
    for (const Dependency& dependency : before.entries) keys[dependency.key].first = &dependency.target;
    for (const Dependency& dependency : after.entries) keys[dependency.key].second = &dependency.target;
    const auto json = [](const Target* target) {
        return target == nullptr ? std::nullopt : std::optional(target_json(*target));
    };
    for (const auto& [key, targets] : keys) {
        const auto& [old_target, new_target] = targets;
        if (old_target != nullptr && new_target != nullptr && *old_target == *new_target) continue;
        diff.dependencies.push_back({owner, std::string(key), json(old_target), json(new_target)});
    }
}

// The maps of an owner that may be new, or gone.
void compare_owner(ManifestDiff& diff, const std::string& owner, const Entry* before, const Entry* after) {
    if (after == nullptr) return;
    if (before == nullptr) add_powers(diff, owner, {}, after->dependencies);
    else compare_maps(diff, owner, before->dependencies, after->dependencies);
}

// Calls `use(key, before, after)` for every key of both, with null for what one side has not.
template <typename Use>
void side_by_side(const ByKey& before, const ByKey& after, Use use) {
    ByKey keys = before;
    keys.insert(after.begin(), after.end());
    const auto find = [](const ByKey& map, const std::string& key) {
        const auto found = map.find(key);
        return found == map.end() ? nullptr : found->second;
    };
    for (const auto& [key, entry] : keys) use(key, find(before, key), find(after, key));
}

std::string_view onerror_text(const Manifest& manifest) {
    switch (manifest.onerror) {
        case OnError::exits: return "exit";
        case OnError::logs: return "log";
        case OnError::invalid: return manifest.onerror_text;
        case OnError::absent:
        case OnError::throws: break;
    }
    return "throw";
}

}  // namespace

bool ManifestDiff::same() const {
    return added.empty() && removed.empty() && changed.empty() && added_scopes.empty() && removed_scopes.empty() &&
           changed_scopes.empty() && dependencies.empty() && !onerror;
}

bool ManifestDiff::rolls_back() const {
    if (!serial_before) return false;
    return !serial_after || *serial_after < *serial_before || (*serial_after == *serial_before && !same());
}

ManifestDiff diff_manifests(const Manifest& before, const Url& before_base, const Manifest& after,
                            const Url& after_base) {
    ManifestDiff diff;
    side_by_side(by_key(before.resources, before_base, false), by_key(after.resources, after_base, false),
                 [&](const std::string& key, const Entry* old_entry, const Entry* new_entry) {
                     const bool is_new = old_entry == nullptr;
                     const bool is_gone = new_entry == nullptr;
                     const bool differs = !is_new && !is_gone && rule_text(*old_entry) != rule_text(*new_entry);
                     if (is_new) diff.added.push_back(key);
                     if (is_gone) diff.removed.push_back(key);
                     if (differs) diff.changed.push_back({key, rule_text(*old_entry), rule_text(*new_entry)});
                     if ((is_new || differs) && is_native(key)) diff.native.push_back(key);
                     if (is_new && is_script(key)) diff.scripts.push_back(key);
                     compare_owner(diff, key, old_entry, new_entry);
                 });
    side_by_side(by_key(before.scopes, before_base, true), by_key(after.scopes, after_base, true),
                 [&](const std::string& key, const Entry* old_entry, const Entry* new_entry) {
                     if (old_entry == nullptr) diff.added_scopes.push_back(key);
                     else if (new_entry == nullptr) diff.removed_scopes.push_back(key);
                     else if (rule_text(*old_entry) != rule_text(*new_entry))
                         diff.changed_scopes.push_back({key, rule_text(*old_entry), rule_text(*new_entry)});
                     compare_owner(diff, "scope " + key, old_entry, new_entry);
                 });
    compare_maps(diff, "dependencies", before.dependencies, after.dependencies);
    if (onerror_text(before) != onerror_text(after))
        diff.onerror = ChangedText{"onerror", std::string(onerror_text(before)), std::string(onerror_text(after))};
    if (before.ward) diff.serial_before = before.ward->serial;
    if (after.ward) diff.serial_after = after.ward->serial;
    return diff;
}

}  // namespace ward::policy
