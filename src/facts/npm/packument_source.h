// Where documents of a registry come from: files, folders, the registry itself. What a source gives is what that
// registry or mirror says, and nothing proves it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/npm/packument.h"
#include "io/net/http.h"

namespace ward::npm {

class PackumentSource {
  public:
    virtual ~PackumentSource() = default;
    // Nothing where this source has no such package. One thread at a time.
    virtual Result<std::optional<Packument>> packument(std::string_view name) = 0;
};

// A file with one document, or with one a line.
Result<std::unique_ptr<PackumentSource>> packument_file(const std::string& path, const PackumentLimits& limits = {});

// A folder of documents: NAME.json; of scoped packages @scope/NAME.json, @scope%2fNAME.json or @scope+NAME.json.
Result<std::unique_ptr<PackumentSource>> packument_folder(const std::string& path, const PackumentLimits& limits = {});

// Asks REGISTRY/NAME for the full form. Which URLs may be asked at all (https only, but for this machine itself) is
// the door's rule. Authentication is left out.
std::unique_ptr<PackumentSource> packument_downloads(std::unique_ptr<net::Http> http, std::string registry,
                                                     const PackumentLimits& limits = {});

// One after the other, until one has it.
std::unique_ptr<PackumentSource> first_packument_of(std::vector<std::unique_ptr<PackumentSource>> sources);

}  // namespace ward::npm
