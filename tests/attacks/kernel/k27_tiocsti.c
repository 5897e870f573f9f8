// id: K27
// title: input is pushed into the terminal that the launcher gave
// label: by design: published as CVE-2017-5226 for bubblewrap; closed in the kernel by dev.tty.legacy_tiocsti=0
// reference: https://www.cve.org/CVERecord?id=CVE-2017-5226
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: seccomp
// setup: pty
// plain: EIO where dev.tty.legacy_tiocsti is 0 and the user is not root
#include "attack.h"

#include <sys/ioctl.h>

static void attack(void) {
    for (const char* letter = "pushed\n"; *letter; ++letter)
        if (ioctl(0, TIOCSTI, letter)) failed("TIOCSTI");
    escaped("pushed");
}
