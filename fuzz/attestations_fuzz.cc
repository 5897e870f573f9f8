// Any bytes as a registry's attestations: each bundle is JSON of its own, as it stands in the answer.
// LINK: ward_npm
#include <cstdlib>
#include <string>

#include "facts/npm/attestations.h"
#include "formats/document.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::npm;
    const std::string answer(reinterpret_cast<const char*>(data), size);
    const auto attestations = parse_attestations(answer, "answer");
    if (!attestations) return 0;
    if (attestations->size() > max_attestations) std::abort();
    for (const Attestation& attestation : *attestations)
        if (!answer.contains(attestation.bundle) || !ward::parse_json(attestation.bundle, "bundle")) std::abort();
    return 0;
}
