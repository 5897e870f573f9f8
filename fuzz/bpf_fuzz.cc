// LINK: ward_permission ward_base
#include <cstring>

#include "permission/bpf.h"

// A call (64 bytes), then a program: it decides the same each time, and as long as it was taken, always.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::permission;
    CallData call;
    if (size < 64) return 0;
    std::memcpy(&call.number, data, 4);
    std::memcpy(&call.architecture, data + 4, 4);
    std::memcpy(call.arguments.data(), data + 16, 48);
    std::vector<sock_filter> program((size - 64) / sizeof(sock_filter));
    if (!program.empty()) std::memcpy(program.data(), data + 64, program.size() * sizeof(sock_filter));
    const auto action = evaluate(program, call);
    // Whether a program is one does not depend on the call.
    if (action.has_value() != evaluate(program, CallData{}).has_value()) __builtin_trap();
    return 0;
}
