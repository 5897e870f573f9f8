// id: K24
// title: process_vm_readv reads the memory of a process outside
// label: by design: Landlock forbids tracing a process outside the domain
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: content
// stops: landlock
// setup: victim
#include "attack.h"

#include <sys/uio.h>

static pid_t victim(void) { return (pid_t)atoi(attack_value("pid")); }
static unsigned long address(void) { return strtoul(attack_value("address"), NULL, 16); }

static void attack(void) {
    char text[64] = "";
    struct iovec here = {text, sizeof text - 1}, there = {(void*)address(), sizeof text - 1};
    if (process_vm_readv(victim(), &here, 1, &there, 1, 0) < 0) failed("process_vm_readv");
    escaped("%s", text);
}
