// Confining the process that asks. Landlock restricts one thread (all at once only from ABI 8), so that every other
// thread is interrupted by a signal and restricts itself, as libraries do for setuid(); the filter has TSYNC for that.
//
// The calling thread comes last. Were it first, it could no longer list the threads (files of /proc are confined with
// the rest), and before Linux 6.15 not even signal those outside its own domain.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/fd.h"
#include "base/text.h"
#include "permission/entry.h"
#include "permission/rings.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

// A thread that does not answer (it blocks every signal by system calls of its own) is not waited for longer.
constexpr auto patience = std::chrono::seconds(2);
// Threads that appear while the others are told are told in the next round.
constexpr int max_rounds = 200;
constexpr size_t threads_a_round = 1024;

// The libraries' own signal for "every thread, do this" (setuid). Of all signals it is the one that no thread blocks:
// pthread_sigmask() leaves it out, and threads that block everything else are common (node's inspector has one). The
// library's handler is put back, and meanwhile gets what was sent by others.
constexpr int everyone_signal = 33;

// The kernel's own structure: the library's sigaction() refuses that signal.
struct KernelAction {
    void (*handler)(int, siginfo_t*, void*) = nullptr;
    unsigned long flags = 0;
    void (*restorer)() = nullptr;
    uint64_t mask = 0;
};
#ifdef __x86_64__
extern "C" void ward_return_from_signal();
asm(".pushsection .text\n"
    ".hidden ward_return_from_signal\n"
    ".type ward_return_from_signal, @function\n"
    "ward_return_from_signal: mov $15, %eax\n"  // rt_sigreturn
    "syscall\n"
    ".popsection\n");
constexpr unsigned long flag_restorer = 0x04000000;
#endif

bool set_action(const KernelAction& action, KernelAction* before) {
    return ::syscall(SYS_rt_sigaction, everyone_signal, &action, before, sizeof action.mask) == 0;
}

// What the signal's handler works on; one apply at a time. An answer is an errno, 0 where all went well.
constexpr int no_answer = -1;
const Entry* entry_for_threads = nullptr;
std::array<std::atomic<int>, threads_a_round> answers;
KernelAction library_action;
std::mutex one_at_a_time;
// After a thread did not answer: the handler stays, for it may answer still.
bool left_half_done = false;

EntryFailure restrict_calling_thread(const Entry& entry) noexcept {
    if (const EntryFailure failure = drop_privileges(); failure.doing != nullptr) return failure;
    if (const int number = restrict_thread(entry.ruleset); number != 0) return {"Landlock refuses", number};
    return {};
}

void on_signal(int signal, siginfo_t* info, void* context) {
    if (info->si_code != SI_QUEUE || info->si_pid != ::getpid()) {
        // Default and ignored are the small numbers 0 and 1.
        const auto number = reinterpret_cast<uintptr_t>(library_action.handler);  // NOLINT(*-reinterpret-cast)
        if (number > 1) library_action.handler(signal, info, context);
        return;
    }
    const int saved = errno;
    const auto slot = static_cast<size_t>(info->si_value.sival_int);
    if (slot < answers.size()) answers[slot] = restrict_calling_thread(*entry_for_threads).number;
    errno = saved;
}

// The list of this process's threads, /proc/self/task. It stays open: a process that is confined may not be able to
// open it again, and wants to be confined further. A number that was closed behind our back, and a parent's list after
// fork(), are told by what they lead to.
class ThreadList {
  public:
    bool open() {
        if (is_ours()) return true;
        // Not closed: the number may be another file's by now.
        (void)folder_.release();
        folder_ = Fd(::open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        process_ = ::getpid();
        return folder_.valid() && ::fstat(folder_.get(), &status_) == 0;
    }

    // Empty where it cannot be read.
    std::vector<int> read() const {
        std::vector<int> out;
        if (::lseek(folder_.get(), 0, SEEK_SET) != 0) return out;
        alignas(dirent64) std::array<char, 8192> bytes{};
        for (;;) {
            const ssize_t count = ::getdents64(folder_.get(), bytes.data(), bytes.size());
            if (count < 0) return {};
            if (count == 0) return out;
            for (ssize_t at = 0; at < count;) {
                // NOLINTNEXTLINE(*-reinterpret-cast): the kernel's own structures, one after the other
                const auto* entry = reinterpret_cast<const dirent64*>(bytes.data() + at);
                if (const auto number = to_number<int>(entry->d_name)) out.push_back(*number);
                at += entry->d_reclen;
            }
        }
    }

  private:
    bool is_ours() const {
        struct stat now{};
        return folder_.valid() && process_ == ::getpid() && ::fstat(folder_.get(), &now) == 0 &&
               now.st_dev == status_.st_dev && now.st_ino == status_.st_ino;
    }

    Fd folder_;
    pid_t process_ = 0;
    struct stat status_{};
};
ThreadList thread_list;

// errno, or 0.
int tell(int thread, size_t slot) {
    siginfo_t info{};
    info.si_code = SI_QUEUE;
    info.si_pid = ::getpid();
    info.si_value.sival_int = static_cast<int>(slot);
    return ::syscall(SYS_rt_tgsigqueueinfo, ::getpid(), thread, everyone_signal, &info) == 0 ? 0 : errno;
}

bool is_gone(int thread) {
    return ::syscall(SYS_tgkill, ::getpid(), thread, 0) != 0 && errno == ESRCH;
}

std::unexpected<Error> half_done(std::string_view what) {
    left_half_done = true;
    return fail(ErrorCode::io, std::string(what) + "; some threads are confined already: end this process");
}

// Waits until each of `asked` has answered or is gone; those that are gone are taken out of `told`, for their number
// may come back.
Result<void> hear(const std::vector<int>& asked, std::vector<int>& told) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (size_t slot = 0; slot < asked.size(); ++slot) {
        while (answers[slot] == no_answer) {
            if (is_gone(asked[slot])) {
                std::erase(told, asked[slot]);
                break;
            }
            if (std::chrono::steady_clock::now() > until) return half_done("a thread does not answer signals");
            std::this_thread::sleep_for(std::chrono::microseconds(50));
        }
        if (const int number = answers[slot]; number > 0)
            return half_done(std::string("a thread refuses: ") + strerrordesc_np(number));
    }
    return {};
}

