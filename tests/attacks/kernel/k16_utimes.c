// id: K16
// title: utimensat outside the grant
// label: documented: https://docs.kernel.org/userspace-api/landlock.html (changes of metadata are not mediated)
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: seccomp
// setup: file {secret}/victim.txt
#include "attack.h"

#include <sys/stat.h>

static void attack(void) {
    const char* path = secret_path("victim.txt");
    struct timespec times[2] = {{1000, 0}, {1000, 0}};
    if (utimensat(AT_FDCWD, path, times, 0)) failed("utimensat");
    escaped("%s", path);
}
