// Any bytes as a page of changes, as packuments one a line and as a list of names. Names that come out are names.
// LINK: ward_npm ward_inventory
#include <cstdlib>
#include <string_view>

#include "facts/inventory/npm_spec.h"
#include "facts/npm/feed.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const npm::FeedLimits limits{.rows = 1'000};
    static_cast<void>(npm::form_of_feed(text));
    if (const auto page = npm::parse_changes(text, "x", limits))
        for (const npm::Change& change : page->changes)
            if (!inventory::npm::is_package_name(change.name)) std::abort();
    if (const auto names = npm::parse_names(text, "x", limits))
        for (const std::string& name : names->names)
            if (!inventory::npm::is_package_name(name)) std::abort();
    if (const auto lines = npm::lines_of_feed(text, "x", limits))
        if (lines->size() > limits.rows) std::abort();
    return 0;
}
