// LINK: ward_advisory ward_base
// Lists of changed records: of whatever bytes, ids that are ids (they become parts of addresses), no more than are
// read, and nothing that is newer than the first.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "facts/advisory/change_list.h"
#include "formats/cve_id.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace ward::advisory;
    constexpr ward::Instant since = 1'767'225'600;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const bool cut : {false, true}) {
        const ChangeList list = changes_since(text, cut, since);
        const bool is_plain = std::ranges::none_of(list.ids, [](const std::string& id) {
            return id.empty() || id.find_first_of("/?#% ") != std::string::npos;
        });
        if (!is_plain || list.ids.size() > most_osv_changes + 1) std::abort();
    }
    const ChangeList list = delta_log_since(text, since);
    if (!std::ranges::all_of(list.ids, ward::is_cve_id) || list.ids.size() > most_cve_changes + 1) std::abort();
    return 0;
}
