#include "actions/release/run/taken_cves.h"

#include <fmt/core.h>

#include "actions/release/vulndb/entries.h"

namespace ward::release {
namespace {

std::string name_of_report(const std::string& report) {
    return "report " + report;
}

}  // namespace

Result<std::map<std::string, std::string>> taken_cves(const Release& release, const Siblings& others,
                                                      const Doors& doors) {
    std::map<std::string, std::string> out;
    for (const Report& report : release.reports)
        for (const std::string& cve : report.cves) out.emplace(cve, name_of_report(report.id));
    const auto checkout = doors.checkouts.find("vulnerabilities");
    if (checkout != doors.checkouts.end() && release.state < State::disclosed) {
        const auto database = vulndb::read_database(checkout->second.root);
        // An empty checkout has no entries; one that cannot be read says nothing about ids.
        if (!database && database.error().code != ErrorCode::not_found) return std::unexpected(database.error());
        if (database)
            for (const vulndb::Entry* entry : database->of(vulndb::Collection::core))
                for (const vulndb::Text& cve : entry->cves()) out.insert_or_assign(cve.text, entry->path);
    }
    for (const auto& [cve, id] : others.cves) out.insert_or_assign(cve, "release " + id);
    return out;
}

std::string owner_of(const Doors& doors, const std::string& cve, const std::string& report) {
    const auto found = doors.taken.find(cve);
    if (found != doors.taken.end() && found->second != name_of_report(report)) return found->second;
    for (const auto& [other, id] : doors.reserved)
        if (id == cve && other != report) return name_of_report(other);
    return {};
}

Result<void> refuse_taken(StepPlan& plan, const StepInput& input) {
    WARD_TRY(input.doors.taken, taken_cves(input.release, input.others, input.doors));
    for (const Report& report : input.release.reports)
        for (const std::string& cve : report.cves)
            if (const std::string owner = owner_of(input.doors, cve, report.id); !owner.empty())
                plan.refused.push_back(fmt::format("report {} has a CVE id of {}", report.id, owner));
    return {};
}

}  // namespace ward::release
