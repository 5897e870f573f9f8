// ward's permission library: one policy in the words of Node's Permission Model, asked in nanoseconds and enforced by
// the Linux kernel (Landlock and seccomp) on this process or on a new one and on everything it starts.
//
//   Policy       what is granted: plain values; grants add up, nothing takes away
//   Permissions  the same, compiled: has() without allocation, drop() without a way back
//   plan()       what this kernel will enforce of it, and what it cannot: for people, before anything happens
//   apply_to_self(), spawn()
//
// Semantics follow nodejs.org/api/permissions.html where the kernel can keep them; the differences are in
// docs/permission.md. Nothing here reads a configuration file, prints or exits. Functions are safe to call from any
// thread unless they say otherwise.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ward/result.h"

namespace ward::permission {

// What can be granted. The first eight are Node's scopes, the last two ward's.
enum class Scope : uint8_t { fs_read, fs_write, child, worker, addon, wasi, inspector, net, env, signal };
inline constexpr size_t scope_count = 10;

// How a scope is called where it is met.
struct ScopeWords {
    Scope scope;
    std::string_view name;        // process.permission.has(name): "fs.read"
    std::string_view flag;        // "--allow-fs-read"
    std::string_view permission;  // error.permission: "FileSystemRead"
    enum class Value { none, optional, required } value;
};
std::span<const ScopeWords> all_scopes();
const ScopeWords& words_of(Scope scope);
std::optional<Scope> scope_named(std::string_view name);    // "fs.read"; nothing for a group ("fs") or an unknown word
std::optional<Scope> scope_of_flag(std::string_view flag);  // "--allow-fs-read"

// One grant. `value` by scope:
//   fs_read, fs_write   an absolute path without . and .., or "*" for every path
//   child               a program as it was named, or "*" for any
//   net                 "*", "tcp:PORT", "HOST:PORT", "unix:PATH", "udp"
//   env                 a variable's name, or "*"
//   others              "*"
struct Grant {
    Scope scope = Scope::fs_read;
    std::string value;
    // Paths only. `exact`: this one name (a file, or nothing yet). `tree`: it and everything below.
    enum class Reach : uint8_t { exact, tree } reach = Reach::tree;

    bool operator==(const Grant&) const = default;
};

// The grant that `--allow-fs-read=VALUE` asks for, `value` empty for a flag without one. Relative paths are taken from
// `folder` (absolute). A path of an existing folder reaches its tree; of anything else, its one name; `/*` at the end
// always a tree. `usage` for wildcards elsewhere and for lists with commas: widening what was meant is how
// CVE-2024-21890 came about.
Result<Grant> parse_grant(Scope scope, std::string_view value, const std::string& folder);
// The flag that asks for this grant: "--allow-fs-write=/tmp/*".
std::string flag_of(const Grant& grant);

// What is granted, and how the rest is kept.
struct Policy {
    std::vector<Grant> grants;
    // Files that may be executed though no child process is granted: the program, its interpreters, the loader.
    std::vector<std::string> programs;
    std::vector<int> keep_fds;  // beside 0, 1 and 2
    bool nested = false;        // namespaces, ptrace and sandboxes within; mounts stay refused while files are confined
    // Modes, owners, times and extended attributes: the kernel's path rules do not see these calls.
    //   deny     refused everywhere
    //   broker   carried out by the supervisor where writing is granted (spawn() alone)
    //   allow    allowed everywhere, outside the grants too
    enum class Metadata : uint8_t { deny, broker, allow } metadata = Metadata::deny;

    bool allows_all(Scope scope) const;
};

// A compiled policy. Copies are independent.
class Permissions {
  public:
    explicit Permissions(const Policy& policy);

    // Node's process.permission.has(): without a reference, whether the whole scope is granted. A path is absolute, or
    // relative to `folder`; `.` and `..` are resolved by name, as Node does (the kernel resolves them by link, and has
    // the last word). Never allocates, never fails: what is not understood is not granted.
    bool has(Scope scope, std::string_view reference = {}, std::string_view folder = {}) const noexcept;

    // The same by the scope's name, as node takes it: "fs" is the whole of both, whatever the reference; an unknown
    // scope and an empty reference are not granted.
    bool has(std::string_view scope, std::optional<std::string_view> reference, std::string_view folder) const noexcept;

