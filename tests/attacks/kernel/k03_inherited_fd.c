// id: K03
// title: a file that was open before the start is read
// label: by design: a sandbox of paths does not take open files away
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: content
// stops: fds
// setup: open-fd 9 {secret}/secret.txt
#include "attack.h"

static void attack(void) {
    /* A descriptor that is closed is what denial looks like here. */
    if (fcntl(9, F_GETFD) < 0) {
        errno = EACCES;
        failed("descriptor 9 is closed");
    }
    escaped_reading(9);
}
