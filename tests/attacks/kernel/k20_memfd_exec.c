// id: K20
// title: a program is run from memory, where no rule on files applies
// label: documented: https://docs.kernel.org/userspace-api/landlock.html (the right to execute is tied to files of a hierarchy)
// reference: https://man7.org/linux/man-pages/man2/memfd_create.2.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: seccomp
// setup: watch
#include "attack.h"

#include <sys/mman.h>
#include <sys/syscall.h>

extern char** environ;

static void attack(void) {
    if (strcmp(attack_arguments[0], "again") == 0) {
        /* Alive for a while, so that the harness sees what runs. */
        char link[256];
        ssize_t length = readlink("/proc/self/exe", link, sizeof link - 1);
        link[length > 0 ? length : 0] = 0;
        usleep(300000);
        if (length < 0) escaped("/memfd:attack (deleted)");
        escaped("%s", link);
    }
    char buffer[65536];
    int from = open(grant_path("k20_memfd_exec"), O_RDONLY | O_CLOEXEC);
    if (from < 0) failed("open");
    int to = memfd_create("attack", 0);
    if (to < 0) failed("memfd_create");
    for (ssize_t got; (got = read(from, buffer, sizeof buffer)) > 0;)
        if (write(to, buffer, (size_t)got) != got) failed("write");
    attack_arguments[0] = "again";
    syscall(SYS_execveat, to, "", attack_arguments, environ, AT_EMPTY_PATH);
    failed("execveat");
}
