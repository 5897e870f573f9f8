// Any bytes as answers of HackerOne: refused in words of our own, or read.
// LINK: ward_net
#include <cstddef>
#include <string_view>

#include "confidential_answers.h"
#include "formats/cve_id.h"
#include "io/net/hackerone.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::net;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto report = hackerone_report_from_json(text, "fuzz");
    ward::fuzz::tells_nothing(report);
    if (report)
        for (const std::string& cve : report->cves)
            if (!ward::is_cve_id(cve)) std::abort();
    const auto reports = hackerone_reports_from_json(text, "fuzz");
    ward::fuzz::tells_nothing(reports);
    if (reports)
        for (const HackerOneReport& one : *reports)
            if (one.id.empty() || one.state.empty() || one.title.size() > max_hackerone_text) std::abort();
    ward::fuzz::tells_nothing(hackerone_programs_from_json(text, "fuzz"));
    const auto requests = hackerone_cve_requests_from_json(text, "fuzz");
    ward::fuzz::tells_nothing(requests);
    if (requests)
        for (const HackerOneCveRequest& request : *requests)
            if (!request.cve.empty() && !ward::is_cve_id(request.cve)) std::abort();
    return 0;
}
