#include "facts/inventory/npm_manifest.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/json_scan.h"

namespace ward::inventory::npm {
namespace {

std::vector<std::string> keys_of(const Json::Value& manifest, std::string_view field) {
    std::vector<std::string> names;
    if (const auto object = manifest.find(field))
        for (const auto& member : object->members())
            if (is_package_name(member.key)) names.emplace_back(member.key);
    return names;
}

void append(std::vector<std::string>& names, std::vector<std::string> more) {
    names.insert(names.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
}

// A version is one word; what npm would not accept is kept as it is, if it is short and can be shown.
bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= max_version_bytes &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

void read_needs(const Json::Value& root, Manifest& manifest) {
    manifest.optional = keys_of(root, "optionalDependencies");
    manifest.development = keys_of(root, "devDependencies");
    manifest.required = keys_of(root, "dependencies");
    const std::unordered_set<std::string> optional(manifest.optional.begin(), manifest.optional.end());
    std::erase_if(manifest.required, [&](const std::string& name) { return optional.contains(name); });

    manifest.installs_anything =
        !manifest.required.empty() || !manifest.optional.empty() || !manifest.development.empty();

    for (const std::string_view field : {"dependencies", "optionalDependencies", "devDependencies", "peerDependencies"})
        if (const auto object = root.find(field))
            for (const auto& member : object->members())
                if (is_package_name(member.key)) declare(manifest.declared, member.key, member.value);

    std::unordered_set<std::string_view> optional_peers;
    if (const auto meta = root.find("peerDependenciesMeta"))
        for (const auto& [name, line, about] : meta->members())
            if (about.truthy_at("optional")) optional_peers.insert(name);
    for (std::string& peer : keys_of(root, "peerDependencies")) {
        auto& kind = optional_peers.contains(peer) ? manifest.optional : manifest.required;
        kind.push_back(std::move(peer));
    }
}

void read_bundled(const Json::Value& root, Manifest& manifest) {
    for (const std::string_view field : {"bundleDependencies", "bundledDependencies"}) {
        const auto bundled = root.find(field);
        if (!bundled) continue;
        // `true` bundles whatever is needed.
        if (bundled->kind() == Json::Kind::boolean && bundled->is_truthy()) {
            manifest.bundled = manifest.required;
            append(manifest.bundled, manifest.optional);
        }
        for (const Json::Value item : bundled->items())
            if (const auto name = item.string(); name && is_package_name(*name)) manifest.bundled.emplace_back(*name);
        append(manifest.bundled, keys_of(root, field));
    }
}

void read_workspaces(const Json::Value& root, Manifest& manifest) {
    auto workspaces = root.find("workspaces");
    // yarn's form: {"packages": [...]}
    if (workspaces && workspaces->is_object()) workspaces = workspaces->find("packages");
    if (!workspaces) return;
    for (const Json::Value item : workspaces->items())
        if (const auto glob = item.string()) {
            std::string_view folder = glob->starts_with("./") ? glob->substr(2) : *glob;
            while (folder.ends_with('/')) folder.remove_suffix(1);
            manifest.workspaces.emplace_back(folder);
        }
}

}  // namespace

void declare(Declarations& declared, std::string_view name, const Json::Value& range) {
    constexpr size_t longest = 256;
    if (const auto text = range.string(); text && !text->empty() && text->size() <= longest)
        declared.emplace_back(name, *text);
}

Result<Manifest> read_manifest(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Json json, Json::scan(text, path, {.bytes = max_manifest_bytes}));
    const Json::Value root = json.root();
    Manifest manifest;
    manifest.evidence.path = path;
    if (const auto name = root.find("name"); name && name->kind() != Json::Kind::null) {
        if (name->string() && is_package_name(name->text())) {
            manifest.name = name->text();
            manifest.evidence = evidence_at(path, text, name->offset());
        } else if (!name->text().empty()) {
            manifest.problems.emplace_back("its name is not a package name");
        }
    }
    if (const auto version = root.find("version"); version && version->kind() != Json::Kind::null) {
        const std::string_view written = trim(version->text());
        if (version->string() && is_word(written)) {
            manifest.version = exact_version(written).value_or(written);
            manifest.evidence = evidence_at(path, text, version->offset());
        } else if (!written.empty() || !version->string()) {
            manifest.problems.emplace_back("its version is not a version");
        }
    }
    for (const Json::RepeatedKey& repeated : json.repeated_keys())
        if (repeated.key == "name" || repeated.key == "version")
            manifest.problems.push_back(fmt::format("line {}: key \"{}\" is repeated", repeated.line, repeated.key));
    read_needs(root, manifest);
    read_bundled(root, manifest);
    read_workspaces(root, manifest);
    return manifest;
}

}  // namespace ward::inventory::npm
