// What the C library opens for a program of any language that sets its locale, prints a date or converts text.
#include "faces/cli/run/profile.h"

namespace ward::cli {
namespace {

constexpr std::string_view libc_read[] = {
    "/usr/lib/locale/",
    "/usr/share/locale/",
    "/etc/locale.alias",
    "/usr/lib/x86_64-linux-gnu/gconv/",
    "/usr/lib/aarch64-linux-gnu/gconv/",
    "/etc/localtime",
    "/usr/share/zoneinfo/",
    "/dev/null",
};
constexpr std::string_view write[] = {
    "/dev/null",
};

}  // namespace

WARD_PROFILE(libc) = {.name = "libc",
                      .summary = "what the C library opens for a program of any language",
                      .read = libc_read,
                      .write = write};

}  // namespace ward::cli
