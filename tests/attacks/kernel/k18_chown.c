// id: K18
// title: chown outside the grant
// label: documented: https://docs.kernel.org/userspace-api/landlock.html (changes of metadata are not mediated)
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: seccomp
// needs: root
// setup: file {secret}/victim.txt
#include "attack.h"

static void attack(void) {
    const char* path = secret_path("victim.txt");
    if (chown(path, 1, 1)) failed("chown");
    escaped("%s", path);
}
