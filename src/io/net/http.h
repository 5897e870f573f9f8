// The door to the network: one request, one answer. Everything that fetches takes an Http&, so that a test can stand in
// for the world, and a program that was told --offline makes none.
// Semantics: RFC 9110. Left out: cookies, authentication schemes, caching (see download.h, response_cache.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::net {

struct HttpLimits {
    uint64_t body_bytes = uint64_t{2} << 30;
    size_t header_bytes = 128u << 10;  // of one answer, all lines together
    int redirects = 5;
    std::chrono::seconds connect{30};
    std::chrono::seconds stall{60};  // this long below stall_bytes_per_second is a peer that hangs
    uint64_t stall_bytes_per_second = 1'000;
    std::chrono::seconds total{3'600};
};

struct Header {
    std::string name;
    std::string value;
};

struct Response {
    int status = 0;
    std::string url;  // the one that answered, behind all redirects
    std::vector<Header> headers;
    std::string body;  // empty where a sink took it

    // The first header of that name, in any case of letters.
    std::optional<std::string_view> header(std::string_view name) const;
};

// Takes a body of status 200 or 206 piece by piece; never called for an empty one. An error ends the transfer.
using BodySink = std::function<Result<void>(const Response& head, std::string_view piece)>;

struct Request {
    std::string url;
    std::vector<Header> headers = {};
    BodySink sink = {};  // without one, the body is in the response
    HttpLimits limits = {};
};

// What changes something at the peer.
struct Submission {
    std::string method;  // POST, PATCH, PUT, DELETE
    std::string url;
    std::vector<Header> headers = {};
    std::string body = {};
    HttpLimits limits = {};
};

class Http {
  public:
    virtual ~Http() = default;
    // The answer, whatever its status. Errors: `usage` for a URL that is not allowed, `network` where the peer did not
    // answer whole, `limit` with the limit's name.
    virtual Result<Response> get(const Request& request) = 0;
    // Sent once, and never to where a redirect leads. After an error nobody knows whether it took effect: ask.
    virtual Result<Response> send(const Submission& submission);
};

// libcurl. https with the system's certificates; plain http only to this machine itself (127.0.0.1, [::1], localhost).
// Redirects keep the scheme, and what identifies the caller is not sent on to another host. A proxy is the one of the
// environment, for https only. One thread at a time.
std::unique_ptr<Http> curl_http(std::string user_agent);

// The rule above, before anything is done: `usage` error for a URL that will not be asked.
Result<void> check_url(const std::string& url);

// Success for 2xx and 304. 404 and 410 are `not_found`, 401 and 403 `auth`, 429, and 503 with a Retry-After,
// `rate_limited`, the rest `network`.
Result<void> check_status(const Response& response);

}  // namespace ward::net
