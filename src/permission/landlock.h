// Landlock by its three system calls. The numbers stand here because Debian 12's linux/landlock.h ends at ABI 1 while
// the program meets newer kernels. https://docs.kernel.org/userspace-api/landlock.html
#pragma once

#include <cstdint>

#include "base/fd.h"
#include "ward/permission.h"

namespace ward::permission {

namespace access {
inline constexpr uint64_t execute = 1u << 0;
inline constexpr uint64_t write_file = 1u << 1;
inline constexpr uint64_t read_file = 1u << 2;
inline constexpr uint64_t read_dir = 1u << 3;
inline constexpr uint64_t remove_dir = 1u << 4;
inline constexpr uint64_t remove_file = 1u << 5;
inline constexpr uint64_t make_char = 1u << 6;
inline constexpr uint64_t make_dir = 1u << 7;
inline constexpr uint64_t make_reg = 1u << 8;
inline constexpr uint64_t make_sock = 1u << 9;
inline constexpr uint64_t make_fifo = 1u << 10;
inline constexpr uint64_t make_block = 1u << 11;
inline constexpr uint64_t make_sym = 1u << 12;
inline constexpr uint64_t refer = 1u << 13;         // ABI 2
inline constexpr uint64_t truncate = 1u << 14;      // ABI 3
inline constexpr uint64_t ioctl_dev = 1u << 15;     // ABI 5
inline constexpr uint64_t resolve_unix = 1u << 16;  // ABI 9

inline constexpr uint64_t bind_tcp = 1u << 0;     // ABI 4
inline constexpr uint64_t connect_tcp = 1u << 1;  // ABI 4

inline constexpr uint64_t scope_abstract_unix = 1u << 0;  // ABI 6
inline constexpr uint64_t scope_signal = 1u << 1;         // ABI 6

inline constexpr uint64_t read = read_file | read_dir;
// No device nodes: making one is no part of writing files.
inline constexpr uint64_t write =
    write_file | remove_dir | remove_file | make_dir | make_reg | make_fifo | make_sym | refer | truncate;
// What a rule on a file (not a folder) may hold.
inline constexpr uint64_t of_files = execute | write_file | read_file | truncate | ioctl_dev | resolve_unix;
}  // namespace access

// The rights that an ABI knows, for struct landlock_ruleset_attr.
struct Handled {
    uint64_t files = 0;
    uint64_t ports = 0;
    uint64_t scopes = 0;
};
Handled known_to(int abi);

int landlock_abi();

// What audit, where it is on, is told of refusals (from ABI 7 on; below it nothing is).
//   usual    as the kernel does by itself: those of a program that restricted itself, until it executes another
//   silent   none: nobody listens, and a confined program is refused much
//   told     those of the program that is executed, too
// Refusals by layers that a confined program adds for itself are its own matter, and told as it asks.
enum class Logging : uint8_t { usual, silent, told };
// LANDLOCK_RESTRICT_SELF_*
uint32_t logging_flags(int abi, Logging logging);

// A ruleset that is ready: only restricting is left, which is one system call.
struct Ruleset {
    Fd fd;  // invalid: Landlock has nothing to do
    // /proc/self and what is in it: only the process itself can add these, since whoever prepares it is another.
    std::vector<Plan::Path> own;
    uint32_t restrict_flags = 0;
};
// Opens every path of the plan. A path that is gone by now is left out: there is nothing to grant.
Result<Ruleset> build_ruleset(const Plan& plan, const Handled& handled);
// One more rule, for an open file or folder: 0, or the errno. Async-signal-safe.
int add_rule(int ruleset, int parent, uint64_t rights) noexcept;
// Restricts the calling thread; no_new_privs or CAP_SYS_ADMIN comes first. errno, or 0. Async-signal-safe.
int restrict_thread(const Ruleset& ruleset) noexcept;

}  // namespace ward::permission
