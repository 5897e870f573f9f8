#include "io/net/courtesy.h"

#include <algorithm>

#include "base/text.h"

namespace ward::net {
namespace {

constexpr int64_t default_wait_seconds = 60;
constexpr int64_t longest_wait_seconds = 7 * seconds_per_day;  // what a header may ask for, before patience is asked
constexpr int most_doublings = 6;

}  // namespace

std::optional<std::chrono::seconds> rate_limit_wait(const Response& response, int attempt, Instant now) {
    const int status = response.status;
    if (status != 403 && status != 429 && status != 503) return std::nullopt;
    const auto number = [&](std::string_view name) { return response.header(name).and_then(to_number<int64_t>); };
    const auto bounded = [](int64_t seconds) {
        return std::chrono::seconds(std::clamp<int64_t>(seconds, 1, longest_wait_seconds));
    };
    if (response.header("Retry-After"))
        return bounded(number("Retry-After").value_or(default_wait_seconds));  // a date is not GitHub's form
    if (status == 503) return std::nullopt;
    if (number("X-RateLimit-Remaining") == 0) {
        const int64_t reset =
            std::clamp<int64_t>(number("X-RateLimit-Reset").value_or(0), 0, now + longest_wait_seconds);
        return bounded(reset - now + 1);  // the clocks' seconds do not start together
    }
    const std::string body = to_lower(response.body);
    const bool secondary = body.contains("secondary rate limit") || body.contains("abuse detection");
    if (status == 429 || secondary) return bounded(default_wait_seconds << std::clamp(attempt, 0, most_doublings));
    return std::nullopt;
}

bool is_passing_failure(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
}

std::chrono::milliseconds backoff(int attempt, double random) {
    const auto longest = static_cast<double>(1'000 << std::clamp(attempt, 0, most_doublings));
    return std::chrono::milliseconds(static_cast<int64_t>(longest * (1 - std::clamp(random, 0.0, 1.0) / 2)));
}

}  // namespace ward::net
