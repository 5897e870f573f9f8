#include "judges/vet/flow/knowledge.h"

#include <algorithm>

#include "judges/vet/flow/known_names.h"

namespace ward::vet {
namespace {

// The root of globals and the root of modules.
constexpr EntityIndex globals = 1;
constexpr EntityIndex modules = 2;

}  // namespace

Knowledge::Knowledge(javascript::Names& names) : entities_(3), any_(names.intern("*")) {
    for (const KnownName& one : known_names()) {
        const EntityIndex entity = add(one.path, names);
        entities_[entity].role = one.role;
        if (!one.gives.empty()) {
            const EntityIndex gives = add(one.gives, names);
            entities_[entity].gives = gives;
        }
    }
}

// "fs.readFile" is the module's member, ".fetch" a global; "~Client.write" a member of what a call gives.
EntityIndex Knowledge::add(std::string_view path, javascript::Names& names) {
    if (const auto found = by_path_.find(std::string(path)); found != by_path_.end()) return found->second;
    const size_t dot = path.rfind('.');
    EntityIndex parent = modules;
    std::string_view name = path;
    if (dot == 0) {
        parent = globals;
        name = path.substr(1);
    } else if (dot != std::string_view::npos) {
        parent = add(path.substr(0, dot), names);
        name = path.substr(dot + 1);
    }
    const auto made = static_cast<EntityIndex>(entities_.size());
    entities_.push_back({.path = std::string(path.starts_with('.') ? path.substr(1) : path)});
    by_path_.emplace(path, made);
    children_.emplace(uint64_t{parent} << 32 | names.intern(name), made);
    return made;
}

EntityIndex Knowledge::child(EntityIndex parent, NameIndex name) const {
    const auto found = children_.find(uint64_t{parent} << 32 | name);
    if (found != children_.end()) return found->second;
    const auto any = children_.find(uint64_t{parent} << 32 | any_);
    return any == children_.end() ? 0 : any->second;
}

EntityIndex Knowledge::at(std::string_view path) const {
    const auto found = by_path_.find(std::string(path));
    return found == by_path_.end() ? 0 : found->second;
}

EntityIndex Knowledge::module(std::string_view specifier) const {
    if (specifier.starts_with("node:")) specifier.remove_prefix(5);
    std::string path(specifier);
    if (path == "fs/promises" || path == "fs-extra" || path == "graceful-fs") path = "fs";
    if (path == "dns/promises") path = "dns";
    if (path == "stream/promises") path = "stream";
    if (path == "node-fetch-native" || path == "cross-fetch" || path == "isomorphic-fetch") path = "node-fetch";
    if (path == "undici-fetch") path = "undici";
    return at(path);
}

}  // namespace ward::vet
