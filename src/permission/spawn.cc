// Starting programs: become() replaces this process, spawn() starts a child. What can fail for want of memory is done
// before fork(); between fork() and exec() there are system calls alone (forked.h).
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include "permission/audit_source.h"
#include "permission/deadline.h"
#include "permission/entry.h"
#include "permission/file_list.h"
#include "permission/forked.h"
#include "permission/plan.h"
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
    std::optional<audit::Source> records;  // of the kernel's, where they tell of refusals
    std::string why_not_kernel;
    DenialLoss lost;

    // Starts the child, by the records if there are any. Where they turn out not to tell of it, the child is ended
    // before it became the program: `unsupported`, and nothing has happened.
    Result<void> start(const Policy& policy, const Launch& launch, Watch watch, const Kernel& kernel);
    // The same by the kernel's records; `unsupported` where they cannot be had.
    Result<void> start_recorded(const Policy& policy, const Launch& launch, const Kernel& kernel);
};

Child::Child(std::unique_ptr<State> state) : state_(std::move(state)) {}
Child::Child(Child&& other) noexcept = default;
Child& Child::operator=(Child&& other) noexcept = default;
Child::~Child() = default;

int Child::pid() const {
    return state_->pid;
}

Launch::DenialsBy Child::denials_by() const {
    return state_->records ? Launch::DenialsBy::kernel : Launch::DenialsBy::supervisor;
}

const std::string& Child::why_not_kernel() const {
    return state_->why_not_kernel;
}

const DenialLoss& Child::lost() const {
    return state_->lost;
}

Result<int> Child::wait(const std::function<void(const Access&)>& told) {
    Deadline deadline;
    if (state_->limit.count() > 0) deadline = std::chrono::steady_clock::now() + state_->limit;
    Beside beside;
    if (state_->records) beside = {state_->records->fd(), [&] { state_->records->read(told); }};
    if (state_->supervisor)
        WARD_TRY_VOID(state_->supervisor->serve(state_->listener, state_->pid, deadline, told, beside));
    if (state_->own_group) {
        wait_until(state_->pid, deadline);
        // Until it is waited for, the number cannot be another group's.
        ::kill(-state_->pid, SIGKILL);
    }
    int status = 0;
    while (::waitpid(state_->pid, &status, 0) < 0)
        if (errno != EINTR) return fail_errno("cannot wait for the program", "");
    if (state_->records) {
        // The filter's other end hangs up once no process has it.
        pollfd listener{state_->listener.get(), POLLIN, 0};
        const bool all_ended = ::poll(&listener, 1, 0) > 0 && (listener.revents & POLLHUP) != 0;
        // Made inside the domain, it would keep it alive.
        state_->listener.reset();
        state_->lost = state_->records->finish(all_ended, told);
    }
    if (state_->report.valid())
        if (const auto word = read_report(state_->report.get()))
            return std::unexpected(failure(word->failure.doing, word->failure.number, state_->program));
    return status;
}

Error become(const Policy& policy, const Launch& launch) {
    // A filter that asks a supervisor, where there is none, answers "no such call".
    Policy own = policy;
    if (own.metadata == Policy::Metadata::broker) own.metadata = Policy::Metadata::deny;
    const Kernel kernel = kernel_for(launch);
    auto entry = prepare(own, kernel, launch.strictness);
    if (!entry) return entry.error();
    entry->ruleset.restrict_flags = logging_flags(kernel.landlock_abi, Logging::silent);
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

Result<void> Child::State::start(const Policy& policy, const Launch& launch, Watch watch, const Kernel& kernel) {
    WARD_TRY(Entry entry, prepare(policy, kernel, launch.strictness));
    if (launch.files) entry.listed = &launch.files->state().ruleset;
    const bool by_records = records.has_value();
    entry.ruleset.restrict_flags = logging_flags(kernel.landlock_abi, by_records ? Logging::told : Logging::silent);
    const bool supervised = watch != Watch::none || policy.metadata == Policy::Metadata::broker;
    if (supervised && kernel.seccomp && kernel.notification) {
        WARD_TRY(supervisor, Supervisor::make(policy, watch, by_records ? Sight::filter : Sight::all, entry));
    } else if (watch != Watch::none) {
        return fail(ErrorCode::unsupported, "this kernel has no seccomp notification: nothing can be watched");
    }
    WARD_TRY(Pipe words, make_pipe());
    WARD_TRY(const Pipe go_ahead, make_pipe());
    const auto arguments = pointers(launch.arguments);
    const auto environment = pointers(launch.environment);
    const Listen listen = supervisor ? Listen::yes : Listen::no;

    pid = ::fork();
    if (pid < 0) return fail_errno("cannot start a process", "");
    if (pid == 0)
        run_child(
            {entry, launch, arguments.data(), environment.data(), listen, by_records, words.write.get(), go_ahead});
    words.write.reset();

    const auto word = read_report(words.read.get());
    if (word && (!supervisor || word->failure.doing != nullptr)) {
        ::waitpid(pid, nullptr, 0);
        return std::unexpected(failure(word->failure.doing, word->failure.number, launch.program));
    }
    if (!word) return {};
    const auto given_up = [&](auto error) {
        end(pid);
        return error;
    };
    listener = fetch_listener(pid, word->listener);
    if (!listener.valid()) return given_up(fail_errno("cannot reach the supervisor's descriptor", ""));
    if (by_records)
        if (auto known = records->recognise(pid); !known) return given_up(std::unexpected(std::move(known).error()));
    if (const EntryFailure failed = drop_privileges(); failed.doing != nullptr)
        return given_up(std::unexpected(failure(failed.doing, failed.number, "")));
    WARD_TRY_VOID(write_all(go_ahead.write.get(), "g", "a pipe"));
    report = std::move(words.read);
    program = launch.program;
    return {};
}

Result<void> Child::State::start_recorded(const Policy& policy, const Launch& launch, const Kernel& kernel) {
    if (launch.files) return fail(ErrorCode::unsupported, "a list of files is a domain beside");
    WARD_TRY(records, audit::Source::open(kernel, handled_by(policy, kernel)));
    return start(policy, launch, Watch::denials, kernel);
}

Result<Child> spawn(const Policy& policy, const Launch& launch, Watch watch) {
    const Kernel kernel = kernel_for(launch);
    const auto fresh = [&] {
        auto out = std::make_unique<Child::State>();
        out->own_group = launch.session == Launch::Session::own;
        out->limit = launch.limit;
        return out;
    };
    auto state = fresh();
    if (watch == Watch::denials && launch.denials_by != Launch::DenialsBy::supervisor) {
        auto started = state->start_recorded(policy, launch, kernel);
        if (started) return Child(std::move(state));
        if (started.error().code != ErrorCode::unsupported || launch.denials_by == Launch::DenialsBy::kernel)
            return std::unexpected(std::move(started).error());
        state = fresh();
        state->why_not_kernel = started.error().what;
    }
    WARD_TRY_VOID(state->start(policy, launch, watch, kernel));
    return Child(std::move(state));
}

Result<void> kernel_tells_denials() {
    const Kernel kernel = Kernel::probe();
    WARD_TRY_VOID(audit::Source::open(kernel, handled_by({}, kernel)));
    return {};
}

}  // namespace ward::permission
