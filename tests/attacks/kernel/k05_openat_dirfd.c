// id: K05
// title: a file is opened relative to an inherited directory
// label: by design: a path rule is asked at every opening, wherever it starts
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: content
// stops: landlock
// setup: open-fd 9 {secret}
#include "attack.h"

static void attack(void) {
    if (fcntl(9, F_GETFD) < 0) {
        errno = EACCES;
        failed("descriptor 9 is closed");
    }
    int fd = openat(9, "secret.txt", O_RDONLY | O_CLOEXEC);
    if (fd < 0) failed("open");
    escaped_reading(fd);
}
