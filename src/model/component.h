// A component: something a subject contains, and how we know.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ward {

// A place in the subject. `path` is relative to the scan root; `line` is 1-based, 0 where there is none.
struct Evidence {
    std::string path;
    int64_t line = 0;
    std::string text;

    bool operator==(const Evidence&) const = default;
};

// How the component came to our knowledge.
enum class Source { vendored, lockfile, installed, bundled, binary, sbom, submodule, action, os };
// What it is used for. `tooling` builds or tests the subject but is not part of what it ships.
enum class Scope { runtime, development, optional, test, tooling, unknown };

std::string_view name_of(Source source);
std::string_view name_of(Scope scope);
std::optional<Source> source_named(std::string_view name);
std::optional<Scope> scope_named(std::string_view name);
// For sorting, and to choose of several uses the one that counts: runtime 5, unknown 4 (it may be what ships), optional
// 3, development 2, tooling 1, test 0.
int need(Scope scope);
Scope more_needed(Scope a, Scope b);

// A name under which advisories may speak of a component. A record matches only through an equal identity.
struct Identity {
    std::string ecosystem;  // OSV ecosystem ("npm", "OSS-Fuzz", "Node.js"), or "GIT" with a repository URL as name
    std::string name;
    // How this ecosystem spells our version: "{version}" is replaced ("openssl-{version}", "v{version}"); "{version_}"
    // has
    // '_' for '.', "{version-}" has '-' for '.'. Empty means "{version}" alone. Used for exact `versions` matches.
    std::vector<std::string> spellings;

    bool operator==(const Identity&) const = default;
};

// A second version that the same component claims elsewhere. Reported, and matched too: never resolved silently.
struct Claim {
    std::string version;
    Evidence evidence;

    bool operator==(const Claim&) const = default;
};

struct Component {
    std::string id;    // "c12": position in the report; empty until the report is numbered
    std::string purl;  // canonical, with version where one is known
    std::string name;
    std::string version;                   // empty: unknown (it is then listed under skipped too)
    std::optional<std::string> ecosystem;  // OSV name, or none
    Source source = Source::vendored;
    Scope scope = Scope::unknown;
    std::string path;  // folder (or file) of the subject it stands for; "" is the root
    std::string
        parent;  // `path` or id of what contains it; filled with the parent's id when numbered; "" for the subject
    std::vector<std::string> cpe;    // CPE 2.3 names, version filled in
    std::string commit;              // upstream commit, where that is what is known
    std::vector<Evidence> evidence;  // the first one proves `version`
    std::vector<Claim> contradictions;
    std::vector<Identity> identities;     // not part of the report
    std::vector<std::string> depends_on;  // `path`s of components it needs (lock files); for paths in findings
    // Of those, the range that it declares, as written ("^4.1.0"): `path` and range. Not part of the report.
    std::vector<std::pair<std::string, std::string>> declared = {};
    std::vector<std::string> refs = {};  // branches that have it, where branches are looked at; else empty

    bool operator==(const Component&) const = default;
};

}  // namespace ward
