// A CVE id that is asked for at HackerOne for one report. Before it is asked for again, the report and the program's
// requests are read: an id that was given out cannot be given back.
//   target: report's id · content: program, request (JSON of what is asked, for people and the plan's hash), and the
//   parts of it: team, vendor, product, ranges ("FROM BELOW" a line), cvss, weakness, description, discovered_at,
//   references (a line each)
#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "actions/release/run/effect_kind.h"
#include "actions/release/run/taken_cves.h"
#include "base/text.h"
#include "io/net/hackerone.h"

namespace ward::release {
namespace {

constexpr std::string_view several_words =
    "several CVE ids were asked for at HackerOne: one of them has to be given up";

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

// What was asked for this report, by whomever; nothing: it was not asked for. Several are a second id for one report,
// of which people have to give up one (May 2025): a `conflict` error.
Result<std::optional<net::HackerOneCveRequest>> request_there(net::HackerOne& service, const std::string& program,
                                                              const std::string& report) {
    WARD_TRY(const std::vector<net::HackerOneCveRequest> requests, service.cve_requests(program));
    std::optional<net::HackerOneCveRequest> found;
    for (const net::HackerOneCveRequest& request : requests) {
        if (request.report != report || request.is_cancelled()) continue;
        if (found && (request.cve.empty() || found->cve != request.cve))
            return fail(ErrorCode::conflict, std::string(several_words));
        found = request;
    }
    return found;
}

// What the service understood is compared whenever it is looked at: ranges of published records were wrong because
// nobody looked.
bool is_understood(const net::HackerOneCveRequest& there, const net::NewCveRequest& wanted) {
    if (there.ranges.empty() && there.other_versions == 0) return true;  // it does not say
    return there.other_versions == 0 && std::ranges::is_permutation(there.ranges, wanted.ranges);
}

engine::Sight changed(std::string_view why) {
    return {engine::Standing::changed, std::string(why)};
}

// The id that the service names for a report, unless it stands elsewhere.
engine::Sight id_there(Doors& doors, const std::string& cve, const std::string& report, engine::Standing standing) {
    if (const std::string owner = owner_of(doors, cve, report); !owner.empty())
        return changed(fmt::format("HackerOne has a CVE id for it that is of {}", owner));
    doors.reserved[report] = cve;
    return {standing, standing == engine::Standing::present ? cve : std::string()};
}

// The id stands in the request first, and in the report once it is written there.
Result<engine::Sight> look_hackerone_cve(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const std::string program, content_of(effect, "program"));
    WARD_TRY(const net::NewCveRequest wanted, request_of(effect));
    WARD_TRY(net::HackerOne * service, doors.needed_hackerone());
    WARD_TRY(const net::HackerOneReport report, service->report(effect.target));
    const auto request = request_there(*service, program, effect.target);
    if (!request) {
        if (request.error().code == ErrorCode::conflict) return changed(several_words);
        return std::unexpected(request.error());
    }
    const auto& there = *request;
    if (there && !is_understood(*there, wanted))
        return changed("HackerOne understood other versions than were asked for");
    if (report.cves.size() > 1) return changed("the report has several CVE ids");
    if (there && there->cve.empty()) return changed("an id was asked for and is not assigned yet");
    if (!report.cves.empty()) {
        if (there && report.cves.front() != there->cve)
            return changed("the report has another CVE id than was asked for");
        return id_there(doors, report.cves.front(), effect.target, engine::Standing::present);
    }
    if (there) return id_there(doors, there->cve, effect.target, engine::Standing::missing);
    return engine::Sight{engine::Standing::missing};
}

Result<std::string> perform_hackerone_cve(Doors& doors, const engine::Effect& effect) {
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
    if (const std::string owner = owner_of(doors, there->cve, effect.target); !owner.empty())
        return fail(ErrorCode::unsupported, fmt::format("HackerOne gave a CVE id that is of {}", owner));
    WARD_TRY_VOID(service->set_cves(effect.target, {there->cve}));
    return there->cve;
}

}  // namespace

WARD_RELEASE_EFFECT(hackerone_cve) = {.name = "hackerone.cve",
                                      .summary = "ask HackerOne for a CVE id for a report",
                                      .look = look_hackerone_cve,
                                      .perform = perform_hackerone_cve};

}  // namespace ward::release
