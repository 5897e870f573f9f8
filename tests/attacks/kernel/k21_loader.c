// id: K21
// title: the dynamic loader runs a program that is not granted
// label: by design: the loader opens the program as a file, which a rule on reading mediates
// reference: https://man7.org/linux/man-pages/man8/ld.so.8.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant} --allow-child-process
// prove: content
// stops: landlock
// needs: x86_64 reader
// setup: copy {secret}/reader reader
// setup: chmod {secret}/reader 644
// note: under a sandbox the loader itself says that it cannot open the program: no line of the protocol and status 127 count as denied
#include "attack.h"

static void attack(void) {
    /* Of mode 0644: the kernel would not execute it, the loader maps it. */
    execl("/lib64/ld-linux-x86-64.so.2", "ld.so", secret_path("reader"), attack_arguments[2], (char*)NULL);
    failed("execl");
}
