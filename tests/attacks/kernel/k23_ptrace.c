// id: K23
// title: a process outside is traced and its memory read
// label: by design: Landlock forbids tracing a process outside the domain
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: content
// stops: landlock
// setup: victim
#include "attack.h"

#include <sys/ptrace.h>
#include <sys/wait.h>

static pid_t victim(void) { return (pid_t)atoi(attack_value("pid")); }
static unsigned long address(void) { return strtoul(attack_value("address"), NULL, 16); }

static void attack(void) {
    long words[8] = {0};
    int status;
    if (ptrace(PTRACE_ATTACH, victim(), NULL, NULL)) failed("PTRACE_ATTACH");
    if (waitpid(victim(), &status, __WALL) < 0) failed("waitpid");
    errno = 0;
    for (int i = 0; i < 7; ++i) words[i] = ptrace(PTRACE_PEEKDATA, victim(), (void*)(address() + (unsigned long)i * sizeof(long)), NULL);
    if (errno) failed("PTRACE_PEEKDATA");
    ptrace(PTRACE_DETACH, victim(), NULL, NULL);
    escaped("%s", (char*)words);
}