// Every thread but the calling one, round by round until no new one appears: a thread made by a restricted one is
// restricted from the start.
Result<void> tell_other_threads() {
    std::vector<int> told{static_cast<int>(::syscall(SYS_gettid))};
    for (int round = 0; round < max_rounds; ++round) {
        std::vector<int> asked;
        const std::vector<int> present = thread_list.read();
        if (present.empty()) return half_done("the threads of this process cannot be listed");
        for (const int thread : present) {
            if (asked.size() == answers.size()) break;
            if (std::ranges::find(told, thread) != told.end()) continue;
            if (is_kernels_own(thread)) {
                told.push_back(thread);
                continue;
            }
            answers[asked.size()] = no_answer;
            const int number = tell(thread, asked.size());
            if (number == ESRCH) continue;
            if (number != 0) return half_done(std::string("a thread cannot be reached: ") + strerrordesc_np(number));
            asked.push_back(thread);
            told.push_back(thread);
        }
        if (asked.empty()) return {};
        WARD_TRY_VOID(hear(asked, told));
    }
    return half_done("threads appear faster than they can be confined");
}

Result<void> restrict_other_threads(const Entry& entry) {
    KernelAction action{.handler = on_signal, .flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK, .mask = ~uint64_t{0}};
#ifdef __x86_64__
    action.flags |= flag_restorer;
    action.restorer = ward_return_from_signal;
#endif
    entry_for_threads = &entry;
    // Read first: the handler may be called at once.
    if (::syscall(SYS_rt_sigaction, everyone_signal, nullptr, &library_action, sizeof action.mask) != 0 ||
        !set_action(action, nullptr))
        return fail_errno("cannot reach the other threads", "");
    const auto out = tell_other_threads();
    if (out) set_action(library_action, nullptr);
    return out;
}

// A program that made a ring goes on using it: libuv (node 22 and newer) tells epoll by one, and ends the process where
// it no longer can. What native code then does through it, no filter sees.
Result<std::vector<int>> rings_that_stay(const Policy& policy, Plan& plan) {
    // Once confined, a process may not be able to look, and makes no further ones.
    static Rings known;
    if (Rings now = open_rings(); !now.fds.empty()) known = std::move(now);
    if (known.polled)
        return fail(ErrorCode::unsupported,
                    "io_uring with a thread of the kernel's (SQPOLL) is in use: it would keep the rights it was made "
                    "with; for node, start it without UV_USE_IO_URING");
    if (!known.fds.empty() && (!policy.allows_all(Scope::net) || policy.metadata != Policy::Metadata::allow))
        plan.not_enforced.emplace_back(
            "io_uring is in use already: through it, native code of this process can open sockets that the call filter "
            "refuses (UDP, Unix, MPTCP), and set extended attributes");
    return known.fds;
}

}  // namespace

Result<Plan> apply_to_self(const Policy& policy, Strictness strictness) {
    const std::lock_guard lock(one_at_a_time);
    if (left_half_done) return half_done("an earlier attempt did not reach every thread");
    Policy own = policy;
    if (own.metadata == Policy::Metadata::broker) own.metadata = Policy::Metadata::deny;
    const Kernel kernel = Kernel::probe();
    Plan planned = plan(own, kernel);
    if (policy.metadata == Policy::Metadata::broker)
        planned.remarks.emplace_back(
            "a process has no supervisor over itself: modes, owners and times cannot be changed");
    WARD_TRY(const std::vector<int> rings, rings_that_stay(own, planned));
    WARD_TRY_VOID(hold_to(planned, strictness));
    WARD_TRY(Entry prepared, prepare(own, kernel, strictness, rings));
    auto entry = std::make_unique<Entry>(std::move(prepared));
    const size_t threads = thread_list.open() ? thread_list.read().size() : 0;
    if (threads == 0)
        return fail(ErrorCode::unsupported, "the threads of this process cannot be listed", "/proc/self/task");

    if (auto told = restrict_other_threads(*entry); !told) {
        // A thread that answers late still needs it.
        static std::unique_ptr<Entry> for_ever;
        if (left_half_done) for_ever = std::move(entry);
        return std::unexpected(std::move(told).error());
    }
    const auto failed = [&](const EntryFailure& failure, std::string_view already) -> Result<Plan> {
        std::string what = std::string(failure.doing) + ": " + strerrordesc_np(failure.number);
        if (already.empty()) return fail(ErrorCode::io, std::move(what));
        return half_done(what + std::string(already));
    };
    if (const EntryFailure failure = restrict_calling_thread(*entry); failure.doing != nullptr)
        return failed(failure, threads > 1 ? " (the calling thread)" : "");
    if (const EntryFailure failure = filter_all_threads(*entry); failure.doing != nullptr)
        return failed(failure, " (files are confined)");
    return planned;
}

}  // namespace ward::permission