    // Takes a grant back, by the value it was given with; without one, everything of the scope. False, and nothing is
    // changed, where no such grant stands. What is open stays open.
    bool drop(Scope scope, std::string_view reference = {});
    // The same by the scope's name, and by what the flag was given: "./dist/*", taken from `folder`. `usage` for an
    // unknown scope and for a value that no grant can have.
    Result<bool> drop(std::string_view scope, std::optional<std::string_view> reference, const std::string& folder);

    const Policy& policy() const { return policy_; }

  private:
    // Paths of one scope as a tree of names, in one array (src/permission/permissions.cc).
    struct PathNode {
        uint32_t name = 0;  // offset and
        uint32_t length = 0;
        uint32_t first_child = 0;  // children stand together, sorted by name
        uint32_t children = 0;
        bool exact = false;
        bool tree = false;
    };
    struct PathTree {
        std::vector<PathNode> nodes;
        std::string names;
        bool everything = false;
        bool covers(std::string_view folder, std::string_view path) const noexcept;
    };
    static PathTree build(const Policy& policy, Scope scope);
    void compile();

    Policy policy_;
    PathTree read_;
    PathTree write_;
};

// What the running kernel offers.
struct Kernel {
    int landlock_abi = 0;  // 0: none
    bool seccomp = false;
    bool notification = false;  // seccomp user notification: supervisor, learn mode, broker

    static Kernel probe();
};

// What will be enforced, as far as it can be said before: for --print-policy, and for a caller that wants all or
// nothing.
struct Plan {
    struct Path {
        std::string path;     // as it will be opened
        uint64_t rights = 0;  // LANDLOCK_ACCESS_FS_*
    };
    std::vector<Path> paths;
    struct Port {
        uint16_t port = 0;
        uint64_t rights = 0;  // LANDLOCK_ACCESS_NET_*
    };
    std::vector<Port> ports;
    std::vector<std::string> not_enforced;  // what this policy asks and this kernel cannot keep, one sentence each
    std::vector<std::string> remarks;       // what is kept otherwise than a reader may expect
};
Plan plan(const Policy& policy, const Kernel& kernel);
// "read,write,execute" for LANDLOCK_ACCESS_FS_* bits.
std::string rights_text(uint64_t rights);

enum class Strictness : uint8_t { warn, strict };  // strict: fail where Plan::not_enforced is not empty

// Confines the calling process, for good: every thread, and everything it starts from now on. Open descriptors stay
// open and keep their rights. `unsupported` where strictness asks for more than the kernel has; then, and on every
// other error, nothing was changed unless the error says so. Call it when no other thread forks.
Result<Plan> apply_to_self(const Policy& policy, Strictness strictness = Strictness::warn);

// The files that may be read or executed at all, whatever a policy grants: for code that was verified. The kernel keeps
// this by the files themselves and not by their names (Landlock, a layer of its own): what takes a listed file's name
// is not listed, and what is made later is not either. Writing is the policy's matter: grant none of what is listed.
class FileList {
  public:
    // Of the paths that `others` lets be read or executed no file is asked for: the program, its libraries, data.
    // `unsupported` where this kernel, or one of that Landlock ABI, has no Landlock.
    static Result<FileList> make(const Policy& others, int landlock_abi = 99);
    // Adds an open regular file. From any thread.
    Result<void> add(int fd) const;

    struct State;
    const State& state() const { return *state_; }

