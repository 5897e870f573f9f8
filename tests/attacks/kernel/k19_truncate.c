// id: K19
// title: truncate outside the grant
// label: by design: Landlock mediates truncation since ABI 3
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: write
// stops: landlock
// setup: file {secret}/victim.txt
#include "attack.h"

static void attack(void) {
    const char* path = secret_path("victim.txt");
    if (truncate(path, 0)) failed("truncate");
    escaped("%s", path);
}
