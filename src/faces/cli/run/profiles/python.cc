// CPython 3: its standard library and what its site module looks for.
#include "faces/cli/run/profile.h"

namespace ward::cli {
namespace {

constexpr std::string_view python_read[] = {
    "/usr/lib/python3/",
    "/usr/lib/python3.9/",
    "/usr/lib/python3.10/",
    "/usr/lib/python3.11/",
    "/usr/lib/python3.12/",
    "/usr/lib/python3.13/",
    "/usr/lib/python3.14/",
    "/usr/local/lib/python3.11/",
    "/usr/local/lib/python3.12/",
    "/usr/local/lib/python3.13/",
    "/usr/local/lib/python3.14/",
    "/etc/python3/",
    "/etc/python3.11/",
    "/etc/ssl/openssl.cnf",
    "/usr/lib/ssl/openssl.cnf",
    "/proc/self/",
    "/proc/meminfo",
    "/proc/cpuinfo",
    "/sys/devices/system/cpu/",
    "/dev/urandom",
    "/dev/random",
};

}  // namespace

WARD_PROFILE(python) = {.name = "python", .summary = "CPython 3", .read = python_read};

}  // namespace ward::cli
