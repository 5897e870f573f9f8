// One CVE id, reserved at CVE Services for one report. Ids that were reserved since the plan was made and that no
// record has are looked for first: an id cannot be given back, only rejected.
//   target: report's id · content: year · requires: known (ids that were reserved when the plan was made, a line each)
#include <algorithm>
#include <set>
#include <utility>

#include "actions/release/run/effect_kind.h"
#include "actions/release/run/taken_cves.h"
#include "base/text.h"
#include "io/net/cve_services.h"

namespace ward::release {
namespace {

// By number: CVE-2026-9999 was given out before CVE-2026-10000.
bool is_earlier(const std::string& a, const std::string& b) {
    return std::pair(a.size(), a) < std::pair(b.size(), b);
}

// Whatever the doubt of a run that is resumed: an outcome may be in the journal of a run whose record was never
// written. Before anything was sent, what is new is another release's, or reserved by hand.
Result<engine::Sight> look_cve_reserve(Doors& doors, const engine::Effect& effect, engine::Doubt doubt) {
    WARD_TRY(const std::string year, content_of(effect, "year"));
    // Found or made a moment ago, by this run.
    if (const auto ours = doors.reserved.find(effect.target); ours != doors.reserved.end())
        return engine::Sight{engine::Standing::present, ours->second};
    if (doubt == engine::Doubt::none && !doors.is_resumed) return engine::Sight{engine::Standing::missing};
    WARD_TRY(net::CveServices * service, doors.needed_cve());
    WARD_TRY(const std::vector<net::CveId> ids, service->ids({.state = net::CveState::reserved, .year = year}));
    std::set<std::string_view> known;
    const auto before = effect.requires_state.find("known");
    if (before != effect.requires_state.end())
        for (const std::string_view id : split(before->second, '\n')) known.insert(id);
    for (const auto& [report, taken] : doors.reserved) known.insert(taken);
    std::vector<std::string> fresh;
    for (const net::CveId& id : ids)
        if (!known.contains(id.id) && owner_of(doors, id.id, effect.target).empty()) fresh.push_back(id.id);
    if (fresh.empty()) return engine::Sight{engine::Standing::missing};
    // Of several nobody can say which one is this report's; taking the first would be as good as any, since nothing
    // binds an id to a report before it is used. No record of the group has them.
    std::ranges::sort(fresh, is_earlier);
    doors.reserved[effect.target] = fresh.front();
    return engine::Sight{engine::Standing::present, fresh.front()};
}

Result<std::string> perform_cve_reserve(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const std::string year, content_of(effect, "year"));
    WARD_TRY(net::CveServices * service, doors.needed_cve());
    WARD_TRY(const net::Reservation reservation, service->reserve(1, year));
    if (reservation.ids.empty()) return fail(ErrorCode::unsupported, "no CVE id was reserved: is the quota used up?");
    doors.reserved[effect.target] = reservation.ids.front().id;
    return reservation.ids.front().id;
}

}  // namespace

WARD_RELEASE_EFFECT(cve_reserve) = {.name = "cve.reserve",
                                    .summary = "reserve a CVE id at CVE Services",
                                    .undo = "reject the id, with a reason",
                                    .in_order = true,
                                    .look = look_cve_reserve,
                                    .perform = perform_cve_reserve};

}  // namespace ward::release
