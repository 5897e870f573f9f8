#include "io/net/http.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::net {

std::optional<std::string_view> Response::header(std::string_view name) const {
    const auto found = std::ranges::find_if(
        headers, [&](const Header& candidate) { return equal_ignoring_case(candidate.name, name); });
    if (found == headers.end()) return std::nullopt;
    return found->value;
}

Result<Response> Http::send(const Submission& submission) {
    return fail(ErrorCode::unsupported, "is only for reading here", submission.url);
}

Result<void> check_status(const Response& response) {
    const int status = response.status;
    if ((status >= 200 && status < 300) || status == 304) return {};
    const auto retry = response.header("Retry-After");
    if (status == 429 || (status == 503 && retry)) {
        std::string what = fmt::format("asks to come back later (status {}", status);
        if (retry) what += fmt::format(", Retry-After: {}", display(*retry));
        return fail(ErrorCode::rate_limited, what + ")", response.url);
    }
    ErrorCode code = ErrorCode::network;
    if (status == 404 || status == 410) code = ErrorCode::not_found;
    if (status == 401 || status == 403) code = ErrorCode::auth;
    return fail(code, fmt::format("answered with status {}", status), response.url);
}

}  // namespace ward::net
