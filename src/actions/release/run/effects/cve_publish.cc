// The record of a CVE id at CVE Services: published where there is none, brought up to date where there is one.
//   target: CVE id · content: container (JSON of the CNA container) · requires: container (of the record that is there,
//   in comparable form), "absent" where there is none
#include "actions/release/run/effect_kind.h"
#include "io/net/cve_services.h"

namespace ward::release {
namespace {

// The record's container, or "absent".
Result<std::string> container_there(net::CveServices& service, const std::string& id) {
    const auto record = service.record(id);
    if (record) return record->container;
    if (record.error().code == ErrorCode::not_found) return "absent";
    return std::unexpected(record.error());
}

Result<engine::Sight> look_cve_publish(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const std::string container, content_of(effect, "container"));
    WARD_TRY(const std::string wanted, net::comparable_container(container, effect.target));
    WARD_TRY(net::CveServices * service, doors.needed_cve());
    WARD_TRY(const std::string there, container_there(*service, effect.target));
    if (there == wanted) return engine::Sight{engine::Standing::present, effect.target};
    const auto expected = effect.requires_state.find("container");
    if (expected == effect.requires_state.end() || expected->second == there)
        return engine::Sight{engine::Standing::missing};
    return engine::Sight{engine::Standing::changed, "the record was changed since the plan was made"};
}

Result<std::string> perform_cve_publish(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const std::string container, content_of(effect, "container"));
    WARD_TRY(net::CveServices * service, doors.needed_cve());
    WARD_TRY(const std::string there, container_there(*service, effect.target));
    WARD_TRY_VOID(there == "absent" ? service->publish(effect.target, container)
                                    : service->update(effect.target, container));
    // Read back: what is there is what was sent, or somebody has to know.
    WARD_TRY(const std::string wanted, net::comparable_container(container, effect.target));
    WARD_TRY(const std::string now_there, container_there(*service, effect.target));
    if (now_there != wanted) return fail(ErrorCode::conflict, "the record is not what was sent", effect.target);
    return effect.target;
}

}  // namespace

WARD_RELEASE_EFFECT(cve_publish) = {.name = "cve.publish",
                                    .summary = "publish a CVE record, or bring it up to date",
                                    .look = look_cve_publish,
                                    .perform = perform_cve_publish};

}  // namespace ward::release
