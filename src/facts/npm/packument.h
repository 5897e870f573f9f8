// What a registry says of one package: all its versions (docs.npmjs.com "Package metadata"), in the full form or the
// abbreviated one that installers ask for. Single documents of 45 MB exist.
//
// Fields that a form or a mirror leaves out are empty optionals: a time that is not there is not known, and nothing
// guesses it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/npm/package.h"

namespace ward::npm {

struct PackumentLimits {
    size_t bytes = 256u << 20;
    size_t values = 50'000'000;  // keys included
    size_t versions = 100'000;
    size_t signatures = 100;      // of one version
    size_t maintainers = 10'000;  // of one version
};

struct Account {
    std::string name;
    std::string email;
    bool is_trusted_publisher = false;  // a workflow that the registry was told to trust, not a person

    bool operator==(const Account&) const = default;
};

struct RegistrySignature {
    std::string key_id;
    std::string signature;

    bool operator==(const RegistrySignature&) const = default;
};

// `dist`: the tarball, and what the registry says of it.
struct Distribution {
    std::string tarball;    // its URL
    std::string shasum;     // SHA-1, hexadecimal
    std::string integrity;  // SRI
    std::optional<uint64_t> file_count;
    std::optional<uint64_t> unpacked_bytes;
    std::vector<RegistrySignature> signatures;
    std::string attestations;     // URL; empty: none
    std::string provenance_type;  // "https://slsa.dev/provenance/v1"

    bool operator==(const Distribution&) const = default;
};

struct PublishedVersion {
    Manifest manifest;  // as the registry has it
    Distribution distribution;
    std::optional<Instant> published;
    std::optional<Account> publisher;  // _npmUser
    std::vector<Account> maintainers;  // at that time; a cache of the registry
    std::optional<bool> has_install_script;
    bool has_shrinkwrap = false;
    std::string deprecated;  // the text; empty: it is not
    std::string commit;      // gitHead
    std::string npm_version;
    std::string node_version;

    const std::string& version() const { return manifest.version; }
};

struct Removal {
    std::string version;
    std::optional<Instant> published;
};

struct Packument {
    std::string name;
    std::vector<PublishedVersion> versions;  // in npm's order, oldest number first; what is no version stands in front
    std::vector<NamedText> tags;             // dist-tags: name and version, sorted by name
    std::optional<Instant> created;
    std::optional<Instant> modified;
    std::vector<Removal> removed;        // versions with a time that are no longer there
    std::optional<Instant> unpublished;  // when the whole name was taken down (and perhaps came back)
    std::vector<Account> maintainers;    // now
    std::optional<bool> has_readme;      // nothing where the form has no such field
    bool is_abbreviated = false;         // without times, accounts and scripts
    std::vector<std::string> problems;   // what is there in another form than registries write

    const PublishedVersion* find(std::string_view version) const;
    // The version of a tag; nullptr where there is none.
    const PublishedVersion* tagged(std::string_view tag) const;
    // Does any version carry a registry signature or an attestation? Mirrors strip both.
    bool tells_signatures() const;
};

// `where` is for messages. Errors: `parse`, `limit`.
Result<Packument> parse_packument(std::string_view json, const std::string& where, const PackumentLimits& limits = {});

}  // namespace ward::npm
