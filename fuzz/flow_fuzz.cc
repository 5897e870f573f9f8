// LINK: ward_vet ward_npm ward_javascript ward_base
#include <string>
#include <string_view>
#include <vector>

#include "judges/vet/flow/flow.h"

// The input is a package of two files, parted by its first null byte.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward;
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    const size_t part = source.find('\0');
    npm::Package package;
    package.files.push_back({.path = "index.js", .bytes = source.substr(0, part)});
    if (part != std::string_view::npos) package.files.push_back({.path = "lib.js", .bytes = source.substr(part + 1)});
    const std::vector<std::string> reachable = {"index.js"};
    const vet::FlowReading reading = vet::read_flows(package, reachable, {.slots = 200'000, .held = 1'000'000});
    for (const vet::Sighting& one : reading.sightings) {
        if (vet::signal_named(one.signal) == nullptr || one.evidence.empty()) __builtin_trap();
        for (const Evidence& step : one.evidence)
            if (package.find(step.path) == nullptr || step.line < 1) __builtin_trap();
    }
    return 0;
}
