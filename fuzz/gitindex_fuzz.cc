// LINK: ward_gitobjects
#include <string_view>

#include "io/gitobjects/gitobjects.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const auto links = ward::gitobjects::read_gitlinks({reinterpret_cast<const char*>(data), size});
    if (!links) return 0;
    for (const auto& link : *links)
        if (link.path.empty() || link.path.front() == '/') __builtin_trap();
    return 0;
}
