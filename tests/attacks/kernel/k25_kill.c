// id: K25
// title: a process outside gets a signal
// label: by design: Landlock's scope covers signals since ABI 6
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: landlock
// setup: victim
#include "attack.h"

#include <signal.h>

static pid_t victim(void) { return (pid_t)atoi(attack_value("pid")); }

static void attack(void) {
    if (kill(victim(), SIGUSR1)) failed("kill");
    escaped("pid=%d", victim());
}
