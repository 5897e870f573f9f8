// id: K15
// title: fchmod on a file that is only readable
// label: documented: https://docs.kernel.org/userspace-api/landlock.html (changes of metadata are not mediated)
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: seccomp
// setup: file {grant}/readonly.txt
#include "attack.h"

#include <sys/stat.h>

static void attack(void) {
    const char* path = grant_path("readonly.txt");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) failed("open");
    if (fchmod(fd, 0751)) failed("fchmod");
    escaped("%s", path);
}
