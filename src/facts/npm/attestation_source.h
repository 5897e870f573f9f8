// Where a registry's answers about who built and published a version come from (attestations.h). What a source gives is
// verified before it is believed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/root.h"
#include "io/net/http.h"

namespace ward::npm {

class AttestationSource {
  public:
    virtual ~AttestationSource() = default;
    // The registry's answer as it stands; nothing where there is none. Called by several threads at once.
    virtual Result<std::optional<std::string>> attestations(const std::string& name, const std::string& version) = 0;
};

// One file for a version: NAME@VERSION.json; of scoped packages @scope/NAME@VERSION.json, or with '+' or "%2f" for the
// '/'.
std::unique_ptr<AttestationSource> attestation_folder(Root folder);

// The registry's /-/npm/v1/attestations/NAME@VERSION. `make_http` gives one door per thread.
std::unique_ptr<AttestationSource> attestation_downloads(std::function<std::unique_ptr<net::Http>()> make_http,
                                                         std::string registry);

// One after the other, until one has an answer.
std::unique_ptr<AttestationSource> first_attestations_of(std::vector<std::unique_ptr<AttestationSource>> sources);

}  // namespace ward::npm
