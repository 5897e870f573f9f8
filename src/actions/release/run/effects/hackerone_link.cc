// The CVE ids of a report at HackerOne, as the record has them.
//   target: report's id · content: cves (a line each), dropped (likewise: ids that may be taken away, because they are
//   rejected)
#include <algorithm>

#include "actions/release/run/effect_kind.h"
#include "base/text.h"
#include "io/net/hackerone.h"

namespace ward::release {
namespace {

Result<std::vector<std::string>> cves_of(const engine::Effect& effect) {
    WARD_TRY(const std::string text, content_of(effect, "cves"));
    std::vector<std::string> cves;
    for (const std::string_view line : split(text, '\n'))
        if (!line.empty()) cves.emplace_back(line);
    std::ranges::sort(cves);
    return cves;
}

Result<engine::Sight> look_hackerone_link(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const std::vector<std::string> wanted, cves_of(effect));
    WARD_TRY(net::HackerOne * service, doors.needed_hackerone());
    WARD_TRY(net::HackerOneReport report, service->report(effect.target));
    std::ranges::sort(report.cves);
    if (report.cves == wanted) return engine::Sight{engine::Standing::present, "linked"};
    // Somebody else's id is not taken away.
    const auto dropped = effect.content.find("dropped");
    const auto is_dropped = [&](const std::string& cve) {
        if (dropped == effect.content.end()) return false;
        const auto lines = split(dropped->second, '\n');
        return std::ranges::find(lines, cve) != lines.end();
    };
    std::erase_if(report.cves, is_dropped);
    if (!std::ranges::includes(wanted, report.cves))
        return engine::Sight{engine::Standing::changed, "the report has another CVE id by now"};
    return engine::Sight{engine::Standing::missing};
}

Result<std::string> perform_hackerone_link(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const std::vector<std::string> wanted, cves_of(effect));
    WARD_TRY(net::HackerOne * service, doors.needed_hackerone());
    WARD_TRY_VOID(service->set_cves(effect.target, wanted));
    return "linked";
}

}  // namespace

WARD_RELEASE_EFFECT(hackerone_link) = {.name = "hackerone.link",
                                       .summary = "write the CVE ids of a report at HackerOne",
                                       .undo = "write the ids that were there",
                                       .look = look_hackerone_link,
                                       .perform = perform_hackerone_link};

}  // namespace ward::release
