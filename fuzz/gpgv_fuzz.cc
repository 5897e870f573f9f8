// LINK: ward_update
// What gpgv writes, with a stranger's user ids in it: nothing holds without the pinned signer's own lines.
#include <cstdint>

#include "actions/update/ladder/gpgv.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string signer(40, 'A');
    const auto result = ward::update::judge_status(text, true, signer);
    if (result.problem.empty() && (!text.contains("] VALIDSIG ") || !text.contains(signer))) __builtin_trap();
    static_cast<void>(ward::update::without_armour(text, "keyring"));
    return 0;
}
