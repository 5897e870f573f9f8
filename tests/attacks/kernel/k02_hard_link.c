// id: K02
// title: a hard link made before the start is another name of the file
// label: documented: https://docs.kernel.org/userspace-api/landlock.html (rules are tied to the hierarchy that was walked)
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: content
// stops: nothing
// setup: hardlink {grant}/hard {secret}/secret.txt
#include "attack.h"

static void attack(void) {
    int fd = open(grant_path("hard"), O_RDONLY | O_CLOEXEC);
    if (fd < 0) failed("open");
    escaped_reading(fd);
}
