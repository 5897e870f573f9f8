// Any bytes as a workflow: every use has a name and a line of the file.
// LINK: ward_inventory
#include <string_view>

#include "facts/inventory/workflow_uses.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const auto found = ward::inventory::read_workflow_uses({reinterpret_cast<const char*>(data), size}, "w.yml");
    if (!found) return 0;
    for (const auto& use : found->uses)
        if (use.name.empty() || use.evidence.line < 1) __builtin_trap();
    return 0;
}
