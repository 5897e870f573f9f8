// Any bytes as reports and dependencies that people hand over, as a plan's request, a changelog and a commit's message:
// what is taken stands in a record again, a request is read as it was written, and trailers are added once.
// LINK: ward_release ward_formats ward_base
#include <cstdlib>
#include <string>
#include <string_view>

#include "actions/release/run/intake.h"
#include "actions/release/run/intake_sources.h"
#include "actions/release/run/line_commits.h"
#include "actions/release/run/plan_files.h"
#include "actions/release/run/proposal_texts.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::release;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    Release release{.id = "r", .slug = "s"};
    if (const auto reports = reports_of_text(text, "fuzz", release)) {
        for (const Report& report : *reports) {
            Release alone = release;
            add_report(alone, report);
            if (!release_from_json(to_json(alone), "again")) std::abort();
        }
    }
    (void)dependencies_of_text(text, "fuzz", "22");
    if (const auto request = plan_request_from_json(text, "fuzz");
        request && plan_request_from_json(to_json(*request), "again") != *request)
        std::abort();
    // Without a subject there is nothing to stand below.
    const std::string once = with_trailers("s" + std::string(text), {"CVE-ID: CVE-2026-1"});
    if (with_trailers(once, {"CVE-ID: CVE-2026-1"}) != once) std::abort();
    release.lines = {{.name = "22", .fixed_version = "22.1.1"}};
    const Project project;
    const ProposalInput input{
        .release = release, .project = project, .line = release.lines.front(), .notable = "x\n", .date = "2026-01-01"};
    (void)with_section(input, text);
    (void)proposal_message(input, text);
    return 0;
}
