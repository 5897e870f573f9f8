// Any bytes as a list of names: lines, or JSON. What comes out is names, each once, and the index takes them all.
// LINK: ward_names
#include <string_view>

#include "facts/names/index.h"
#include "facts/names/name_list.h"
#include "facts/names/name_table.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    namespace names = ward::names;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const names::Ecosystem ecosystem : {names::Ecosystem::npm, names::Ecosystem::pypi}) {
        const auto read = names::read_names(text, "list", ecosystem, {.bytes = 1u << 20, .names = 2'000});
        if (!read) continue;
        const names::NameTable table(read->list);
        const names::LikenessIndex index(read->list, {.targets = 500, .two_edits = 500});
        std::vector<uint32_t> found;
        for (size_t place = 0; place < read->list.size(); ++place) {
            const std::string_view name = read->list.name(place);
            if (!names::is_name(name) || table.find(name) != place) __builtin_trap();
            if (place > 0 && read->list.downloads(place) > read->list.downloads(place - 1)) __builtin_trap();
            index.find(name, found);
            for (const uint32_t other : found)
                if (other >= index.targets()) __builtin_trap();
        }
    }
    return 0;
}
