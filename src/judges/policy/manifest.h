// The manifest of `ward policy` as plain values: Node.js's policy format (18 and 20) with one object of ward's own,
// "ward", which node passes over. A manifest is read here and nowhere else; what it means is semantics.h, which
// spellings it may use is normal.h, whether it protects anything is lint.h.
//
// Stricter than JSON.parse, because an attacker may write what we read and two readers must see one manifest: UTF-8
// without a byte order mark, no key twice in an object, no half surrogate, objects where objects belong. Values of a
// wrong kind inside a descriptor are kept as `invalid`, for node refuses them by name
// (ERR_MANIFEST_INVALID_RESOURCE_FIELD).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::policy {

struct ManifestLimits {
    size_t bytes = 64u << 20;
    size_t depth = 8;             // of conditions inside conditions; `{"import": "x"}` is 1
    size_t entries = 10'000'000;  // resources, scopes, dependencies and conditions together
    size_t unknown_depth = 64;    // of values that nobody knows
};

// A field that neither node nor ward knows; its value is compact JSON.
struct UnknownField {
    std::string name;
    std::string json;
    uint32_t line = 0;  // of the file, from 1; 0 where made by hand. Lines are no part of a value: == passes over them.

    bool operator==(const UnknownField& other) const { return name == other.name && json == other.json; }
};

struct Integrity {
    enum class Kind : uint8_t {
        absent,   // fails, or asks the scope where the entry cascades
        any,      // true: any bytes
        hashes,   // `text` is integrity metadata (formats/sri.h), not read yet
        invalid,  // anything else; `text` is compact JSON
    };
    Kind kind = Kind::absent;
    std::string text;

    bool operator==(const Integrity&) const = default;
};

enum class Cascade : uint8_t { absent, no, yes, invalid };

struct Condition;

// What a dependency stands for.
struct Target {
    enum class Kind : uint8_t {
        any,         // true: node's own search
        deny,        // null
        url,         // `text`, absolute or relative to the manifest; used without search
        conditions,  // in the order of the file: the first that holds and is not null wins
        invalid,     // anything else; `text` is compact JSON
    };
    Kind kind = Kind::any;
    std::string text;
    std::vector<Condition> conditions;

    bool operator==(const Target&) const;
};

struct Condition {
    std::string name;
    Target target;

    bool operator==(const Condition&) const = default;
};

struct Dependency {
    std::string key;  // as written: bare name, relative to the manifest, or URL
    Target target;
    uint32_t line = 0;

    bool operator==(const Dependency& other) const { return key == other.key && target == other.target; }
};

struct Dependencies {
    enum class Kind : uint8_t {
        absent,   // nothing may be imported (null is the same)
        any,      // true
        map,      // `entries`
        invalid,  // anything else; `text` is compact JSON
    };
    Kind kind = Kind::absent;
    std::vector<Dependency> entries;
    std::string text;

    bool operator==(const Dependencies&) const = default;
};

// A resource or a scope.
struct Entry {
    std::string key;  // as written
    Integrity integrity;
    Dependencies dependencies;
    Cascade cascade = Cascade::absent;
    std::string cascade_json;  // where it is invalid
    std::vector<UnknownField> unknown;
    uint32_t line = 0;

    bool operator==(const Entry& other) const;
};

enum class OnError : uint8_t { absent, throws, exits, logs, invalid };

// A pair of the "ward" object.
struct NamedText {
    std::string name;
    std::string text;
    uint32_t line = 0;

    bool operator==(const NamedText& other) const { return name == other.name && text == other.text; }
};

// ward's own object. Its kinds are ours, so a wrong one is a parse error.
struct WardFields {
    int64_t schema = 1;
    std::optional<int64_t> serial;     // grows with every release: signed, it stops rollback
    std::vector<NamedText> symlinks;   // key of the link, and its text as readlink gives it
    std::vector<NamedText> generated;  // key of a file that no package brings, and why it is there
    std::vector<NamedText> exclude;    // glob of paths that are nobody's matter, and why: they may be there
    std::vector<UnknownField> unknown;

    bool operator==(const WardFields&) const = default;
};

constexpr int64_t ward_schema = 1;

struct Manifest {
    OnError onerror = OnError::absent;
    std::string onerror_text;  // where it is invalid: compact JSON
    uint32_t onerror_line = 0;
    std::vector<Entry> resources;  // in the order of the file
    std::vector<Entry> scopes;
    Dependencies dependencies;  // of requesters that neither a resource nor a scope answers for
    uint32_t dependencies_line = 0;
    std::optional<WardFields> ward;
    std::vector<UnknownField> unknown;

    bool operator==(const Manifest& other) const;
};

// What of a manifest decides before its resources are looked at.
struct ManifestHead {
    std::optional<int64_t> serial;
    std::vector<std::string> exclude;  // globs

    bool operator==(const ManifestHead&) const = default;
};
ManifestHead head_of(const Manifest& manifest);

// `name` is for messages. Errors: parse with the line, limit; nothing is read of a manifest that is wrong anywhere.
Result<Manifest> parse_manifest(std::string_view text, std::string_view name, const ManifestLimits& limits = {});

// Canonical: UTF-8, two spaces, LF, keys sorted by their bytes except those of conditions, whose order means something.
// Reading it gives the same manifest with sorted entries, and writing that the same bytes.
std::string manifest_text(const Manifest& manifest);
// The order in which manifest_text writes.
void sort_manifest(Manifest& manifest);

}  // namespace ward::policy
