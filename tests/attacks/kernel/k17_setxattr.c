// id: K17
// title: setxattr outside the grant
// label: documented: https://docs.kernel.org/userspace-api/landlock.html (changes of metadata are not mediated)
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: seccomp
// setup: file {secret}/victim.txt
// plain: ENOTSUP where the file system has no extended attributes
#include "attack.h"

#include <sys/xattr.h>

static void attack(void) {
    const char* path = secret_path("victim.txt");
    if (setxattr(path, "user.attack", "x", 1, 0)) failed("setxattr");
    escaped("%s", path);
}
