// Release schedules: dates and names of lines are what they claim, since branches are named after them.
// LINK: ward_lifecycle
#include <string_view>

#include "facts/lifecycle/schedule.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const auto lines = ward::lifecycle::parse_schedule({reinterpret_cast<const char*>(data), size}, "schedule.json");
    if (!lines) return 0;
    for (const ward::lifecycle::Line& line : *lines) {
        if (!line.name.starts_with('v') || line.name.find_first_not_of("0123456789.", 1) != std::string::npos)
            __builtin_trap();
        if (line.start > line.end) __builtin_trap();
        (void)phase_of(line, 1'700'000'000);
    }
    return 0;
}
