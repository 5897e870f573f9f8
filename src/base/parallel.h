// Parallelism at the outer loop: independent items, results in the order of the items whatever the scheduling was.
#pragma once

#include <cstddef>
#include <functional>

namespace ward {

// Threads used by parallel_for: WARD_THREADS if set, else the number of processors this process may use, at most 16.
size_t thread_count();

// Calls work(i) for every i < count, on several threads; returns when all are done. `work` must not throw; calls for
// different i run at once, so each may only write what belongs to its own i. A loop within the loop runs on its thread
// alone.
void parallel_for(size_t count, const std::function<void(size_t index)>& work);

}  // namespace ward
