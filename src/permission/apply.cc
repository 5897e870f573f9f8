// Confining the process that asks. Landlock restricts one thread (all at once only from ABI 8), so that every other
// thread is interrupted by a signal and restricts itself, as libraries do for setuid(); the filter has TSYNC for that.
#include <dirent.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/fd.h"
#include "base/text.h"
#include "permission/entry.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

// A thread that does not answer (it blocks every signal) is not waited for longer.
constexpr auto patience = std::chrono::seconds(2);
// Threads that appear while the others are told are told in the next round.
constexpr int max_rounds = 50;

std::mutex one_at_a_time;

// The threads that were told to restrict themselves. One that blocks the signal may take it long after nobody waits any
// more: this stays for it, then, with the entry.
struct Asked {
    static constexpr size_t most = 65'536;

    explicit Asked(Entry given) : entry(std::move(given)), threads(std::make_unique<Answer[]>(most)) {}

    struct Answer {
        std::atomic<int> thread = 0;
        std::atomic<bool> given = false;
    };
    Entry entry;
    std::unique_ptr<Answer[]> threads;
    std::atomic<size_t> count = 0;
    std::atomic<int> error = 0;
};
// What the signal's handler works on; one apply at a time.
std::atomic<Asked*> asked = nullptr;

EntryFailure restrict_calling_thread(const Entry& entry) noexcept {
    if (const EntryFailure failure = drop_privileges(); failure.doing != nullptr) return failure;
    if (const int number = restrict_thread(entry.ruleset); number != 0) return {"Landlock refuses", number};
    return {};
}

void on_signal(int) {
    const int saved = errno;
    Asked& work = *asked.load();
    const int self = static_cast<int>(::syscall(SYS_gettid));
    const size_t count = work.count;
    for (size_t i = 0; i < count; ++i) {
        if (work.threads[i].thread != self || work.threads[i].given) continue;
        if (const EntryFailure failure = restrict_calling_thread(work.entry); failure.doing != nullptr)
            work.error = failure.number;
        work.threads[i].given = true;
        break;
    }
    errno = saved;
}

// Has this thread ended? A first thread that returned stays in the list as a zombie until the last one ends.
bool is_gone(int thread) {
    if (::syscall(SYS_tgkill, ::getpid(), thread, 0) != 0) return true;
    const auto stat = read_file(fmt::format("/proc/self/task/{}/stat", thread), 1 << 16);
    const size_t name_end = stat ? stat->rfind(')') : std::string::npos;
    if (name_end == std::string::npos || name_end + 2 >= stat->size()) return !stat;
    const char state = (*stat)[name_end + 2];
    return state == 'Z' || state == 'X';
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
// restricted from the start. `work` is kept for ever where a thread may still run the handler.
Result<void> restrict_other_threads(std::unique_ptr<Asked>& work) {
    const int self = static_cast<int>(::syscall(SYS_gettid));
    const auto partly = [&](std::string what) {
        (void)work.release();
        return fail(ErrorCode::io, what + "; some threads are confined already: end this process");
    };
    struct sigaction action{};
    struct sigaction before{};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    const int signal = SIGRTMAX - 2;
    asked = work.get();
    if (::sigaction(signal, &action, &before) != 0) return fail_errno("cannot reach the other threads", "");
    std::set<int> told{self};
    for (int round = 0; round < max_rounds; ++round) {
        const size_t first = work->count;
        for (const int thread : threads_of_this_process()) {
            if (!told.insert(thread).second) continue;
            const size_t at = work->count;
            if (at == Asked::most) return partly("more threads than can be told");
            work->threads[at].thread = thread;
            work->count = at + 1;
            if (::syscall(SYS_tgkill, ::getpid(), thread, signal) != 0) work->threads[at].given = true;  // it has ended
        }
        if (work->count == first) {
            ::sigaction(signal, &before, nullptr);
            return {};
        }
        const auto until = std::chrono::steady_clock::now() + patience;
        for (size_t i = first; i < work->count; ++i) {
            while (!work->threads[i].given) {
                // Whoever ends with the signal still waiting will not answer.
                if (is_gone(work->threads[i].thread)) break;
                if (std::chrono::steady_clock::now() >= until) return partly("a thread does not answer signals");
                std::this_thread::sleep_for(std::chrono::microseconds(50));
            }
        }
        if (work->error != 0) return partly(std::string("a thread refuses: ") + strerrordesc_np(work->error));
    }
    return partly("threads appear faster than they can be told");
}

// What refuses one thread refuses them all: found out by one that ends with it, before anything lasting is done.
EntryFailure try_on_a_thread(const Entry& entry) {
    EntryFailure failure;
    std::thread([&] { failure = restrict_calling_thread(entry); }).join();
    return failure;
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
    WARD_TRY(Entry prepared, prepare(own, kernel, strictness));
    Plan planned = plan(own, kernel);
    planned.remarks.insert(planned.remarks.end(), out.remarks.begin(), out.remarks.end());
    if (threads_of_this_process().empty())
        return fail(ErrorCode::unsupported, "/proc is not there: the threads of this process are not known");

    if (const EntryFailure failure = try_on_a_thread(prepared); failure.doing != nullptr)
        return fail(ErrorCode::io, std::string(failure.doing) + ": " + strerrordesc_np(failure.number));
    auto work = std::make_unique<Asked>(std::move(prepared));
    // The calling thread comes last: once it is confined, it cannot list the others.
    WARD_TRY_VOID(restrict_other_threads(work));
    EntryFailure failure = restrict_calling_thread(work->entry);
    if (failure.doing == nullptr) failure = filter_all_threads(work->entry);
    if (failure.doing != nullptr)
        return fail(ErrorCode::io, std::string(failure.doing) + ": " + strerrordesc_np(failure.number) +
                                       "; files are confined already: end this process");
    return planned;
}

}  // namespace ward::permission