  private:
    explicit FileList(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
};

// A program to start under a policy.
struct Launch {
    std::string program;                   // absolute path
    std::vector<std::string> arguments;    // argv, the program's name first
    std::vector<std::string> environment;  // "NAME=value", taken as it is: see scrubbed_environment()
    Strictness strictness = Strictness::warn;
    enum class Streams : uint8_t { inherited, null } streams = Streams::inherited;  // null: /dev/null for 0, 1 and 2
    int landlock_abi = 99;  // use no more than this ABI, to see what an older kernel would keep; 0: none
    // Of spawn() alone: where it starts (empty: the caller's folder), and descriptors above 2 that become its 1 and 2
    // (-1: as `streams` says).
    std::string folder = {};
    int output = -1;
    int errors = -1;
    // own: a session without a terminal. Child::wait() kills all of its group once the program has ended, or at the
    // `limit` from the start of waiting (0: none), with the status of SIGKILL then. The program dies with the thread
    // that started it.
    enum class Session : uint8_t { inherited, own } session = Session::inherited;
    std::chrono::milliseconds limit{0};
    std::optional<FileList> files = std::nullopt;  // none: what the policy grants
    // Who tells of refusals to Watch::denials.
    //   supervisor   each call that could be refused is stopped and looked at
    //   kernel       what Landlock refuses, by its audit records (ABI 7, CAP_AUDIT_READ, audit on): nothing is stopped
    //                but what the call filter refuses. Of what is made and removed the folder is told. For callers with
    //                no other children: those that end meanwhile are waited for too
    //   either       the kernel where it can, else a supervisor
    enum class DenialsBy : uint8_t { supervisor, kernel, either } denials_by = DenialsBy::supervisor;
};
// Lets the policy start `program`, a path or a name to be looked up in `search` (the form of PATH): its file, its
// interpreters and loader, the libraries it is linked with. No child process is granted by that. The absolute path, for
// Launch. `not_found`, or `io` where it is there and cannot be executed.
Result<std::string> allow_start(Policy& policy, std::string_view program, std::string_view search,
                                const std::string& folder);
// Replaces the calling process by the program: returns only on failure, before anything was changed (`unsupported`) or
// after (`io`, `not_found`: then the process is confined already and can only end). For one-threaded launchers.
Error become(const Policy& policy, const Launch& launch);

// Something the confined tree asked the kernel for, as a supervisor saw it.
struct Access {
    enum class Kind : uint8_t { read, write, create, remove, execute, connect, bind, socket, fork, metadata, other };
    Kind kind = Kind::read;
    Scope scope = Scope::fs_read;
    std::string resource;  // the real path (links followed as the kernel does), "tcp:443", "unix:/run/x", a call's name
    int pid = 0;           // the thread that asked
    std::string program;   // /proc/PID/exe
    std::string call;      // "openat"
    bool allowed = false;  // by the policy
    bool existed = true;   // paths: there was something before the call
    bool is_folder = false;
    bool grantable = true;  // false: no grant allows it (device nodes)
    // Who told: the kernel's records name a process and not the thread, the folder ("/a/b/") of what is made or
    // removed, and no caller (0, no program, no call) where theirs was lost.
    enum class Source : uint8_t { supervisor, kernel, node } source = Source::supervisor;
};
// The grant that would have allowed it.
Grant grant_for(const Access& access);

// Refusals that the kernel did not tell, because too many came at once.
struct DenialLoss {
    bool some = false;
    std::optional<uint64_t> records = 0;  // nothing: not known, for processes of the tree live on
};
// Can the kernel's records be had here (Launch::denials_by)? `unsupported`, with the reason. Whether they name
// processes is only seen when a program starts.
Result<void> kernel_tells_denials();

// How closely the tree is watched.
//   none       only what the policy's metadata broker needs
//   denials    confined as ever; each refusal is told
//   audit      not confined; what would have been refused is told
//   everything not confined; every access is told: for learning
enum class Watch : uint8_t { none, denials, audit, everything };

// A program that runs under a policy. Destroying it does not end the program.
class Child {
  public:
    Child(Child&& other) noexcept;
    Child& operator=(Child&& other) noexcept;
    ~Child();

    int pid() const;
    // Waits for the end and serves the supervisor meanwhile (`told` is called from here); waitpid()'s status. Where a
    // supervisor is needed and nobody waits, the calls that it decides on wait too. `not_found` or `io` where a watched
    // program could not be executed after all: its start is one of the calls that are watched.
    Result<int> wait(const std::function<void(const Access&)>& told = {});

    // Who tells of refusals, and why it is not the kernel where either could have been.
    Launch::DenialsBy denials_by() const;
    const std::string& why_not_kernel() const;
    // Once wait() is over.
    const DenialLoss& lost() const;

  private:
    friend Result<Child> spawn(const Policy& policy, const Launch& launch, Watch watch);
    struct State;
    explicit Child(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};
// Starts the program as a child. With a supervisor (watching, or the policy's broker) the calling thread gives up its
// own capabilities, so that it does nothing for the program that the program could not do. Anything `told` needs from
// the policy is judged by the policy's grants as they are here.
Result<Child> spawn(const Policy& policy, const Launch& launch, Watch watch = Watch::none);

// Of `environment` what the policy lets through: the harmless names (PATH, HOME, LANG, TERM, ...), what env grants
// name, and with an env grant for all everything but names that make a loader or runtime run other code (LD_PRELOAD,
// NODE_OPTIONS, ...), which have to be named one by one.
std::vector<std::string> scrubbed_environment(const Policy& policy, std::span<const std::string> environment);

}  // namespace ward::permission
