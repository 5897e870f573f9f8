// apply_to_self() reaches every thread: those that wait, those that block every signal, those that come and go
// meanwhile.
#include <fcntl.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <functional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "ward/permission.h"

namespace ward::permission {
namespace {

constexpr int skipped = 77;

// Runs `body` in a process of its own: 0 where it holds.
int in_child(const std::function<int()>& body) {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(body());
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int errno_of_reading(const char* path) {
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno;
    ::close(fd);
    return 0;
}

bool refused() {
    return errno_of_reading("/etc/passwd") == EACCES;
}

// Not even /proc is granted: the list of threads must not depend on it.
bool confine() {
    Policy policy;
    policy.grants.push_back({Scope::fs_read, "/usr", Grant::Reach::tree});
    return apply_to_self(policy).has_value();
}

int expect_confined(const std::function<int()>& body) {
    if (Kernel::probe().landlock_abi < 1) return skipped;
    return in_child(body);
}

#define WARD_EXPECT_CONFINED(...)                                  \
    const int status = expect_confined(__VA_ARGS__);               \
    if (status == skipped) GTEST_SKIP() << "not with this kernel"; \
    EXPECT_EQ(status, 0)

TEST(ApplyToSelf, ReachesThreadsThatWereThereBefore) {
    WARD_EXPECT_CONFINED([] {
        std::atomic<bool> go = false;
        std::array<std::atomic<bool>, 8> held{};
        std::vector<std::thread> threads;
        threads.reserve(held.size());
        for (auto& one : held)
            threads.emplace_back([&go, &one] {
                go.wait(false);
                one = refused();
            });
        if (!confine()) return 1;
        go = true;
        go.notify_all();
        for (std::thread& thread : threads) thread.join();
        for (const auto& one : held)
            if (!one) return 2;
        return refused() ? 0 : 3;
    });
}

TEST(ApplyToSelf, ReachesAThreadThatBlocksEverySignal) {
    WARD_EXPECT_CONFINED([] {
        std::atomic<int> stage = 0;
        bool held = false;
        std::thread thread([&] {
            sigset_t all;
            ::sigfillset(&all);
            ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
            stage = 1;
            stage.notify_all();
            stage.wait(1);
            held = refused();
        });
        stage.wait(0);
        if (!confine()) return 1;
        stage = 2;
        stage.notify_all();
        thread.join();
        return held ? 0 : 2;
    });
}

TEST(ApplyToSelf, ReachesThreadsThatComeAndGoMeanwhile) {
    WARD_EXPECT_CONFINED([] {
        std::atomic<bool> confined = false;
        std::atomic<bool> stop = false;
        std::atomic<int> escaped = 0;
        std::vector<std::thread> makers;
        makers.reserve(3);
        for (int i = 0; i < 3; ++i)
            makers.emplace_back([&] {
                while (!stop) {
                    const bool after = confined;
                    std::thread([&] {
                        if (after && !refused()) ++escaped;
                    }).join();
                }
            });
        const bool done = confine();
        confined = true;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        stop = true;
        for (std::thread& maker : makers) maker.join();
        if (!done) return 1;
        return escaped == 0 ? 0 : 2;
    });
}

TEST(ApplyToSelf, AddsUpAndLeavesTheLibrarysSignalAlone) {
    WARD_EXPECT_CONFINED([] {
        std::atomic<bool> go = false;
        std::thread thread([&] { go.wait(false); });
        if (!confine() || !confine() || !refused()) return 1;
        // Goes to every thread by the signal that was borrowed.
        if (::setuid(::getuid()) != 0) return 2;
        go = true;
        go.notify_all();
        thread.join();
        return 0;
    });
}

// A ring of io_uring, by its system calls; -1 where this kernel has none.
int make_ring(uint32_t flags) {
    std::array<uint32_t, 30> parameters{};  // struct io_uring_params
    parameters[2] = flags;
    return static_cast<int>(::syscall(SYS_io_uring_setup, 4, parameters.data()));
}

int enter_ring(int ring) {
    return ::syscall(SYS_io_uring_enter, ring, 0, 0, 0, nullptr, 0) < 0 ? errno : 0;
}

TEST(ApplyToSelf, LeavesRingsThatAreInUse) {
    WARD_EXPECT_CONFINED([] {
        const int ring = make_ring(0);
        if (ring < 0) return skipped;
        const int other = ::dup(ring);
        Policy policy;
        const auto strict = apply_to_self(policy, Strictness::strict);
        if (strict || strict.error().code != ErrorCode::unsupported || refused()) return 1;
        ::close(other);
        const auto applied = apply_to_self(policy);
        if (!applied || applied->not_enforced.size() != 1 || !refused()) return 2;
        if (enter_ring(ring) != 0) return 3;
        // Another number is no ring that was there, and none can be made.
        if (::dup(ring) < 0 || enter_ring(other) != ENOSYS) return 4;
        if (make_ring(0) >= 0 || errno != ENOSYS) return 5;
        // What may be done anyway is not told.
        policy.grants.push_back({Scope::net, "*"});
        policy.metadata = Policy::Metadata::allow;
        const auto again = apply_to_self(policy, Strictness::strict);
        return again ? 0 : 6;
    });
}

TEST(ApplyToSelf, RefusesRingsOfTheKernelsThreads) {
    WARD_EXPECT_CONFINED([] {
        constexpr uint32_t polled = 2;  // IORING_SETUP_SQPOLL
        if (make_ring(polled) < 0) return skipped;
        const auto applied = apply_to_self(Policy{});
        return !applied && applied.error().code == ErrorCode::unsupported && !refused() ? 0 : 1;
    });
}

}  // namespace
}  // namespace ward::permission
