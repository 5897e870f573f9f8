// A compiled manifest from the inside: tables by URL. Private to compile.cc and semantics.cc.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "formats/sri.h"
#include "judges/policy/semantics.h"

namespace ward::policy {

// Tables are asked with views.
struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <typename Value>
using ByText = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

struct IntegrityRule {
    enum class Kind : uint8_t { refuse, any, cascade, hashes };
    Kind kind = Kind::refuse;
    std::string text;             // node reads it when it is asked
    std::vector<SriHash> hashes;  // ward has read it
};

// What a requester may import.
struct Mapper {
    std::string href;  // of the resource or scope; "default" for the manifest's own
    bool any = false;
    ByText<Target> entries;
    std::vector<std::pair<std::string, Target>> prefixes;  // ward: patterns, the longest prefix first
    bool cascade = false;
    bool resource = false;  // a resource's parent may be the scope of the same name
};

struct Resource {
    IntegrityRule integrity;
    Mapper mapper;
};

struct Compiled::State {
    Semantics semantics = Semantics::ward;
    OnError onerror = OnError::throws;
    Url base;
    ByText<Resource> resources;
    std::vector<const Resource*> by_entry;  // of the manifest's resources, in their order
    ByText<IntegrityRule> scope_integrity;
    ByText<Mapper> scope_mappers;
    Mapper default_mapper;

    bool ward() const { return semantics == Semantics::ward; }
    // The name under which the tables have a serialised URL.
    std::string name_of(std::string_view href) const;
};

// node's canonical form of a specifier, seen from `base`: an absolute URL, or the text itself.
std::string canonical_specifier(std::string_view specifier, const Url* base, Semantics semantics);

}  // namespace ward::policy
