#include "actions/release/run/public_records.h"

#include <fmt/core.h>

#include "formats/cve_id.h"
#include "io/net/http.h"

namespace ward::release {

Result<std::optional<net::CveRecord>> published_record(Doors& doors, const std::string& cve) {
    if (!is_cve_id(cve)) return fail(ErrorCode::usage, "is no CVE id");
    if (doors.cve != nullptr) {
        auto record = doors.cve->record(cve);
        if (record) return std::optional(*std::move(record));
        if (record.error().code == ErrorCode::not_found) return std::nullopt;
        return std::unexpected(record.error());
    }
    if (doors.http == nullptr) return fail(ErrorCode::usage, "published records are not asked for with --offline");
    constexpr int ok = 200;
    constexpr int not_found = 404;
    net::Request request{.url = fmt::format("{}/cve/{}", doors.cve_api, cve)};
    request.limits.body_bytes = max_public_record;
    WARD_TRY(const net::Response response, doors.http->get(request));
    if (response.status == not_found) return std::nullopt;
    if (response.status != ok)
        return fail(ErrorCode::network, fmt::format("the service of CVE records answers {}", response.status));
    WARD_TRY(net::CveRecord record, net::cve_record_from_json(response.body, "the record"));
    return std::optional(std::move(record));
}

}  // namespace ward::release
