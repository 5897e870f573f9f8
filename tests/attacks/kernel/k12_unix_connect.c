// id: K12
// title: a connection to a Unix socket that has a path
// label: documented: https://docs.kernel.org/userspace-api/landlock.html (sockets with a path are covered by later ABIs only)
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: seccomp
// setup: listen-unix {secret}/server.sock
#include "attack.h"

#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static void attack(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char* name = attack_value("unix");
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) failed("socket");
    snprintf(address.sun_path, sizeof address.sun_path, "%s", name);
    if (connect(fd, (struct sockaddr*)&address, sizeof address)) failed("connect");
    escaped_reading(fd);
}
