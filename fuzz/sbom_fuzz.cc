// LINK: ward_subject
#include <string_view>

#include "facts/inventory/json_scan.h"
#include "facts/subject/form.h"
#include "facts/subject/sbom.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)subject::form_of(text, "s");
    const auto json = inventory::Json::scan(text, "s");
    if (!json) return 0;
    for (const auto read : {subject::read_cyclonedx, subject::read_spdx}) {
        const auto inventory = read(*json, "s");
        if (!inventory) continue;
        for (const Component& component : inventory->components)
            if (component.purl.empty() || (component.path.empty() != (&component == inventory->components.data())))
                __builtin_trap();
    }
    return 0;
}
