// Rings of io_uring that a process has open: calls are made through them that no filter sees.
#pragma once

#include <vector>

namespace ward::permission {

struct Rings {
    std::vector<int> fds;
    // A thread of the kernel's works one of them off, with the rights of the day on which it was made.
    bool polled = false;
};

// By /proc/self/fd; none where that cannot be read.
Rings open_rings();

// Whether a thread of this process (/proc/self/task/THREAD) is the kernel's: a worker of a ring, which takes each
// operation with the rights of the thread that submitted it, and takes no signals.
bool is_kernels_own(int thread);

}  // namespace ward::permission
