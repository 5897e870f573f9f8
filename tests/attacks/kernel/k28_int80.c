// id: K28
// title: open by the 32-bit entry of the kernel, whose numbers a filter may not know
// label: by design: a filter has to look at the architecture of a call
// reference: https://man7.org/linux/man-pages/man2/seccomp.2.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: content
// stops: landlock
// needs: x86_64
// plain: a signal or ENOSYS where the kernel has no 32-bit entry
// note: Landlock holds for both entries; a filter has to refuse this one, or everything that it denies comes back through it
#include "attack.h"

#include <signal.h>

static char path[4096], text[256];

static void no_entry(int signal) {
    (void)signal;
    dprintf(1, "DENIED SIGNAL the 32-bit entry is closed\n");
    _exit(1);
}

/* The kernel takes 32 bits of every register, so what is pointed at has to lie low: the program is linked without PIE. */
static int call(int number, const void* first, long second, long third) {
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second), "d"(third) : "memory", "r8", "r9", "r10", "r11");
    return result;
}

static void attack(void) {
    signal(SIGSEGV, no_entry);
    signal(SIGSYS, no_entry);
    snprintf(path, sizeof path, "%s", secret_path("secret.txt"));
    int fd = call(5, path, O_RDONLY, 0);
    if (fd < 0) {
        errno = -fd;
        failed("open by int 0x80");
    }
    if (call(3, (void*)(long)fd, (long)text, sizeof text - 1) < 0) failed("read by int 0x80");
    escaped("%s", text);
}
