// When a refused or failed request may be made again, by GitHub's rules for its primary and secondary rate limits.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "base/time.h"
#include "io/net/http.h"

namespace ward::net {

// How a busy server is treated. Waits are the caller's, so that a test need not sit through them.
struct Courtesy {
    int attempts = 5;                                 // of a read, at errors of the server and broken connections
    std::chrono::seconds patience{900};               // for all rate limits of one run together
    std::chrono::milliseconds between_writes{1'000};  // as GitHub asks for
    std::function<Instant()> clock = {};              // empty: the machine's
    std::function<void(std::chrono::milliseconds)> sleep = {};
    std::function<double()> random = {};  // 0 to 1
};

// How long the server asks to be left alone, if this answer is a rate limit: Retry-After; else, with nothing remaining,
// until X-RateLimit-Reset; else a minute, doubled with every attempt (0, 1, ...). Nothing for any other answer: it is a
// plain refusal, or a success.
std::optional<std::chrono::seconds> rate_limit_wait(const Response& response, int attempt, Instant now);

// A server's own failure, which may pass.
bool is_passing_failure(int status);

// Before attempt number `attempt` + 1 after such a failure: 1, 2, 4, ... seconds, shortened by up to a half by `random`
// (0 to 1), so that many clients do not come back together.
std::chrono::milliseconds backoff(int attempt, double random);

}  // namespace ward::net
