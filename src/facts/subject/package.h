// A package as its package URL or its name and version name it: `ward audit pkg:npm/undici@5.28.0`, `openssl@3.0.13`,
// `node@18.20.4`, and the components of SBOMs. Decides under which names advisories may speak of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "facts/inventory/inventory.h"
#include "formats/purl.h"
#include "model/component.h"

namespace ward::subject {

// The component that a purl names, with its identities. A registry's type has that registry's name only. `github`,
// `bitbucket` and `generic` are looked for in the catalogue, by repository or by name, and have its row's identities
// and CPE names. `nodejs` and `generic` "node" are the runtime. Of other types nothing but the purl is known.
Component component_of_purl(const Purl& purl);

// Can `text` only mean a package (pkg:…, or NAME@VERSION without '/')?
bool names_package(std::string_view text);

// The inventory of one package, which is the subject itself. Usage errors where no version is given, or NAME is in no
// row of the catalogue.
Result<inventory::Inventory> of_package(const std::string& text);

}  // namespace ward::subject
