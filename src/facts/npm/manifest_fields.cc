#include "facts/npm/manifest_fields.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/npm_spec.h"
#include "facts/npm/manifest.h"

namespace ward::npm {
namespace {

using inventory::Json;

std::string_view name_of(Json::Kind kind) {
    switch (kind) {
        case Json::Kind::null: return "null";
        case Json::Kind::boolean: return "a boolean";
        case Json::Kind::number: return "a number";
        case Json::Kind::string:
        case Json::Kind::key: return "a text";
        case Json::Kind::array: return "a list";
        case Json::Kind::object: return "an object";
    }
    return "";
}

void tell(Manifest& manifest, std::string problem) {
    if (manifest.problems.size() < max_manifest_problems) manifest.problems.push_back(std::move(problem));
}

void tell_kind(Manifest& manifest, std::string_view field, const Json::Value& value) {
    tell(manifest, fmt::format("`{}` is {}", field, name_of(value.kind())));
}

// Members whose values are texts. Keys that repeat count once, with the later value.
std::vector<NamedText> texts_of(const Json::Value& object, std::string_view field, Manifest& manifest) {
    std::vector<NamedText> out;
    const auto value = object.find(field);
    if (!value || value->kind() == Json::Kind::null) return out;
    // A list without anything in it is what some tools write for "none".
    const auto items = value->items();
    if (value->kind() == Json::Kind::array && items.begin() == items.end()) return out;
    if (!value->is_object()) {
        tell_kind(manifest, field, *value);
        return out;
    }
    std::unordered_map<std::string_view, size_t> places;
    for (const auto& member : value->members()) {
        if (!member.value.string()) {
            tell_kind(manifest, fmt::format("{}.{}", field, member.key), member.value);
            continue;
        }
        const auto [place, is_new] = places.emplace(member.key, out.size());
        if (is_new) out.push_back({std::string(member.key), std::string(*member.value.string())});
        else out[place->second].text = *member.value.string();
    }
    return out;
}

// A text, or a list of texts.
std::vector<std::string> words_of(const Json::Value& object, std::string_view field, Manifest& manifest) {
    std::vector<std::string> out;
    const auto value = object.find(field);
    if (!value || value->kind() == Json::Kind::null) return out;
    if (const auto text = value->string()) out.emplace_back(*text);
    else if (value->kind() != Json::Kind::array) tell_kind(manifest, field, *value);
    for (const Json::Value item : value->items()) {
        if (const auto text = item.string()) out.emplace_back(*text);
        else tell_kind(manifest, fmt::format("{}[]", field), item);
    }
    return out;
}

void read_repository(const Json::Value& object, Manifest& manifest) {
    const auto repository = object.find("repository");
    if (!repository || repository->kind() == Json::Kind::null) return;
    if (const auto text = repository->string()) {
        manifest.repository = *text;
    } else if (repository->is_object()) {
        manifest.repository = text_field(*repository, "url", manifest);
        manifest.repository_directory = text_field(*repository, "directory", manifest);
    } else {
        tell_kind(manifest, "repository", *repository);
    }
}

// SPDX words in `license`; `{type}` and `licenses` are what was written before 2015.
void read_license(const Json::Value& object, Manifest& manifest) {
    if (const auto license = object.find("license")) {
        if (license->string()) manifest.license = *license->string();
        else manifest.license = license->string_at("type").value_or("");
        return;
    }
    const auto licenses = object.find("licenses");
    if (!licenses) return;
    for (const Json::Value item : licenses->items()) {
        const auto type = item.string() ? item.string() : item.string_at("type");
        if (!type || type->empty()) continue;
        if (!manifest.license.empty()) manifest.license += " OR ";
        manifest.license += *type;
    }
}

void read_bin(const Json::Value& object, Manifest& manifest) {
    const auto bin = object.find("bin");
    if (!bin) return;
    if (const auto path = bin->string()) {
        const std::string_view name = manifest.name;
        const size_t slash = name.starts_with('@') ? name.find('/') : std::string_view::npos;
        if (!path->empty())
            manifest.bin.push_back(
                {std::string(slash == std::string_view::npos ? name : name.substr(slash + 1)), std::string(*path)});
    } else if (bin->kind() == Json::Kind::array) {
        // npm-normalize-package-bin: each is called as its file is.
        for (const Json::Value item : bin->items())
            if (const auto file = item.string(); file && !file->empty())
                manifest.bin.push_back({std::string(inventory::npm::base_of(*file)), std::string(*file)});
    } else {
        manifest.bin = texts_of(object, "bin", manifest);
    }
}

void read_dependencies(const Json::Value& object, Manifest& manifest) {
    manifest.optional_dependencies = texts_of(object, "optionalDependencies", manifest);
    manifest.development_dependencies = texts_of(object, "devDependencies", manifest);
    manifest.peer_dependencies = texts_of(object, "peerDependencies", manifest);
    manifest.dependencies = texts_of(object, "dependencies", manifest);
    std::unordered_set<std::string_view> optional;
    for (const NamedText& one : manifest.optional_dependencies) optional.insert(one.name);
    std::erase_if(manifest.dependencies, [&](const NamedText& one) { return optional.contains(one.name); });
}

void read_bundled(const Json::Value& object, Manifest& manifest) {
    for (const std::string_view field : {"bundleDependencies", "bundledDependencies"}) {
        const auto bundled = object.find(field);
        if (!bundled) continue;
        if (bundled->kind() == Json::Kind::boolean) {
            if (!bundled->is_truthy()) continue;
            for (const NamedText& one : manifest.dependencies) manifest.bundled.push_back(one.name);
            for (const NamedText& one : manifest.optional_dependencies) manifest.bundled.push_back(one.name);
        } else if (bundled->is_object()) {
            for (const auto& member : bundled->members()) manifest.bundled.emplace_back(member.key);
        } else {
            std::ranges::move(words_of(object, field, manifest), std::back_inserter(manifest.bundled));
        }
        return;
    }
}

}  // namespace

std::string text_field(const Json::Value& object, std::string_view key, Manifest& manifest) {
    const auto value = object.find(key);
    if (!value || value->kind() == Json::Kind::null) return {};
    if (const auto text = value->string()) return std::string(*text);
    tell_kind(manifest, key, *value);
    return {};
}

Manifest manifest_of(const Json::Value& object) {
    Manifest manifest;
    manifest.name = text_field(object, "name", manifest);
    manifest.version = text_field(object, "version", manifest);
    manifest.description = text_field(object, "description", manifest);
    manifest.main = text_field(object, "main", manifest);
    manifest.homepage = object.string_at("homepage").value_or("");
    read_repository(object, manifest);
    read_license(object, manifest);
    read_bin(object, manifest);
    manifest.scripts = texts_of(object, "scripts", manifest);
    read_dependencies(object, manifest);
    read_bundled(object, manifest);
    manifest.system = words_of(object, "os", manifest);
    manifest.processor = words_of(object, "cpu", manifest);
    manifest.is_private = object.truthy_at("private");
    if (const auto gypfile = object.find("gypfile"); gypfile && gypfile->kind() == Json::Kind::boolean)
        manifest.gypfile = gypfile->is_truthy();
    return manifest;
}

}  // namespace ward::npm
