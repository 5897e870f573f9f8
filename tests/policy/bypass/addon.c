/* The library of row 9: that it was mapped is proof enough, since its constructor runs then. Built by bypass.py. */
#include <unistd.h>

__attribute__((constructor)) static void ran(void) {
    if (write(1, "TARGET RAN\n", 11) < 0) _exit(3);
}
