// Files of refs: what passes as the name of a ref never is a path out of the repository.
// LINK: ward_gitobjects
#include <string_view>

#include "io/gitobjects/ref_text.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::gitobjects;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto target = parse_ref_file(bytes, "HEAD"))
        if (target->ref.find("..") != std::string_view::npos || target->ref.starts_with('/')) __builtin_trap();
    std::string_view rest = bytes;
    for (int number = 0;;) {
        const auto line = next_packed_ref(rest, number, "packed-refs");
        if (!line || !*line) return 0;
        if (!is_object_id((*line)->id)) __builtin_trap();
    }
}
