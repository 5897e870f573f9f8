// LINK: ward_permission ward_base
#include <string_view>

#include "permission/audit_events.h"

// Lines "NUMBER TEXT": the records of one listener, whose process is 500. What is told is of its domain alone, "aa".
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::permission::audit;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    Events events(500);
    const auto told = [](const ward::permission::Access& access) {
        if (access.source != ward::permission::Access::Source::kernel) __builtin_trap();
        (void)ward::permission::flag_of(ward::permission::grant_for(access));
    };
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        uint16_t type = 0;
        for (const char digit : line.substr(0, std::min<size_t>(4, line.size())))
            type = static_cast<uint16_t>(type * 10 + (digit - '0'));
        const std::string_view text = line.substr(std::min<size_t>(5, line.size()));
        const auto record = parse_record(type, text);
        if (record && text.size() > max_record_bytes) __builtin_trap();
        events.take(type, text, told);
    }
    if (events.lost() && !events.ended()) __builtin_trap();
    events.flush(told);
    return 0;
}
