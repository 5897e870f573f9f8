#include "base/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

#include "base/text.h"

namespace ward {
namespace {

// Of a loop that has several threads: a loop within it has its share of the processors already.
thread_local bool is_within_loop = false;

}  // namespace

size_t thread_count() {
    if (const char* wanted = std::getenv("WARD_THREADS"))  // NOLINT(concurrency-mt-unsafe): nobody sets it
        if (const auto value = to_number<size_t>(wanted)) return std::clamp<size_t>(*value, 1, 256);
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return std::clamp<size_t>(static_cast<size_t>(CPU_COUNT(&set)), 1, 16);
}

void parallel_for(size_t count, const std::function<void(size_t)>& work) {
    const size_t threads = is_within_loop ? 1 : std::min(thread_count(), count);
    std::atomic<size_t> next{0};
    const auto run = [&] {
        const bool before = std::exchange(is_within_loop, is_within_loop || threads > 1);
        for (size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) work(i);
        is_within_loop = before;
    };
    std::vector<std::jthread> others;
    for (size_t i = 1; i < threads; ++i) others.emplace_back(run);
    run();
}

}  // namespace ward
