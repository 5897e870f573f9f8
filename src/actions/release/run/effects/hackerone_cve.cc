// A CVE id that is asked for at HackerOne for one report. Before it is asked for again, the report and the program's
// requests are read: an id that was given out cannot be given back.
//   target: report's id · content: program, request (JSON of what is asked, for people and the plan's hash), and the
//   parts of it: team, vendor, product, ranges ("FROM BELOW" a line), cvss, weakness, description, discovered_at,
//   references (a line each)
#include <optional>

#include "actions/release/run/effect_kind.h"
#include "base/text.h"
#include "io/net/hackerone.h"

namespace ward::release {
namespace {

Result<net::NewCveRequest> request_of(const engine::Effect& effect) {
    net::NewCveRequest request;
    WARD_TRY(request.team, content_of(effect, "team"));
    WARD_TRY(request.vendor, content_of(effect, "vendor"));
    WARD_TRY(request.product, content_of(effect, "product"));
    WARD_TRY(const std::string ranges, content_of(effect, "ranges"));
    for (const std::string_view line : split(ranges, '\n')) {
        const size_t blank = line.find(' ');
        if (blank == std::string_view::npos) return fail(ErrorCode::damaged, "a range without its end");
        request.ranges.push_back({std::string(line.substr(0, blank)), std::string(line.substr(blank + 1))});
    }
    WARD_TRY(request.cvss_vector, content_of(effect, "cvss"));
    WARD_TRY(request.weakness, content_of(effect, "weakness"));
    WARD_TRY(request.description, content_of(effect, "description"));
    WARD_TRY(request.discovered_at, content_of(effect, "discovered_at"));
    WARD_TRY(const std::string references, content_of(effect, "references"));
    for (const std::string_view line : split(references, '\n'))
        if (!line.empty()) request.references.emplace_back(line);
    request.report = effect.target;
    return request;
}

// What was asked for this report, by whomever; nothing: it was not asked for.
Result<std::optional<net::HackerOneCveRequest>> request_there(net::HackerOne& service, const std::string& program,
                                                              const std::string& report) {
    WARD_TRY(const std::vector<net::HackerOneCveRequest> requests, service.cve_requests(program));
    for (const net::HackerOneCveRequest& request : requests)
        if (request.report == report) return request;
    return std::nullopt;
}

// What the service understood is compared whenever it is looked at: ranges of published records were wrong because
// nobody looked.
bool is_understood(const net::HackerOneCveRequest& there, const net::NewCveRequest& wanted) {
    return there.ranges.empty() || there.ranges == wanted.ranges;
}

// The id stands in the request first, and in the report once it is written there.
Result<engine::Sight> look(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const std::string program, content_of(effect, "program"));
    WARD_TRY(const net::NewCveRequest wanted, request_of(effect));
    WARD_TRY(net::HackerOne * service, doors.needed_hackerone());
    WARD_TRY(const net::HackerOneReport report, service->report(effect.target));
    WARD_TRY(const auto there, request_there(*service, program, effect.target));
    if (there && !is_understood(*there, wanted))
        return engine::Sight{engine::Standing::changed, "HackerOne understood other versions than were asked for"};
    if (there && there->cve.empty())
        return engine::Sight{engine::Standing::changed, "an id was asked for and is not assigned yet"};
    if (!report.cves.empty()) {
        if (there && report.cves.front() != there->cve)
            return engine::Sight{engine::Standing::changed, "the report has another CVE id than was asked for"};
        return engine::Sight{engine::Standing::present, report.cves.front()};
    }
    return engine::Sight{engine::Standing::missing};
}

Result<std::string> perform(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const std::string program, content_of(effect, "program"));
    WARD_TRY(const net::NewCveRequest wanted, request_of(effect));
    WARD_TRY(net::HackerOne * service, doors.needed_hackerone());
    // Half of it may be done: the id is asked for and not written at the report.
    WARD_TRY(auto there, request_there(*service, program, effect.target));
    if (!there) {
        WARD_TRY(there, service->request_cve(program, wanted));
    }
    if (there->cve.empty())
        return fail(ErrorCode::unsupported, "the id is asked for and not assigned yet: try again later");
    if (!is_understood(*there, wanted))
        return fail(ErrorCode::unsupported, "HackerOne understood other versions than were asked for");
    WARD_TRY_VOID(service->set_cves(effect.target, {there->cve}));
    return there->cve;
}

}  // namespace

WARD_RELEASE_EFFECT(hackerone_cve) = {
    .name = "hackerone.cve", .summary = "ask HackerOne for a CVE id for a report", .look = look, .perform = perform};

}  // namespace ward::release
