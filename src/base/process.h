// A program of this machine, run to its end: what it is given, what it wrote, how it ended. The only door by which
// libraries start programs (permission/ confines them; this does not). There is never a shell, and nothing of the
// caller's environment or descriptors goes along unless it is named.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward {

struct ProcessLimits {
    size_t out_bytes = size_t{64} << 20;
    size_t err_bytes = size_t{1} << 20;
    uint64_t file_bytes = uint64_t{8} << 30;  // of each file that it writes; over it, it gets SIGXFSZ
    std::chrono::milliseconds time{std::chrono::minutes(10)};
};

struct ProcessRequest {
    // The first is the program: an absolute path, or a name without '/' that is looked for in `search_path`.
    std::vector<std::string> arguments = {};
    std::vector<std::string> search_path = {};  // absolute folders, in order
    std::vector<std::string> environment = {};  // "NAME=value", all of it
    std::string folder = "/";                   // that it runs in; absolute
    std::string input = {};                     // its standard input; empty: at its end from the start
    ProcessLimits limits = {};
};

struct ProcessOutcome {
    int status = 0;  // of exit(); where a signal ended it, 0
    int signal = 0;  // 0: it ended by itself
    std::string out;
    std::string err;

    bool succeeded() const { return status == 0 && signal == 0; }
    // "exit status 128", "signal 9 (Killed)"
    std::string end() const;
};

// Waits for the program, which runs in a session of its own: it has no terminal to ask questions on, and what it
// started and left behind in its process group is killed with it. (A child that makes a session of its own gets away;
// its output is not waited for.) How it ended is a value. Errors: `not_found` where the program is not there, `io`
// where it cannot be started, `limit` where it wrote more than it may or ran longer (it is killed then), `usage` for a
// request that no program could be given.
Result<ProcessOutcome> run_process(const ProcessRequest& request);

// The absolute path of a program by that name; `not_found` where no folder of `search_path` has one.
Result<std::string> find_program(std::string_view name, const std::vector<std::string>& search_path);
// The folders of PATH, without those that are relative: a program of the folder that happens to be current is a
// stranger's.
std::vector<std::string> search_path_of(std::string_view path_variable);

}  // namespace ward
