// A page of NVD's API, or a file of the Node.js Security WG, from any bytes: taken apart, and each part built into an
// index.
// LINK: ward_advisory ward_formats ward_base
#include <string>
#include <vector>

#include "facts/advisory/advisory.h"
#include "facts/advisory/containers.h"

using namespace ward::advisory;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view json(reinterpret_cast<const char*>(data), size);
    switch (container_of(json)) {
        case Container::nvd_page:
            for (const JsonSlice& slice : nvd_items(json).values) {
                const std::string_view item = json.substr(slice.offset, slice.bytes);
                if (item.size() != slice.bytes) __builtin_trap();
                (void)build({&item, 1});
            }
            break;
        case Container::nodejs:
            if (const auto items = nodejs_items(json, "vuln/core/1.json"))
                for (const std::string_view item : items->records) (void)build({&item, 1});
            break;
        case Container::remarks:
        case Container::none: break;
    }
    return 0;
}
