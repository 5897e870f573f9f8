// A report at HackerOne is resolved, and its disclosure asked for.
//   target: report's id · content: message, disclosure ("full", "summary", "none")
#include "actions/release/run/effect_kind.h"
#include "io/net/hackerone.h"

namespace ward::release {
namespace {

bool is_disclosing(const net::HackerOneReport& report) {
    return !report.disclosed_at.empty() || report.disclosure_requested;
}

Result<engine::Sight> look_hackerone_close(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const std::string disclosure, content_of(effect, "disclosure"));
    WARD_TRY(net::HackerOne * service, doors.needed_hackerone());
    WARD_TRY(const net::HackerOneReport report, service->report(effect.target));
    if (report.state == "resolved" && (disclosure == "none" || is_disclosing(report)))
        return engine::Sight{engine::Standing::present, "resolved"};
    if (report.state != "resolved" && report.state != "triaged" && report.state != "new")
        return engine::Sight{engine::Standing::changed, "the report was closed otherwise"};
    return engine::Sight{engine::Standing::missing};
}

Result<std::string> perform_hackerone_close(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const std::string message, content_of(effect, "message"));
    WARD_TRY(const std::string disclosure, content_of(effect, "disclosure"));
    WARD_TRY(net::HackerOne * service, doors.needed_hackerone());
    // Half of it may be done.
    WARD_TRY(const net::HackerOneReport report, service->report(effect.target));
    if (report.state != "resolved") WARD_TRY_VOID(service->resolve(effect.target, message));
    if (disclosure != "none" && !is_disclosing(report))
        WARD_TRY_VOID(service->request_disclosure(
            effect.target, message, disclosure == "full" ? net::Disclosure::full : net::Disclosure::summary));
    return "resolved";
}

}  // namespace

WARD_RELEASE_EFFECT(hackerone_close) = {.name = "hackerone.close",
                                        .summary = "resolve a report at HackerOne and ask for its disclosure",
                                        .look = look_hackerone_close,
                                        .perform = perform_hackerone_close};

}  // namespace ward::release
