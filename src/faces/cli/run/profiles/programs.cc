// Any installed program, started as a child: the system's programs, libraries and data, no home folder and no /var.
// /proc is whole: each child reads its own; what it holds of processes outside the tree that needs a permission to
// trace (memory, environment, open files, root) stays closed.
#include "faces/cli/run/profile.h"

namespace ward::cli {
namespace {

constexpr std::string_view programs_read[] = {
    "/bin/",
    "/sbin/",
    "/lib/",
    "/lib32/",
    "/lib64/",
    "/usr/",
    "/opt/",
    "/proc/",
    "/sys/devices/system/cpu/",
    "/sys/fs/cgroup/",
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/dev/tty",
    "/dev/stdin",
    "/dev/stdout",
    "/dev/stderr",
    "/etc/alternatives/",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d/",
    "/etc/passwd",
    "/etc/group",
    "/etc/nsswitch.conf",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/locale.alias",
    "/etc/mime.types",
    "/etc/magic",
    "/etc/os-release",
    "/etc/debian_version",
    "/etc/gitconfig",
    "/etc/npmrc",
    "/etc/ssl/openssl.cnf",
    "/etc/ssl/certs/",
    "/etc/python3/",
    "/etc/python3.11/",
    "/etc/perl/",
};
constexpr std::string_view write[] = {
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/tty",
};

}  // namespace

WARD_PROFILE(programs) = {
    .name = "programs", .summary = "any installed program, started as a child", .read = programs_read, .write = write};

}  // namespace ward::cli
