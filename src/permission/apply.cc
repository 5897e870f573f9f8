// Confining the process that asks. Landlock restricts one thread (all at once only from ABI 8), so that every other
// thread is interrupted by a signal and restricts itself, as libraries do for setuid(); the filter has TSYNC for that.
#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include "base/text.h"
#include "permission/entry.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

// A thread that does not answer (it blocks every signal) is not waited for longer.
constexpr auto patience = std::chrono::seconds(2);
// Threads that appear while the others are told are told in the next round.
constexpr int max_rounds = 50;

// What the signal's handler works on; one apply at a time.
const Entry* entry_for_threads = nullptr;
std::atomic<int> threads_done = 0;
std::atomic<int> thread_error = 0;
std::mutex one_at_a_time;

EntryFailure restrict_calling_thread(const Entry& entry) noexcept {
    if (const EntryFailure failure = drop_privileges(); failure.doing != nullptr) return failure;
    if (const int number = restrict_thread(entry.ruleset); number != 0) return {"Landlock refuses", number};
    return {};
}

void on_signal(int) {
    const int saved = errno;
    if (const EntryFailure failure = restrict_calling_thread(*entry_for_threads); failure.doing != nullptr)
        thread_error = failure.number;
    ++threads_done;
    errno = saved;
}

std::vector<int> threads_of_this_process() {
    std::vector<int> out;
    DIR* folder = ::opendir("/proc/self/task");
    if (folder == nullptr) return out;
    while (const dirent* entry = ::readdir(folder))  // NOLINT(concurrency-mt-unsafe): the folder is ours alone
        if (const auto number = to_number<int>(entry->d_name)) out.push_back(*number);
    ::closedir(folder);
    return out;
}

// Every thread but the calling one, round by round until no new one appears: a thread made by a restricted one is
// restricted from the start.
Result<void> restrict_other_threads(const Entry& entry) {
    const int self = static_cast<int>(::syscall(SYS_gettid));
    const auto partly = [](const std::string& what) {
        return fail(ErrorCode::io, what + "; some threads are confined already: end this process");
    };
    struct sigaction action{};
    struct sigaction before{};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    const int signal = SIGRTMAX - 2;
    if (::sigaction(signal, &action, &before) != 0) return fail_errno("cannot reach the other threads", "");
    entry_for_threads = &entry;
    thread_error = 0;
    std::vector<int> told{self};
    Result<void> out;
    for (int round = 0; round < max_rounds; ++round) {
        threads_done = 0;
        int asked = 0;
        for (const int thread : threads_of_this_process()) {
            if (std::ranges::find(told, thread) != told.end()) continue;
            told.push_back(thread);
            if (::syscall(SYS_tgkill, ::getpid(), thread, signal) == 0) ++asked;
        }
        if (asked == 0) break;
        const auto until = std::chrono::steady_clock::now() + patience;
        while (threads_done < asked && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(std::chrono::microseconds(50));
        if (threads_done < asked) out = partly("a thread does not answer signals");
        if (thread_error != 0) out = partly(std::string("a thread refuses: ") + strerrordesc_np(thread_error));
        if (!out) break;
    }
    // The handler stays where a thread may still run it.
    if (out) ::sigaction(signal, &before, nullptr);
    return out;
}

}  // namespace

Result<Plan> apply_to_self(const Policy& policy, Strictness strictness) {
    const std::lock_guard lock(one_at_a_time);
    Policy own = policy;
    Plan out;
    if (own.metadata == Policy::Metadata::broker) {
        own.metadata = Policy::Metadata::deny;
        out.remarks.emplace_back("a process has no supervisor over itself: modes, owners and times cannot be changed");
    }
    const Kernel kernel = Kernel::probe();
    WARD_TRY(const Entry entry, prepare(own, kernel, strictness));
    Plan planned = plan(own, kernel);
    planned.remarks.insert(planned.remarks.end(), out.remarks.begin(), out.remarks.end());
    if (threads_of_this_process().empty())
        return fail(ErrorCode::unsupported, "/proc is not there: the threads of this process are not known");

    if (const EntryFailure failure = restrict_calling_thread(entry); failure.doing != nullptr)
        return fail(ErrorCode::io, std::string(failure.doing) + ": " + strerrordesc_np(failure.number));
    WARD_TRY_VOID(restrict_other_threads(entry));
    if (const EntryFailure failure = filter_all_threads(entry); failure.doing != nullptr)
        return fail(ErrorCode::io, std::string(failure.doing) + ": " + strerrordesc_np(failure.number) +
                                       "; files are confined already: end this process");
    return planned;
}

}  // namespace ward::permission
