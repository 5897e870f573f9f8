// Starts a program and collects what it writes. What can fail for want of memory is done before fork(); between fork()
// and exec() there are system calls alone, as other threads may hold any lock. Standard input is a file in memory, so
// that nobody has to write while the program writes, and a program that does not read cannot raise SIGPIPE here.
#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/fd.h"
#include "base/text.h"

namespace ward {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    Fd read;
    Fd write;
};
Result<Pipe> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("cannot make a pipe", "");
    return Pipe{Fd(ends[0]), Fd(ends[1])};
}

Result<Fd> input_of(const std::string& bytes) {
    if (bytes.empty()) return open_file("/dev/null", O_RDONLY);
    Fd fd(::memfd_create("input", MFD_CLOEXEC));
    if (!fd.valid()) return fail_errno("cannot make a file in memory", "");
    WARD_TRY_VOID(write_all(fd.get(), bytes, "a program's input"));
    if (::lseek(fd.get(), 0, SEEK_SET) != 0) return fail_errno("cannot go back in", "a program's input");
    return fd;
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> out;
    out.reserve(words.size() + 1);
    for (const std::string& word : words) out.push_back(const_cast<char*>(word.c_str()));
    out.push_back(nullptr);
    return out;
}

bool is_program(const std::string& path) {
    struct stat info{};
    return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

Result<void> check(const ProcessRequest& request) {
    if (request.arguments.empty() || request.arguments[0].empty()) return fail(ErrorCode::usage, "no program is named");
    // A NUL would cut an argument short for the program, behind the back of whoever checked it.
    const auto has_nul = [](const std::string& text) { return text.contains('\0'); };
    if (std::ranges::any_of(request.arguments, has_nul) || std::ranges::any_of(request.environment, has_nul) ||
        has_nul(request.folder))
        return fail(ErrorCode::usage, "an argument has a NUL character", request.arguments[0]);
    if (!request.folder.starts_with('/'))
        return fail(ErrorCode::usage, "the folder of a program is not an absolute path", request.folder);
    for (const std::string& variable : request.environment)
        if (const size_t equals = variable.find('='); equals == 0 || equals == std::string::npos)
            return fail(ErrorCode::usage, "an environment variable is not NAME=value", request.arguments[0]);
    return {};
}

// Signals are held back around fork(), so that no handler of this program runs in the child.
class HeldSignals {
  public:
    HeldSignals() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    HeldSignals(const HeldSignals&) = delete;
    HeldSignals& operator=(const HeldSignals&) = delete;

  private:
    sigset_t before_{};
};

struct Start {
    const char* program;
    const char* folder;
    char* const* arguments;
    char* const* environment;
    std::array<int, 3> standard;  // what becomes 0, 1 and 2
    int report;                   // takes the errno of what failed
    pid_t parent;
    uint64_t file_bytes;
};

// In the child.
[[noreturn]] void give_up(const Start& start) {
    const int number = errno;
    [[maybe_unused]] const ssize_t done = ::write(start.report, &number, sizeof number);
    ::_exit(127);
}

[[noreturn]] void become_program(const Start& start) {
    // A session of its own: no terminal to ask for a password on, and one process group to kill.
    if (::setsid() < 0) give_up(start);
    // It ends with this program, also where that is killed.
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) give_up(start);
    if (::getppid() != start.parent) ::_exit(127);
    // A program that became another user by its file's mode could not be killed.
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up(start);
    // A peer may make it write without end, where only what it says is counted here.
    struct rlimit files{};
    if (::getrlimit(RLIMIT_FSIZE, &files) != 0) give_up(start);
    files.rlim_cur = files.rlim_max = std::min<rlim_t>(files.rlim_max, start.file_bytes);
    if (::setrlimit(RLIMIT_FSIZE, &files) != 0) give_up(start);
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
    // They are above 2 (run_process sees to that), so none is overwritten before its turn.
    for (int number = 0; number < 3; ++number)
        if (::dup2(start.standard[static_cast<size_t>(number)], number) < 0) give_up(start);
    // Whatever a library opened without O_CLOEXEC stays here: databases, sockets, the user's files.
    if (::syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */) != 0) give_up(start);
    if (::chdir(start.folder) != 0) give_up(start);
    ::execve(start.program, start.arguments, start.environment);
    give_up(start);
}

// Above the standard descriptors, which a daemon may have closed.
Result<void> lift(Fd& fd) {
    if (fd.get() > 2) return {};
    const int number = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3);
    if (number < 0) return fail_errno("cannot copy a descriptor", "");
    fd = Fd(number);
    return {};
}

