// Any bytes as a scope: refused, or read into names that are safe as paths and links, and the same after being written.
// LINK: ward_scorecard_monitor ward_formats
#include <cstddef>
#include <cstdlib>

#include "base/text.h"
#include "judges/scorecard/monitor/scope.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::scorecard::monitor;
    const auto scope = parse_scope({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (!scope) return 0;
    for (const ScopeEntry& entry : scope->included) {
        const std::string text = text_of(entry.repository);
        if (text.find_first_of("\\|<>[]()\"'` \n\r\x1b") != std::string::npos) std::abort();
        for (const std::string_view part : ward::split(text, '/'))
            if (part.empty() || part == "." || part == "..") std::abort();
    }
    const auto again = parse_scope(scope_json(*scope), "again");
    if (!again || again->included.size() != scope->included.size()) std::abort();
    if (scope_json(*again) != scope_json(*scope)) std::abort();
    return 0;
}
