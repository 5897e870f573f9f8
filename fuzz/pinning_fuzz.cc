// LINK: ward_scorecard
// What a stranger's script fetches, by the peer's rules and by ward's: the same twice, and within the script's lines.
#include <algorithm>
#include <string_view>

#include "judges/scorecard/own/own.h"
#include "judges/scorecard/pinning/dependencies.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::scorecard;
    const std::string_view script(reinterpret_cast<const char*>(data), size);
    const auto lines = static_cast<uint32_t>(std::count(script.begin(), script.end(), '\n')) + 1;
    Pinning once;
    Pinning again;
    FetchedFiles fetched;
    FetchedFiles fetched_again;
    (void)find_in_script(script, {"a.sh", 0, 0}, fetched, once);
    (void)find_in_script(script, {"a.sh", 0, 0}, fetched_again, again);
    if (fetched != fetched_again || once.dependencies.size() != again.dependencies.size()) __builtin_trap();
    if (once.own.size() != again.own.size()) __builtin_trap();
    for (const OwnDependency& dependency : once.own) {
        if (dependency.command.label.empty() || dependency.location.line == 0) __builtin_trap();
        // A script in a script (`sh -c`) is counted from the line it stands in.
        if (!script.contains("-c") && dependency.location.line > lines) __builtin_trap();
    }
    (void)programs_of(script);
    return 0;
}
