// id: K26
// title: a new user and mount namespace is made, with all capabilities in it
// label: documented: https://docs.kernel.org/userspace-api/landlock.html (namespaces can be made inside a domain; only mounting is refused)
// reference: https://man7.org/linux/man-pages/man2/unshare.2.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: seccomp
// setup: watch
// plain: EPERM where user namespaces are forbidden (user.max_user_namespaces, AppArmor)
#include "attack.h"

#include <sched.h>

static void attack(void) {
    char link[64];
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS)) failed("unshare");
    ssize_t length = readlink("/proc/self/ns/mnt", link, sizeof link - 1);
    link[length > 0 ? length : 0] = 0;
    /* Alive for a while, so that the harness sees the namespace too. */
    usleep(300000);
    escaped("%s", length > 0 ? link : "mnt");
}
