// Any bytes as a list of stewards, an approval, a checkpoint and a log: what is signed has one form; a log tells how
// much of it is whole, and its entries are written as they stand there.
// LINK: ward_release ward_signing ward_formats ward_base
#include <cstdlib>
#include <string>
#include <string_view>

#include "actions/release/approve/approval.h"
#include "actions/release/approve/audit_log.h"
#include "actions/release/approve/log_checkpoint.h"
#include "actions/release/approve/stewards.h"
#include "actions/release/approve/timeline.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::release;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto list = stewards_from_toml(text, "fuzz"); list && list->need_of("ship") > list->people.size())
        std::abort();
    if (const auto approval = approval_from_json(text, "fuzz"); approval && to_json(*approval) != text) std::abort();
    if (const auto checkpoint = checkpoint_from_json(text, "fuzz"); checkpoint && to_json(*checkpoint) != text)
        std::abort();
    const LogReport report = verify_log(text);
    if (report.good_bytes > text.size() || report.entries.size() != report.checks.size()) std::abort();
    (void)timeline_of(report, {.embargoed = false});
    if (!report.problems.empty()) return 0;
    std::string again;
    for (size_t i = 0; i < report.entries.size(); ++i)
        again += line_of(report.entries[i], i == 0 ? std::string() : report.checks[i - 1]);
    if (again != text) std::abort();
    return 0;
}
