// Changes to a manifest by its keys: `ward policy edit`. Keys are compared by the file they mean, not by their
// spelling; what is written anew is relative to the manifest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/url.h"
#include "judges/policy/manifest.h"

namespace ward::policy {

enum class Existing : uint8_t { refuse, replace };

// Adds `entry` as a resource under its key. Errors: parse for a key that is no URL; conflict for one that is there.
Result<void> add_resource(Manifest& manifest, const Url& base, Entry entry, Existing existing);

struct Removed {
    size_t resources = 0;
    std::vector<std::string> dangling;  // "OWNER: KEY" of each dependency that still leads to what is gone
};
// Takes away the resource `key` or, where it ends in '/', all that lie in that folder, with what ward.symlinks and
// ward.generated say of them. Dependencies stay, and are told. Error: not_found.
Result<Removed> remove_resources(Manifest& manifest, const Url& base, std::string_view key);

struct Moved {
    size_t resources = 0;
    size_t scopes = 0;
    size_t references = 0;  // targets and keys of dependencies, links
};
// Renames the resource `from`, or the folder where both end in '/', wherever it stands: keys of resources and scopes,
// keys and targets of dependencies, ward.symlinks and ward.generated. Errors: not_found; conflict where the new name is
// taken; usage where only one of them is a folder.
Result<Moved> move_resources(Manifest& manifest, const Url& base, std::string_view from, std::string_view to);

}  // namespace ward::policy
