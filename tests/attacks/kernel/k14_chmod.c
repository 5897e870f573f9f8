// id: K14
// title: chmod outside the grant
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
    if (chmod(path, 0751)) failed("chmod");
    escaped("%s", path);
}
