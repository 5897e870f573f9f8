// See forked.h.
#include "permission/forked.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "permission/audit_source.h"

namespace ward::permission {
namespace {

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

}  // namespace

Result<Pipe> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("cannot make a pipe", "");
    return Pipe{Fd(ends[0]), Fd(ends[1])};
}

[[noreturn]] void run_child(const Start& start) noexcept {
    Report report;
    report.failure = settle(start.launch);
    if (report.failure.doing == nullptr) report.failure = close_others(start.entry.keep_fds);
    if (report.failure.doing == nullptr) report.failure = enter(start.entry, start.listen, &report.listener);
    if (report.failure.doing == nullptr) {
        if (start.shows_domain) audit::ask_for_refusal();
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

std::optional<Report> read_report(int fd) {
    Report report;
    ssize_t count = 0;
    do count = ::read(fd, &report, sizeof report);
    while (count < 0 && errno == EINTR);
    if (count != sizeof report) return std::nullopt;
    return report;
}

}  // namespace ward::permission
