// Waiting for a child, but not for ever.
#pragma once

#include <chrono>
#include <optional>

namespace ward::permission {

using Deadline = std::optional<std::chrono::steady_clock::time_point>;

// What poll() takes: milliseconds from now, -1 without a deadline.
int milliseconds_until(const Deadline& deadline);

// Until the child has ended or the deadline is there. The child is not waited for: its number stays its own.
void wait_until(int pid, const Deadline& deadline);

}  // namespace ward::permission
