// See landlock.h.
#include "permission/landlock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

namespace ward::permission {
namespace {

// The kernel's own structures; their sizes are part of the interface (the older, shorter forms stay valid).
struct RulesetAttributes {
    uint64_t files;
    uint64_t ports;
    uint64_t scopes;
};
struct __attribute__((packed)) PathRule {
    uint64_t rights;
    int32_t parent;
};
struct PortRule {
    uint64_t rights;
    uint64_t port;
};
constexpr int rule_path_beneath = 1;
constexpr int rule_net_port = 2;
constexpr std::string_view own_process = "/proc/self";
constexpr uint32_t create_version = 1;
constexpr uint32_t log_same_exec_off = 1u << 0;
constexpr uint32_t log_new_exec_on = 1u << 1;

long landlock_create(const RulesetAttributes* attributes, size_t size, uint32_t flags) {
    return ::syscall(SYS_landlock_create_ruleset, attributes, size, flags);
}

// A kernel refuses a longer structure than it knows unless the rest is zero; older ones want the older size.
size_t attributes_size(const Handled& handled) {
    if (handled.scopes != 0) return sizeof(RulesetAttributes);
    if (handled.ports != 0) return 2 * sizeof(uint64_t);
    return sizeof(uint64_t);
}

Result<void> add_path(int ruleset, const Plan::Path& path, uint64_t handled) {
    // Links are followed here: the rule is about the file that is meant now, and no later change of a link moves it.
    const Fd parent(::open(path.path.c_str(), O_PATH | O_CLOEXEC));
    if (!parent.valid()) {
        if (errno == ENOENT || errno == ENOTDIR || errno == EACCES) return {};
        return fail_errno("cannot open for a rule", path.path);
    }
    errno = add_rule(ruleset, parent.get(), path.rights & handled);
    // Pipes, sockets and files of the kernel's own (nsfs) have no place below a folder and cannot carry a rule.
    if (errno == 0 || errno == EBADFD) return {};
    return fail_errno("Landlock refuses a rule for", path.path);
}

bool is_own(const std::string& path) {
    return path.starts_with(own_process) && (path.size() == own_process.size() || path[own_process.size()] == '/');
}

}  // namespace

Handled known_to(int abi) {
    Handled out;
    if (abi >= 1) out.files = access::refer - 1;
    if (abi >= 2) out.files |= access::refer;
    if (abi >= 3) out.files |= access::truncate;
    if (abi >= 4) out.ports = access::bind_tcp | access::connect_tcp;
    if (abi >= 5) out.files |= access::ioctl_dev;
    if (abi >= 6) out.scopes = access::scope_abstract_unix | access::scope_signal;
    if (abi >= 9) out.files |= access::resolve_unix;
    return out;
}

int landlock_abi() {
    const long abi = landlock_create(nullptr, 0, create_version);
    return abi < 0 ? 0 : static_cast<int>(abi);
}

uint32_t logging_flags(int abi, Logging logging) {
    constexpr int abi_with_flags = 7;
    if (abi < abi_with_flags || logging == Logging::usual) return 0;
    return logging == Logging::silent ? log_same_exec_off : log_new_exec_on;
}

int add_rule(int ruleset, int parent, uint64_t rights) noexcept {
    struct stat status{};
    if (::fstat(parent, &status) != 0) return errno;
    if (!S_ISDIR(status.st_mode)) rights &= access::of_files;
    if (rights == 0) return 0;
    const PathRule rule{rights, parent};
    return ::syscall(SYS_landlock_add_rule, ruleset, rule_path_beneath, &rule, 0) == 0 ? 0 : errno;
}

Result<Ruleset> build_ruleset(const Plan& plan, const Handled& handled) {
    if (handled.files == 0 && handled.ports == 0 && handled.scopes == 0) return Ruleset{};
    const RulesetAttributes attributes{handled.files, handled.ports, handled.scopes};
    Ruleset out{.fd = Fd(static_cast<int>(landlock_create(&attributes, attributes_size(handled), 0))), .own = {}};
    if (!out.fd.valid()) return fail_errno("Landlock refuses a ruleset", "");
    for (const Plan::Path& path : plan.paths) {
        if (is_own(path.path)) out.own.push_back({path.path, path.rights & handled.files});
        else WARD_TRY_VOID(add_path(out.fd.get(), path, handled.files));
    }
    for (const Plan::Port& port : plan.ports) {
        const PortRule rule{port.rights & handled.ports, port.port};
        if (rule.rights == 0) continue;
        if (::syscall(SYS_landlock_add_rule, out.fd.get(), rule_net_port, &rule, 0) != 0)
            return fail_errno("Landlock refuses a rule for port", std::to_string(port.port));
    }
    return out;
}

int restrict_thread(const Ruleset& ruleset) noexcept {
    if (!ruleset.fd.valid()) return 0;
    for (const Plan::Path& path : ruleset.own) {
        const int own = ::open(path.path.c_str(), O_PATH | O_CLOEXEC);
        if (own < 0) continue;
        (void)add_rule(ruleset.fd.get(), own, path.rights);
        ::close(own);
    }
    return ::syscall(SYS_landlock_restrict_self, ruleset.fd.get(), ruleset.restrict_flags) == 0 ? 0 : errno;
}

std::string rights_text(uint64_t rights) {
    static constexpr std::array<std::pair<uint64_t, std::string_view>, 17> names{{
        {access::execute, "execute"},
        {access::read_file, "read"},
        {access::read_dir, "list"},
        {access::write_file, "write"},
        {access::truncate, "truncate"},
        {access::make_reg, "create"},
        {access::make_dir, "mkdir"},
        {access::make_sym, "symlink"},
        {access::make_fifo, "fifo"},
        {access::make_sock, "socket"},
        {access::make_char, "char"},
        {access::make_block, "block"},
        {access::remove_file, "unlink"},
        {access::remove_dir, "rmdir"},
        {access::refer, "rename"},
        {access::ioctl_dev, "ioctl"},
        {access::resolve_unix, "connect"},
    }};
    std::string out;
    for (const auto& [bit, name] : names) {
        if ((rights & bit) == 0) continue;
        if (!out.empty()) out += ',';
        out += name;
    }
    return out;
}

}  // namespace ward::permission
