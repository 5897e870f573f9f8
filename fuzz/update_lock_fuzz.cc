// LINK: ward_update
#include <string_view>

#include "actions/update/recipe/lock_file.h"

// A lock file: what can be read can be written, and what was written is the same when it is read.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::update;
    const auto lock = parse_lock({reinterpret_cast<const char*>(data), size}, "l");
    if (!lock) return 0;
    const std::string text = to_text(*lock);
    const auto again = parse_lock(text, "l");
    if (!again || *again != *lock || to_text(*again) != text) __builtin_trap();
    return 0;
}
