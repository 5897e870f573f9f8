// Any bytes as advisories of a repository: refused in words of our own, or read.
// LINK: ward_net
#include <cstddef>
#include <string_view>

#include "confidential_answers.h"
#include "formats/cve_id.h"
#include "io/net/github_advisories.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::net;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    ward::fuzz::tells_nothing(repository_advisory_from_json(text, "fuzz"));
    const auto all = repository_advisories_from_json(text, "fuzz");
    ward::fuzz::tells_nothing(all);
    if (!all) return 0;
    for (const RepositoryAdvisory& advisory : *all)
        if (!is_ghsa_id(advisory.ghsa) || (!advisory.cve.empty() && !ward::is_cve_id(advisory.cve)) ||
            advisory.cwes.size() > max_advisory_list)
            std::abort();
    return 0;
}
