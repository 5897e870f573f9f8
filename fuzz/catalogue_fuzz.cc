// LINK: ward_inventory
// The first byte chooses the row; the rest is a file its rules look at, and what other witnesses may look at too.
#include "facts/inventory/build_files.h"
#include "facts/inventory/inlined_code.h"
#include "facts/inventory/version_macros.h"
#include "facts/inventory/version_text.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::inventory;
    if (size < 1) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    for (const VersionRule& rule : all_rows()[data[0] % all_rows().size()]->rules)
        if (const auto found = find_version(rule, text))
            if ((rule.form != Form::fork && !looks_like_version(found->value)) || found->offset > text.size())
                __builtin_trap();
    for (const BuildFile& kind : build_files()) kind.read(text);
    read_change_log(text);
    find_version_macros(text, std::vector<std::string>{"ZLIB"});
    find_inlined_packages(text);
    return 0;
}
