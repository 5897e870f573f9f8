// Starting programs: become() replaces this process, spawn() starts a child. What can fail for want of memory is done
// before fork(); between fork() and exec() there are system calls alone.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include "permission/deadline.h"
#include "permission/entry.h"
#include "permission/file_list.h"
#include "permission/supervisor.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> out;
    out.reserve(words.size() + 1);
    for (const std::string& word : words) out.push_back(const_cast<char*>(word.c_str()));
    out.push_back(nullptr);
    return out;
}

Kernel kernel_for(const Launch& launch) {
    Kernel kernel = Kernel::probe();
    kernel.landlock_abi = std::min(kernel.landlock_abi, launch.landlock_abi);
    return kernel;
}

// What could not be done, from errno: a program that is not there is told apart from one that cannot be run.
Error failure(const char* doing, int number, const std::string& program) {
    const ErrorCode code = number == ENOENT || number == ENOTDIR ? ErrorCode::not_found : ErrorCode::io;
    return Error{code, std::string(doing) + ": " + strerrordesc_np(number), program};
}

constexpr const char* executing = "cannot execute";

// How the child says that it did not get to the program: the words are literals, which parent and child share.
struct Report {
    EntryFailure failure;
    int listener = -1;
};

struct Pipe {
    Fd read;
    Fd write;
};
Result<Pipe> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("cannot make a pipe", "");
    return Pipe{Fd(ends[0]), Fd(ends[1])};
}

struct Start {
    const Entry& entry;
    const Launch& launch;
    char* const* arguments;
    char* const* environment;
    Listen listen;
    int report;
    const Pipe& go_ahead;
};

// Standard input, output and error become /dev/null.
EntryFailure silence() noexcept {
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) return {"cannot open /dev/null", errno};
    for (const int stream : {0, 1, 2})
        if (::dup2(null, stream) < 0) return {"cannot silence the program", errno};
    return {};
}

// The child's own surroundings: streams, session, folder.
EntryFailure settle(const Launch& launch) noexcept {
    if (launch.streams == Launch::Streams::null)
        if (const EntryFailure failed = silence(); failed.doing != nullptr) return failed;
    if (launch.output >= 0 && ::dup2(launch.output, STDOUT_FILENO) < 0) return {"cannot give the output", errno};
    if (launch.errors >= 0 && ::dup2(launch.errors, STDERR_FILENO) < 0) return {"cannot give the output", errno};
    if (launch.session == Launch::Session::own) {
        if (::setsid() < 0) return {"cannot make a session", errno};
        // Nobody would end it at its limit: the terminal does not reach it either.
        if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return {"cannot be tied to this process", errno};
    }
    if (!launch.folder.empty() && ::chdir(launch.folder.c_str()) != 0) return {"cannot enter the folder", errno};
    return {};
}

[[noreturn]] void run_child(const Start& start) noexcept {
    Report report;
    report.failure = settle(start.launch);
    if (report.failure.doing == nullptr) report.failure = close_others(start.entry.keep_fds);
    if (report.failure.doing == nullptr) report.failure = enter(start.entry, start.listen, &report.listener);
    if (report.failure.doing == nullptr) {
        if (start.listen == Listen::yes) {
            // The supervisor fetches its descriptor before the first call that it decides on.
            (void)!::write(start.report, &report, sizeof report);
            // Its own end of the pipe would keep it waiting for a supervisor that died.
            ::close(start.go_ahead.write.get());
            char byte = 0;
            if (::read(start.go_ahead.read.get(), &byte, 1) != 1) ::_exit(127);
        }
        ::execve(start.launch.program.c_str(), start.arguments, start.environment);
        report.failure = {executing, errno};
    }
    (void)!::write(start.report, &report, sizeof report);
    ::_exit(127);
}

// The report of a child: nothing where the program runs.
std::optional<Report> read_report(int fd) {
    Report report;
    ssize_t count = 0;
    do count = ::read(fd, &report, sizeof report);
    while (count < 0 && errno == EINTR);
    if (count != sizeof report) return std::nullopt;
    return report;
}

// A copy of the child's listener. errno is left for the caller where there is none.
Fd fetch_listener(int pid, int number) {
    const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!process.valid()) return Fd();
    return Fd(static_cast<int>(::syscall(SYS_pidfd_getfd, process.get(), number, 0)));
}

void end(int pid) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
}

}  // namespace

