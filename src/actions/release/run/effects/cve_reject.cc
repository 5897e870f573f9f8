// A CVE id that is given up, for good: reserved and not used, or of a record that should not be.
//   target: CVE id · content: reason
#include "actions/release/run/effect_kind.h"
#include "io/net/cve_services.h"

namespace ward::release {
namespace {

Result<engine::Sight> look_cve_reject(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(net::CveServices * service, doors.needed_cve());
    WARD_TRY(const net::CveId id, service->id(effect.target));
    if (id.state == net::CveState::rejected) return engine::Sight{engine::Standing::present, effect.target};
    return engine::Sight{engine::Standing::missing};
}

Result<std::string> perform_cve_reject(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const std::string reason, content_of(effect, "reason"));
    WARD_TRY(net::CveServices * service, doors.needed_cve());
    WARD_TRY(const net::CveId id, service->id(effect.target));
    WARD_TRY_VOID(service->reject(effect.target, reason, id.state == net::CveState::published));
    return effect.target;
}

}  // namespace

WARD_RELEASE_EFFECT(cve_reject) = {
    .name = "cve.reject", .summary = "reject a CVE id", .look = look_cve_reject, .perform = perform_cve_reject};

}  // namespace ward::release
