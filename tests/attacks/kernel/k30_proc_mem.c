// id: K30
// title: /proc/PID/mem of a process outside is read
// label: by design: Landlock forbids tracing a process outside the domain
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant} --allow-fs-read=/proc
// prove: content
// stops: landlock
// setup: victim
#include "attack.h"

static void attack(void) {
    char path[64], text[64] = "";
    snprintf(path, sizeof path, "/proc/%s/mem", attack_value("pid"));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) failed("open");
    if (pread(fd, text, sizeof text - 1, (off_t)strtoul(attack_value("address"), NULL, 16)) < 0) failed("pread");
    escaped("%s", text);
}
