// LINK: ward_subject
#include <string_view>

#include "facts/subject/binary.h"
#include "facts/subject/node_versions.h"

// Headers of three formats, symbols, banners and node's snapshot, all out of the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::subject;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const Form form = bytes.starts_with("MZ") ? Form::pe : bytes.starts_with("\xcf\xfa") ? Form::mach_o : Form::elf;
    if (const auto inventory = read_binary(bytes, form, "b"))
        for (const ward::Component& component : inventory->components)
            if (component.name.empty() || component.purl.empty()) __builtin_trap();
    const NodeVersions node = read_node_versions(bytes, {});
    for (const NodeVersion& one : node.found)
        if (one.offset >= size || one.version.empty()) __builtin_trap();
    return 0;
}
