// A child between fork() and exec(): system calls alone, no memory. See spawn.cc.
#pragma once

#include <optional>

#include "base/fd.h"
#include "permission/entry.h"
#include "ward/permission.h"

namespace ward::permission {

inline constexpr const char* executing = "cannot execute";

// How the child says that it did not get to the program: the words are literals, which parent and child share.
struct Report {
    EntryFailure failure;
    int listener = -1;
};

struct Pipe {
    Fd read;
    Fd write;
};
Result<Pipe> make_pipe();

struct Start {
    const Entry& entry;
    const Launch& launch;
    char* const* arguments;
    char* const* environment;
    Listen listen;
    bool shows_domain;  // to the kernel's audit
    int report;
    const Pipe& go_ahead;
};

// Confines itself, and becomes the program.
[[noreturn]] void run_child(const Start& start) noexcept;

// The report of a child: nothing where the program runs.
std::optional<Report> read_report(int fd);

}  // namespace ward::permission
