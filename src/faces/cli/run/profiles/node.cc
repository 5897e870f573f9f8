// Node.js 18 to 26: what `node -e 0` opens (strace), and what crypto, Intl, os and worker_threads read later.
#include "faces/cli/run/profile.h"

namespace ward::cli {
namespace {

constexpr std::string_view node_read[] = {
    "/etc/ssl/openssl.cnf",      // unreadable: node ends with status 13; missing is fine
    "/usr/lib/ssl/openssl.cnf",  // the same, by Debian's link
    "/proc/self/",               // exe, maps, cgroup, stat
    "/proc/meminfo",
    "/proc/stat",
    "/proc/cpuinfo",
    "/proc/uptime",
    "/proc/loadavg",
    "/proc/version_signature",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu/",
    "/sys/fs/cgroup/",
    "/dev/urandom",
    "/dev/random",
};

}  // namespace

WARD_PROFILE(node) = {.name = "node", .summary = "Node.js 18 to 26", .read = node_read};

}  // namespace ward::cli