struct Child::State {
    int pid = -1;
    bool own_group = false;
    std::chrono::milliseconds limit{0};
    Fd listener;
    std::optional<Supervisor> supervisor;
    Fd report;  // under a supervisor: what is said there if the program cannot be executed
    std::string program;
};

Child::Child(std::unique_ptr<State> state) : state_(std::move(state)) {}
Child::Child(Child&& other) noexcept = default;
Child& Child::operator=(Child&& other) noexcept = default;
Child::~Child() = default;

int Child::pid() const {
    return state_->pid;
}

Result<int> Child::wait(const std::function<void(const Access&)>& told) {
    Deadline deadline;
    if (state_->limit.count() > 0) deadline = std::chrono::steady_clock::now() + state_->limit;
    if (state_->supervisor) WARD_TRY_VOID(state_->supervisor->serve(state_->listener, state_->pid, deadline, told));
    if (state_->own_group) {
        wait_until(state_->pid, deadline);
        // Until it is waited for, the number cannot be another group's.
        ::kill(-state_->pid, SIGKILL);
    }
    int status = 0;
    while (::waitpid(state_->pid, &status, 0) < 0)
        if (errno != EINTR) return fail_errno("cannot wait for the program", "");
    if (state_->report.valid())
        if (const auto word = read_report(state_->report.get()))
            return std::unexpected(failure(word->failure.doing, word->failure.number, state_->program));
    return status;
}

Error become(const Policy& policy, const Launch& launch) {
    // A filter that asks a supervisor, where there is none, answers "no such call".
    Policy own = policy;
    if (own.metadata == Policy::Metadata::broker) own.metadata = Policy::Metadata::deny;
    auto entry = prepare(own, kernel_for(launch), launch.strictness);
    if (!entry) return entry.error();
    if (launch.files) entry->listed = &launch.files->state().ruleset;
    const auto arguments = pointers(launch.arguments);
    const auto environment = pointers(launch.environment);
    EntryFailure failed = close_others(entry->keep_fds);
    if (failed.doing == nullptr) failed = enter(*entry, Listen::no, nullptr);
    if (failed.doing == nullptr) {
        ::execve(launch.program.c_str(), arguments.data(), environment.data());
        failed = {executing, errno};
    }
    return failure(failed.doing, failed.number, launch.program);
}

Result<Child> spawn(const Policy& policy, const Launch& launch, Watch watch) {
    const Kernel kernel = kernel_for(launch);
    WARD_TRY(Entry entry, prepare(policy, kernel, launch.strictness));
    if (launch.files) entry.listed = &launch.files->state().ruleset;
    auto state = std::make_unique<Child::State>();
    state->own_group = launch.session == Launch::Session::own;
    state->limit = launch.limit;
    const bool supervised = watch != Watch::none || policy.metadata == Policy::Metadata::broker;
    if (supervised && kernel.seccomp && kernel.notification) {
        WARD_TRY(state->supervisor, Supervisor::make(policy, watch, entry));
    } else if (watch != Watch::none) {
        return fail(ErrorCode::unsupported, "this kernel has no seccomp notification: nothing can be watched");
    }
    WARD_TRY(Pipe report, make_pipe());
    WARD_TRY(const Pipe go_ahead, make_pipe());
    const auto arguments = pointers(launch.arguments);
    const auto environment = pointers(launch.environment);
    const Listen listen = state->supervisor ? Listen::yes : Listen::no;

    state->pid = ::fork();
    if (state->pid < 0) return fail_errno("cannot start a process", "");
    if (state->pid == 0)
        run_child({entry, launch, arguments.data(), environment.data(), listen, report.write.get(), go_ahead});
    report.write.reset();

    auto word = read_report(report.read.get());
    if (state->supervisor && word && word->failure.doing == nullptr) {
        state->listener = fetch_listener(state->pid, word->listener);
        if (!state->listener.valid()) {
            const auto error = fail_errno("cannot reach the supervisor's descriptor", "");
            end(state->pid);
            return error;
        }
        if (const EntryFailure failed = drop_privileges(); failed.doing != nullptr) {
            end(state->pid);
            return std::unexpected(failure(failed.doing, failed.number, ""));
        }
        WARD_TRY_VOID(write_all(go_ahead.write.get(), "g", "a pipe"));
        state->report = std::move(report.read);
        state->program = launch.program;
        return Child(std::move(state));
    }
    if (word) {
        ::waitpid(state->pid, nullptr, 0);
        return std::unexpected(failure(word->failure.doing, word->failure.number, launch.program));
    }
    return Child(std::move(state));
}

}  // namespace ward::permission
