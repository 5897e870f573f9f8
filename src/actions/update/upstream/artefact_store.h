// What was downloaded, kept by its SHA-256: a resumed run, a second look and `verify` use the very bytes that were
// verified, and nothing is asked for twice. Files are checked against their names when they are read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "actions/update/upstream/source.h"
#include "base/result.h"

namespace ward::update {

// A version with all its bytes.
struct Stored {
    Candidate candidate = {};
    std::vector<Fetched> fetched = {};  // in the recipe's order, `artefact` set
};

class ArtefactStore {
  public:
    // The folder is made when something is kept. An empty one keeps nothing.
    explicit ArtefactStore(std::string folder) : folder_(std::move(folder)) {}

    // Nothing where it is not there as a whole, or not for these artefacts. `damaged` where a file is not what its name
    // says.
    Result<std::optional<Stored>> find(const Recipe& recipe, std::string_view version) const;
    // Artefacts without bytes (a git commit's files) are kept by their commit alone.
    Result<void> keep(const Recipe& recipe, const Candidate& candidate, const std::vector<Fetched>& fetched) const;
    // Bytes by their digest; nothing where they are not there.
    Result<std::optional<std::string>> bytes_of(std::string_view sha256) const;

  private:
    std::string record_of(const Recipe& recipe, std::string_view version) const;
    std::string folder_;
};

}  // namespace ward::update
