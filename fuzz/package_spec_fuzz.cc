// LINK: ward_subject
#include <string>

#include "facts/subject/package.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (!ward::subject::names_package(text)) return 0;
    const auto inventory = ward::subject::of_package(text);
    if (inventory && (inventory->components.size() != 1 || inventory->components[0].version.empty())) __builtin_trap();
    return 0;
}
