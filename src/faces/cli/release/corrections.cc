// ward release cve corrections: published CVE records that say something else of a release line than the group's.
#include "actions/release/run/corrections.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/replay/cve_list.h"
#include "actions/release/run/public_records.h"
#include "actions/release/run/step_parts.h"
#include "faces/cli/release/doors_setup.h"
#include "faces/cli/release/group_setup.h"
#include "faces/cli/release/verbs.h"

namespace ward::cli {
namespace {

// Nothing where there is no record.
Result<std::optional<std::string>> record_of(const Invocation& invocation, release::Doors& doors,
                                             const std::string& cve) {
    if (invocation.has("cve-list")) {
        WARD_TRY(const Root root, Root::open(invocation.value("cve-list")));
        WARD_TRY(auto listed, release::record_in_list(root, cve));
        if (!listed) return std::nullopt;
        return std::move(listed->text);
    }
    WARD_TRY(const auto record, release::published_record(doors, cve));
    if (!record || record->state != net::CveState::published) return std::nullopt;
    return fmt::format(R"({{"cveMetadata": {{"cveId": "{}"}}, "containers": {{"cna": {}}}}})", cve, record->container);
}

}  // namespace

Result<int> release_cve_corrections(const Invocation& invocation) {
    WARD_TRY(const release::Group group, open_group(invocation));
    WARD_TRY(const auto outside, ReleaseOutside::open(invocation, group));
    if (invocation.has("cve-list")) {
        WARD_TRY([[maybe_unused]] const Root list, Root::open(invocation.value("cve-list")));
    }
    std::vector<std::string> ids{invocation.value("release")};
    if (!invocation.has("release")) {
        WARD_TRY(ids, group.ids());
    }
    const std::vector<std::string> versions = release::released_by_now(outside->doors());
    std::vector<release::Correction> all;
    bool is_complete = true;
    for (const std::string& id : ids) {
        WARD_TRY(const release::Release record, group.release(id));
        // Who asks about embargoed ids tells that there are some.
        if (record.is_embargoed(now())) continue;
        for (const release::Report& report : record.reports) {
            for (const std::string& cve : report.cves) {
                // One record that cannot be had says nothing of the others.
                const auto asked = record_of(invocation, outside->doors(), cve);
                if (!asked) {
                    invocation.log.warn(fmt::format("{}: {}", cve, asked.error().message()));
                    is_complete = false;
                    continue;
                }
                const std::optional<std::string>& published = *asked;
                if (!published) {
                    invocation.log.info(fmt::format("{} is not published", cve));
                    continue;
                }
                auto found = release::corrections_of(record, report, cve, *published, group.project(), versions);
                if (!found) {
                    invocation.log.warn(fmt::format("{}: {}", cve, found.error().message()));
                    is_complete = false;
                    continue;
                }
                std::ranges::move(*found, std::back_inserter(all));
            }
        }
    }
    WARD_TRY_VOID(print(release::to_csv(all)));
    constexpr int incomplete_status = 4;
    if (!is_complete) return incomplete_status;
    return all.empty() ? 0 : verification_status;
}

}  // namespace ward::cli
