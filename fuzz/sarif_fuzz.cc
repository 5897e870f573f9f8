// Any bytes as SARIF: refused or read, within its limits, and no path that it tells leads out of the root.
// LINK: ward_formats
#include <cstddef>
#include <cstdlib>

#include "base/text.h"
#include "formats/sarif.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const auto log = ward::sarif::parse({reinterpret_cast<const char*>(data), size}, "fuzz", "/root/of/tree");
    if (!log) return 0;
    size_t results = 0;
    for (const auto& run : log->runs) {
        results += run.results.size();
        for (const auto& result : run.results)
            for (const auto& location : result.locations) {
                if (location.path.starts_with('/') || location.path.find('\0') != std::string::npos) std::abort();
                for (const std::string_view part : ward::split(location.path, '/'))
                    if (part == ".." || part == "." || (part.empty() && !location.path.empty())) std::abort();
            }
    }
    if (results > ward::sarif::max_results) std::abort();
    return 0;
}
