// Any bytes as answers of CVE Services: refused in words of our own, or read. A container in its comparable form is in
// that form.
// LINK: ward_net
#include <cstddef>
#include <string_view>

#include "confidential_answers.h"
#include "formats/cve_id.h"
#include "io/net/cve_services.h"
#include "io/net/cve_services_parse.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::net;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    ward::fuzz::tells_nothing(cve_quota_from_json(text, "fuzz"));
    ward::fuzz::tells_nothing(cve_id_from_json(text, "fuzz"));
    const auto reservation = reservation_from_json(text, "fuzz");
    ward::fuzz::tells_nothing(reservation);
    if (reservation)
        for (const CveId& id : reservation->ids)
            if (!ward::is_cve_id(id.id)) std::abort();
    ward::fuzz::tells_nothing(cve_ids_from_json(text, "fuzz"));
    ward::fuzz::tells_nothing(cve_record_from_json(text, "fuzz"));
    const auto container = comparable_container(text, "fuzz");
    ward::fuzz::tells_nothing(container);
    if (container && comparable_container(*container, "fuzz") != *container) std::abort();
    // A refusal repeats nothing but names: no text of the answer that is longer than the longest of them.
    if (const auto document = ward::parse_json(text, "fuzz")) {
        constexpr size_t most_words = 2'000;
        if (explain_cve_refusal(*document).words.size() > most_words) std::abort();
    }
    return 0;
}
