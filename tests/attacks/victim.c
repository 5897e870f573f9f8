/* A process outside the sandbox, for the cases that signal, trace or read one: it keeps the line it gets on standard input in
   memory, says where, and lives until standard input ends. Built by run.py. */
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

static char token[64];

int main(void) {
    char more;
    /* Yama's default would forbid tracing for a reason that has nothing to do with the sandbox. */
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    if (!fgets(token, sizeof token, stdin)) return 1;
    printf("%p\n", (void*)token);
    fflush(stdout);
    while (read(0, &more, 1) > 0) {
    }
    return 0;
}