// A program that runs; killed and waited for at the latest when this ends.
class Running {
  public:
    explicit Running(pid_t pid) : pid_(pid) {}
    ~Running() {
        if (pid_ <= 0) return;
        [[maybe_unused]] const auto status = finish();
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    // Kills what is left of its group, and tells how it ended. The group is killed before the program is waited for:
    // until then nothing else can have its number.
    Result<int> finish() {
        const pid_t pid = std::exchange(pid_, 0);
        ::kill(-pid, SIGKILL);
        ::kill(pid, SIGKILL);  // it may not have its group yet
        int status = 0;
        while (::waitpid(pid, &status, 0) < 0)
            if (errno != EINTR) return fail_errno("cannot wait for the program", "");
        return status;
    }

  private:
    pid_t pid_;
};

struct Stream {
    Fd fd;
    std::string text = {};
    size_t most = 0;
    std::string_view name = {};
};

// What is there to read now. At its end the descriptor is closed.
Result<void> drain(Stream& stream, const std::string& program) {
    std::array<char, 65'536> piece;
    while (stream.fd.valid()) {
        const ssize_t got = ::read(stream.fd.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return {};
        if (got < 0) return fail_errno("cannot read the output of", program);
        if (got == 0) stream.fd.reset();
        if (static_cast<size_t>(got) > stream.most - stream.text.size())
            return fail(ErrorCode::limit,
                        "wrote more than " + std::to_string(stream.most) + " bytes to " + std::string(stream.name),
                        program);
        stream.text.append(piece.data(), static_cast<size_t>(got));
    }
    return {};
}

// Until the program has ended; `ended` is its pidfd. What others hold open after that is not waited for.
Result<void> collect(std::array<Stream, 2>& streams, const Fd& ended, Clock::time_point until,
                     const ProcessRequest& request) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        if (left <= 0)
            return fail(ErrorCode::limit,
                        "ran longer than " + std::to_string(request.limits.time.count()) + " milliseconds",
                        request.arguments[0]);
        std::array<pollfd, 3> waits = {{{ended.get(), POLLIN, 0},
                                        {streams[0].fd.get(), POLLIN, 0},  // closed ones are -1: passed over
                                        {streams[1].fd.get(), POLLIN, 0}}};
        const auto patience = static_cast<int>(std::min<int64_t>(left, 3'600'000));
        if (::poll(waits.data(), waits.size(), patience) < 0 && errno != EINTR)
            return fail_errno("cannot wait for", request.arguments[0]);
        // Asked before the streams are read: all that it wrote is there then.
        const bool has_ended = waits[0].revents != 0;
        for (Stream& stream : streams) WARD_TRY_VOID(drain(stream, request.arguments[0]));
        if (has_ended) return {};
    }
}

// The errno of what the child could not do; nothing once it has become the program.
Result<void> read_report(const Fd& report, const std::string& program, const std::string& folder) {
    int number = 0;
    ssize_t got = 0;
    do got = ::read(report.get(), &number, sizeof number);
    while (got < 0 && errno == EINTR);
    if (got == 0) return {};
    if (got != sizeof number) return fail(ErrorCode::io, "cannot be started", program);
    return fail(number == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                std::string("cannot be started in ") + folder + ": " + strerrordesc_np(number), program);
}

}  // namespace

std::string ProcessOutcome::end() const {
    if (signal == 0) return "exit status " + std::to_string(status);
    const char* words = ::sigdescr_np(signal);
    return "signal " + std::to_string(signal) + (words != nullptr ? std::string(" (") + words + ")" : "");
}

Result<std::string> find_program(std::string_view name, const std::vector<std::string>& search_path) {
    if (name.empty() || name.contains('/'))
        return fail(ErrorCode::usage, "is neither an absolute path nor a program's name", std::string(name));
    for (const std::string& folder : search_path) {
        if (!folder.starts_with('/')) continue;
        std::string path = folder + '/' + std::string(name);
        if (is_program(path)) return path;
    }
    return fail(ErrorCode::not_found,
                "no such program in " + (search_path.empty() ? "no folder" : join(search_path, ":")),
                std::string(name));
}

std::vector<std::string> search_path_of(std::string_view path_variable) {
    std::vector<std::string> folders;
    for (const std::string_view folder : split(path_variable, ':'))
        if (folder.starts_with('/')) folders.emplace_back(folder);
    return folders;
}

Result<ProcessOutcome> run_process(const ProcessRequest& request) {
    WARD_TRY_VOID(check(request));
    std::string program = request.arguments[0];
    if (!program.starts_with('/')) {
        WARD_TRY(program, find_program(program, request.search_path));
    }
    WARD_TRY(Fd input, input_of(request.input));
    WARD_TRY(Pipe out, make_pipe());
    WARD_TRY(Pipe err, make_pipe());
    WARD_TRY(Pipe report, make_pipe());
    for (Fd* fd : {&input, &out.write, &err.write, &report.write}) WARD_TRY_VOID(lift(*fd));
    for (const Fd* fd : {&out.read, &err.read})
        if (::fcntl(fd->get(), F_SETFL, O_NONBLOCK) != 0) return fail_errno("cannot prepare a pipe", "");
    const auto arguments = pointers(request.arguments);
    const auto environment = pointers(request.environment);
    const Start start{.program = program.c_str(),
                      .folder = request.folder.c_str(),
                      .arguments = arguments.data(),
                      .environment = environment.data(),
                      .standard = {input.get(), out.write.get(), err.write.get()},
                      .report = report.write.get(),
                      .parent = ::getpid(),
                      .file_bytes = request.limits.file_bytes};
    const Clock::time_point until = Clock::now() + request.limits.time;
    pid_t pid = 0;
    {
        const HeldSignals held;
        pid = ::fork();
        if (pid == 0) become_program(start);
    }
    if (pid < 0) return fail_errno("cannot start a process", program);
    Running running(pid);
    for (Fd* fd : {&input, &out.write, &err.write, &report.write}) fd->reset();
    WARD_TRY_VOID(read_report(report.read, program, request.folder));
    const Fd ended(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!ended.valid()) return fail_errno("cannot watch", program);
    std::array<Stream, 2> streams = {
        Stream{.fd = std::move(out.read), .most = request.limits.out_bytes, .name = "its output"},
        Stream{.fd = std::move(err.read), .most = request.limits.err_bytes, .name = "its error output"}};
    WARD_TRY_VOID(collect(streams, ended, until, request));
    WARD_TRY(const int status, running.finish());
    return ProcessOutcome{.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                          .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                          .out = std::move(streams[0].text),
                          .err = std::move(streams[1].text)};
}

}  // namespace ward
